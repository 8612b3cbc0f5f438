//! Pictures beside the Markdown: where they come from, what is none, and where the Markdown leads.

use std::fs;
use std::path::Path;

use csdown::assets::IMAGE_INDEX;
use serde_json::Value;

use crate::workplace::{Done, Workplace};

/// A GIF of one white point and one of a black one, in base64.
const WHITE: &str = "R0lGODlhAgACAIAAAP///wAAACH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";
const BLACK: &str = "R0lGODlhAgACAIAAAAAAAP///yH5BAAAAAAALAAAAAACAAIAAAICRF4AOw==";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";

fn article(body: &str) -> String {
    format!("<h1 class=\"title-article\">题</h1><div id=\"content_views\">{body}</div>")
}

fn data(base64: &str) -> String {
    article(&format!("<p>图<img src=\"data:image/gif;base64,{base64}\"></p>"))
}

fn convert(place: &Workplace, args: &[&str]) -> Done {
    place.run(&[&["convert", "--front-matter", "none"], args].concat())
}

/// The names of the pictures in a folder.
fn pictures(place: &Workplace, folder: &str) -> Vec<String> {
    place.names(folder).into_iter().filter(|name| name != IMAGE_INDEX).collect()
}

fn is_a(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == extension)
}

/// The addresses of the pictures in Markdown.
fn addresses(markdown: &str) -> Vec<String> {
    let ends = markdown.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    ends.map(str::to_owned).collect()
}

/// Asserts that each picture of the Markdown is there, seen from its folder.
#[track_caller]
fn assert_leads(place: &Workplace, markdown: &str) {
    let text = place.read(markdown);
    let folder = place.path(markdown);
    let found = addresses(&text);
    assert!(!found.is_empty(), "{text}");
    for address in found {
        let path = percent_encoding::percent_decode_str(&address).decode_utf8().unwrap();
        let file = folder.parent().unwrap().join(path.as_ref());
        assert!(file.is_file(), "{markdown}: {address}");
    }
}

