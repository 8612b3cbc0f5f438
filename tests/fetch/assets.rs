//! The outcome of images with `--assets`: they are saved under their detected type, or keep their URL and are reported.

use std::collections::{BTreeMap, BTreeSet};

use csdown::assets::IMAGE_INDEX;
use serde_json::Value;

use crate::world::{World, case_url};
use csdown_test_site::cases::id_of;
use csdown_test_site::images::IMAGES;

/// The articles that contain every image of the test site.
const CASES: [&str; 4] = ["bad-images", "slow-images", "page-2025", "old-2013"];

/// The outcome of an image.
#[derive(Debug)]
enum Outcome {
    /// Saved as a file with this extension.
    Kept(&'static str),
    /// The error code and the beginning of the message.
    Failed(&'static str, &'static str),
}
use Outcome::{Failed, Kept};

/// The outcome of each image of the test site, in the same order.
const OUTCOMES: &[(&str, Outcome)] = &[
    ("https://i-blog.csdnimg.cn/direct/good.png", Kept("png")),
    ("https://i-blog.csdnimg.cn/direct/good.svg", Kept("svg")),
    ("https://i-blog.csdnimg.cn/direct/twin-a.png", Kept("png")),
    ("https://img-blog.csdnimg.cn/direct/twin-b.png", Kept("png")),
    ("https://i-blog.csdnimg.cn/direct/page.png", Failed("not-an-image", "not an image: HTML page")),
    ("https://i-blog.csdnimg.cn/direct/gone.png", Failed("missing", "not found on i-blog.csdnimg.cn (404)")),
    (
        "https://i-blog.csdnimg.cn/direct/forbidden.png",
        Failed("forbidden", "i-blog.csdnimg.cn denied access (403)"),
    ),
    (
        "https://i-blog.csdnimg.cn/direct/broken.png",
        Failed("server-error", "i-blog.csdnimg.cn failed with status 500"),
    ),
    ("https://img-blog.csdnimg.cn/only-suffixed.png", Kept("png")),
    ("https://img-blog.csdn.net/20150607080910111", Kept("png")),
    ("https://img-blog.csdnimg.cn/2021011410203040.png", Kept("png")),
    ("http://img-blog.csdn.net/20130324101112131", Kept("jpg")),
    ("https://i-blog.csdnimg.cn/direct/moved.png", Kept("png")),
    ("https://i-blog.csdnimg.cn/direct/to-foreign.png", Failed("not-an-image", "not an image: HTML page")),
    (
        "https://i-blog.csdnimg.cn/direct/to-private.png",
        Failed(
            "refused-address",
            "169.254.169.254: 169.254.169.254 is a non-public address (allow it with --allow-private)",
        ),
    ),
    ("https://i-blog.csdnimg.cn/direct/script.svg", Kept("svg")),
    ("https://i-blog.csdnimg.cn/direct/mistyped.png", Kept("gif")),
    ("https://i-blog.csdnimg.cn/direct/octets", Kept("png")),
    (
        "https://i-blog.csdnimg.cn/direct/cut.png",
        Failed("truncated", "incomplete or corrupt response from i-blog.csdnimg.cn: "),
    ),
    ("https://i-blog.csdnimg.cn/direct/cut-once.png", Kept("png")),
    ("https://i-blog.csdnimg.cn/direct/empty.png", Failed("not-an-image", "not an image: empty file")),
    ("https://i-blog.csdnimg.cn/direct/busy-once.png", Kept("png")),
    (
        "https://i-blog.csdnimg.cn/direct/busy.png",
        Failed("rate-limited", "i-blog.csdnimg.cn: rate limited (429)"),
    ),
    (
        "https://i-blog.csdnimg.cn/direct/slow.png",
        Failed("timed-out", "i-blog.csdnimg.cn: the request timed out after 4 s"),
    ),
    ("https://i-blog.csdnimg.cn/direct/endless.png", Failed("image-too-large", "larger than 1000000 bytes")),
    ("https://i-blog.csdnimg.cn/direct/huge.png", Failed("image-too-large", "larger than 1000000 bytes")),
    ("https://images.example.com/photo/1.jpg", Kept("jpg")),
];

/// An image in [`CASES`] that is not on the test site.
const NOWHERE: (&str, Outcome) =
    ("https://images.invalid/photo/2.jpg", Failed("tls-failed", "TLS error from images.invalid: "));

#[test]
fn each_image_is_saved_or_reported() {
    let world = World::new();
    let run = Run::new(&world);
    let in_tables: Vec<_> = IMAGES.iter().map(|image| format!("{}{}", image.host, image.path)).collect();
    let listed: Vec<_> = OUTCOMES.iter().map(|(url, _)| url.split("://").nth(1).unwrap()).collect();
    assert_eq!(listed, in_tables);
    for (url, outcome) in OUTCOMES.iter().chain([&NOWHERE]) {
        match outcome {
            Kept(extension) => run.assert_saved(url, extension),
            Failed(code, start) => run.assert_failed(url, code, start),
        }
    }
    let failures = run.failed.len();
    // `page-2025` contains one more image, which is not in the table.
    assert_eq!(failures + run.saved.len(), OUTCOMES.len() + 1 + 1);
    assert!(run.err.contains(&format!("{failures} images not saved")), "{}", run.err);

    let twins =
        ["https://i-blog.csdnimg.cn/direct/twin-a.png", "https://img-blog.csdnimg.cn/direct/twin-b.png"];
    assert_eq!(run.saved[twins[0]], run.saved[twins[1]]);
    let files: BTreeSet<_> = run.saved.values().collect();
    // One file comes from a `data:` URL.
    assert_eq!(world.dir.names("out/assets").len(), files.len() + 1 + 1, "each once, and the index");
}

/// The images of [`CASES`] after a run.
struct Run {
    markdown: String,
    err: String,
    /// The file of each URL in the image index.
    saved: BTreeMap<String, String>,
    /// The error code and message of each failed URL in the report.
    failed: BTreeMap<String, (String, String)>,
}

impl Run {
    fn new(world: &World) -> Self {
        let urls = CASES.map(case_url);
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let (done, report) =
            world.report(&[&urls[..], &["--assets", "out/assets", "--max-image", "1000000"]].concat());
        assert_eq!(done.code, 0, "an article is complete without its images: {}", done.err);
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        let list = world.dir.read(format!("out/assets/{IMAGE_INDEX}"));
        let lines = list.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let inputs = report["inputs"].as_array().unwrap().iter();
        let failed = inputs.flat_map(|input| input["images"]["failed"].as_array().unwrap());
        Self {
            markdown: CASES.iter().map(|case| world.dir.read(format!("out/{}.md", id_of(case)))).collect(),
            err: done.err,
            saved: lines.map(|line| (text(&line, "url"), text(&line, "file"))).collect(),
            failed: failed.map(|one| (text(one, "url"), (text(one, "code"), text(one, "message")))).collect(),
        }
    }

