//! Articles, names and catalogues that mean harm.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use rusqlite::Connection;

use crate::library::{POSTS, Post, archive, convert, page};
use crate::served::{Served, between};
use crate::workplace::Workplace;

/// Text that does something where it is not escaped.
const EVIL: &str = "</title><script>alert(1)</script>\u{202e}\"'><img src=x onerror=alert(1)>";

#[test]
fn names_are_text() {
    let dir = archive();
    let catalogue = Connection::open(dir.path("archive/.csdown.sqlite")).unwrap();
    for sql in [
        "UPDATE articles SET title = ?1, author = ?1, user = ?1, published = ?1, updated = ?1, status = ?1, url = ?1 WHERE article = 1",
        "UPDATE OR REPLACE tags SET tag = ?1 || article",
        "UPDATE columns SET name = ?1 || article",
    ] {
        catalogue.execute(sql, [EVIL]).unwrap();
    }
    let served = Served::start(&dir);
    for path in
        ["/", "/?q=alert", "/search?q=script", "/article/1", "/values/tag", "/values/author", "/article/2"]
    {
        let page = served.page(path);
        assert!(
            !page.contains("<script>") && !page.contains("<img src=x") && !page.contains('\u{202e}'),
            "{path}: {page}"
        );
        assert!(!page.contains("javascript:"), "{path}: {page}");
    }
    assert!(served.page("/").contains("⟨U+202E⟩"));
    let query = served.page("/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27&tag=%22%3E%3Cscript%3E");
    assert_eq!(query.matches("<script").count(), 1, "the script of the page: {query}");
}

#[test]
fn urls_that_run_scripts_are_not_linked() {
    let dir = archive();
    let catalogue = Connection::open(dir.path("archive/.csdown.sqlite")).unwrap();
    let served = Served::start(&dir);
    for url in [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "vbscript:x",
    ] {
        catalogue.execute("UPDATE articles SET url = ?1 WHERE article = 1", [url]).unwrap();
        let page = served.page("/article/1");
        assert!(!page.contains("on the site") && !page.contains(url), "{url}: {page}");
    }
}

#[test]
fn articles_do_nothing() {
    let dir = Workplace::new();
    let markdown = "# 题\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <iframe src=https://evil.example/></iframe>\n\n\
        [a](javascript:alert(1)) [b](data:text/html,x) <svg onload=alert(1)> <style>*{display:none}</style>\n\n\
        ![c](https://evil.example/c.png) ![d](../../secret.png) ![e](/etc/passwd) ![f](file:///etc/passwd)\n\n\
        <a href=\"javascript:alert(1)\" onclick=\"alert(1)\">g</a> <form action=https://evil.example/><input></form>\n\n\
        <meta http-equiv=refresh content=\"0;url=https://evil.example/\"> <base href=https://evil.example/> <object data=x></object>\n\n\
        <math><mtext></mtext><mglyph><style><!--</style><img title=\"--><img src=x onerror=alert(1)>\"></math>\n";
    dir.write("in/evil.md", markdown);
    dir.write("secret.png", b"\x89PNG\r\n\x1a\n");
    convert(&dir);
    let served = Served::start(&dir);
    let page = served.page("/article/1");
    let content = between(&page, "<article class=\"article\" lang=\"zh-CN\">", "</article>")[0];
    for part in [
        "<script",
        "<iframe",
        "<svg",
        "<style",
        "<form",
        "<meta",
        "<base",
        "<object",
        "onerror=\"",
        "onload=\"",
        "onclick=\"",
        "href=\"javascript:",
        "href=\"data:",
        "href=\"file:",
        " src=",
    ] {
        assert!(!content.to_lowercase().contains(part), "{part}: {content}");
    }
    assert_eq!(page.matches("<script").count(), 1, "{page}");
}

#[test]
fn an_svg_image_is_shown_without_its_powers() {
    let dir = archive();
    let drawing = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E";
    let body = format!("<p>图<img src=\"{drawing}\"></p>");
    let post = page(&Post { title: "矢量图", body: "正文", ..POSTS[5] })
        .replace("90000001", "90000002")
        .replace("正文", &body);
    dir.write("in/svg.html", post);
    convert(&dir);
    let served = Served::start(&dir);
    let article = served.page(&format!("/article/{}", served.number("矢量图")));
    let image = between(&article, "src=\"/image/", "\"");
    assert_eq!(image.len(), 1, "{article}");
    let answer = served.get(&format!("/image/{}", image[0]));
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none';"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn a_file_that_is_no_image_is_not_shown() {
    let dir = archive();
    let served = Served::start(&dir);
    let article = served.page(&format!("/article/{}", served.number("用线程池")));
    let image = format!("/image/{}", between(&article, "src=\"/image/", "\"")[0]);
    let name = dir.names("archive/images").into_iter().find(|name| name.contains(".gif")).unwrap();
    for contents in ["<html><script>alert(1)</script>", "", "secret"] {
        dir.write(format!("archive/images/{name}"), contents);
        assert_eq!(served.get(&image).status, 404, "{contents}");
    }
    #[cfg(unix)]
    {
        std::fs::remove_file(dir.path(format!("archive/images/{name}"))).unwrap();
        dir.write("elsewhere.gif", b"GIF89a\x01\0\x01\0");
        std::os::unix::fs::symlink(dir.path("elsewhere.gif"), dir.path(format!("archive/images/{name}")))
            .unwrap();
        assert_eq!(served.get(&image).status, 404, "a symbolic link");
    }
}

#[test]
fn a_catalogue_cannot_name_files_elsewhere() {
    let dir = archive();
    dir.write("elsewhere.md", "secret text");
    let catalogue = Connection::open(dir.path("archive/.csdown.sqlite")).unwrap();
    let served = Served::start(&dir);
    let absolute = dir.path("elsewhere.md").display().to_string();
    for output in ["../elsewhere.md", absolute.as_str(), "./../elsewhere.md", "images/../../elsewhere.md"] {
        catalogue
            .execute("UPDATE articles SET output = ?1, input = 'x' WHERE article = 1", [output])
            .unwrap();
        let answer = served.get("/article/1");
        assert_eq!(answer.status, 404, "{output}");
        assert!(!answer.text().contains("secret text"), "{output}");
        assert!(!served.page("/?q=secret").contains("secret text"), "{output}");
    }
    catalogue.execute("UPDATE articles SET input = '../elsewhere.md' WHERE article = 2", []).unwrap();
    assert_eq!(served.get("/original/2").status, 404);
}

#[test]
fn large_articles_do_not_keep_lists_waiting() {
    let dir = archive();
    let served = Served::start(&dir);
    let path = format!("/article/{}", served.number("第一篇"));
    let formula = format!("${}b{}$\n\n", "\\frac{a}{".repeat(90), "}".repeat(90));
    dir.write(format!("archive/{}.md", POSTS[5].id), formula.repeat(250));
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", served.port);
    let waiting: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            stream.set_nonblocking(true).unwrap();
            stream
        })
        .collect();
    // Until they are being rendered.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(served.get("/").status, 200);
    let answered = waiting.iter().filter(|stream| stream.peek(&mut [0]).is_ok()).count();
    assert!(answered <= 2, "the list waited for {answered} articles");
}