#[test]
fn pictures_in_addresses_are_saved_each_once() {
    let files =
        [("in/a.html", data(WHITE)), ("in/深/b.html", data(WHITE)), ("in/深/x y/c.html", data(BLACK))];
    let place = Workplace::new();
    for (path, html) in &files {
        place.write(path, html);
    }
    let done = convert(&place, &["in", "-o", "out", "--assets", "out/资 产"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 3 converted, 3 images saved\n"));
    assert_eq!(pictures(&place, "out/资 产").len(), 2);
    for markdown in ["out/a.md", "out/深/b.md", "out/深/x y/c.md"] {
        assert_leads(&place, markdown);
    }
    assert!(
        place.read("out/深/b.md").contains("](../%E8%B5%84%20%E4%BA%A7/"),
        "{}",
        place.read("out/深/b.md")
    );
}

#[test]
fn addresses_are_right_wherever_the_folders_are() {
    let place = Workplace::new();
    place.write("in/a.html", data(WHITE));
    place.write("in/b/c.html", data(BLACK));
    for (out, assets) in [
        ("out", "out"),
        ("out2", "assets2"),
        ("deep/out/3", "deep/./x/../assets"),
        ("./out4/", "out4/b/assets"),
        ("in", "in/assets"),
    ] {
        fs::create_dir_all(place.path("deep/x")).unwrap();
        let done = convert(&place, &["in", "-o", out, "--assets", assets]);
        assert_eq!(done.code, 0, "{out}: {}", done.err);
        assert_leads(&place, &format!("{out}/a.md"));
        assert_leads(&place, &format!("{out}/b/c.md"));
    }
    let done = convert(&place, &["in/a.html", "--assets", "here"]);
    assert_eq!(done.out.matches("](here/").count(), 1, "{}", done.out);
    let done = convert(&place, &["in/a.html", "-o", "one/名.md", "--assets", "here"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_leads(&place, "one/名.md");
}

#[cfg(unix)]
#[test]
fn addresses_are_right_behind_symbolic_links() {
    let place = Workplace::new();
    place.write("in/a.html", data(WHITE));
    fs::create_dir_all(place.path("real/deep/out")).unwrap();
    fs::create_dir_all(place.path("real/assets")).unwrap();
    std::os::unix::fs::symlink("real/deep/out", place.path("out")).unwrap();
    std::os::unix::fs::symlink("real/assets", place.path("assets")).unwrap();
    let done = convert(&place, &["in", "-o", "out", "--assets", "assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_leads(&place, "real/deep/out/a.md");
}

#[test]
fn threads_and_runs_change_nothing() {
    let place = Workplace::new();
    for number in 0..40 {
        let shown = if number % 3 == 0 { WHITE } else { BLACK };
        place.write(format!("in/{number}.html"), data(shown));
        place.write(format!("in/{number}.md"), format!("![](data:image/gif;base64,{shown})\n"));
        place.write(format!("in/{number}s_files/1.png"), [PNG, number.to_string().as_bytes()].concat());
        let page = article(&format!("<img src='./{number}s_files/1.png'>"));
        place.write(format!("in/{number}s.html"), page);
    }
    let run = |jobs, out: &str| {
        let assets = format!("{out}/assets");
        let done = convert(&place, &["in", "-o", out, "--assets", &assets, "--force", "-j", jobs]);
        assert_eq!(done.code, 0, "{}", done.err);
        place.tree(out)
    };
    let one = run("1", "one");
    assert_eq!(one.keys().filter(|name| name.starts_with("assets/") && !name.ends_with("jsonl")).count(), 42);
    assert_eq!(one, run("2", "two"));
    let written = |name: &str| fs::metadata(place.path(name)).unwrap().modified().unwrap();
    let before = written(&format!("one/assets/{IMAGE_INDEX}"));
    assert_eq!(one, run("2", "one"));
    assert_eq!(written(&format!("one/assets/{IMAGE_INDEX}")), before);
    assert!(!place.has_leftovers());
}

#[test]
fn files_of_a_saved_page_are_taken_from_its_folder() {
    let place = Workplace::new();
    let body = "<p><img src='./题_files/一 1.png'><img src='./题_files/%E4%BA%8C.png'>\
                <img src='./题_files/no.png'><img src='./题_files/page.png'></p>";
    place.write("in/题.html", article(body));
    place.write("in/题_files/一 1.png", PNG);
    place.write("in/题_files/二.png", [PNG, b"2"].concat());
    place.write("in/题_files/page.png", "<!DOCTYPE html><title>403</title>");
    // Without a folder for pictures, the Markdown leads to where they are.
    let done = convert(&place, &["in", "-o", "out/md"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = place.read("out/md/题.md");
    assert!(text.contains("](../../in/%E9%A2%98_files/%E4%B8%80%201.png)"), "{text}");

    let done = convert(&place, &["in", "-o", "out", "--assets", "out/assets", "--report", "r.json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let told: Vec<&str> = done.err.lines().collect();
    assert_eq!(told.len(), 3, "{}", done.err);
    assert!(
        told[0].starts_with("image: in/题.html: 题_files/no.png: the saved page has no such file"),
        "{}",
        told[0]
    );
    assert_eq!(told[1], "image: in/题.html: 题_files/page.png: not an image: HTML page");
    assert_eq!(told[2], "csdown: 1 converted, 2 images saved, 2 images not saved");
    let text = place.read("out/题.md");
    let found = addresses(&text);
    assert_eq!(found.iter().filter(|address| address.starts_with("assets/")).count(), 2, "{text}");
    assert_eq!(found[3], "../in/%E9%A2%98_files/page.png");
    let report: Value = serde_json::from_str(&place.read("r.json")).unwrap();
    let told = &report["inputs"][0]["pictures"];
    assert_eq!(told["saved"], 2);
    assert_eq!(told["failed"][1]["code"], "not-an-image");
    assert_eq!(told["failed"][0]["code"], "image-missing");
}

#[cfg(unix)]
#[test]
fn a_saved_page_does_not_reach_out_of_its_folder() {
    let place = Workplace::new();
    place.write("secret.png", PNG);
    place.write("in/a_files/b.png", PNG);
    std::os::unix::fs::symlink(place.path("secret.png"), place.path("in/a_files/out.png")).unwrap();
    let body = "<p><img src='./a_files/out.png'><img src='./a_files/../../secret.png'>\
                <img src='./a_files/%2e%2e/%2e%2e/secret.png'><img src='./a_files/b.png'></p>";
    place.write("in/a.html", article(body));
    let done = convert(&place, &["in", "-o", "out", "--assets", "assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("a_files/out.png: the address leads out of the folder"), "{}", done.err);
    assert!(done.err.contains("1 image saved"), "{}", done.err);
    assert!(!place.read("out/a.md").contains("secret"), "{}", place.read("out/a.md"));
}

#[test]
fn parts_of_a_web_archive_are_saved() {
    let place = Workplace::new();
    let page = article("<p><img src='https://a.b/c.gif'><img src='cid:2@x'></p>");
    let archive = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://blog.csdn.net/u/article/details/1\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\
         Content-Location: https://blog.csdn.net/u/article/details/1\r\n\r\n{page}\r\n\
         --x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://a.b/c.gif\r\n\r\n{WHITE}\r\n\
         --x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <2@x>\r\n\r\n{BLACK}\r\n--x--\r\n"
    );
    place.write("in/a.mhtml", archive);
    let done = convert(&place, &["in", "-o", "out", "--assets", "out/assets"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted, 2 images saved\n"));
    assert_leads(&place, "out/a.md");
}

#[test]
fn drawings_become_pictures_and_scripts_do_not() {
    let place = Workplace::new();
    let bad = "data:image/svg+xml,%3Csvg%3E";
    let body = format!(
        "<div class=mermaid><svg id=mermaid-1><text>甲</text></svg></div><p><img src=\"{bad}\"><img src=\"data:image/png,%3Chtml%3E\"></p>"
    );
    place.write("a.html", article(&body));
    let done = convert(&place, &["a.html", "-o", "out/", "--assets", "out/assets", "--verify"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("it is not well-formed XML"), "{}", done.err);
    assert!(done.err.contains("not an image: HTML page"), "{}", done.err);
    let text = place.read("out/a.md");
    let svg = &pictures(&place, "out/assets")[0];
    assert!(is_a(svg, "svg") && text.contains(&format!("![](assets/{svg})")), "{text}");
    assert!(place.read(Path::new("out/assets").join(svg)).contains("<text>甲</text>"));
    assert!(text.contains("](data:image/svg+xml,%3Csvg%3E"), "{text}");
    let done = convert(&place, &["a.html", "--assets", "x", "--diagrams", "labels"]);
    assert!(done.out.contains("*甲*"), "{}", done.out);
}

#[test]
fn nothing_else_of_markdown_is_touched() {
    let place = Workplace::new();
    let text = format!(
        "---\ntitle: 题\n---\n\n![甲](data:image/gif;base64,{WHITE} \"题\")  \n`![](data:image/gif;base64,{WHITE})`\n\n[链](https://a.b)\r\n"
    );
    place.write("a.md", &text);
    let done = convert(&place, &["a.md", "-o", "out/a.md", "--assets", "out"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let name = &pictures(&place, "out").into_iter().find(|name| is_a(name, "gif")).unwrap();
    let wanted = text.replace("\r\n", "\n").replacen(&format!("data:image/gif;base64,{WHITE}"), name, 1);
    assert_eq!(place.read("out/a.md"), wanted);
}

#[test]
fn saved_pictures_are_no_difference() {
    let place = Workplace::new();
    let picture = |base64: &str| format!("<img src=\"data:image/gif;base64,{base64}\">");
    let body = format!(
        "<p>一{}二{}三{}四<img src='./a_files/1.png'></p><div class=mermaid><svg id=mermaid-1><text>甲</text></svg></div>",
        picture(WHITE),
        picture(BLACK),
        picture(WHITE)
    );
    place.write("in/a.html", article(&body));
    place.write("in/a_files/1.png", PNG);
    let convert = |args: &[&str]| place.run(&[&["convert", "in", "-o", "out"], args].concat()).code;
    assert_eq!(convert(&[]), 0);
    assert_eq!(place.run(&["verify", "in", "out"]).code, 0);
    assert_eq!(convert(&["--assets", "pictures"]), 0);
    let done = place.run(&["verify", "in", "out", "--assets", "pictures"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert_eq!(place.run(&["verify", "in", "out"]).code, 1);
    // A picture that is not the article's is a difference.
    let name = pictures(&place, "pictures").into_iter().find(|name| is_a(name, "gif")).unwrap();
    let other = place.read("out/a.md").replace(&name, "x.gif");
    place.write("out/a.md", other);
    assert_eq!(place.run(&["verify", "in", "out", "--assets", "pictures"]).code, 1);
}

#[test]
fn limits_are_kept_and_told() {
    let place = Workplace::new();
    let images = |count: u8| -> String {
        let image = |n| format!("<img src='data:image/png,%89PNG%0D%0A%1A%0A{n}'>");
        (0..count).map(image).collect::<Vec<_>>().concat()
    };
    place.write("a.html", article(&images(4)));
    let done = convert(&place, &["a.html", "-o", "out/", "--assets", "out/assets", "--max-images", "3"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("the article has more than 3 pictures"), "{}", done.err);
    assert_eq!(pictures(&place, "out/assets").len(), 3);
    // Beyond the limit, those of a saved page are where they were.
    for number in 1..=2_u8 {
        place.write(format!("in/s_files/{number}.png"), [PNG, &[number]].concat());
    }
    place.write("in/s.html", article("<img src='s_files/1.png'><img src='s_files/2.png'>"));
    let args = ["in/s.html", "-o", "far/out/", "--assets", "far/assets", "--max-images", "1"];
    assert!(convert(&place, &args).err.contains("more than 1 picture"));
    assert_leads(&place, "far/out/s.md");
    assert_eq!(pictures(&place, "far/assets").len(), 1);
    assert_eq!(convert(&place, &["a.html", "--max-images", "3"]).code, 2);
    assert_eq!(convert(&place, &["a.html", "--assets", "a.html"]).code, 2);
}
