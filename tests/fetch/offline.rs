//! What was fetched is read without the network: the pictures that its Markdown shows are files, wherever they were put and
//! whereto all of it was moved.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use url::Url;

use crate::world::{World, address};

/// What is fetched; of the last, some pictures cannot be had.
const CASES: [&str; 5] = ["page-2025", "rich-2025", "diagram", "page-2018", "bad-pictures"];

/// Where the Markdown goes and where its pictures, below a folder; `true` where their folder is named from the root.
const PLACES: &[(&str, &str, bool)] = &[
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
fn every_picture_is_where_the_markdown_leads() {
    std::thread::scope(|scope| {
        for (out, assets, from_root) in PLACES {
            scope.spawn(|| opens(out, assets, *from_root));
        }
    });
}

/// Fetches into two folders below `here`, and looks at the Markdown there, and where `here` is moved to.
fn opens(out: &str, assets: &str, from_root: bool) {
    let world = World::new();
    let (out, below) = (format!("here/{out}"), format!("here/{assets}"));
    let path = if from_root { world.place.path(&below) } else { below.into() };
    let report = fetch(&world, &["-o", &out, "--assets", path.to_str().unwrap()]);
    let here = world.place.path("here");
    assert_opens(&here, &world.place.path(&out), &report);
    let there = world.place.path("别 处/there");
    fs::create_dir_all(there.parent().unwrap()).unwrap();
    fs::rename(&here, &there).unwrap();
    assert_opens(&there, &world.place.path(out.replacen("here", "别 处/there", 1)), &report);
}

#[test]
fn pictures_beyond_the_limit_stay_where_they_are_and_are_told_of() {
    let world = World::new();
    let report = fetch(&world, &["--assets", "out/assets", "--max-images", "1"]);
    let root = world.place.path("out");
    assert_opens(&root, &root, &report);
    let pictures = &report["inputs"][0]["pictures"];
    assert_eq!(pictures["saved"], 2, "one of the article, one of its comments");
    let codes: Vec<_> = pictures["failed"].as_array().unwrap().iter().map(|failed| &failed["code"]).collect();
    assert_eq!(codes, ["too-many-images"; 4]);
}

/// Fetches all with their comments; the report.
fn fetch(world: &World, args: &[&str]) -> Value {
    let urls = CASES.map(address);
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (done, report) = world.report(&[&urls[..], &["--comments"], args].concat());
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    report
}

/// Asserts that the Markdown in `out` shows, of each article and its comments, as many pictures as were saved, all of them
/// in `root`, and besides those alone on the network that the report tells of.
#[track_caller]
fn assert_opens(root: &Path, out: &Path, report: &Value) {
    let inputs = report["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), CASES.len());
    for input in inputs {
        let name = input["output"].as_str().unwrap();
        let (mut saved, mut remote) = (0, BTreeSet::new());
        for name in [name.to_owned(), name.replace(".md", ".comments.md")] {
            let file = out.join(name);
            let base = Url::from_file_path(&file).unwrap();
            for address in shown(&fs::read_to_string(&file).unwrap()) {
                let url = base.join(&address).unwrap();
                match url.scheme() {
                    "file" => {
                        let picture = url.to_file_path().unwrap();
                        assert!(picture.starts_with(root), "{}: {address}", file.display());
                        assert_picture(&picture);
                        saved += 1;
                    }
                    // One that is in its address needs no network.
                    "data" => {}
                    _ => {
                        remote.insert(address);
                    }
                }
            }
        }
        let failed = input["pictures"]["failed"].as_array().unwrap().iter();
        let failed = failed.map(|failed| failed["url"].as_str().unwrap().to_owned());
        let failed: BTreeSet<String> = failed.filter(|url| !url.starts_with("data:")).collect();
        assert_eq!((saved, remote), (input["pictures"]["saved"].as_u64().unwrap(), failed), "{name}");
        assert!(saved > 0, "{name}");
    }
}

/// The addresses of the pictures that Markdown shows.
fn shown(markdown: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => addresses.push(dest_url.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                let sources = html.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
                addresses.extend(sources.map(str::to_owned));
            }
            _ => {}
        }
    }
    addresses
}

/// Asserts that a file is a picture, and named as what it is.
#[track_caller]
fn assert_picture(path: &Path) {
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
