//! Inputs that are incomplete, empty or not text, as a user converts them: the exit code, what the report says, and what is
//! in the output folder afterwards. Each input is a row.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use csdown::archive::response_record;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a run does with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Exit code 0; the Markdown contains this.
    Complete(&'static str),
    /// Exit code 1 and the status `truncated`; a warning contains the first text, the Markdown the second.
    Truncated(&'static str, &'static str),
    /// Exit code 3 and an error with this code, whose message contains this. No output.
    Error(&'static str, &'static str),
}

use Expected::{Complete, Error, Truncated};

/// An input: a name of what it shows, its file name and its contents.
struct Row {
    shows: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    expected: Expected,
}

fn row(shows: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Row {
    Row { shows, file, bytes: bytes.into(), expected }
}

// ── Inputs ──

const SENTENCE: &str = "一篇完整的文章，有开头也有结尾。";

/// A whole page whose article has these contents.
fn page(article: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>题-CSDN博客</title></head>\n<body>\
         <div id=\"content_views\" class=\"htmledit_views\">{article}</div>\n</body></html>\n"
    )
}

/// A page that is cut off after this many bytes of `article`.
fn cut_page(article: &str) -> String {
    let page = page(article);
    let end = page.find("</div>\n</body>").unwrap();
    page.get(..end).unwrap().to_owned()
}

/// A web archive as Chrome saves it, with a page in this transfer encoding.
fn archive(transfer: &str, page: &str) -> String {
    let url = "https://blog.csdn.net/u/article/details/1";
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: t\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----x\"\r\n\r\n\r\n\
         ------x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {transfer}\r\nContent-Location: {url}\r\n\r\n\
         {page}\r\n------x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Location: https://a.b/c.gif\r\n\r\nR0lGODlh\r\n------x--\r\n"
    )
}

const ENCODED: &str = "<html><body><div id=3D\"content_views\"><p>text =E9=A2=98</p></div></body></html>";
const IN_BASE64: &str = "PGRpdiBpZD1jb250ZW50X3ZpZXdzPjxwPnRleHQ8L3A+PC9kaXY+";

fn before(text: &str, end: &str) -> Vec<u8> {
    text.get(..text.find(end).unwrap()).unwrap().into()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes without any pattern.
fn noise(count: usize) -> Vec<u8> {
    let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99));
    std::iter::successors(Some(5), next).skip(1).take(count).map(|state| state.to_be_bytes()[0]).collect()
}

fn binary(start: &[u8]) -> Vec<u8> {
    [start, &noise(3_000)].concat()
}

/// An HTTP response as `curl -i` saves it.
fn response(fields: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n\r\n{body}")
}

/// A WARC file with one response whose body is shorter than its head says.
fn warc(fields: &str, body: &[u8]) -> Vec<u8> {
    let block = [response(fields, "").as_bytes(), body].concat();
    let url = "https://blog.csdn.net/u/article/details/1";
    let header = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), &block, b"\r\n\r\n"].concat()
}

// ── Rows ──

fn empty() -> Vec<Row> {
    let shell = Truncated("the article is empty", "");
    let invisible = Error("no-content", "only whitespace, invisible characters and comments");
    let mut rows = vec![
        row("no bytes", "a.html", "", Error("no-content", "the input is empty")),
        row("no bytes in Markdown", "a.md", "", Error("no-content", "the input is empty")),
        row("a byte order mark", "a.html", "\u{feff}", Error("no-content", "the input is empty")),
        row("line breaks", "a.md", "\r\n\r\n \t\n", invisible),
        row("invisible characters", "a.html", "\u{a0}\u{200b}\u{3000}", invisible),
        row("comments", "a.html", "<!-- 一 -->\n<!-- 二 -->\n", invisible),
        row("zeros", "a.html", vec![0; 4096], invisible),
        row("front matter", "a.md", "---\ntitle: 题\n---\n\n", Error("no-content", "only front matter")),
        row("gzip of nothing", "a.html.gz", gzip(b""), Error("no-content", "the input is empty")),
        row("an element of text only by name", "a.html", "<div><p>&nbsp;</p><br></div>", shell),
    ];
    for inner in
        ["", "<p></p><hr>", "<div class=\"x\">\n&nbsp;<br></div>", "<script>load()</script>", "<!-- 一 -->"]
    {
        rows.push(row("an article without content", "a.html", page(inner), shell));
    }
    rows.push(row(
        "a scraped post without content",
        "2024-01-02-123456.md",
        "---\ntitle: 题\n---\n\n<div class=\"blog-content-box\">\n <h1 class=\"title-article\">题</h1>\n \
         <div id=\"content_views\">\n </div>\n</div>\n",
        shell,
    ));
    for (inner, found) in [
        ("<p>字</p>", "字"),
        ("<p><img src=\"https://a.b/c.png\"></p>", "![](https://a.b/c.png)"),
        ("<pre><code>a</code></pre>", "```\na\n```"),
        ("<table><tr><th>一</th><th>二</th></tr></table>", "一"),
        ("<p><span class=\"katex-mathml\">x</span></p>", "x"),
        ("<iframe src=\"https://a.b/v\"></iframe>", "https://a.b/v"),
    ] {
        rows.push(row("an article with a little content", "a.html", page(inner), Complete(found)));
    }
    rows
}

