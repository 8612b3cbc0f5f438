//! Fetched articles are readable offline: the images in the Markdown are local files, wherever they are saved or moved
//! to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use url::Url;

use crate::world::{World, case_url};

/// The articles to fetch. Some images of the last one cannot be downloaded.
const CASES: [&str; 5] = ["page-2025", "rich-2025", "diagram", "page-2018", "bad-images"];

/// The folders of Markdown and images; `true` to pass an absolute path.
const FOLDERS: &[(&str, &str, bool)] = &[
    ("out", "out/assets", false),
    ("out", "out", false),
    ("out", "pics", false),
    ("pics/out", "pics", false),
    ("a/b/c", "d/e", false),
    ("a/b", "somewhere/else", true),
    ("输出 一", "输出 一/图 片", false),
    ("深/a (1)", "图 #1%20?&x=[y]", true),
];

#[test]
fn every_image_exists() {
    std::thread::scope(|scope| {
        for (out, assets, from_root) in FOLDERS {
            scope.spawn(|| check(out, assets, *from_root));
        }
    });
}

/// Fetches into two folders below `here` and checks the Markdown there and after moving `here`.
fn check(out: &str, assets: &str, from_root: bool) {
    let world = World::new();
    let (out, below) = (format!("here/{out}"), format!("here/{assets}"));
    let path = if from_root { world.dir.path(&below) } else { below.into() };
    let report = fetch(&world, &["-o", &out, "--assets", path.to_str().unwrap()]);
    let here = world.dir.path("here");
    assert_readable_offline(&here, &world.dir.path(&out), &report);
    let there = world.dir.path("别 处/there");
    fs::create_dir_all(there.parent().unwrap()).unwrap();
    fs::rename(&here, &there).unwrap();
    assert_readable_offline(&there, &world.dir.path(out.replacen("here", "别 处/there", 1)), &report);
}

#[test]
fn images_beyond_the_limit_are_remote_and_reported() {
    let world = World::new();
    let report = fetch(&world, &["--assets", "out/assets", "--max-images", "1"]);
    let root = world.dir.path("out");
    assert_readable_offline(&root, &root, &report);
    let images = &report["inputs"][0]["images"];
    assert_eq!(images["saved"], 2, "one in the article, one in its comments");
    let codes: Vec<_> = images["failed"].as_array().unwrap().iter().map(|failed| &failed["code"]).collect();
    assert_eq!(codes, ["too-many-images"; 4]);
}

/// Fetches all articles with comments and returns the report.
fn fetch(world: &World, args: &[&str]) -> Value {
    let urls = CASES.map(case_url);
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (done, report) = world.report(&[&urls[..], &["--comments"], args].concat());
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    report
}

/// Asserts that each article and its comments show as many images as were saved, all of them below `root`, and that all
/// remote images are reported.
#[track_caller]
fn assert_readable_offline(root: &Path, out: &Path, report: &Value) {
    let inputs = report["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), CASES.len());
    for input in inputs {
        let name = input["output"].as_str().unwrap();
        let (mut saved, mut remote) = (0, BTreeSet::new());
        for name in [name.to_owned(), name.replace(".md", ".comments.md")] {
            let file = out.join(name);
            let base = Url::from_file_path(&file).unwrap();
            for shown in image_urls(&fs::read_to_string(&file).unwrap()) {
                let url = base.join(&shown).unwrap();
                match url.scheme() {
                    "file" => {
                        let image = url.to_file_path().unwrap();
                        assert!(image.starts_with(root), "{}: {shown}", file.display());
                        assert_image(&image);
                        saved += 1;
                    }
                    // `data:` URLs need no network.
                    "data" => {}
                    _ => {
                        remote.insert(shown);
                    }
                }
            }
        }
        let failed = input["images"]["failed"].as_array().unwrap().iter();
        let failed = failed.map(|failed| failed["url"].as_str().unwrap().to_owned());
        let failed: BTreeSet<String> = failed.filter(|url| !url.starts_with("data:")).collect();
        assert_eq!((saved, remote), (input["images"]["saved"].as_u64().unwrap(), failed), "{name}");
        assert!(saved > 0, "{name}");
    }
}

/// Returns the URLs of the images in Markdown.
fn image_urls(markdown: &str) -> Vec<String> {
    let mut urls = Vec::new();
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => urls.push(dest_url.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                let sources = html.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
                urls.extend(sources.map(str::to_owned));
            }
            _ => {}
        }
    }
    urls
}

/// Asserts that a file is an image and has the right extension.
#[track_caller]
fn assert_image(path: &Path) {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let extension = path.extension().unwrap().to_str().unwrap();
    if extension == "svg" {
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(roxmltree::Document::parse(&text).unwrap().root_element().tag_name().name(), "svg");
    } else {
        let kind = infer::get(&bytes).unwrap();
        assert_eq!((kind.matcher_type(), kind.extension()), (infer::MatcherType::Image, extension));
    }
}
