//! One article in the forms in which people keep it, in `tests/saved/`: as the server sends it, saved by browsers, and
//! copied out of a browser. Each becomes the same Markdown, but for the addresses of pictures that the form has lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its pages fails")]

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use csdown::batch::{Batch, Destination, OutputState, Record, discover};
use csdown::verify::Verdict;
use csdown::{Converter, Status};

/// The address of the article, as the page itself has it.
const ADDRESS: &str = "https://blog.csdn.net/lvye_balcony/article/details/140000321";

/// The pictures of the article, as the server sends it.
const PICTURES: [&str; 3] = [
    "https://i-blog.csdnimg.cn/direct/6f1e0c52a0b94c7d8a3b1f20.png",
    "https://img-blog.csdnimg.cn/20240611b7.jpg",
    "https://pictures.example.org/pots/shelf.gif",
];

const PNG: &str = "data:image/png;base64,\
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const GIF: &str = "data:image/gif;base64,R0lGODlhAgACAIAAAP8AAP///yH5BAAAAAAALAAAAAACAAIAAAICRAoAOw==";

const COMPLETE: &str = "用一支湿度计给阳台自动浇水_自动浇水-CSDN博客";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved")
}

fn expected() -> String {
    std::fs::read_to_string(folder().join("expected.md")).unwrap()
}

/// What becomes of a file in the folder, and of all that a search finds in it.
fn record(name: &str) -> Record {
    let converter = Converter::default();
    let batch = Batch::new(&converter, Destination::Caller).jobs(NonZeroUsize::MIN).verify(true);
    let mut records = Vec::new();
    batch.run(discover(&[folder().join(name)], None), &mut |record| records.push(record)).unwrap();
    assert_eq!(records.len(), 1);
    records.remove(0)
}

/// The Markdown of a file in the folder, in which nothing is missing of what the page has.
fn markdown(name: &str) -> String {
    let record = record(name);
    let done = record.result.unwrap();
    let verification = done.verification.unwrap();
    assert_ne!(verification.verdict, Verdict::Lossy, "{name}: {:?}", verification.differences);
    assert_eq!((done.report.status, done.report.warnings.as_slice()), (Status::Complete, &[][..]), "{name}");
    let OutputState::Returned(markdown) = done.output else { unreachable!("nothing is written") };
    markdown
}

/// `markdown` with these addresses of pictures in the place of those it has.
fn with_pictures(markdown: &str, pictures: [&str; 3]) -> String {
    PICTURES.iter().zip(pictures).fold(markdown.to_owned(), |all, (old, new)| {
        assert!(all.contains(old), "{old}");
        all.replace(old, new)
    })
}

/// Scripts, and what only they say, are left out by some browsers.
fn without_update(markdown: &str) -> String {
    let lines = markdown.split_inclusive('\n').filter(|line| !line.starts_with("updated: "));
    lines.collect()
}

#[test]
fn the_servers_page() {
    assert_eq!(markdown("server.html"), expected());
}

/// The Markdown leads to the pictures from the folder that the tests are run in.
#[test]
fn a_page_saved_with_its_folder_of_files() {
    let encoded = percent_encoding::utf8_percent_encode(COMPLETE, percent_encoding::NON_ALPHANUMERIC);
    let encoded = encoded.to_string().replace("%5F", "_").replace("%2D", "-");
    let path = |name: &str| format!("tests/saved/{encoded}_files/{name}");
    let pictures = [path("6f1e0c52a0b94c7d8a3b1f20.png"), path("20240611b7.jpg"), path("shelf%281%29.gif")];
    let found = markdown(&format!("{COMPLETE}.html"));
    assert_eq!(found, with_pictures(&expected(), pictures.each_ref().map(String::as_str)));
    for name in ["6f1e0c52a0b94c7d8a3b1f20.png", "20240611b7.jpg", "shelf(1).gif"] {
        assert!(folder().join(format!("{COMPLETE}_files/{name}")).is_file(), "{name}");
    }
}

#[test]
fn a_web_archive() {
    assert_eq!(markdown("archive.mhtml"), without_update(&expected()));
}

#[test]
fn a_web_archive_of_old_in_gbk() {
    assert_eq!(markdown("archive_gbk.mht"), without_update(&expected()));
}

#[test]
fn a_page_in_a_single_file() {
    assert_eq!(markdown("singlefile.html"), with_pictures(&expected(), [PNG, PNG, GIF]));
}

#[test]
fn a_page_copied_out_of_the_browser() {
    assert_eq!(markdown("outer_page.html"), expected());
}

/// What the box itself says is all there is.
#[test]
fn the_articles_box_copied_out_of_the_browser() {
    let expected = expected();
    let (_, body) = expected.split_once("\n---\n\n# 用一支湿度计给阳台自动浇水\n\n").unwrap();
    assert_eq!(markdown("outer_box.html"), body);
}

#[test]
fn a_page_without_its_folder_tells_which_pictures_it_lost() {
    let page = std::fs::read(folder().join(format!("{COMPLETE}.html"))).unwrap();
    let conversion = Converter::default().convert_bytes(&page, &csdown::Hints::default()).unwrap();
    let codes: Vec<_> = conversion.report.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["image-unreachable"; 3]);
    assert!(conversion.assets.is_empty());
}

/// Frames in the folder of a saved page are no inputs.
#[test]
fn a_search_finds_the_pages_alone() {
    let found = discover(&[folder()], None).filter(|input| input.name.contains("_files"));
    assert_eq!(found.count(), 0);
}

#[test]
fn the_other_parts_of_an_archive_are_at_hand() {
    let bytes = std::fs::read(folder().join("archive.mhtml")).unwrap();
    let archive = csdown::stages::input::mhtml::read(&bytes).unwrap();
    assert!(archive.url.as_deref().unwrap().starts_with(ADDRESS));
    assert!(archive.find(PICTURES[2]).unwrap().bytes().starts_with(b"GIF89a"));
}