fn cut_html() -> Vec<Row> {
    let first = format!("<p>{SENTENCE}</p>");
    let cut = |rest: &str| cut_page(&format!("{first}{rest}"));
    let fragment = |rest: &str| format!("<div id=content_views>{first}{rest}");
    vec![
        row("a whole page", "a.html", page(&first), Complete(SENTENCE)),
        row("a fragment without its last end tag", "a.html", fragment(""), Complete(SENTENCE)),
        row(
            "a page without optional end tags",
            "a.html",
            page(&first).replace("</body></html>", ""),
            Complete(SENTENCE),
        ),
        row("a page cut between two elements", "a.html", cut(""), Truncated("is closed", SENTENCE)),
        row("a page cut within a text", "a.html", cut("<p>再"), Truncated("is closed", "再")),
        row("a comment after the page", "a.html", format!("{}<!-- cached", page(&first)), Complete(SENTENCE)),
        row(
            "a scraped box that is not closed",
            "2024-01-02-123456.md",
            format!("---\ntitle: 题\n---\n\n<div class=\"blog-content-box\">\n {}</div>\n", fragment("")),
            Truncated("is closed", SENTENCE),
        ),
        row(
            "zeros at the end",
            "a.html",
            format!("{}{}", fragment(""), "\0".repeat(512)),
            Truncated("512 NUL characters", SENTENCE),
        ),
        row(
            "the first byte of a character",
            "a.md",
            [format!("# 题\n\n{SENTENCE}").as_bytes(), b"\xe5"].concat(),
            Truncated("ends within a character", SENTENCE),
        ),
    ]
}

fn cut_markup() -> Vec<Row> {
    let first = format!("<p>{SENTENCE}</p>");
    let unclosed = format!("{first}<a title='二><p>三</p><img alt='四'>五</a>");
    let swallowed =
        Truncated("an unclosed quote hides the text up to the next quote; characters lost: 20", "五");
    let mut rows = vec![row("an unclosed quote", "a.html", page(&unclosed), swallowed)];
    for (rest, construct) in [
        ("<p", "a tag; characters lost: 2"),
        ("<", "a tag; characters lost: 1"),
        ("</", "a tag; characters lost: 2"),
        ("<img src=https://a.b/c.png ", "a tag; characters lost: 27"),
        ("<img src=\"https://a.b/c", "a quoted attribute value; characters lost: 14"),
        ("<a title='二>再</a><p>三</p>", "a quoted attribute value; characters lost: 16"),
        ("<!-- 二<p>三</p>", "a comment; characters lost: 14"),
        ("<?php 二", "a comment; characters lost: 7"),
        ("<script>var a = 1;", "an element that contains only text; characters lost: 10"),
        ("<style>p {}</styl", "an element that contains only text; characters lost: 10"),
        ("<textarea>二<p>三</p>", "an element that contains only text; characters lost: 9"),
        ("<svg><![CDATA[二", "a CDATA section; characters lost: 10"),
    ] {
        rows.push(row(
            "a page cut in markup",
            "a.html",
            cut_page(&format!("{first}{rest}")),
            Truncated(construct, SENTENCE),
        ));
        rows.push(row(
            "a fragment cut in markup",
            "a.html",
            format!("<div id=content_views>{first}{rest}"),
            Truncated(construct, SENTENCE),
        ));
    }
    rows
}

