//! Images beside the Markdown: their sources, what is rejected, and the URLs in the Markdown.

use std::fs;
use std::path::Path;

use csdown::assets::IMAGE_INDEX;
use serde_json::Value;

use crate::workplace::{Done, Workplace};

/// A GIF with a white pixel and one with a black pixel, in base64.
const WHITE: &str = "R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";
const BLACK: &str = "R0lGODlhAgACAIAAAAAAAP///yH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";

fn article(body: &str) -> String {
    format!("<h1 class=\"title-article\">题</h1><div id=\"content_views\">{body}</div>")
}

fn data(base64: &str) -> String {
    article(&format!("<p>图<img src=\"data:image/gif;base64,{base64}\"></p>"))
}

fn convert(dir: &Workplace, args: &[&str]) -> Done {
    dir.run(&[&["convert", "--front-matter", "none"], args].concat())
}

/// Returns the names of the images in a folder.
fn image_names(dir: &Workplace, folder: &str) -> Vec<String> {
    dir.names(folder).into_iter().filter(|name| name != IMAGE_INDEX).collect()
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == extension)
}

/// Returns the image URLs in Markdown.
fn image_urls(markdown: &str) -> Vec<String> {
    let ends = markdown.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    ends.map(str::to_owned).collect()
}

/// Asserts that the image URLs of a Markdown file lead to files.
#[track_caller]
fn assert_images_exist(dir: &Workplace, markdown: &str) {
    let text = dir.read(markdown);
    let folder = dir.path(markdown);
    let found = image_urls(&text);
    assert!(!found.is_empty(), "{text}");
    for url in found {
        let path = percent_encoding::percent_decode_str(&url).decode_utf8().unwrap();
        let file = folder.parent().unwrap().join(path.as_ref());
        assert!(file.is_file(), "{markdown}: {url}");
    }
}

