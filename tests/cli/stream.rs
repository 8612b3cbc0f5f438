//! `csdown stream` and `csdown convert --format jsonl`, and their description in `docs/records.md`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use csdown::records::FIELDS;
use serde_json::{Value, json};

use crate::report::rows;
use crate::schema::Validator;
use crate::workplace::{CAPTCHA, Done, PREVIEW, Workplace};

const PAGE: &str = "<h1 class=title-article>题</h1><div id=content_views><p>正文</p></div>";

/// Runs `csdown stream` on these records.
fn stream(dir: &Workplace, args: &[&str], records: &[Value]) -> (Done, Vec<Value>) {
    let input: String = records.iter().map(|record| record.to_string() + "\n").collect();
    stream_text(dir, args, &input)
}

fn stream_text(dir: &Workplace, args: &[&str], input: &str) -> (Done, Vec<Value>) {
    dir.write("in.jsonl", input);
    let done = dir.run(&[&["stream", "in.jsonl"], args].concat());
    let answers = lines(&done.out);
    let validator = Validator::new("record");
    answers.iter().for_each(|answer| validator.assert(answer));
    (done, answers)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn error(answer: &Value) -> (&str, &str) {
    let error = &answer["error"];
    (error["code"].as_str().unwrap_or_default(), error["message"].as_str().unwrap_or_default())
}

#[test]
fn a_record_becomes_a_record() {
    let dir = Workplace::new();
    let record = json!({
        "id": {"part": 7}, "lang": "zh", "url": "https://blog.csdn.net/u/article/details/12345", "html": PAGE,
        "title": "of the crawler", "file_name": "x.html",
    });
    let (done, answers) = stream(&dir, &[], &[record]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"));
    let digest = csdown::records::sha256(PAGE.as_bytes());
    let expected = json!({
        "id": {"part": 7}, "url": "https://blog.csdn.net/u/article/details/12345", "text": "# 题\n\n正文\n",
        "title": "题", "date": null, "updated": null, "author": null, "user": "u", "tags": [], "categories": [],
        "license": null, "status": "complete", "description": null, "kind": null, "article_id": "12345",
        "canonical": "https://blog.csdn.net/u/article/details/12345", "original": null, "images": [], "warnings": [],
        "html_sha256": digest, "csdown_version": env!("CARGO_PKG_VERSION"), "error": null,
        "lang": "zh", "input_title": "of the crawler", "file_name": "x.html",
    });
    assert_eq!(done.out, expected.to_string() + "\n");
    assert_eq!(answers.len(), 1);
}

#[test]
fn pages_are_texts_bytes_or_files() {
    let dir = Workplace::with(&[("pages/a/b.html", PAGE), ("secret.html", PAGE)]);
    // 正文 in GB18030, with the page's own declaration.
    let gbk = "PG1ldGEgY2hhcnNldD1nYms+PGRpdiBpZD1jb250ZW50X3ZpZXdzPtX9zsQ8L2Rpdj4=";
    let records = [
        json!({"html": "<meta charset=gbk><div id=content_views>短</div>"}),
        json!({"base64": gbk}),
        json!({"path": "a/b.html"}),
        json!({"path": "../secret.html"}),
        json!({"path": dir.path("secret.html").to_str().unwrap()}),
        json!({"path": "a"}),
        json!({"path": "c.html"}),
        json!({"base64": "?"}),
        json!({"html": "x", "path": "a/b.html"}),
        json!({"id": 1}),
        json!({"html": 5}),
    ];
    let (done, answers) = stream(&dir, &["--root", "pages"], &records);
    assert_eq!(done.code, 1);
    assert_eq!([&answers[0]["text"], &answers[1]["text"]], ["短\n", "正文\n"]);
    assert_eq!((&answers[2]["text"], &answers[2]["path"]), (&json!("# 题\n\n正文\n"), &json!("a/b.html")));
    for (answer, code, message) in [
        (3, "read-failed", "leaves the folder"),
        (4, "read-failed", "leaves the folder"),
        (5, "read-failed", "it is a folder"),
        (6, "read-failed", "No such file"),
        (7, "invalid-record", "line 8: base64"),
        (8, "invalid-record", "line 9: more than one page"),
        (9, "invalid-record", "line 10: no page: html, base64 and path are missing or null"),
        (10, "invalid-record", "line 11: html: invalid type"),
    ] {
        let error = error(&answers[answer]);
        assert!(error.0 == code && error.1.contains(message), "{answer}: {error:?}");
    }
    let (_, answers) = stream(&dir, &[], &[json!({"path": "pages/a/b.html"})]);
    assert!(error(&answers[0]).1.contains("--root"));
}

#[test]
fn bad_records_do_not_end_the_stream() {
    let dir = Workplace::new();
    let good = json!({"id": 9, "html": PAGE}).to_string();
    let captcha = json!({"id": "c", "html": CAPTCHA}).to_string();
    let preview = json!({"id": "p", "html": PREVIEW}).to_string();
    let input = format!("nonsense\n{{\"id\":3,\"html\":\"<p>\n[1]\n{captcha}\n{preview}\n{good}");
    let (done, answers) = stream_text(&dir, &[], &input);
    assert_eq!((done.code, answers.len()), (1, 6));
    assert_eq!(
        done.err,
        "csdown: 1 converted, 1 incomplete, 4 failed\n  3 invalid-record: first: line 1: expected ident at column 2\n  \
         1 blocked-captcha: not an article but a captcha or challenge page\n"
    );
    let codes: Vec<&str> = answers.iter().map(|answer| error(answer).0).collect();
    assert_eq!(codes, ["invalid-record", "invalid-record", "invalid-record", "blocked-captcha", "", ""]);
    assert_eq!((&answers[1]["id"], error(&answers[1]).1.starts_with("line 2: ")), (&json!(3), true));
    assert_eq!((&answers[4]["status"], &answers[5]["id"]), (&json!("preview"), &json!(9)));
    assert_eq!(stream_text(&dir, &["--exit-zero"], &input).0.code, 0);
    assert_eq!(stream_text(&dir, &[], "nonsense").0.code, 3);
    assert_eq!(stream_text(&dir, &[], "\n\n").0.code, 0, "an empty part of a data set is no failure");
}

#[test]
fn other_formats_and_encodings_are_named() {
    let dir = Workplace::with(&[("folder/a.html", PAGE)]);
    // 正文 in GB18030: as text it would be lost, but for a warning.
    let mut gbk = b"{\"id\":1,\"html\":\"<p>".to_vec();
    gbk.extend([0xd5, 0xfd, 0xce, 0xc4, b'"', b'}']);
    for (input, message) in [
        (gbk.as_slice(), "line 1: the line is not in UTF-8"),
        (b"PAR1\x15\x04\x15\x10", "line 1: the input is a Parquet file"),
        (b"\x28\xb5\x2f\xfd\x24\x05", "line 1: the input is compressed with zstd"),
        (b"[{\"html\":\"x\"}]", "line 1: a JSON array"),
    ] {
        fs::write(dir.path("in.jsonl"), input).unwrap();
        let done = dir.run(&["stream", "in.jsonl"]);
        assert_eq!(done.code, 3);
        assert!(error(&lines(&done.out)[0]).1.starts_with(message), "{}", done.out);
        assert!(done.err.contains(message), "{}", done.err);
    }
    let done = dir.run(&["stream", "folder"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("csdown convert --format jsonl"), "{}", done.err);
}

#[test]
fn text_has_front_matter_only_if_asked() {
    let dir = Workplace::new();
    let record = [json!({"html": PAGE})];
    let text = |dir: &Workplace, args: &[&str]| {
        stream(dir, args, &record).1[0]["text"].as_str().unwrap().starts_with("---")
    };
    assert!(!text(&dir, &[]) && text(&dir, &["--front-matter", "yaml"]));
    dir.write("csdown.toml", "profile = \"hugo\"\n");
    assert!(!text(&dir, &[]));
    dir.write("csdown.toml", "front-matter = \"yaml\"\n");
    assert!(text(&dir, &[]) && !text(&dir, &["--front-matter", "none"]));
}

#[test]
fn records_have_verdicts_if_they_are_verified() {
    let dir = Workplace::new();
    let (_, answers) = stream(&dir, &["--verify"], &[json!({"html": PAGE}), json!({"html": ""})]);
    assert_eq!(answers[0]["verdict"], "identical");
    assert!(answers[1].get("verdict").is_none());
}

/// A program may wait for each answer.
#[test]
fn an_answer_does_not_wait_for_the_next_record() {
    let dir = Workplace::new();
    let mut child = dir.command(&["stream"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(output).lines();
    for id in 0..100 {
        writeln!(input, "{}", json!({"id": id, "html": PAGE})).unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id);
    }
    drop(input);
    assert!(answers.next().is_none() && child.wait().unwrap().success());
}

#[test]
fn a_closed_output_ends_the_stream_silently() {
    let dir = Workplace::new();
    let mut command = dir.command(&["stream"]);
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let record = json!({"html": PAGE}).to_string() + "\n";
    input.write_all(record.as_bytes()).unwrap();
    let mut first = String::new();
    BufReader::new(output).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":null,"));
    // The output is closed now. Further records end the stream, and then the pipe to it breaks.
    let broken = (0..1_000_000).find(|_| input.write_all(record.as_bytes()).is_err());
    assert!(broken.is_some());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap()), (Some(0), String::new()));
}

