//! Fetched articles with comments and images in a Markdown viewer, without network.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use serde_json::Value;
use url::Url;

use crate::browser::Browser;
use crate::world::{World, case_url};
use csdown_test_site::cases::id_of;

/// The fetched articles. Some images of the last one cannot be downloaded.
const CASES: [&str; 5] = ["page-2025", "rich-2025", "diagram", "page-2018", "bad-images"];

/// The Markdown extensions of the viewer.
const VIEWER: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_MATH);

/// Prints the URL and the number of visible pixels of each image, then the name of the page and its element counts.
const SCRIPT: &str = "
    for (const image of page.images) {
        const { naturalWidth: width, naturalHeight: height } = image;
        let seen = 0;
        if (image.complete && width > 0) {
            const canvas = new OffscreenCanvas(width, height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            const points = canvas.getImageData(0, 0, width, height).data;
            for (let at = 3; at < points.length; at += 4) seen += points[at] > 0;
        }
        emit(`image ${image.getAttribute('src')} ${seen}`);
    }
    const count = (selector) => page.querySelectorAll(selector).length;
    const counts = ['script', 'td', 'pre code', '.math', 'sup a', ':checked', 'li li', 'li img'].map(count);
    emit(`page ${page.URL.split('/').pop()} ${counts.join(' ')}`);
";

/// Articles, file name extensions, and the element counts that [`SCRIPT`] prints.
const PAGES: [(&str, &str, &str); 5] = [
    ("page-2025", "html", "0 9 1 3 1 1 1 0"),
    ("page-2025", "comments.html", "0 0 1 0 0 0 3 4"),
    ("rich-2025", "html", "0 4 1 0 0 0 0 0"),
    ("page-2018", "html", "0 4 1 0 0 0 0 0"),
    ("bad-images", "html", "0 0 0 0 0 0 0 0"),
];

pub(crate) fn fetched_articles_are_readable_offline(browser: &Browser) {
    let world = World::new();
    let urls = CASES.map(case_url);
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (done, report) = world.report(&[&args[..], &["--comments", "--assets", "out/assets"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let World { site, dir: place } = world;
    drop(site);
    let files = place.names("out").into_iter().map(|name| place.path("out").join(name));
    let is_markdown = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let pages: Vec<Url> = files.filter(is_markdown).map(|path| rendered(&path)).collect();
    let shown = browser.act_on(&pages, SCRIPT);
    let emitted = shown.emitted();
    let (images, counts): (Vec<_>, Vec<_>) = emitted.iter().partition(|line| line.starts_with("image "));
    let failed = failed(&report);
    let mut remote = BTreeSet::new();
    for image in &images {
        let [_, url, seen] = image.split(' ').collect::<Vec<_>>()[..] else { panic!("{image}") };
        let is_remote = url.contains(':');
        assert_eq!(seen == "0", is_remote, "{image}");
        remote.extend(Some(url).filter(|_| is_remote));
    }
    assert_eq!(remote, failed);
    assert_eq!(images.len() - remote.len(), saved(&report), "{images:#?}");
    let messages: Vec<_> =
        shown.console.iter().filter(|message| !message.contains("ERR_NAME_NOT_RESOLVED")).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert_eq!(counts.len(), pages.len());
    for (case, end, count) in PAGES {
        let line = format!("page {}.{end} {count}", id_of(case));
        assert!(counts.contains(&&line), "{line}: {counts:#?}");
    }
}

/// Renders a Markdown file to a page beside it and returns its URL.
fn rendered(markdown: &Path) -> Url {
    let text = fs::read_to_string(markdown).unwrap();
    let mut page = "<!doctype html><meta charset=utf-8>".to_owned();
    html::push_html(&mut page, Parser::new_ext(&text, VIEWER));
    let path = markdown.with_extension("html");
    fs::write(&path, page).unwrap();
    Url::from_file_path(path).unwrap()
}

/// Returns the URLs of the images that could not be downloaded.
fn failed(report: &Value) -> BTreeSet<&str> {
    let inputs = report["inputs"].as_array().unwrap().iter();
    let failed = inputs.flat_map(|input| input["images"]["failed"].as_array().unwrap());
    failed.map(|picture| picture["url"].as_str().unwrap()).collect()
}

fn saved(report: &Value) -> usize {
    let inputs = report["inputs"].as_array().unwrap().iter();
    let saved: u64 = inputs.map(|input| input["images"]["saved"].as_u64().unwrap()).sum();
    usize::try_from(saved).unwrap()
}
