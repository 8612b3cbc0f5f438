//! Archives of pages, and pages that are compressed.

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

/// The record of a page, compressed.
pub(crate) fn record(number: &str, page: &str) -> Vec<u8> {
    let headers = [("Content-Type", b"text/html; charset=utf-8".as_slice())];
    let date = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    response_record(&format!("{URL}{number}"), 200, headers, page.as_bytes(), date)
}

/// What is in a compressed archive.
fn unpacked(archive: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(archive), &mut bytes).unwrap();
    bytes
}

#[test]
fn every_article_of_an_archive_is_converted() {
    let numbers: Vec<String> = (1..=40).map(|number| format!("{}", 10_000 + number)).collect();
    let archive: Vec<u8> = numbers.iter().flat_map(|number| record(number, &page(number, "文"))).collect();
    let place = Workplace::new();
    place.write("a.warc.gz", &archive);
    place.write("b.WARC", unpacked(&archive));
    place.write("c.warc.gz", gzip(&unpacked(&archive)));
    for (name, out, jobs) in [("a.warc.gz", "a", "1"), ("b.WARC", "b", "3"), ("c.warc.gz", "c", "8")] {
        let done = place.run(&["convert", name, "-o", out, "-j", jobs]);
        assert_eq!((done.code, done.err.as_str()), (0, "csdown: 40 converted\n"), "{name}");
    }
    let names: Vec<String> = numbers.iter().map(|number| format!("{number}.md")).collect();
    assert_eq!(place.names("a"), names);
    assert!(place.tree("a") == place.tree("b") && place.tree("a") == place.tree("c"));
    assert!(place.read("a/10007.md").contains(&format!("source: {URL}10007\nid: \"10007\"")));

    let done = place.run(&["verify", "a.warc.gz", "a"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 40 compared: 40 identical\n"));
    let done = place.run(&["inspect", "b.WARC"]);
    assert_eq!((done.code, done.out.lines().count()), (0, 40));
    assert!(done.out.contains(&format!("\"path\":\"b.WARC#{URL}10040\"")), "{}", done.out);
}

#[test]
fn an_archive_of_several_articles_needs_a_folder() {
    let place = Workplace::new();
    place.write("one.warc.gz", record("10001", &page("题", "文")));
    place.write("two.warc.gz", [record("10001", &page("题", "文")), record("10002", "")].concat());
    let done = place.run(&["convert", "one.warc.gz", "--front-matter", "none"]);
    assert_eq!((done.code, done.out), (0, markdown("题", "文")));
    assert_eq!(place.run(&["convert", "one.warc.gz", "-o", "one.md"]).code, 0);
    assert!(place.read("one.md").contains('文'));
    let done = place.run(&["convert", "two.warc.gz"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("an archive") && done.err.contains("-o FOLDER"), "{}", done.err);
}

#[test]
fn what_fails_in_an_archive_is_named() {
    let place = Workplace::new();
    let mut archive = [record("1", &page("一", "文")), record("2", CAPTCHA), record("3", PREVIEW)].concat();
    let fourth = archive.len();
    archive.extend([record("4", &page("四", "文")), record("5", &page("五", "文"))].concat());
    archive[fourth + 40] ^= 0x55;
    place.write("in/a.warc.gz", archive);
    place.write("in/none.warc", "");
    let done = place.run(&["convert", "in", "-o", "out", "--report", "r.json"]);
    assert_eq!((done.code, place.names("out")), (1, ["1.md", "3.md", "5.md"].map(str::to_owned).to_vec()));
    for (start, what) in [
        ("error: in/a.warc.gz#https://blog.csdn.net/u/article/details/2: ", ""),
        ("incomplete: in/a.warc.gz#https://blog.csdn.net/u/article/details/3: ", "preview"),
        ("error: in/a.warc.gz", "cannot be read: record at byte "),
    ] {
        let is_told = |line: &str| line.starts_with(start) && line.contains(what);
        assert!(done.err.lines().any(is_told), "{start}: {}", done.err);
    }
    assert!(place.read("r.json").contains("\"in/a.warc.gz#https://blog.csdn.net/u/article/details/1\""));

    place.write("junk.warc", "nothing of the kind");
    let done = place.run(&["convert", "junk.warc", "-o", "junk/"]);
    assert_eq!((done.code, place.names("junk").len()), (3, 0), "{}", done.err);
    place.write("home.warc.gz", response_record("https://blog.csdn.net/u", 200, [], b"<p>", UNIX_EPOCH));
    let done = place.run(&["convert", "home.warc.gz"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("it holds no article"), "{}", done.err);
}

#[test]
fn outputs_are_made_again_of_the_pages_kept_beside_them() {
    let place = Workplace::new();
    place.write("in/x/10001.html", page("题", "文"));
    place.write("in/note.md", "作者的笔记\n");
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).code, 0);
    place.write("out/x/10001.warc.gz", record("10001", &page("题", "文")));

    // Into another folder: once, though Markdown and page are there.
    assert_eq!(place.run(&["convert", "out", "-o", "again"]).code, 0);
    assert_eq!(place.names("again"), ["note.md", "x/10001.md"]);
    assert!(place.read("again/x/10001.md").contains(&format!("source: {URL}10001")));

    // Into the folder itself, as often as one likes.
    for _ in 0..2 {
        let done = place.run(&["convert", "out", "-o", "out"]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_eq!(place.names("out"), ["note.md", "x/10001.md", "x/10001.warc.gz"]);
        assert_eq!(place.read("out/x/10001.md"), place.read("again/x/10001.md"));
    }

    // What somebody wrote into it stays.
    place.write("out/x/10001.md", "改过\n");
    let done = place.run(&["convert", "out", "-o", "out"]);
    assert!(done.code == 3 && done.err.contains("was changed since"), "{}", done.err);
    assert_eq!(place.read("out/x/10001.md"), "改过\n");
}

#[test]
fn the_charset_of_the_header_is_kept() {
    let headers = [("content-type", b"text/html; charset=gbk".as_slice())];
    let body = b"<div id=\"content_views\"><p>\xd6\xd0\xce\xc4\xd5\xfd\xce\xc4</p></div>";
    let place = Workplace::new();
    place.write("a.warc.gz", response_record(&format!("{URL}10001"), 200, headers, body, UNIX_EPOCH));
    let done = place.run(&["convert", "a.warc.gz", "--front-matter", "none"]);
    assert_eq!((done.code, done.out.as_str()), (0, "中文正文\n"));
}

#[test]
fn hostile_addresses_lead_nowhere() {
    let place = Workplace::new();
    let numbers =
        ["../../../../evil", "..%2f..%2fevil", "CON", "c:\\evil", "\u{202e}evil", &"9".repeat(5000)];
    place.write("in/a.warc.gz", numbers.map(|number| record(number, &page("题", "文"))).concat());
    let done = place.run(&["convert", "in/a.warc.gz", "-o", "in/out"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(place.names("").len(), numbers.len() + 2, "{:?}", place.names(""));
    assert_eq!(place.names("in/out").len(), numbers.len());
}

#[test]
fn compressed_pages_are_inputs() {
    let place = Workplace::new();
    let packed = gzip(page("题", "文").as_bytes());
    place.write("in/a.html.gz", &packed);
    place.write("in/b.HTM.GZ", &packed);
    place.write("in/c.gz", &packed);
    place.write("in/d.html.gz", &packed[..packed.len() - 3]);
    let done = place.run(&["convert", "in", "-o", "out", "--front-matter", "none"]);
    assert_eq!((done.code, place.names("out")), (1, ["a.md", "b.md"].map(str::to_owned).to_vec()));
    assert!(done.err.contains("error: in/d.html.gz: cannot be read: "), "{}", done.err);
    assert_eq!(place.read("out/b.md"), markdown("题", "文"));
    let done = place.run_with(&["convert", "-", "--front-matter", "none"], &packed);
    assert_eq!((done.code, done.out), (0, markdown("题", "文")));
    let bomb = gzip(&vec![b' '; 10_000_000]);
    place.write("bomb.html.gz", bomb);
    let done = place.run(&["convert", "bomb.html.gz", "--max-bytes", "100000"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("limit"), "{}", done.err);
}
