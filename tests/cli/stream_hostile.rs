//! `csdown stream` with input that is too long, broken, or made to mislead it, and with slow neighbours in a pipe.

use std::fs;
use std::io::Write as _;
#[cfg(unix)]
use std::io::{BufRead as _, BufReader};
#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(unix)]
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::workplace::{Done, Workplace};

const PAGE: &str = "<div id=content_views><p>正文</p></div>";

/// Runs `csdown stream` on these bytes. The answers are returned as they were written.
fn stream(dir: &Workplace, args: &[&str], input: &[u8]) -> (Done, Vec<String>) {
    dir.write("in.jsonl", input);
    let done = dir.run(&[&["stream", "in.jsonl"], args].concat());
    let answers = done.out.lines().map(str::to_owned).collect();
    (done, answers)
}

fn good(id: u32) -> String {
    json!({"id": id, "html": PAGE}).to_string()
}

/// Returns the id, the text, and the code of the error.
fn parts(answer: &str) -> (Value, Value, Value) {
    let answer: Value = serde_json::from_str(answer).unwrap();
    (answer["id"].clone(), answer["text"].clone(), answer["error"]["code"].clone())
}

fn converted(id: u32) -> (Value, Value, Value) {
    (json!(id), json!("正文\n"), Value::Null)
}

fn failed(id: Value, code: &str) -> (Value, Value, Value) {
    (id, Value::Null, json!(code))
}

#[test]
fn records_that_are_too_long_are_errors() {
    let dir = Workplace::new();
    let long = "文".repeat(24 << 20);
    let page = json!({"id": "page", "html": long}).to_string();
    // What comes before the page is known even if the line is never read whole.
    let endless = format!("{{\"id\": \"endless\", \"x\": \"{long}{long}");
    let along = json!({"id": 4, "html": PAGE, "x": long}).to_string();
    let input = [good(1), page, long, endless, along, good(5)].join("\n");
    let (done, answers) = stream(&dir, &[], input.as_bytes());
    let found: Vec<_> = answers.iter().map(|answer| parts(answer)).collect();
    assert_eq!(done.code, 1);
    assert_eq!(
        found,
        [
            converted(1),
            failed(json!("page"), "limit-exceeded"),
            failed(Value::Null, "invalid-record"),
            failed(json!("endless"), "limit-exceeded"),
            converted(4),
            converted(5),
        ]
    );
}

#[test]
fn bytes_that_are_no_records_are_errors() {
    let dir = Workplace::new();
    let mut random = 1_u64;
    let mut garbage: Vec<u8> = Vec::new();
    for _ in 0..2000 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        garbage.extend(random.to_be_bytes().first());
    }
    let lines = garbage.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    let broken: [&[u8]; 9] = [
        b"\0",
        b"\0{\"id\":1}",
        b"{\"id\":1,\"html\":\"\xff\"}}",
        b"{\"id\":1,\"x\":\"\xff\"}",
        b"{\"id\":1,\"x\":tru}",
        b"{\"id\":1,\"\\ud800\":2}",
        b"{\"id\":1,\"html\":{}}",
        b"{}",
        b"null",
    ];
    let mut input = b"\xef\xbb\xbf".to_vec();
    input.extend(good(0).bytes().chain(*b"\r\n\r\n \t\n"));
    broken.iter().for_each(|line| input.extend(line.iter().chain(b"\r\n")));
    input.extend(garbage.iter().chain(b"\n").copied().chain(good(2).bytes()));
    let (done, answers) = stream(&dir, &[], &input);
    assert_eq!((done.code, answers.len()), (1, 1 + broken.len() + lines + 1));
    assert_eq!(parts(&answers[0]), converted(0));
    assert_eq!(parts(answers.last().unwrap()), converted(2), "the last line has no newline");
    for (answer, line) in answers[1..].iter().zip(broken) {
        let (_, text, code) = parts(answer);
        assert_eq!((text, code), (Value::Null, json!("invalid-record")), "{line:?}: {answer}");
    }
    let rest = &answers[1 + broken.len()..answers.len() - 1];
    assert!(rest.iter().all(|answer| parts(answer).2 == json!("invalid-record")));
}