fn cut_archives() -> Vec<Row> {
    let quoted = archive("quoted-printable", ENCODED);
    let unclosed = |text| Truncated("no closing boundary", text);
    let in_code = Truncated("within an encoded character", "text");
    let no_page = Error("not-a-page", "web archive without an HTML page");
    vec![
        row("a whole web archive", "a.mhtml", quoted.as_str(), Complete("text 题")),
        row("a web archive in base64", "a.mhtml", archive("base64", IN_BASE64), Complete("text")),
        row("cut after its last part", "a.mhtml", before(&quoted, "------x--"), unclosed("text 题")),
        row("cut in an image", "a.mhtml", before(&quoted, "GODlh"), unclosed("text 题")),
        row("cut in its page", "a.mhtml", before(&quoted, "</p>"), unclosed("text 题")),
        row("cut in a code", "a.mhtml", before(&quoted, "A2=98"), unclosed("text")),
        row("cut after `=`", "a.mhtml", before(&quoted, "E9=A2"), unclosed("text")),
        row("cut in its headers", "a.mhtml", before(&quoted, "boundary="), no_page),
        row(
            "cut before the type of its page",
            "a.mhtml",
            before(&quoted, "Content-Type: text/html"),
            no_page,
        ),
        row("cut before its first part", "a.mhtml", before(&quoted, "MIME-Version"), no_page),
        row("without a page", "a.mhtml", quoted.replace("text/html\r\n", "text/css\r\n"), no_page),
        row(
            "a page that ends in a code",
            "a.mhtml",
            archive("quoted-printable", &ENCODED.replace("</html>", "=E")),
            in_code,
        ),
        row(
            "base64 without its last character",
            "a.mhtml",
            archive("base64", IN_BASE64.get(..IN_BASE64.len() - 1).unwrap()),
            in_code,
        ),
    ]
}

fn cut_responses() -> Vec<Row> {
    let whole = page(&format!("<p>{SENTENCE}</p>"));
    let length = format!("Content-Length: {}", whole.len());
    let longer = format!("Content-Length: {}", whole.len() + 1);
    let zipped = gzip(whole.as_bytes());
    let chunked = |rest: &str| format!("{:x}\r\n{whole}\r\n{rest}", whole.len());
    let cut = Error("read-failed", "truncated");
    let mut record = response_record(
        "https://blog.csdn.net/u/article/details/1",
        200,
        [("content-type", b"text/html".as_slice())],
        whole.as_bytes(),
        std::time::UNIX_EPOCH,
    );
    let whole_record = record.clone();
    record.truncate(record.len() - 12);
    vec![
        row("a response", "a.html", response(&length, &whole), Complete(SENTENCE)),
        row(
            "a response that is too short",
            "a.html",
            response(&longer, &whole),
            Truncated("HTTP body has", SENTENCE),
        ),
        row(
            "a response in chunks",
            "a.html",
            response("Transfer-Encoding: chunked", &chunked("0\r\n\r\n")),
            Error("not-a-page", "with its chunks"),
        ),
        row("an archived response", "a.warc", warc(&length, whole.as_bytes()), Complete(SENTENCE)),
        row("one that is too short", "a.warc", warc(&longer, whole.as_bytes()), cut),
        row(
            "one in chunks",
            "a.warc",
            warc("Transfer-Encoding: chunked", chunked("0\r\n\r\n").as_bytes()),
            Complete(SENTENCE),
        ),
        row(
            "one without its last chunk",
            "a.warc",
            warc("Transfer-Encoding: chunked", chunked("").as_bytes()),
            cut,
        ),
        row("one in gzip", "a.warc", warc("Content-Encoding: gzip", &zipped), Complete(SENTENCE)),
        row(
            "one in gzip that is cut",
            "a.warc",
            warc("Content-Encoding: gzip", &zipped[..zipped.len() - 9]),
            cut,
        ),
        row("a WARC file in gzip", "a.warc.gz", whole_record.clone(), Complete(SENTENCE)),
        row(
            "one with zeros at the end",
            "a.warc.gz",
            [whole_record.as_slice(), &[0; 512]].concat(),
            Complete(SENTENCE),
        ),
        row("one that is cut", "a.warc.gz", record, Error("read-failed", "the gzip data is truncated")),
    ]
}

