//! WARC files and compressed pages.

use std::io::Write;
use std::time::{Duration, UNIX_EPOCH};

use csdown::archive::response_record;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, markdown, page};

const URL: &str = "https://blog.csdn.net/u/article/details/";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Returns a compressed record of a page.
pub(crate) fn record(number: &str, page: &str) -> Vec<u8> {
    let headers = [("Content-Type", b"text/html; charset=utf-8".as_slice())];
    let date = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    response_record(&format!("{URL}{number}"), 200, headers, page.as_bytes(), date)
}

/// Decompresses an archive.
fn decompressed(archive: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(archive), &mut bytes).unwrap();
    bytes
}

#[test]
fn every_article_of_an_archive_is_converted() {
    let numbers: Vec<String> = (1..=40).map(|number| format!("{}", 10_000 + number)).collect();
    let archive: Vec<u8> = numbers.iter().flat_map(|number| record(number, &page(number, "文"))).collect();
    let dir = Workplace::new();
    dir.write("a.warc.gz", &archive);
    dir.write("b.WARC", decompressed(&archive));
    dir.write("c.warc.gz", gzip(&decompressed(&archive)));
    for (name, out, jobs) in [("a.warc.gz", "a", "1"), ("b.WARC", "b", "3"), ("c.warc.gz", "c", "8")] {
        let done = dir.run(&["convert", name, "-o", out, "-j", jobs]);
        assert_eq!((done.code, done.err.as_str()), (0, "csdown: 40 converted\n"), "{name}");
    }
    let names: Vec<String> = numbers.iter().map(|number| format!("{number}.md")).collect();
    assert_eq!(dir.names("a"), names);
    assert!(dir.tree("a") == dir.tree("b") && dir.tree("a") == dir.tree("c"));
    assert!(dir.read("a/10007.md").contains(&format!("source: {URL}10007\nid: \"10007\"")));

    let done = dir.run(&["verify", "a.warc.gz", "a"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 40 compared: 40 identical\n"));
    let done = dir.run(&["inspect", "b.WARC"]);
    assert_eq!((done.code, done.out.lines().count()), (0, 40));
    assert!(done.out.contains(&format!("\"path\":\"b.WARC#{URL}10040\"")), "{}", done.out);
}

#[test]
fn an_archive_of_one_article_goes_to_a_folder_unless_a_file_is_named() {
    let dir = Workplace::new();
    dir.write("a.warc.gz", record("10001", &page("题", "文")));
    let done = dir.run(&["convert", "a.warc.gz", "-o", "markdown"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"));
    assert_eq!(dir.names("markdown"), ["10001.md"]);
    assert_eq!(dir.run(&["convert", "a.warc.gz", "-o", "a.md"]).code, 0);
    assert!(dir.path("a.md").is_file());
}

#[test]
fn an_archive_of_several_articles_needs_a_folder() {
    let dir = Workplace::new();
    dir.write("one.warc.gz", record("10001", &page("题", "文")));
    dir.write("two.warc.gz", [record("10001", &page("题", "文")), record("10002", "")].concat());
    let done = dir.run(&["convert", "one.warc.gz", "--front-matter", "none"]);
    assert_eq!((done.code, done.out), (0, markdown("题", "文")));
    assert_eq!(dir.run(&["convert", "one.warc.gz", "-o", "one.md"]).code, 0);
    assert!(dir.read("one.md").contains('文'));
    let done = dir.run(&["convert", "two.warc.gz"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("an archive") && done.err.contains("-o FOLDER"), "{}", done.err);
}

#[test]
fn failures_in_an_archive_name_the_page() {
    let dir = Workplace::new();
    let mut archive = [record("1", &page("一", "文")), record("2", CAPTCHA), record("3", PREVIEW)].concat();
    let fourth = archive.len();
    archive.extend([record("4", &page("四", "文")), record("5", &page("五", "文"))].concat());
    archive[fourth + 40] ^= 0x55;
    dir.write("in/a.warc.gz", archive);
    dir.write("in/none.warc", "");
    let done = dir.run(&["convert", "in", "-o", "out", "--report", "r.json"]);
    assert_eq!((done.code, dir.names("out")), (1, ["1.md", "3.md", "5.md"].map(str::to_owned).to_vec()));
    for (start, what) in [
        ("error: in/a.warc.gz#https://blog.csdn.net/u/article/details/2: ", ""),
        ("incomplete: in/a.warc.gz#https://blog.csdn.net/u/article/details/3: ", "preview"),
        ("error: in/a.warc.gz", "cannot be read: record at byte "),
    ] {
        let is_reported = |line: &str| line.starts_with(start) && line.contains(what);
        assert!(done.err.lines().any(is_reported), "{start}: {}", done.err);
    }
    assert!(dir.read("r.json").contains("\"in/a.warc.gz#https://blog.csdn.net/u/article/details/1\""));

    dir.write("junk.warc", "nothing of the kind");
    let done = dir.run(&["convert", "junk.warc", "-o", "junk/"]);
    assert_eq!((done.code, dir.names("junk").len()), (3, 0), "{}", done.err);
    dir.write("home.warc.gz", response_record("https://blog.csdn.net/u", 200, [], b"<p>", UNIX_EPOCH));
    let done = dir.run(&["convert", "home.warc.gz"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("no articles found"), "{}", done.err);
}

#[test]
fn outputs_are_converted_again_from_the_archives_beside_them() {
    let dir = Workplace::new();
    dir.write("in/x/10001.html", page("题", "文"));
    dir.write("in/note.md", "作者的笔记\n");
    assert_eq!(dir.run(&["convert", "in", "-o", "out"]).code, 0);
    dir.write("out/x/10001.warc.gz", record("10001", &page("题", "文")));

    // Into another folder: once per page, although there is Markdown beside it.
    assert_eq!(dir.run(&["convert", "out", "-o", "again"]).code, 0);
    assert_eq!(dir.names("again"), ["note.md", "x/10001.md"]);
    assert!(dir.read("again/x/10001.md").contains(&format!("source: {URL}10001")));

    // Into the same folder, repeatedly.
    for _ in 0..2 {
        let done = dir.run(&["convert", "out", "-o", "out"]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_eq!(dir.names("out"), ["note.md", "x/10001.md", "x/10001.warc.gz"]);
        assert_eq!(dir.read("out/x/10001.md"), dir.read("again/x/10001.md"));
    }

    // Edited files are kept.
    dir.write("out/x/10001.md", "改过\n");
    let done = dir.run(&["convert", "out", "-o", "out"]);
    assert!(done.code == 3 && done.err.contains("or was edited since"), "{}", done.err);
    assert_eq!(dir.read("out/x/10001.md"), "改过\n");
}

#[test]
fn the_charset_of_the_header_is_used() {
    let headers = [("content-type", b"text/html; charset=gbk".as_slice())];
    let body = b"<div id=\"content_views\"><p>\xd6\xd0\xce\xc4\xd5\xfd\xce\xc4</p></div>";
    let dir = Workplace::new();
    dir.write("a.warc.gz", response_record(&format!("{URL}10001"), 200, headers, body, UNIX_EPOCH));
    let done = dir.run(&["convert", "a.warc.gz", "--front-matter", "none"]);
    assert_eq!((done.code, done.out.as_str()), (0, "中文正文\n"));
}

#[test]
fn hostile_urls_do_not_escape_the_output_folder() {
    let dir = Workplace::new();
    let numbers =
        ["../../../../evil", "..%2f..%2fevil", "CON", "c:\\evil", "\u{202e}evil", &"9".repeat(5000)];
    dir.write("in/a.warc.gz", numbers.map(|number| record(number, &page("题", "文"))).concat());
    let done = dir.run(&["convert", "in/a.warc.gz", "-o", "in/out"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(dir.names("").len(), numbers.len() + 1, "{:?}", dir.names(""));
    assert_eq!(dir.names("in/out").len(), numbers.len());
}

#[test]
fn compressed_pages_are_inputs() {
    let dir = Workplace::new();
    let compressed = gzip(page("题", "文").as_bytes());
    dir.write("in/a.html.gz", &compressed);
    dir.write("in/b.HTM.GZ", &compressed);
    dir.write("in/c.gz", &compressed);
    dir.write("in/d.html.gz", &compressed[..compressed.len() - 3]);
    let done = dir.run(&["convert", "in", "-o", "out", "--front-matter", "none"]);
    assert_eq!((done.code, dir.names("out")), (1, ["a.md", "b.md"].map(str::to_owned).to_vec()));
    assert!(done.err.contains("error: in/d.html.gz: cannot be read: "), "{}", done.err);
    assert_eq!(dir.read("out/b.md"), markdown("题", "文"));
    let done = dir.run_with(&["convert", "-", "--front-matter", "none"], &compressed);
    assert_eq!((done.code, done.out), (0, markdown("题", "文")));
    let bomb = gzip(&vec![b' '; 10_000_000]);
    dir.write("bomb.html.gz", bomb);
    let done = dir.run(&["convert", "bomb.html.gz", "--max-bytes", "100000"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("limit"), "{}", done.err);
}
