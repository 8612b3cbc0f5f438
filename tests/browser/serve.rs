//! `csdown serve` in a real browser.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::browser::Browser;
use crate::library::{POSTS, archive, convert};
use crate::served::Served;
use crate::session::Session;

/// The titles in the list.
const TITLES: &str =
    "[...document.querySelectorAll('.results .title')].map((one) => one.textContent).join('|')";

/// The text of the status.
const STATUS: &str = "document.getElementById('status').textContent";

/// The height of the screens.
const HEIGHT: u32 = 900;

/// A browser on the first page of an archive.
fn opened(browser: &Browser, served: &Served) -> Session {
    served.wait_for_index();
    let mut session =
        Session::start(browser, &["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned()]);
    session.resize(1200, HEIGHT, false);
    session.visit(&url(served, "/"));
    session
}

fn url(served: &Served, path: &str) -> String {
    format!("http://127.0.0.1:{}{path}", served.port)
}

fn all_titles() -> String {
    POSTS.iter().map(|post| post.title).collect::<Vec<_>>().join("|")
}

#[track_caller]
fn assert_silent(session: &mut Session) {
    assert_eq!(session.messages(), Vec::<String>::new());
}

pub(crate) fn clicks_lead_through_the_archive(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    assert_eq!(session.text(TITLES), all_titles());
    // A filter, and another value of it.
    session.click(".filters a[href*='author=%E6%9E%97']");
    session.wait_until("location.search.startsWith('?author=')");
    session.wait_until("document.querySelectorAll('.results .title').length === 3");
    session.click(".filters a[href*='tag=java']");
    session.wait_until("document.querySelectorAll('.results .title').length === 2");
    session.click(".chips a");
    session.wait_until("location.search === '?tag=java'");
    // Search as you type keeps the filter, and its URL can be opened again.
    session.click("#q");
    session.insert("链表");
    session.wait_until("document.querySelector('.results mark')?.textContent === '链表'");
    assert_eq!(session.text(TITLES), "数组与链表的取舍");
    assert_eq!(session.text(STATUS), "1 article");
    assert_eq!(session.text("decodeURIComponent(location.search)"), "?q=链表&tag=java");
    // The article, its outline, and back.
    session.click(".results .title");
    session.wait_until("location.pathname.startsWith('/article/')");
    session.wait_until("document.readyState === 'complete'");
    session.click(".outline li:last-child a");
    session.wait_until("location.hash !== '' && document.querySelector(':target')?.textContent === '链表'");
    session.back();
    session.back();
    session.wait_until("location.pathname === '/' && document.querySelector('.results .title')");
    assert_eq!(session.text("document.getElementById('q').value"), "链表");
    // A link to another article.
    session.visit(&url(&served, "/"));
    session.click(".results .title");
    session.wait_until("document.querySelector('.article a[href^=\"/article/\"]')");
    session.click(".article a[href^='/article/']");
    session.wait_until("document.querySelector('h1')?.textContent.includes('数组与链表的取舍')");
    session.wait_until("document.querySelector(':target')?.textContent === '链表'");
    session.back();
    session.wait_until("document.querySelector('h1')?.textContent.includes('用线程池处理请求')");
    session.click(".around [rel=next]");
    session.wait_until("document.querySelector('h1')?.textContent.includes('读懂一张火焰图')");
    assert_silent(&mut session);
}

pub(crate) fn the_keyboard_suffices(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    let focused = "document.activeElement.textContent.trim()";
    session.press("Tab");
    assert_eq!(session.text(focused), "Skip to content");
    session.press("/");
    assert_eq!(session.text("document.activeElement.id"), "q");
    session.insert("线程");
    session.wait_until("document.querySelectorAll('.results .title').length === 2");
    assert_eq!(session.text(STATUS), "2 articles");
    session.press("ArrowDown");
    assert_eq!(session.text(focused), "用线程池处理请求");
    session.press("j");
    assert_eq!(session.text(focused), "数组与链表的取舍");
    session.press("ArrowUp");
    session.press("k");
    assert_eq!(session.text("document.activeElement.id"), "q", "before the first article");
    session.press("Escape");
    session.press("j");
    session.press("Enter");
    session.wait_until("location.pathname.startsWith('/article/') && document.readyState === 'complete'");
    session.press("j");
    session.wait_until("document.querySelector('h1')?.textContent.includes('数组与链表的取舍') && document.readyState === 'complete'");
    session.press("o");
    session.wait_until("document.querySelector('iframe.original') && document.readyState === 'complete'");
    session.press("Escape");
    session.wait_until("location.pathname === '/' && document.readyState === 'complete'");
    assert_eq!(session.text("document.getElementById('q').value"), "线程");
    // Every link and field is reached, and is seen to be.
    session.visit(&url(&served, "/"));
    let mut reached = 0;
    while reached < 200 {
        session.press("Tab");
        if session.text("document.activeElement.matches('.pages a, .results li:last-child a:last-of-type')")
            == "true"
        {
            break;
        }
        let look = session.text("getComputedStyle(document.activeElement).outlineStyle + document.activeElement.checkVisibility()");
        assert_eq!(look, "solidtrue", "{}", session.text("document.activeElement.outerHTML"));
        reached += 1;
    }
    assert!((20..200).contains(&reached), "{reached}");
    assert_silent(&mut session);
}

pub(crate) fn lists_need_no_scripts(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    session.allow_scripts(false);
    session.visit(&url(&served, "/?tag=java"));
    session.click("#q");
    session.insert("线程");
    session.press("Enter");
    session.wait_until("location.search.includes('q=') && document.readyState === 'complete'");
    assert_eq!(session.text(TITLES), "用线程池处理请求|数组与链表的取舍");
    assert_eq!(session.text("new URLSearchParams(location.search).get('tag')"), "java");
    session.click(".orders a:last-child");
    session.wait_until("location.search.includes('order=title')");
    session.click(".results .title");
    session.wait_until("document.querySelector('.article p')");
    assert!(
        session.text("document.querySelector('.outline nav').checkVisibility()") == "true",
        "beside the text"
    );
}

pub(crate) fn the_original_page_is_beside_the_article(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    session.click(".results .title");
    session.wait_until("document.querySelector('.original-link')");
    session.click(".original-link");
    let frame = "document.querySelector('iframe.original').contentDocument";
    session.wait_until(&format!(
        "document.querySelector('iframe.original') && {frame}?.querySelector('#content_views')"
    ));
    let sides =
        "['.text', 'iframe.original'].map((one) => document.querySelector(one).getBoundingClientRect())";
    session.wait_until(&format!("(([a, b]) => a.right <= b.left && b.width > 400)({sides})"));
    assert_eq!(session.text(&format!("{frame}.scripts.length")), "0");
    // On a phone, one after the other.
    session.resize(390, HEIGHT, false);
    let seen =
        "['.text', 'iframe.original'].map((one) => document.querySelector(one).checkVisibility()).join()";
    session.wait_until(&format!("{seen} === 'true,false'"));
    session.click("label[for=view-original]");
    session.wait_until(&format!("{seen} === 'false,true'"));
    session.click("label[for=view-markdown]");
    session.wait_until(&format!("{seen} === 'true,false'"));
    assert_silent(&mut session);
}

/// A proxy that refuses what it is asked for, and remembers it.
struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let known = Arc::clone(&asked);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let mut line = String::new();
                drop(BufReader::new(connection.unwrap()).read_line(&mut line));
                known.lock().unwrap().push(line.trim_end().to_owned());
            }
        });
        Self { port, asked }
    }

    /// Returns what was asked for, except what the browser asks its maker for.
    fn asked(&self) -> Vec<String> {
        const MAKER: [&str; 3] = ["google.com", "googleapis.com", "gvt1.com"];
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|line| !MAKER.iter().any(|host| line.contains(host))).cloned().collect()
    }
}

