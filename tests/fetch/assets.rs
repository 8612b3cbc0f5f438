//! What becomes of the pictures of articles with `--assets`: each is kept as what it is, or stays where it was and is told of.

use std::collections::{BTreeMap, BTreeSet};

use csdown::assets::IMAGE_INDEX as LEDGER;
use serde_json::Value;

use crate::site::cases::id_of;
use crate::site::images::PICTURES;
use crate::world::{World, address};

/// The articles that show every picture of the stand-in.
const CASES: [&str; 4] = ["bad-pictures", "slow-pictures", "page-2025", "old-2013"];

/// What becomes of a picture.
#[derive(Debug)]
enum Outcome {
    /// A file with this extension.
    Kept(&'static str),
    /// Its code, and how the message begins.
    Failed(&'static str, &'static str),
}
use Outcome::{Failed, Kept};

/// What becomes of each of the stand-in's pictures, in their order.
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
    ("https://i-blog.csdnimg.cn/direct/led-away.png", Failed("not-an-image", "not an image: HTML page")),
    (
        "https://i-blog.csdnimg.cn/direct/led-inside.png",
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
    ("https://pictures.example.com/photo/1.jpg", Kept("jpg")),
];

/// A picture of [`CASES`] that is none of the stand-in's.
const NOWHERE: (&str, Outcome) =
    ("https://pictures.invalid/photo/2.jpg", Failed("tls-failed", "TLS error from pictures.invalid: "));

#[test]
fn each_picture_is_kept_or_told_of() {
    let world = World::new();
    let run = Run::of(&world);
    let of_tables: Vec<_> =
        PICTURES.iter().map(|picture| format!("{}{}", picture.host, picture.path)).collect();
    let told: Vec<_> = OUTCOMES.iter().map(|(url, _)| url.split("://").nth(1).unwrap()).collect();
    assert_eq!(told, of_tables);
    for (url, outcome) in OUTCOMES.iter().chain([&NOWHERE]) {
        match outcome {
            Kept(extension) => run.assert_kept(url, extension),
            Failed(code, says) => run.assert_failed(url, code, says),
        }
    }
    let failures = run.failed.len();
    // Besides, `page-2025` shows a picture that needs no row.
    assert_eq!(failures + run.kept.len(), OUTCOMES.len() + 1 + 1);
    assert!(run.err.contains(&format!("{failures} images not saved")), "{}", run.err);

    let twins =
        ["https://i-blog.csdnimg.cn/direct/twin-a.png", "https://img-blog.csdnimg.cn/direct/twin-b.png"];
    assert_eq!(run.kept[twins[0]], run.kept[twins[1]]);
    let files: BTreeSet<_> = run.kept.values().collect();
    // The one that stands in the page came from nowhere.
    assert_eq!(world.place.names("out/assets").len(), files.len() + 1 + 1, "each once, and the list of them");
}

/// What a run made of the pictures of [`CASES`].
struct Run {
    markdown: String,
    err: String,
    /// The file of each address in the list of the pictures.
    kept: BTreeMap<String, String>,
    /// The code and the message of each address that the report tells to have failed.
    failed: BTreeMap<String, (String, String)>,
}

impl Run {
    fn of(world: &World) -> Self {
        let urls = CASES.map(address);
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let (done, report) =
            world.report(&[&urls[..], &["--assets", "out/assets", "--max-image", "1000000"]].concat());
        assert_eq!(done.code, 0, "an article is whole without its pictures: {}", done.err);
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        let list = world.place.read(format!("out/assets/{LEDGER}"));
        let lines = list.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let inputs = report["inputs"].as_array().unwrap().iter();
        let failed = inputs.flat_map(|input| input["pictures"]["failed"].as_array().unwrap());
        Self {
            markdown: CASES.iter().map(|case| world.place.read(format!("out/{}.md", id_of(case)))).collect(),
            err: done.err,
            kept: lines.map(|line| (text(&line, "url"), text(&line, "file"))).collect(),
            failed: failed.map(|one| (text(one, "url"), (text(one, "code"), text(one, "message")))).collect(),
        }
    }

    #[track_caller]
    fn assert_kept(&self, url: &str, extension: &str) {
        let file = self.kept.get(url).unwrap_or_else(|| panic!("{url} is not kept"));
        assert!(file.ends_with(&format!(".{extension}")), "{url}: {file}");
        assert!(self.markdown.contains(&format!("](assets/{file})")), "{file}: {}", self.markdown);
        assert!(!self.markdown.contains(url) && !self.failed.contains_key(url), "{url}");
    }

    #[track_caller]
    fn assert_failed(&self, url: &str, code: &str, says: &str) {
        let (found, message) = self.failed.get(url).unwrap_or_else(|| panic!("{url} is not told of"));
        assert_eq!(found, code, "{url}");
        assert!(message.starts_with(says), "{url}: {message}");
        assert!(message.chars().count() < 250, "short, however much a server says: {message}");
        assert!(self.err.contains(&format!("{url}: {message}\n")), "{}", self.err);
        assert!(self.markdown.contains(&format!("]({url})")), "{url}: {}", self.markdown);
        assert!(!self.kept.contains_key(url), "{url}");
    }
}

#[test]
fn pictures_that_have_no_address_on_the_network() {
    let world = World::new();
    let (done, report) = world.report(&[&address("bad-pictures"), "--assets", "out/assets"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let markdown = world.place.read(format!("out/{}.md", id_of("bad-pictures")));
    let line = |start: &str| markdown.lines().find(|line| line.starts_with(start)).unwrap();
    let data =
        line("写在页里：").strip_prefix("写在页里：![写在页里的](").unwrap().strip_suffix(')').unwrap();
    assert!(std::fs::read(world.place.path("out").join(data)).unwrap().starts_with(b"GIF89a\x02\0\x02\0"));
    // Neither one that only holds the place of another, nor one of the author's own disk.
    assert_eq!((line("一个像素"), line("本机的文件")), ("一个像素，占着位置：", "本机的文件："));
    let warnings = report["inputs"][0]["warnings"].as_array().unwrap().iter();
    let codes: Vec<_> = warnings.map(|warning| warning["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["image-without-source", "image-unreachable"]);
}
