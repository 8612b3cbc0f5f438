//! An archive that `csdown convert` writes from pages: ordinary articles, and hostile ones.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::workplace::{Done, Workplace};

/// A GIF with a white pixel.
const GIF: &str = "R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";

/// A PNG with one transparent pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/// A WebP image with one pixel.
const WEBP: &str = "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=";

/// An SVG image that would do harm if it were not sanitised.
const SVG: &str = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' \
    xmlns:xlink='http://www.w3.org/1999/xlink' width='20' height='10' onload='alert(1)'><script>alert(2)</script>\
    <style>@import url(https://evil.example/a.css); rect { fill: url(https://evil.example/b) }</style>\
    <a xlink:href='javascript:alert(3)'><rect width='20' height='10'/></a>\
    <image xlink:href='https://evil.example/c.png' width='1' height='1'/></svg>";

/// A page of the site.
struct Page {
    id: u32,
    /// The name of its file.
    name: &'static str,
    title: &'static str,
    author: &'static str,
    column: &'static str,
    date: &'static str,
    body: String,
}

/// Text that must reach every book.
pub(crate) const TEXTS: &[&str] = &[
    "线程池重复使用线程。",
    "一次只有一个线程持有它。",
    "脚注的内容甲",
    "脚注的内容乙",
    "折叠的内容",
    "ThreadPoolExecutor",
    "深处的文字",
    "最后一格",
    "敌意之后的正文",
    "另一种格式的图",
];

fn data(media_type: &str, base64: &str) -> String {
    format!("<img alt=图 src='data:{media_type};base64,{base64}'>")
}

fn url(id: u32) -> String {
    format!("https://blog.csdn.net/lin_mo/article/details/{id}")
}

fn ordinary() -> Vec<Page> {
    let (lock, absent) = (url(102), url(999));
    let pool = format!(
        "<h2 id=t0>安装</h2><p>线程池重复使用线程。锁见<a href='{lock}#t1'>另一篇的小结</a>、<a href='{lock}'>另一篇</a>、\
         <a href='{absent}'>没有保存的一篇</a>和<a href='https://example.com/a?b=1&amp;c=2'>别的站</a>。<a href='#t1'>本篇小结</a></p>\
         <pre><code class='language-java'>new ThreadPoolExecutor(1, 2); // &lt;T&gt; &amp; \"q\"</code></pre>\
         <p>量<script type='math/tex'>\\frac{{a_1}}{{b}}</script>大</p>\
         <script type='math/tex; mode=display'>\\sum_{{i=1}}^n i</script>\
         <table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td>一</td><td><code>x|y</code></td></tr></tbody></table>\
         <p>正文<sup id=fnref1><a href='#fn1'>1</a></sup></p>{}<h2 id=t1>小结</h2><p>{}{}</p>\
         <div class=footnotes><hr class=footnotes-sep><ol><li id=fn1><p>脚注的内容甲 <a href='#fnref1'>↩</a></p></li></ol></div>",
        data("image/gif", GIF),
        data("image/png", PNG),
        "<img alt=没有保存的图 src='https://i-blog.csdnimg.cn/direct/gone.png'>",
    );
    let lock = format!(
        "<h2 id=t0>安装</h2><p>一次只有一个线程持有它。见<a href='{}#t1'>线程池的小结</a>。</p>{}\
         <details><summary>更多</summary><p>折叠的内容</p></details>\
         <p>正文<sup id=fnref1><a href='#fn1'>1</a></sup></p><h2 id=t1>小结</h2><h4>四级</h4><p>完</p>\
         <div class=footnotes><hr class=footnotes-sep><ol><li id=fn1><p>脚注的内容乙 <a href='#fnref1'>↩</a></p></li></ol></div>",
        url(101),
        data("image/gif", GIF),
    );
    let (author, column) = ("林默", "并发");
    vec![
        Page { id: 101, name: "pool", title: "线程池", author, column, date: "2019-11-26", body: pool },
        Page { id: 102, name: "lock", title: "锁", author, column, date: "2020-02-01", body: lock },
    ]
}

fn hostile() -> Vec<Page> {
    let svg = BASE64_STANDARD.encode(SVG);
    let attack = format!(
        "<script>alert(1)</script><style>body {{ display: none }}</style><iframe src='https://evil.example/f'></iframe>\
         <p onclick='alert(2)'>见<a href='javascript:alert(3)'>链接</a><a href='data:text/html,x'>数据</a><a href='https://evil.example/100%?a=%zz#%'>百分号</a>\
         <img alt='\"><script>alert(4)</script>' src='x.png' onerror='alert(5)'>\
         <img src='../../../etc/passwd'><img src='file:///etc/passwd'></p>{}\
         <p>&lt;script&gt;alert(6)&lt;/script&gt; ]]&gt; &lt;!-- --&gt; src=\"image-0\" \u{1}\u{b}\u{fffe}</p>\
         <h2 id='article-1'>article-1</h2><h2>安装</h2><h2>安装</h2><h2>!!!</h2>\
         <form action='https://evil.example/'><input value=x></form><svg onload='alert(7)'><text>图</text></svg>\
         <p>敌意之后的正文</p>",
        data("image/svg+xml", &svg)
    );
    let mut deep = "<blockquote>".repeat(120);
    deep += "<ul>";
    for level in 0..40 {
        let _ = write!(deep, "<li>{level}<ul>");
    }
    deep += "<li>深处的文字</li>";
    let mut table = String::from("<table>");
    for row in 0..400 {
        let _ = write!(table, "<tr><td rowspan=2 colspan=3>{row}</td>{}</tr>", "<td>格</td>".repeat(12));
    }
    table += "<tr><td>最后一格</td></tr></table>";
    let other = format!("<p>另一种格式的图</p><p>{}</p>", data("image/webp", WEBP));
    let page = |id, name, title, body| Page {
        id,
        name,
        title,
        author: "<b>&\"'",
        column: "敌意",
        date: "2021-01-02",
        body,
    };
    vec![
        page(201, "attack..x", "&lt;script&gt;alert(&quot;0&quot;)&lt;/script&gt; &amp;amp; ]]&gt;", attack),
        page(202, "deep", "深", deep),
        page(203, "table", "宽", table),
        page(204, "other", "格式", other),
        page(205, "same", "锁", "<h1>锁</h1><p>同名的一篇</p>".to_owned()),
        page(206, "empty", "空", "<p>·</p>".to_owned()),
    ]
}

impl Page {
    fn html(&self) -> String {
        let Self { id, title, author, column, date, body, .. } = self;
        let author = author.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<link rel=canonical href={url}><h1 class=title-article>{title}</h1>\
             <a class=follow-nickName href=https://blog.csdn.net/lin_mo>{author}</a>\
             <span class=link_postdate>{date} 08:00:00</span>\
             <div class='tags-box artic-tag-box'><span class=label>分类专栏：</span>\
             <a class=tag-link href=https://blog.csdn.net/lin_mo/category_1.html>{column}</a></div>\
             <div id=content_views class=markdown_views>{body}</div>",
            url = url(*id)
        )
    }
}