    #[track_caller]
    fn assert_saved(&self, url: &str, extension: &str) {
        let file = self.saved.get(url).unwrap_or_else(|| panic!("{url} is not saved"));
        assert!(file.ends_with(&format!(".{extension}")), "{url}: {file}");
        assert!(self.markdown.contains(&format!("](assets/{file})")), "{file}: {}", self.markdown);
        assert!(!self.markdown.contains(url) && !self.failed.contains_key(url), "{url}");
    }

    #[track_caller]
    fn assert_failed(&self, url: &str, code: &str, start: &str) {
        let (found, message) = self.failed.get(url).unwrap_or_else(|| panic!("{url} is not reported"));
        assert_eq!(found, code, "{url}");
        assert!(message.starts_with(start), "{url}: {message}");
        assert!(message.chars().count() < 250, "messages are bounded: {message}");
        assert!(self.err.contains(&format!("{url}: {message}\n")), "{}", self.err);
        assert!(self.markdown.contains(&format!("]({url})")), "{url}: {}", self.markdown);
        assert!(!self.saved.contains_key(url), "{url}");
    }
}

#[test]
fn images_without_a_url() {
    let world = World::new();
    let (done, report) = world.report(&[&case_url("bad-images"), "--assets", "out/assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let markdown = world.dir.read(format!("out/{}.md", id_of("bad-images")));
    let line = |start: &str| markdown.lines().find(|line| line.starts_with(start)).unwrap();
    let data =
        line("写在页里：").strip_prefix("写在页里：![写在页里的](").unwrap().strip_suffix(')').unwrap();
    assert!(std::fs::read(world.dir.path("out").join(data)).unwrap().starts_with(b"GIF89a\x02\0\x02\0"));
    // Neither a placeholder nor a path on the author's disk is an image.
    assert_eq!((line("一个像素"), line("本机的文件")), ("一个像素，占着位置：", "本机的文件："));
    let warnings = report["inputs"][0]["warnings"].as_array().unwrap().iter();
    let codes: Vec<_> = warnings.map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["image-without-source", "image-unreachable"]);
}

#[test]
fn each_article_and_its_images_have_a_folder() {
    let world = World::new();
    let (url, id) = (case_url("page-2025"), id_of("page-2025"));
    let args = [&*url, "--layout", "folder", "--comments", "--keep-html"];
    let (done, _) = world.report(&args);
    assert_eq!(done.code, 0, "{}", done.err);
    let names = world.outputs();
    let own = ["comments.md", "index.md", "index.warc.gz"].map(|name| format!("{id}/{name}"));
    assert!(own.iter().all(|name| names.contains(name)), "{names:?}");
    let images: Vec<_> = names.iter().filter(|name| !own.contains(name)).collect();
    assert!(!images.is_empty());
    let text =
        world.dir.read(format!("out/{id}/index.md")) + &world.dir.read(format!("out/{id}/comments.md"));
    for image in &images {
        let file = image.strip_prefix(&format!("{id}/")).unwrap();
        assert!(text.contains(&format!("]({file})")), "{file}: {text}");
    }

    let before = world.files();
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!((world.pages(), world.files()), ((1, 0), before));
    // A copy that is gone is restored, without downloading the image again.
    std::fs::remove_file(world.dir.path("out").join(images[0])).unwrap();
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!((world.pages(), world.outputs()), ((1, 1), names));
    // The page that was kept converts to the same Markdown.
    let kept = format!("out/{id}/index.warc.gz");
    let done = world.dir.run(&["verify", &kept, &format!("out/{id}/index.md"), "--layout", "folder"]);
    assert_eq!(done.code, 0, "{}", done.out);
}

#[test]
fn another_layout_moves_articles() {
    let world = World::new();
    let (url, id) = (case_url("page-2025"), id_of("page-2025"));
    assert_eq!(world.fetch(&[&url, "--comments", "--keep-html"]).code, 0);
    for _ in 0..2 {
        assert_eq!(world.fetch(&[&url, "--layout", "folder"]).code, 0);
        let names = world.outputs();
        assert!(names.contains(&format!("{id}/index.md")), "{names:?}");
        assert!(names.iter().all(|name| name.starts_with(&format!("{id}/"))), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("index-2")), "{names:?}");
    }
    // Back to one file each: the copies of images go as well.
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.outputs(), [format!("{id}.md")]);
}

#[test]
fn an_edited_file_stays_where_it_is() {
    let world = World::new();
    let (url, id) = (case_url("page-2025"), id_of("page-2025"));
    assert_eq!(world.fetch(&[&url]).code, 0);
    let edited = world.dir.read(format!("out/{id}.md")) + "mine\n";
    world.dir.write(format!("out/{id}.md"), &edited);
    let done = world.fetch(&[&url, "--layout", "folder"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains(&format!("{id}.md")), "{}", done.err);
    assert!(world.dir.path(format!("out/{id}/index.md")).is_file());
    assert_eq!(world.dir.read(format!("out/{id}.md")), edited);
}