fn compressed() -> Vec<Row> {
    let whole = page(&format!("<p>{SENTENCE}</p>"));
    let zipped = gzip(whole.as_bytes());
    vec![
        row("gzip", "a.html.gz", zipped.clone(), Complete(SENTENCE)),
        row(
            "gzip with zeros at the end",
            "a.html.gz",
            [zipped.as_slice(), &[0; 512]].concat(),
            Complete(SENTENCE),
        ),
        row(
            "gzip that is cut",
            "a.html.gz",
            &zipped[..zipped.len() / 2],
            Error("read-failed", "the gzip data is truncated"),
        ),
        row(
            "gzip with other data at the end",
            "a.html.gz",
            [zipped.as_slice(), b"<p>"].concat(),
            Error("read-failed", "followed by other data"),
        ),
        row(
            "gzip of a cut page",
            "a.html.gz",
            gzip(cut_page("<p>一").as_bytes()),
            Truncated("is closed", "一"),
        ),
        row("gzip twice", "a.html.gz", gzip(&gzip(&binary(b""))), Error("not-text", "gzip")),
    ]
}

fn not_text() -> Vec<Row> {
    let text = SENTENCE.repeat(200);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut rows = Vec::new();
    for file in ["a.html", "a.md", "a.txt", "-"] {
        for (shows, bytes, message) in [
            ("PNG", binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "a PNG image"),
            ("JPEG", binary(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), "a JPEG image"),
            ("PDF", binary(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "a PDF document"),
            ("PDF of text", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n".to_vec(), "a PDF document"),
            ("ZIP", binary(b"PK\x03\x04\x14\0\0\0\x08\0"), "a ZIP archive"),
            ("ELF", binary(b"\x7fELF\x02\x01\x01\0\0\0\0\0"), "a program (ELF)"),
            ("deflate", deflate(text.as_bytes()).repeat(20), "binary data"),
            ("random bytes", noise(500), "binary data"),
        ] {
            rows.push(row(shows, file, bytes, Error("not-text", message)));
        }
    }
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let mut broken = format!("<div id=content_views><p>{SENTENCE}</p></div>").into_bytes();
    broken.splice(30..31, [0xff]);
    rows.extend([
        row(
            "GBK",
            "a.html",
            gbk(&page(&format!("<p>{SENTENCE}</p>")).replace("utf-8", "gbk")),
            Complete(SENTENCE),
        ),
        row("GBK in Markdown", "a.md", gbk(&format!("# 题\n\n{text}\n")), Complete(SENTENCE)),
        row("UTF-16 without a mark", "a.html", utf16(&page("<p>text</p>")), Complete("text")),
        row("an invalid byte", "a.html", broken, Complete("有开头也有结尾")),
        row(
            "terminal output",
            "a.html",
            page("<pre><code>\u{1b}[32mok\u{1b}[0m\n\u{1b}[31mno\u{1b}[0m\n</code></pre>"),
            Complete("[32mok"),
        ),
    ]);
    rows
}

fn json_bodies() -> Vec<Row> {
    let answer = json!({"code": 400, "msg": "<p>太快了</p>"}).to_string();
    let editor =
        json!({"code": 200, "data": {"title": "题", "content": "<p>一</p>", "markdowncontent": "# 一"}});
    let html_only = json!({"code": 200, "data": {"content": "<p><b>一</b></p>", "markdowncontent": ""}});
    let cut_html = json!({"code": 200, "data": {"content": "<p>一</p><img alt='", "markdowncontent": null}});
    let empty = json!({"code": 200, "msg": "success", "data": {"title": "题", "markdowncontent": "\n", "content": ""}});
    let in_page = |text: &str| format!("<html><head></head><body><pre>{text}</pre></body></html>");
    let found = json!({"html": page(&format!("<p>{SENTENCE}</p>"))}).to_string();
    let is_json = Error("not-a-page", "JSON that does not contain exactly one HTML page");
    let is_cut = Error("not-a-page", "JSON that ends too early");
    let several = Error("not-a-page", "csdown stream converts JSON Lines");
    let is_empty = Error("no-content", "a response of the editor's API without text");
    let mut rows = Vec::new();
    for file in ["a.html", "a.md", "a.json"] {
        rows.extend([
            row("JSON", file, answer.as_str(), Error("not-a-page", "its message is: <p>太快了</p>")),
            row("JSON in lines", file, format!("{answer}\n{answer}\n"), several),
            row("JSON of the editor in lines", file, format!("{editor}\n{editor}\n"), several),
            row("JSON of the editor in a list", file, json!([editor, editor]).to_string(), is_json),
            row("JSONP", file, format!("cb({answer});"), is_json),
            row("JSON that is cut", file, found.get(..found.len() - 8).unwrap(), is_cut),
            row("JSON of the editor", file, editor.to_string(), Complete("# 一")),
            row("JSONP of the editor", file, format!("cb({editor});"), Complete("# 一")),
            row("data of the editor", file, editor["data"].to_string(), Complete("# 一")),
            row("JSON of the editor without text", file, empty.to_string(), is_empty),
            row("JSON with a page", file, found.as_str(), Complete(SENTENCE)),
        ]);
    }
    rows.extend([
        row("rich text in JSON of the editor", "a.json", html_only.to_string(), Complete("**一**")),
        row(
            "rich text that is cut",
            "a.json",
            cut_html.to_string(),
            Truncated("the input ends inside", "一"),
        ),
        row("JSON in a page", "a.html", in_page("{\"code\":400,\"msg\":\"无\"}"), is_json),
        row(
            "JSON of the editor in a page",
            "a.html",
            in_page("{\"data\":{\"markdowncontent\":\"# 一\"}}"),
            Complete("# 一"),
        ),
        row(
            "JSON in an article",
            "a.html",
            page("<pre><code>{\"code\":400}</code></pre>"),
            Complete("{\"code\":400}"),
        ),
        row(
            "Markdown after JSON",
            "a.md",
            format!("{{\n\"title\": \"题\"\n}}\n\n{SENTENCE}\n"),
            Complete(SENTENCE),
        ),
    ]);
    rows
}

// ── Runs ──

/// The exit code, messages and report of a run.
#[derive(Debug)]
struct Run {
    code: i32,
    errors: String,
    report: Value,
}

fn convert(folder: &Path, input: &str, stdin: &[u8], options: &[&str]) -> Run {
    fs::create_dir_all(folder.join("out")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_csdown"));
    command
        .args(["convert", input, "-o", "out", "--report", "report.json"])
        .args(options)
        .current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(stdin));
    let output = child.wait_with_output().unwrap();
    let report = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    Run { code: output.status.code().unwrap(), errors, report }
}

/// The Markdown files in the output folder, with their contents.
fn outputs(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder.join("out")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with(".csdown"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Converts each row, and lists those that differ.
fn check(rows: &[Row]) {
    let differences: Vec<String> = rows.iter().filter_map(difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Returns what differs from the expected result of a row.
fn difference(row: &Row) -> Option<String> {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join(row.file), &row.bytes).unwrap();
    let stdin = if row.file == "-" { row.bytes.as_slice() } else { b"" };
    let run = convert(folder, row.file, stdin, &[]);
    let (entry, outputs) = (&run.report["inputs"][0], outputs(folder));
    let contents = outputs.first().map_or("", |(_, contents)| contents.as_str());
    let told = |what: &str| run.errors.contains(what);
    let is_expected = match row.expected {
        Complete(text) => {
            (run.code, entry["status"].as_str(), outputs.len()) == (0, Some("complete"), 1)
                && contents.contains(text)
        }
        Truncated(warning, text) => {
            let is_passed_through = entry["outcome"] == "passed-through" || row.file == "a.md";
            let warnings = entry["warnings"].as_array();
            let found = warnings.and_then(|all| all.iter().find(|found| found["code"] == "truncated"));
            (run.code, entry["status"].as_str(), entry["outcome"].as_str(), outputs.len())
                == (1, Some("truncated"), Some("incomplete"), 1)
                && found.is_some_and(|found| found["detail"].as_str().unwrap().contains(warning))
                && (told("incomplete: ") && told(warning) && contents.contains(text))
                && (is_passed_through || contents.contains("\nstatus: truncated\n"))
        }
        Error(code, message) => {
            (run.code, entry["error"]["code"].as_str(), entry["output"].as_str()) == (3, Some(code), None)
                && told(message)
                && outputs.is_empty()
        }
    };
    let Row { shows, file, expected, .. } = row;
    (!is_expected).then(|| {
        format!("{shows} as {file}: {expected:?}, but {} {} {entry} {outputs:?}", run.code, run.errors)
    })
}

#[test]
fn empty_inputs_are_errors() {
    check(&empty());
}

#[test]
fn pages_that_are_cut_off_are_truncated() {
    check(&cut_html());
    check(&cut_markup());
}

#[test]
fn web_archives_that_are_cut_off_are_truncated() {
    check(&cut_archives());
}

#[test]
fn responses_that_are_cut_off_are_truncated() {
    check(&cut_responses());
}

#[test]
fn compressed_inputs_are_read_whole_or_not_at_all() {
    check(&compressed());
}

#[test]
fn data_is_not_text_whatever_its_name() {
    check(&not_text());
}

#[test]
fn json_is_named() {
    check(&json_bodies());
}

#[test]
fn a_run_with_a_good_input_succeeds_partly() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("in")).unwrap();
    fs::write(folder.join("in/a.html"), page("<p>一</p>")).unwrap();
    for bad in [cut_page("<p>二"), String::new()] {
        fs::write(folder.join("in/b.html"), bad).unwrap();
        assert_eq!(convert(folder, "in", b"", &[]).code, 1);
    }
}

// ── An earlier output ──

/// The first input of a file, the next one, and whether the next one replaces the output of the first.
fn successions() -> Vec<(&'static str, String, String, bool)> {
    let long = format!("<p>{}</p>", SENTENCE.repeat(5));
    let short = "<p>一篇。</p>";
    let preview =
        |article: &str| page(article).replace("<body>", "<body><script>var isVipArticle = true;</script>");
    let folded = |article: &str| {
        page(article).replace("<body>", "<body><div class=hide-article-box>登录后阅读全文</div>")
    };
    vec![
        ("a whole article by a shorter one", page(&long), page(short), true),
        ("a whole article by the beginning of it", page(&long), cut_page(short), false),
        ("a whole article by the beginning of a longer one", page(short), cut_page(&long), false),
        ("a whole article by a preview", page(&long), preview(short), false),
        ("a whole article by more of it behind a fold", page(short), folded(&long), true),
        ("a whole article by less of it behind a fold", page(&long), folded(short), false),
        ("a folded article by a preview", folded(&long), preview(short), false),
        ("a preview by a whole article", preview(short), page(&long), true),
        ("a preview by a shorter whole article", preview(&long), page(short), true),
        ("a preview by more", preview(short), preview(&long), true),
        ("a preview by less", preview(&long), preview(short), false),
        ("a beginning by more of it", cut_page(short), cut_page(&long), true),
        ("a beginning by less of it", cut_page(&long), cut_page(short), false),
        ("a beginning by a preview with more", cut_page(short), preview(&long), true),
        ("a whole article by an empty page", page(&long), page(""), false),
        ("a whole article by an empty file", page(&long), String::new(), false),
        (
            "a whole article by a captcha",
            page(&long),
            "<html><head><title>安全验证</title></head>".to_owned(),
            false,
        ),
    ]
}

#[test]
fn a_good_output_is_never_replaced_by_less() {
    for options in [&[][..], &["--front-matter", "none"], &["--profile", "hugo", "--front-matter", "toml"]] {
        for (shows, first, next, is_replaced) in successions() {
            let folder = TempDir::new().unwrap();
            let folder = folder.path();
            fs::write(folder.join("a.html"), first).unwrap();
            let _first = convert(folder, "a.html", b"", options);
            let good = outputs(folder);
            fs::write(folder.join("a.html"), next).unwrap();
            let run = convert(folder, "a.html", b"", options);
            assert_eq!(outputs(folder) != good, is_replaced, "{shows}: {run:?}");
            let entry = &run.report["inputs"][0];
            match entry["error"]["code"].as_str() {
                Some("output-kept") => {
                    let outcome = (run.code, entry["outcome"].as_str(), entry["output"].as_str());
                    assert_eq!(outcome, (1, Some("incomplete"), None), "{shows}");
                    assert!(run.errors.contains("use --force to replace it"), "{shows}: {run:?}");
                    // The same again, and then with the option that the message names.
                    assert_eq!(convert(folder, "a.html", b"", options).code, 1);
                    let forced = [options, &["--force"]].concat();
                    assert_eq!(convert(folder, "a.html", b"", &forced).report["inputs"][0]["output"], "a.md");
                    assert_ne!(outputs(folder), good, "{shows}");
                }
                Some(_) => assert_eq!(run.code, 3, "{shows}: {run:?}"),
                None => assert!(is_replaced, "{shows}: {run:?}"),
            }
        }
    }
}

#[test]
fn an_output_with_other_options_is_replaced_by_the_same_article() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("a.html"), cut_page(&format!("<p>{SENTENCE}</p>"))).unwrap();
    for options in [&[][..], &["--front-matter", "none"], &["--front-matter", "json"], &["--profile", "hexo"]]
    {
        let run = convert(folder, "a.html", b"", options);
        assert_eq!(run.report["inputs"][0]["output"], "a.md", "{options:?}: {run:?}");
    }
}