#[test]
fn each_data_url_is_saved_once() {
    let files =
        [("in/a.html", data(WHITE)), ("in/深/b.html", data(WHITE)), ("in/深/x y/c.html", data(BLACK))];
    let dir = Workplace::new();
    for (path, html) in &files {
        dir.write(path, html);
    }
    let done = convert(&dir, &["in", "-o", "out", "--assets", "out/资 产"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 3 converted, 3 images saved\n"));
    assert_eq!(image_names(&dir, "out/资 产").len(), 2);
    for markdown in ["out/a.md", "out/深/b.md", "out/深/x y/c.md"] {
        assert_images_exist(&dir, markdown);
    }
    assert!(dir.read("out/深/b.md").contains("](../%E8%B5%84%20%E4%BA%A7/"), "{}", dir.read("out/深/b.md"));
}

#[test]
fn urls_are_relative_wherever_the_folders_are() {
    let dir = Workplace::new();
    dir.write("in/a.html", data(WHITE));
    dir.write("in/b/c.html", data(BLACK));
    for (out, assets) in [
        ("out", "out"),
        ("out2", "assets2"),
        ("deep/out/3", "deep/./x/../assets"),
        ("./out4/", "out4/b/assets"),
        ("in", "in/assets"),
    ] {
        fs::create_dir_all(dir.path("deep/x")).unwrap();
        let done = convert(&dir, &["in", "-o", out, "--assets", assets]);
        assert_eq!(done.code, 0, "{out}: {}", done.err);
        assert_images_exist(&dir, &format!("{out}/a.md"));
        assert_images_exist(&dir, &format!("{out}/b/c.md"));
    }
    let done = convert(&dir, &["in/a.html", "--assets", "here"]);
    assert_eq!(done.out.matches("](here/").count(), 1, "{}", done.out);
    let done = convert(&dir, &["in/a.html", "-o", "one/名.md", "--assets", "here"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_images_exist(&dir, "one/名.md");
}

#[cfg(unix)]
#[test]
fn urls_are_correct_with_symbolic_links() {
    let dir = Workplace::new();
    dir.write("in/a.html", data(WHITE));
    fs::create_dir_all(dir.path("real/deep/out")).unwrap();
    fs::create_dir_all(dir.path("real/assets")).unwrap();
    std::os::unix::fs::symlink("real/deep/out", dir.path("out")).unwrap();
    std::os::unix::fs::symlink("real/assets", dir.path("assets")).unwrap();
    let done = convert(&dir, &["in", "-o", "out", "--assets", "assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_images_exist(&dir, "real/deep/out/a.md");
}

#[test]
fn results_do_not_depend_on_threads_or_earlier_runs() {
    let dir = Workplace::new();
    for number in 0..40 {
        let image = if number % 3 == 0 { WHITE } else { BLACK };
        dir.write(format!("in/{number}.html"), data(image));
        dir.write(format!("in/{number}.md"), format!("![](data:image/gif;base64,{image})\n"));
        dir.write(format!("in/{number}s_files/1.png"), [PNG, number.to_string().as_bytes()].concat());
        let page = article(&format!("<img src='./{number}s_files/1.png'>"));
        dir.write(format!("in/{number}s.html"), page);
    }
    let run = |jobs, out: &str| {
        let assets = format!("{out}/assets");
        let done = convert(&dir, &["in", "-o", out, "--assets", &assets, "--force", "-j", jobs]);
        assert_eq!(done.code, 0, "{}", done.err);
        dir.tree(out)
    };
    let one = run("1", "one");
    assert_eq!(one.keys().filter(|name| name.starts_with("assets/") && !name.ends_with("jsonl")).count(), 42);
    assert_eq!(one, run("2", "two"));
    let modified = |name: &str| fs::metadata(dir.path(name)).unwrap().modified().unwrap();
    let before = modified(&format!("one/assets/{IMAGE_INDEX}"));
    assert_eq!(one, run("2", "one"));
    assert_eq!(modified(&format!("one/assets/{IMAGE_INDEX}")), before);
    assert!(!dir.has_leftovers());
}

#[test]
fn images_of_a_saved_page_are_read_from_its_folder() {
    let dir = Workplace::new();
    let body = "<p><img src='./题_files/一 1.png'><img src='./题_files/%E4%BA%8C.png'>\
                <img src='./题_files/no.png'><img src='./题_files/page.png'></p>";
    dir.write("in/题.html", article(body));
    dir.write("in/题_files/一 1.png", PNG);
    dir.write("in/题_files/二.png", [PNG, b"2"].concat());
    dir.write("in/题_files/page.png", "<!DOCTYPE html><title>403</title>");
    // Without --assets, the URLs point to the files of the saved page.
    let done = convert(&dir, &["in", "-o", "out/md"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = dir.read("out/md/题.md");
    assert!(text.contains("](../../in/%E9%A2%98_files/%E4%B8%80%201.png)"), "{text}");

    let done = convert(&dir, &["in", "-o", "out", "--assets", "out/assets", "--report", "r.json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.err.lines().collect();
    assert_eq!(lines.len(), 3, "{}", done.err);
    assert!(
        lines[0].starts_with("image: in/题.html: 题_files/no.png: the file of the saved page cannot be read"),
        "{}",
        lines[0]
    );
    assert_eq!(lines[1], "image: in/题.html: 题_files/page.png: not an image: HTML page");
    assert_eq!(lines[2], "csdown: 1 converted, 2 images saved, 2 images not saved");
    let text = dir.read("out/题.md");
    let found = image_urls(&text);
    assert_eq!(found.iter().filter(|url| url.starts_with("assets/")).count(), 2, "{text}");
    assert_eq!(found[3], "../in/%E9%A2%98_files/page.png");
    let report: Value = serde_json::from_str(&dir.read("r.json")).unwrap();
    let images = &report["inputs"][0]["images"];
    assert_eq!(images["saved"], 2);
    assert_eq!(images["failed"][1]["code"], "not-an-image");
    assert_eq!(images["failed"][0]["code"], "image-missing");
}

#[cfg(unix)]
#[test]
fn a_saved_page_cannot_read_files_outside_its_folder() {
    let dir = Workplace::new();
    dir.write("secret.png", PNG);
    dir.write("in/a_files/b.png", PNG);
    std::os::unix::fs::symlink(dir.path("secret.png"), dir.path("in/a_files/out.png")).unwrap();
    let body = "<p><img src='./a_files/out.png'><img src='./a_files/../../secret.png'>\
                <img src='./a_files/%2e%2e/%2e%2e/secret.png'><img src='./a_files/b.png'></p>";
    dir.write("in/a.html", article(body));
    let done = convert(&dir, &["in", "-o", "out", "--assets", "assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("a_files/out.png: the URL points out of the folder"), "{}", done.err);
    assert!(done.err.contains("1 image saved"), "{}", done.err);
    assert!(!dir.read("out/a.md").contains("secret"), "{}", dir.read("out/a.md"));
}

#[test]
fn images_of_an_mhtml_archive_are_saved() {
    let dir = Workplace::new();
    let page = article("<p><img src='https://a.b/c.gif'><img src='cid:2@x'></p>");
    let archive = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://blog.csdn.net/u/article/details/1\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\
         Content-Location: https://blog.csdn.net/u/article/details/1\r\n\r\n{page}\r\n\
         --x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://a.b/c.gif\r\n\r\n{WHITE}\r\n\
         --x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <2@x>\r\n\r\n{BLACK}\r\n--x--\r\n"
    );
    dir.write("in/a.mhtml", archive);
    let done = convert(&dir, &["in", "-o", "out", "--assets", "out/assets"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted, 2 images saved\n"));
    assert_images_exist(&dir, "out/a.md");
}

#[test]
fn diagrams_are_saved_and_invalid_images_are_not() {
    let dir = Workplace::new();
    let bad = "data:image/svg+xml,%3Csvg%3E";
    let body = format!(
        "<div class=mermaid><svg id=mermaid-1><text>甲</text></svg></div><p><img src=\"{bad}\"><img src=\"data:image/png,%3Chtml%3E\"></p>"
    );
    dir.write("a.html", article(&body));
    let done = convert(&dir, &["a.html", "-o", "out/", "--assets", "out/assets", "--verify"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("invalid SVG image: it is not well-formed XML"), "{}", done.err);
    assert!(done.err.contains("not an image: HTML page"), "{}", done.err);
    let text = dir.read("out/a.md");
    let svg = &image_names(&dir, "out/assets")[0];
    assert!(has_extension(svg, "svg") && text.contains(&format!("![](assets/{svg})")), "{text}");
    assert!(dir.read(Path::new("out/assets").join(svg)).contains("<text>甲</text>"));
    assert!(text.contains("](data:image/svg+xml,%3Csvg%3E"), "{text}");
    let done = convert(&dir, &["a.html", "--assets", "x", "--diagrams", "labels"]);
    assert!(done.out.contains("*甲*"), "{}", done.out);
}

#[test]
fn the_rest_of_markdown_is_unchanged() {
    let dir = Workplace::new();
    let text = format!(
        "---\ntitle: 题\n---\n\n![甲](data:image/gif;base64,{WHITE} \"题\")  \n`![](data:image/gif;base64,{WHITE})`\n\n[链](https://a.b)\r\n"
    );
    dir.write("a.md", &text);
    let done = convert(&dir, &["a.md", "-o", "out/a.md", "--assets", "out"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let name = &image_names(&dir, "out").into_iter().find(|name| has_extension(name, "gif")).unwrap();
    let expected = text.replace("\r\n", "\n").replacen(&format!("data:image/gif;base64,{WHITE}"), name, 1);
    assert_eq!(dir.read("out/a.md"), expected);
}

#[test]
fn saved_images_are_not_differences() {
    let dir = Workplace::new();
    let image = |base64: &str| format!("<img src=\"data:image/gif;base64,{base64}\">");
    let body = format!(
        "<p>一{}二{}三{}四<img src='./a_files/1.png'></p><div class=mermaid><svg id=mermaid-1><text>甲</text></svg></div>",
        image(WHITE),
        image(BLACK),
        image(WHITE)
    );
    dir.write("in/a.html", article(&body));
    dir.write("in/a_files/1.png", PNG);
    let convert = |args: &[&str]| dir.run(&[&["convert", "in", "-o", "out"], args].concat()).code;
    assert_eq!(convert(&[]), 0);
    assert_eq!(dir.run(&["verify", "in", "out"]).code, 0);
    assert_eq!(convert(&["--assets", "images"]), 0);
    let done = dir.run(&["verify", "in", "out", "--assets", "images"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert_eq!(dir.run(&["verify", "in", "out"]).code, 1);
    // An image that is not in the article is a difference.
    let name = image_names(&dir, "images").into_iter().find(|name| has_extension(name, "gif")).unwrap();
    let other = dir.read("out/a.md").replace(&name, "x.gif");
    dir.write("out/a.md", other);
    assert_eq!(dir.run(&["verify", "in", "out", "--assets", "images"]).code, 1);
}

#[test]
fn limits_are_enforced_and_reported() {
    let dir = Workplace::new();
    let images = |count: u8| -> String {
        let image = |n| format!("<img src='data:image/png,%89PNG%0D%0A%1A%0A{n}'>");
        (0..count).map(image).collect::<Vec<_>>().concat()
    };
    dir.write("a.html", article(&images(4)));
    let done = convert(&dir, &["a.html", "-o", "out/", "--assets", "out/assets", "--max-images", "3"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("the article has more than 3 images"), "{}", done.err);
    assert_eq!(image_names(&dir, "out/assets").len(), 3);
    // Beyond the limit, the URLs point to the files of the saved page.
    for number in 1..=2_u8 {
        dir.write(format!("in/s_files/{number}.png"), [PNG, &[number]].concat());
    }
    dir.write("in/s.html", article("<img src='s_files/1.png'><img src='s_files/2.png'>"));
    let args = ["in/s.html", "-o", "far/out/", "--assets", "far/assets", "--max-images", "1"];
    assert!(convert(&dir, &args).err.contains("more than 1 image"));
    assert_images_exist(&dir, "far/out/s.md");
    assert_eq!(image_names(&dir, "far/assets").len(), 1);
    assert_eq!(convert(&dir, &["a.html", "--max-images", "3"]).code, 2);
    assert_eq!(convert(&dir, &["a.html", "--assets", "a.html"]).code, 2);
}