/// All that the browser requests of other computers goes through a proxy.
pub(crate) fn no_request_leaves_this_computer(browser: &Browser) {
    let proxy = Proxy::start();
    let dir = archive();
    let remote = "<h1 class=\"title-article\">远处</h1><link rel=\"preconnect\" href=\"https://evil.example/\">
        <link rel=\"stylesheet\" href=\"https://evil.example/a.css\"><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\">
        <div id=\"content_views\"><p>图<img src=\"https://img.example.com/a.png\"><img src=\"//img.example.com/b.svg\"></p>
        <p><a href=\"https://evil.example/\">链接</a><a href=\"https://blog.csdn.net/a/article/details/9\">别处</a></p>
        <iframe src=\"https://evil.example/frame\"></iframe><video src=\"https://evil.example/v.mp4\" autoplay></video>
        <p style=\"background:url(https://evil.example/p.png)\">字</p><script src=\"https://evil.example/s.js\"></script></div>";
    dir.write("in/remote.html", remote);
    dir.write("in/remote.md", "# 标记\n\n![a](https://img.example.com/c.png)\n\n<img src=https://img.example.com/d.png> <https://evil.example/>\n");
    convert(&dir);
    let served = Served::start(&dir);
    served.wait_for_index();
    let mut session = Session::start(browser, &[format!("--proxy-server=127.0.0.1:{}", proxy.port)]);
    session.resize(1200, HEIGHT, false);
    for title in ["远处", "标记", "用线程池处理请求"] {
        let number = served.number(title);
        for path in [
            format!("/article/{number}"),
            format!("/article/{number}?original=1"),
            format!("/original/{number}"),
        ] {
            session.visit(&url(&served, &path));
            session.wait(Duration::from_millis(300));
            assert!(session.text("location.href").starts_with(&url(&served, "")), "{path}");
        }
    }
    session.visit(&url(&served, "/?q=a"));
    let is_refused =
        |message: &String| message.contains("Content Security Policy") || message.contains("Refused");
    let messages = session.messages();
    assert!(!messages.iter().any(is_refused), "nothing is even tried: {messages:?}");
    assert_eq!(proxy.asked(), Vec::<String>::new(), "requests of the pages");
    // The proxy is asked for what does leave.
    session.visit("http://outside.example/");
    assert!(proxy.asked().iter().any(|line| line.contains("outside.example")), "{:?}", proxy.asked());
}