#[test]
fn other_fields_are_passed_along_whatever_they_are() {
    let dir = Workplace::new();
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let digits = "7".repeat(400);
    for value in [
        deep.as_str(),
        digits.as_str(),
        "-0.10e-400",
        "1E5000",
        r#""\u0000\/""#,
        r#"{"b" : [ 1 ,2] ,"b":{} }"#,
        "\"\u{2028}\u{feff}\"",
    ] {
        let line = format!("{{\"id\":{value},\"html\":\"{PAGE}\",\"x\":{value}}}");
        let (done, answers) = stream(&dir, &[], line.as_bytes());
        assert_eq!((done.code, answers.len()), (0, 1), "{}", done.err);
        let answer = &answers[0];
        assert!(answer.starts_with(&format!("{{\"id\":{value},\"url\":null,\"text\":\"正文\\n\"")));
        assert!(answer.ends_with(&format!("\"x\":{value}}}")));
    }
}

#[test]
fn fields_with_the_same_name_are_told_apart() {
    let dir = Workplace::new();
    let line = format!(
        "{{\"id\":1,\"html\":\"<p>旧\",\"a\":1,\"error\":\"e\",\"input_error\":2,\"input_input_error\":3,\"status\":[],\
         \"a\":2,\"html\":\"{PAGE}\",\"id\":9,\"verdict\":0,\"text\":null,\"\":4}}"
    );
    let (_, answers) = stream(&dir, &[], line.as_bytes());
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!(parts(&answers[0]), converted(9));
    for (name, value) in [
        ("a", json!(2)),
        ("input_input_input_error", json!("e")),
        ("input_error", json!(2)),
        ("input_input_error", json!(3)),
        ("input_status", json!([])),
        ("input_verdict", json!(0)),
        ("input_text", Value::Null),
        ("", json!(4)),
    ] {
        assert_eq!(answer.get(name), Some(&value), "{name}: {answer}");
    }
    assert_eq!(answers[0].matches("\"a\":").count(), 1);
    let other =
        answer.as_object().unwrap().keys().filter(|name| !csdown::records::FIELDS.contains(&name.as_str()));
    assert_eq!(other.count(), 8);
}

#[test]
fn lone_surrogates_are_lost_characters() {
    let dir = Workplace::new();
    let line = concat!(
        r#"{"id":"\ud83d","html":"<div id=content_views>一\ud83d二\ud83d\ude00","file_name":"a.html","#,
        r#""x":{"\ud800":"\udc00\ud83d\ude00"}}"#
    );
    let (done, answers) = stream(&dir, &[], line.as_bytes());
    let answer: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!((done.code, &answer["warnings"][0]["code"]), (0, &json!("invalid-bytes")), "{answer}");
    let text = answer["text"].as_str().unwrap();
    assert!(text.starts_with("一\u{fffd}") && text.ends_with("二😀\n"), "{text}");
    // Strict parsers reject a line with a half, even in a field that they do not need.
    assert_eq!((&answer["id"], &answer["x"]), (&json!("\u{fffd}"), &json!({"\u{fffd}": "\u{fffd}😀"})));
}