/// The archive that all tests copy.
static ARCHIVE: LazyLock<Workplace> = LazyLock::new(|| {
    let dir = Workplace::new();
    for page in ordinary().iter().chain(&hostile()) {
        dir.write(format!("pages/{}.html", page.name), page.html());
    }
    let raw = "# 原样\n\n<script>alert(8)</script>\n\n[坏](javascript:alert(9)) <b onclick=x>粗</b> ![](pool.html)\n";
    dir.write("pages/raw.md", raw);
    let args =
        ["convert", "pages", "-o", "archive", "--assets", "archive/images", "--internal-links", "relative"];
    let done = dir.run(&args);
    assert_eq!(done.code, 0, "{done:?}");
    dir
});

/// A folder with `archive`, which holds all articles.
pub(crate) fn archive() -> Workplace {
    let dir = Workplace::new();
    copy(&ARCHIVE.path("archive"), &dir.path("archive"));
    dir
}

/// The archive, and one of the posts in the folder that `CSDOWN_EXPORT_POSTS` names, if it does.
pub(crate) fn archives() -> Vec<Workplace> {
    let of_posts = env::var_os("CSDOWN_EXPORT_POSTS").map(|posts| {
        let dir = Workplace::new();
        let done =
            dir.run(&["convert", posts.to_str().unwrap(), "-o", "archive", "--internal-links", "relative"]);
        assert!(done.code <= 1, "{done:?}");
        dir
    });
    [archive()].into_iter().chain(of_posts).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Exports from the archive.
pub(crate) fn export(dir: &Workplace, args: &[&str]) -> Done {
    dir.run(&[&["export", "archive"], args].concat())
}