/// Finds text whose colours are too similar, by the formula of WCAG 2.
const CONTRAST: &str = "(() => {
    const parse = (text) => {
        const [r, g, b, a = 1] = text.match(/[\\d.e-]+/g).map(Number);
        const scale = text.startsWith('color(') ? 1 : 255;
        return [r / scale, g / scale, b / scale, a];
    };
    const light = (color) => {
        const [r, g, b] = color.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const color = parse(getComputedStyle(one).backgroundColor);
            if (color[3] === 1) return color;
        }
        return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 1] : [1, 1, 1, 1];
    };
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen, script, style')) continue;
        const both = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
        const contrast = (both[0] + 0.05) / (both[1] + 0.05);
        if (contrast < 4.5) faint.push(`${text} ${contrast.toFixed(2)}`);
    }
    return faint.join('|');
})()";

/// Finds fields and links without a name, and landmarks that are missing.
const NAMES: &str = "(() => {
    const nameless = [...document.querySelectorAll('a, button, input:not([type=hidden]), iframe, summary')]
        .filter((one) => !(one.textContent.trim() || one.title || one.labels?.length || one.ariaLabel));
    const landmarks = ['main', 'header', 'h1', '[role=search]'].filter((one) => document.querySelectorAll(one).length < 1);
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    return [...nameless.map((one) => one.outerHTML), ...landmarks, ...twice].join('|');
})()";

/// The pages that are looked at.
fn looked_at(served: &Served) -> Vec<(&'static str, String)> {
    let number = served.number("用线程池处理请求");
    vec![
        ("list", "/".to_owned()),
        ("search", "/?q=%E7%BA%BF%E7%A8%8B&author=%E6%9E%97%E9%BB%98".to_owned()),
        ("article", format!("/article/{number}")),
        ("original", format!("/article/{number}?original=1")),
        ("values", "/values/tag".to_owned()),
        ("wrong", "/?q=-a".to_owned()),
        ("missing", "/article/999".to_owned()),
    ]
}

pub(crate) fn pages_fit_their_screens_and_are_accessible(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    for width in [390, 800, 1400] {
        for is_dark in [false, true] {
            session.resize(width, HEIGHT, is_dark);
            for (name, path) in looked_at(&served) {
                session.visit(&url(&served, &path));
                let look = format!("{name} at {width}, dark: {is_dark}");
                let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
                assert_eq!(session.text(beyond), "0", "{look}");
                assert_eq!(session.text(CONTRAST), "", "{look}");
                assert_eq!(session.text(NAMES), "", "{look}");
                let background = session.text("getComputedStyle(document.body).backgroundColor");
                assert_eq!(background == "rgb(255, 255, 255)", !is_dark, "{look}");
            }
        }
    }
}

/// Whether pictures of the pages are wanted: `UPDATE_DOCS` writes that of the documentation, and `CSDOWN_SCREENSHOTS` names a
/// folder for those of all pages and screens.
pub(crate) fn are_screenshots_wanted() -> bool {
    ["UPDATE_DOCS", "CSDOWN_SCREENSHOTS"].iter().any(|name| std::env::var_os(name).is_some())
}

pub(crate) fn screenshots(browser: &Browser) {
    let dir = archive();
    let served = Served::start(&dir);
    let mut session = opened(browser, &served);
    if let Some(folder) = std::env::var_os("CSDOWN_SCREENSHOTS").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).unwrap();
        for width in [390, 800, 1400] {
            for (scheme, is_dark) in [("light", false), ("dark", true)] {
                session.resize(width, HEIGHT, is_dark);
                for (name, path) in looked_at(&served) {
                    session.visit(&url(&served, &path));
                    session.wait(Duration::from_millis(100));
                    session.screenshot(&folder.join(format!("{name}-{width}-{scheme}.png")));
                }
            }
        }
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        session.resize(1200, 760, false);
        session.visit(&url(&served, &looked_at(&served)[2].1));
        session.screenshot(&root.join("docs/images/serve.png"));
    }
}