/// A record of a fixture is that of its file, and its text is what `convert` writes.
#[test]
fn files_and_records_have_the_same_answers() {
    let dir = Workplace::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let done = dir.run(&["convert", fixtures.to_str().unwrap(), "--format", "jsonl", "-o", "all.jsonl"]);
    let converted = lines(&dir.read("all.jsonl"));
    assert!(converted.len() > 100 && done.out.is_empty());
    let records: Vec<Value> = converted
        .iter()
        .map(|record| {
            let path = Path::new(record["path"].as_str().unwrap());
            json!({"path": path.strip_prefix(&fixtures).unwrap(), "at": path})
        })
        .collect();
    let (_, answers) = stream(&dir, &["--root", fixtures.to_str().unwrap(), "-j", "3"], &records);
    assert_eq!(answers.len(), converted.len());
    let mut same = 0;
    for (answer, mut record) in answers.into_iter().zip(converted) {
        let (mut answer, path) = (answer, record["path"].clone());
        answer["path"] = answer.as_object_mut().unwrap().remove("at").unwrap();
        // Only a batch knows the files that a browser saved beside a page, and Markdown that csdown wrote.
        let folder = Path::new(path.as_str().unwrap()).parent().unwrap().to_owned();
        if fs::read_dir(folder).unwrap().any(|entry| entry.unwrap().file_type().unwrap().is_dir()) {
            continue;
        }
        same += 1;
        if record["error"] != Value::Null {
            // What cannot be converted has a digest only if its page was found.
            (record["html_sha256"], answer["html_sha256"]) = (Value::Null, Value::Null);
        }
        assert_eq!(answer, record, "{path}");
    }
    assert!(same > 100, "{same}");
}