#[test]
fn responses_of_the_editor_are_read_whatever_is_beside_them() {
    let dir = Workplace::new();
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    let article = r##"{"article_id":"12345","title":"题\ud83d","markdowncontent":"# 一\n","content":""}"##;
    let other = r#"{"article_id":"12346","title":"题","content":"<p>二</p>"}"#;
    let lines = [
        format!(r#"{{"code":200,"content_type":"text/html; charset=gbk","data":{article},"x":1}}"#),
        format!(r#"{{"code":200,"data":{other}}}"#),
        format!(r#"{{"code":200,"data":{{"x":{deep}}}}}"#),
        r#"{"code":400,"msg":"文章不存在","data":{}}"#.to_owned(),
        r#"{"code":400,"msg":"文章不存在","data":null}"#.to_owned(),
        format!("{},\"lang\":\"zh\"}}", article.trim_end_matches('}')),
        r#"{"id":9,"title":"题","markdowncontent":"","content":"<p>二</p>"}"#.to_owned(),
        r#"{"id":10,"markdowncontent":null,"content":" "}"#.to_owned(),
    ];
    let (done, answers) = stream(&dir, &[], lines.join("\n").as_bytes());
    assert_eq!(done.code, 1, "{}", done.err);
    assert_eq!(parts(&answers[0]), (json!("12345"), json!("# 一\n"), Value::Null));
    assert!(answers[0].contains("\"title\":\"题\u{fffd}\""), "{}", answers[0]);
    assert!(answers[0].ends_with("\"x\":1}"), "{}", answers[0]);
    // The third one nests too deep for a parser of the test.
    for (answer, code) in [(1, "not-a-page"), (2, "not-a-page"), (3, "not-a-page"), (4, "invalid-record")] {
        let answer = &answers[answer];
        assert!(answer.contains(&format!("\"error\":{{\"code\":\"{code}\"")), "{answer}");
    }
    assert!(answers[3].contains("its message is: 文章不存在"), "{}", answers[3]);
    assert_eq!(parts(&answers[5]), (json!("12345"), json!("# 一\n"), Value::Null));
    assert!(answers[5].ends_with("\"input_title\":\"题\\ufffd\",\"lang\":\"zh\"}"), "{}", answers[5]);
    assert_eq!(parts(&answers[6]), (json!(9), json!("# 题\n\n二\n"), Value::Null));
    assert!(answers[6].ends_with("\"input_title\":\"题\"}"), "{}", answers[6]);
    assert_eq!(parts(&answers[7]), (json!(10), Value::Null, json!("no-content")));
    assert!(answers[7].contains("\"content\":\" \""), "{}", answers[7]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_streams_may_have_members_or_end_too_early() {
    let dir = Workplace::new();
    let lines = |ids: std::ops::Range<u32>| ids.map(|id| good(id) + "\n").collect::<String>();
    let members = [gzip(lines(0..300).as_bytes()), gzip(b""), gzip(lines(300..600).as_bytes())].concat();
    let (done, answers) = stream(&dir, &[], &members);
    assert_eq!(done.code, 0, "{}", done.err);
    let ids: Vec<_> = answers.iter().map(|answer| parts(answer).0).collect();
    assert_eq!(ids, (0..600).map(|id| json!(id)).collect::<Vec<_>>());
    for (damaged, reason) in [
        (&members[..members.len() - 40], "the gzip data is truncated"),
        (&[&members[..], b"no member of a gzip file"].concat(), "the gzip data is corrupt"),
        (&[&members[..], b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff\xff"].concat(), "the gzip data is corrupt"),
    ] {
        let (done, answers) = stream(&dir, &["-j", "2"], damaged);
        let (last, whole) = answers.split_last().unwrap();
        assert!(done.code == 1 && whole.len() > 300, "{}", done.err);
        assert!(whole.iter().zip(0..).all(|(answer, id)| parts(answer) == converted(id)));
        let (_, text, code) = parts(last);
        assert_eq!((text, code), (Value::Null, json!("invalid-record")));
        assert!(last.contains(reason), "{reason}: {last}");
    }
}

#[cfg(unix)]
#[test]
fn paths_cannot_leave_the_folder_and_name_files_only() {
    use std::os::unix::fs::symlink;
    let dir = Workplace::with(&[("root/a.html", PAGE), ("root/in/b.html", PAGE), ("secret.html", PAGE)]);
    dir.write("root/bomb.html.gz", gzip(&vec![b' '; 65 << 20]));
    dir.write("root/cut.html.gz", &gzip(PAGE.as_bytes())[..30]);
    symlink("../secret.html", dir.path("root/out.html")).unwrap();
    symlink("..", dir.path("root/up")).unwrap();
    symlink("in/b.html", dir.path("root/link.html")).unwrap();
    symlink("loop.html", dir.path("root/loop.html")).unwrap();
    symlink("/dev/zero", dir.path("root/zero.html")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, dir.path("root/pipe.html"), rustix::fs::Mode::RWXU).unwrap();
    for (path, code) in [
        ("a.html", None),
        ("./in/../a.html", None),
        ("link.html", None),
        ("../root/a.html", None),
        ("out.html", Some("read-failed")),
        ("up/secret.html", Some("read-failed")),
        ("in/../../secret.html", Some("read-failed")),
        ("/dev/zero", Some("read-failed")),
        ("zero.html", Some("read-failed")),
        ("pipe.html", Some("read-failed")),
        ("loop.html", Some("read-failed")),
        ("in", Some("read-failed")),
        ("", Some("read-failed")),
        ("a.html/", Some("read-failed")),
        ("a.html\0", Some("read-failed")),
        ("\u{fffd}", Some("read-failed")),
        ("cut.html.gz", Some("read-failed")),
        ("bomb.html.gz", Some("limit-exceeded")),
    ] {
        let line = json!({"id": 1, "path": path}).to_string();
        let (_, answers) = stream(&dir, &["--root", "root"], line.as_bytes());
        let expected = code.map_or(converted(1), |code| failed(json!(1), code));
        assert_eq!(parts(&answers[0]), expected, "{path:?}: {}", answers[0]);
    }
}

/// A program that reads slowly must not make the stream read ahead.
#[cfg(unix)]
#[test]
fn records_wait_until_answers_are_read() {
    const RECORDS: usize = 50_000;
    let dir = Workplace::new();
    let mut command = dir.command(&["stream", "-j", "2", "-q"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let sent = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for id in 0..RECORDS {
                writeln!(input, "{}", json!({"id": id, "html": "", "x": "y".repeat(100)})).unwrap();
                sent.fetch_add(1, Ordering::SeqCst);
            }
            drop(input);
        });
        // The sender stops when the pipes, the buffers and the window of the stream are full.
        let mut before = usize::MAX;
        while before != sent.load(Ordering::SeqCst) {
            before = sent.load(Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(500));
        }
        assert!(before < RECORDS / 5, "{before} records were read before any answer was");
        let ids = BufReader::new(output).lines().map(|line| parts(&line.unwrap()).0);
        assert!(ids.eq((0..RECORDS).map(|id| json!(id))));
    });
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

/// Returns the peak memory in KiB of a stream of this many records.
#[cfg(target_os = "linux")]
fn peak(dir: &Workplace, records: usize) -> u64 {
    let mut lines = String::new();
    for id in 0..records {
        lines.push_str(&json!({"id": id, "html": "<p>文", "title": "x"}).to_string());
        lines.push('\n');
    }
    dir.write("in.jsonl", lines);
    let out = fs::File::create(dir.path("out.jsonl")).unwrap();
    let mut child = dir.command(&["stream", "-j", "2", "-q", "in.jsonl"]).stdout(out).spawn().unwrap();
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(most.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    let answers = fs::read_to_string(dir.path("out.jsonl")).unwrap();
    let ids = answers.lines().map(|line| line.split(',').next().unwrap());
    assert!(ids.eq((0..records).map(|id| format!("{{\"id\":{id}"))), "the order of {records} records");
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_records() {
    let dir = Workplace::new();
    let (few, many) = (peak(&dir, 5_000), peak(&dir, 100_000));
    // Allocators keep some memory; 1 KiB for each record would be 93 MiB.
    assert!(many < few + (16 << 10), "{few} KiB for 5,000 records, {many} KiB for 100,000");
}
