use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::WarcArticles;
use crate::archive::response_record;
use crate::batch::Failure;
use crate::batch::written_files::WrittenFiles;

const URL: &str = "https://blog.csdn.net/u/article/details/";

fn record(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("WARC/1.0\r\n{fields}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn fields(kind: &str, url: &str) -> String {
    format!("WARC-Type: {kind}\r\nWARC-Target-URI: {url}")
}

/// A record of the response with this head and body.
fn response(url: &str, head: &str, body: &str) -> Vec<u8> {
    record(&fields("response", url), format!("HTTP/1.1 {head}\r\n\r\n{body}").as_bytes())
}

fn article(number: u32) -> Vec<u8> {
    response(&format!("{URL}{number}"), "200 OK\r\nContent-Type: text/html", &format!("<p>{number}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Formats what is found in an archive: the stem and page of each article, or the error.
fn found(archive: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    std::fs::write(&path, archive).unwrap();
    let name = path.to_string_lossy().into_owned();
    let format = |input: crate::batch::Input| {
        assert!(input.name.starts_with(&name) && input.folder == Path::new("f"), "{input:?}");
        let at = input.name.replace(&name, "").trim_start_matches('#').replace(URL, "");
        match input.page(1000, &WrittenFiles::default()) {
            Ok(page) => {
                assert_eq!(page.url.map(|url| url.replace(URL, "")), Some(at));
                format!("{}: {}", input.stem(), String::from_utf8_lossy(&page.bytes))
            }
            Err(Failure::Read(error)) => format!("{at}! {error}"),
            Err(error) => panic!("{error}"),
        }
    };
    WarcArticles::new(path, PathBuf::from("f"), false).map(format).collect()
}

/// The same archive uncompressed, compressed record by record, and compressed as a whole.
fn forms(records: &[Vec<u8>]) -> [Vec<u8>; 3] {
    let members: Vec<_> = records.iter().map(|record| gzip(record)).collect();
    [records.concat(), members.concat(), gzip(&records.concat())]
}

#[test]
fn finds_articles_in_every_form_of_an_archive() {
    let records = [
        record("WARC-Type: warcinfo", b"software: x"),
        record(&fields("request", &format!("{URL}1")), b"GET / HTTP/1.1\r\n\r\n"),
        article(1),
        record(&fields("revisit", &format!("{URL}1")), b"HTTP/1.1 200 OK\r\n\r\n"),
        response(&format!("{URL}2"), "404 Not Found\r\nContent-Type: text/html", "<p>gone"),
        response(&format!("{URL}2.png"), "200 OK\r\nContent-Type: image/png", "png"),
        response("https://blog.csdn.net/u", "200 OK\r\nContent-Type: text/html", "<p>home"),
        response(&format!("https://passport.csdn.net/login?from={URL}2"), "200 OK", "<p>login"),
        response(&format!("<{URL}3?spm=1#x>"), "200 OK\r\nContent-Type: TEXT/HTML; charset=gbk", "<p>3"),
        record(&format!("{}\r\nContent-Type: text/html", fields("Resource", &format!("{URL}4"))), b"<p>4"),
        article(5),
    ];
    for archive in forms(&records) {
        assert_eq!(found(&archive), ["1: <p>1", "3: <p>3", "4: <p>4", "5: <p>5"]);
    }
}

#[test]
fn a_firewall_response_counts_if_it_contains_the_article() {
    let page = "<div id=\"content_views\"><p>x";
    let records = [
        response(&format!("{URL}1"), "521 \r\nContent-Type: text/html", "<script>challenge()</script>"),
        response(&format!("{URL}2"), "521 \r\nContent-Type: text/html", page),
    ];
    assert_eq!(found(&records.concat()), [format!("2: {page}")]);
}

#[test]
fn names_are_derived_from_urls_and_safe() {
    let names = |url: &str| found(&response(url, "200 OK", "<p>"));
    assert_eq!(names("HTTP://alias.blog.csdn.net/article/details/12/")[0], "12: <p>");
    assert_eq!(names(&format!("{URL}../../../etc/passwd"))[0], "---------etc-passwd: <p>");
    assert_eq!(names(&format!("{URL}%2e%2e%2f中\\c:x"))[0], "-2e-2e-2f--c-x: <p>");
    assert_eq!(names(URL)[0], "article: <p>");
    assert_eq!(names(&format!("{URL}{}", "9".repeat(5000)))[0], format!("{}: <p>", "9".repeat(80)));
    assert_eq!(names("file:///article/details/1").len() + names("article/details/1").len(), 0);
}

#[test]
fn reads_archives_of_other_tools() {
    let body = "HTTP/1.1 200 OK\n\n<p>1";
    let folded = format!(
        "WARC/0.18\nwarc-type:\n response\nWARC-target-uri:\t{URL}1 \nContent-length: {}\n\n{body}",
        body.len()
    );
    assert_eq!(found(format!("\n{folded}\n\n\n\n\n").as_bytes()), ["1: <p>1"]);
    // The last record is not terminated; members are empty or end within a record.
    assert_eq!(found(folded.as_bytes()), ["1: <p>1"]);
    let (first, second) = folded.as_bytes().split_at(70);
    let members = [gzip(b""), gzip(first), gzip(b""), gzip(second), gzip(&article(2))].concat();
    assert_eq!(found(&members), ["1: <p>1", "2: <p>2"]);
}

/// Asserts that an archive with a corrupt record gives this error and all other records.
fn assert_error(broken: &[u8], reason: &str) {
    let records = [article(1), broken.to_vec(), article(2), article(3)];
    for (form, archive) in forms(&records).iter().enumerate() {
        let mut found = found(archive);
        let error = found.remove(1);
        assert!(error.contains("! ") && error.contains(reason), "{form}, {reason}: {error}");
        assert_eq!(found, ["1: <p>1", "2: <p>2", "3: <p>3"], "{form}, {reason}");
    }
}

#[test]
fn corrupt_records_are_reported_and_the_rest_is_read() {
    let with = |from: &str, to: &str| String::from_utf8(article(9)).unwrap().replace(from, to).into_bytes();
    assert_error(b"garbage of some length\r\n\r\n", "data between records");
    assert_error(
        &with("Content-Length: ", "Content-Length: -"),
        "no valid Content-Length in the record header",
    );
    assert_error(
        &with("\r\nWARC-Target", "\r\nno field\r\nWARC-Target"),
        "malformed line in the record header",
    );
    assert_error(&with("<p>9", "<p>9, and more than declared"), "does not end after its Content-Length");
    assert_error(&with("HTTP/1.1", "SPDY/1.1"), "no HTTP response");
    assert_error(
        format!("WARC/1.0\r\nx: {}\r\n\r\n", "y".repeat(100_000)).as_bytes(),
        "more than 65536 bytes",
    );
    assert_error(
        b"WARC/1.0\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "no valid Content-Length in the record header",
    );
    assert_error(
        &response(&format!("{URL}9"), "200 OK\r\nContent-Length: 99", "<p>"),
        "the body is truncated",
    );
    assert_error(&record(&fields("response", &format!("{URL}9")), b"<p>"), "no HTTP response");
    let part = format!("{}\r\nWARC-Truncated: length", fields("response", &format!("{URL}9")));
    assert_error(&record(&part, b"HTTP/1.1 200 OK\r\n\r\n<p>"), "only part of the page: length");
    let segment = format!("{}\r\nWARC-Segment-Number: 1", fields("response", &format!("{URL}9")));
    assert_error(&record(&segment, b"HTTP/1.1 200 OK\r\n\r\n<p>"), "it is segmented");
}

#[test]
fn a_wrong_length_does_not_affect_other_records() {
    for length in ["90", "900", "2147483648", "9223372036854775807", "18446744073709551615"] {
        for kind in ["response", "metadata"] {
            let head = format!("WARC/1.0\r\n{}\r\nContent-Length: {length}\r\n\r\n", fields(kind, URL));
            let broken = [head.as_bytes(), b"HTTP/1.1 200 OK\r\n\r\n<p>\r\n\r\n"].concat();
            let [plain, members, whole] = forms(&[article(1), broken, article(2), article(3)]);
            for archive in [plain, members] {
                let found = found(&archive);
                assert_eq!((&*found[0], &found[2..]), ("1: <p>1", &["2: <p>2".into(), "3: <p>3".into()][..]));
                assert!(found[1].contains('!'), "{found:?}");
            }
            // An archive compressed as a whole cannot be rewound, but the error is reported.
            let found = found(&whole);
            assert!(found[0] == "1: <p>1" && found[1].contains('!'), "{found:?}");
        }
    }
}

#[test]
fn a_corrupt_member_does_not_affect_others() {
    let members: Vec<_> = (1..=5).map(|number| gzip(&article(number))).collect();
    let whole = members.concat();
    for at in 0..members[1].len() {
        let mut archive = whole.clone();
        archive[members[0].len() + at] ^= 0x55;
        let found = found(&archive);
        assert_eq!(found[0], "1: <p>1");
        let last = &found[found.len() - 2..];
        assert_eq!(last, ["4: <p>4", "5: <p>5"], "byte {at}: {found:?}");
        // The corrupt record must not be lost silently.
        let is_reported = |found: &String| found == "2: <p>2" || found.contains('!');
        assert!(found.iter().any(is_reported), "byte {at}: {found:?}");
    }
    for length in 0..whole.len() {
        let found = found(&whole[..length]);
        let good = found.iter().take_while(|found| !found.contains('!')).count();
        assert!(found.len() - good <= 1, "{length}: {found:?}");
        assert!(length < members[0].len() || found[0] == "1: <p>1", "{length}: {found:?}");
    }
}

#[test]
fn a_corrupt_byte_does_not_affect_other_records() {
    let records: Vec<_> = (1..=3).map(article).collect();
    // Except in the last byte, without which the next record does not start on a new line.
    for at in 0..records[1].len() - 1 {
        for byte in [0, b'\n', b'9', 0xff] {
            let mut archive = records.concat();
            archive[records[0].len() + at] = byte;
            let found = found(&archive);
            assert_eq!((&*found[0], &*found[found.len() - 1]), ("1: <p>1", "3: <p>3"), "{at}: {found:?}");
            assert!(found.len() <= 4, "{at}: {found:?}");
        }
    }
}

#[test]
fn a_file_that_is_not_an_archive_is_reported_once() {
    for bytes in [&b"<p>a page"[..], &[0x1f, 0x8b, 8], &gzip(b"<p>a page"), &vec![0; 100_000]] {
        let found = found(bytes);
        assert!(found.len() == 1 && found[0].contains('!'), "{found:?}");
    }
    assert_eq!(found(b""), [""; 0]);
}

#[test]
fn an_archive_given_by_its_path_must_contain_an_article() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    std::fs::write(&path, record("WARC-Type: warcinfo", b"")).unwrap();
    let mut named = WarcArticles::new(path.clone(), PathBuf::new(), true);
    let error = named.next().unwrap().page(9, &WrittenFiles::default()).unwrap_err().to_string();
    assert!(error.contains("no articles found") && named.next().is_none(), "{error}");
    assert!(WarcArticles::new(path, PathBuf::new(), false).next().is_none());
    let mut absent = WarcArticles::new(folder.path().join("none"), PathBuf::new(), true);
    assert!(absent.next().unwrap().page(9, &WrittenFiles::default()).is_err() && absent.next().is_none());
}

#[test]
fn an_archive_that_changes_while_it_is_read_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    std::fs::write(&path, article(1)).unwrap();
    let mut pages = WarcArticles::new(path.clone(), PathBuf::new(), true);
    assert!(pages.next().unwrap().page(9, &WrittenFiles::default()).is_ok());
    std::fs::write(&path, [article(1), article(2)].concat()).unwrap();
    let failures: Vec<_> = pages
        .map(|input| input.page(9, &WrittenFiles::default()).map_err(|failure| failure.code()))
        .collect();
    assert_eq!(failures.last(), Some(&Err("input-changed")), "{failures:?}");
}

#[test]
fn a_page_is_buffered_until_it_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    std::fs::write(&path, article(1)).unwrap();
    let input = WarcArticles::new(path, PathBuf::new(), true).next().unwrap();
    assert_eq!(input.buffered_bytes(), 4);
    assert_eq!(input.page(3, &WrittenFiles::default()).unwrap().bytes.len(), 4);
    assert_eq!(input.buffered_bytes(), 0);
}

#[test]
fn a_written_record_can_be_read_back() {
    let headers = [("content-type", b"text/html; charset=gbk".as_slice()), ("content-encoding", b"gzip")];
    let body = b"<p>\xd6\xd0\xce\xc4\r\n\r\nWARC/1.0\r\n\r\n";
    let record = response_record(&format!("{URL}7"), 200, headers, body, UNIX_EPOCH + Duration::from_secs(9));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("题.warc.gz");
    std::fs::write(&path, record).unwrap();
    let mut pages = WarcArticles::new(path, PathBuf::new(), true);
    let input = pages.next().unwrap();
    let page = input.page(100, &WrittenFiles::default()).unwrap();
    assert_eq!((page.bytes.as_slice(), input.stem().as_str()), (&body[..], "7"));
    assert_eq!(page.content_type.as_deref(), Some("text/html; charset=gbk"));
    assert_eq!(page.url, Some(format!("{URL}7")));
    assert!(pages.next().is_none());
}
