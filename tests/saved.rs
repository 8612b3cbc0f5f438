//! One article in the formats in which people save it, in `tests/saved/`: as sent by the server, saved by browsers, and
//! copied from a browser. All convert to the same Markdown, except for image URLs that the format does not preserve.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use csdown::batch::{Batch, Destination, OutputState, Record, discover};
use csdown::verify::Verdict;
use csdown::{Converter, Status};

/// The URL of the article in the page.
const URL: &str = "https://blog.csdn.net/lvye_balcony/article/details/140000321";

/// The images of the article as sent by the server.
const IMAGES: [&str; 3] = [
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

/// Converts a file of the folder, or everything found in it.
fn record(name: &str) -> Record {
    let converter = Converter::default();
    let batch = Batch::new(&converter, Destination::Caller).jobs(NonZeroUsize::MIN).verify(true);
    let mut records = Vec::new();
    batch.run(discover(&[folder().join(name)], None), &mut |record| records.push(record)).unwrap();
    assert_eq!(records.len(), 1);
    records.remove(0)
}

/// Returns the Markdown of a file of the folder, which must be complete.
fn markdown(name: &str) -> String {
    let record = record(name);
    let done = record.result.unwrap();
    let verification = done.verification.unwrap();
    assert_ne!(verification.verdict, Verdict::Lossy, "{name}: {:?}", verification.differences);
    assert_eq!((done.report.status, done.report.warnings.as_slice()), (Status::Complete, &[][..]), "{name}");
    let OutputState::Returned { markdown, .. } = done.output else { unreachable!("nothing is written") };
    markdown
}

/// Replaces the image URLs of `markdown`.
fn with_images(markdown: &str, images: [&str; 3]) -> String {
    IMAGES.iter().zip(images).fold(markdown.to_owned(), |all, (old, new)| {
        assert!(all.contains(old), "{old}");
        all.replace(old, new)
    })
}

#[test]
fn a_page_sent_by_the_server() {
    assert_eq!(markdown("server.html"), expected());
}

/// Image paths are relative to the folder in which the tests run.
#[test]
fn a_page_saved_with_its_folder_of_files() {
    let encoded = percent_encoding::utf8_percent_encode(COMPLETE, percent_encoding::NON_ALPHANUMERIC);
    let encoded = encoded.to_string().replace("%5F", "_").replace("%2D", "-");
    let path = |name: &str| format!("tests/saved/{encoded}_files/{name}");
    let images = [path("6f1e0c52a0b94c7d8a3b1f20.png"), path("20240611b7.jpg"), path("shelf%281%29.gif")];
    let found = markdown(&format!("{COMPLETE}.html"));
    assert_eq!(found, with_images(&expected(), images.each_ref().map(String::as_str)));
    for name in ["6f1e0c52a0b94c7d8a3b1f20.png", "20240611b7.jpg", "shelf(1).gif"] {
        assert!(folder().join(format!("{COMPLETE}_files/{name}")).is_file(), "{name}");
    }
}

#[test]
fn an_mhtml_archive() {
    assert_eq!(markdown("archive.mhtml"), expected());
}

#[test]
fn an_old_web_archive_in_gbk() {
    assert_eq!(markdown("archive_gbk.mht"), expected());
}

#[test]
fn a_page_in_a_single_file() {
    assert_eq!(markdown("singlefile.html"), with_images(&expected(), [PNG, PNG, GIF]));
}

#[test]
fn a_page_copied_from_the_browser() {
    assert_eq!(markdown("outer_page.html"), expected());
}

/// The box is the only source of metadata.
#[test]
fn an_article_box_copied_from_the_browser() {
    let expected = expected();
    let (_, body) = expected.split_once("\n---\n\n# 用一支湿度计给阳台自动浇水\n\n").unwrap();
    assert_eq!(markdown("outer_box.html"), body);
}

#[test]
fn a_page_without_its_folder_reports_unreachable_images() {
    let page = std::fs::read(folder().join(format!("{COMPLETE}.html"))).unwrap();
    let conversion = Converter::default().convert_bytes(&page, &csdown::Hints::default()).unwrap();
    let codes: Vec<_> = conversion.report.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["image-unreachable"; 3]);
    assert!(conversion.assets.is_empty());
}

/// Frames in the folder of a saved page are not inputs.
#[test]
fn only_pages_are_discovered() {
    let found = discover(&[folder()], None).filter(|input| input.name.contains("_files"));
    assert_eq!(found.count(), 0);
}

#[test]
fn other_parts_of_an_archive_are_readable() {
    let bytes = std::fs::read(folder().join("archive.mhtml")).unwrap();
    let archive = csdown::stages::input::mhtml::read(&bytes).unwrap();
    assert!(archive.url.as_deref().unwrap().starts_with(URL));
    assert!(archive.find(IMAGES[2]).unwrap().bytes().starts_with(b"GIF89a"));
}