#[test]
fn records_go_to_one_file() {
    let dir = Workplace::with(&[("posts/a.html", PAGE), ("posts/b.html", ""), ("mine.jsonl", "{}\n")]);
    let convert = |args: &[&str]| dir.run(&[&["convert", "posts", "--format", "jsonl"], args].concat());
    let done = convert(&[]);
    let answers = lines(&done.out);
    let answer = |index: usize| (&answers[index]["path"], error(&answers[index]).0);
    assert_eq!(
        (answer(0), answer(1)),
        ((&json!("posts/a.html"), ""), (&json!("posts/b.html"), "no-content"))
    );
    assert_eq!(done.code, 1);
    for _ in 0..2 {
        assert_eq!(convert(&["-o", "out.jsonl"]).code, 1);
        assert_eq!(dir.read("out.jsonl"), done.out);
    }
    assert_eq!(convert(&["-o", "mine.jsonl"]).code, 2, "not written by csdown");
    assert_eq!(convert(&["-o", "posts/"]).code, 2);
    assert_eq!(convert(&["-o", "posts/a.html", "--force"]).code, 2, "an input");
    assert_eq!(convert(&["-o", "mine.jsonl", "--force"]).code, 1);
    assert_eq!(dir.read("mine.jsonl"), done.out);
}

#[test]
fn the_fields_are_documented_in_order() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    assert_eq!(rows(&fs::read_to_string(docs.join("records.md")).unwrap(), "Output"), FIELDS);
    let schema = fs::read_to_string(docs.join("schema/record.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let properties: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(properties, FIELDS);
    let required: BTreeSet<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let always: BTreeSet<&str> = FIELDS.iter().copied().filter(|name| *name != "verdict").collect();
    assert_eq!(required, always);
}

#[test]
fn the_schema_rejects_damaged_records() {
    let dir = Workplace::new();
    let (_, answers) = stream(&dir, &["--verify"], &[json!({"html": PAGE})]);
    let validator = Validator::new("record");
    for (name, value) in answers[0].as_object().unwrap() {
        let mut damaged = answers[0].clone();
        damaged[name] = json!({"x": [1]});
        let may_be_anything = ["id", "url"].contains(&name.as_str());
        assert_eq!(validator.accepts(&damaged), may_be_anything, "{name}: {value}");
    }
}
