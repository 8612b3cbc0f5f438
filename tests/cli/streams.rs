//! `-` stands for standard input or output wherever that is possible, and never for a file of that name.

use serde_json::Value;

use crate::workplace::{Workplace, page};

fn folder() -> Workplace {
    let dir = Workplace::with(&[("a.html", &page("题", "正文")), ("in/b.html", &page("二", "正文"))]);
    assert_eq!(dir.run(&["convert", "a.html", "-o", "a.md"]).code, 0);
    dir
}

#[test]
fn an_article_or_its_markdown_can_come_from_standard_input() {
    let dir = folder();
    let (html, markdown) = (dir.read("a.html"), dir.read("a.md"));
    for (args, input) in [
        (&["verify", "-"][..], &html),
        (&["verify", "-", "a.md"], &html),
        (&["verify", "a.html", "-"], &markdown),
    ] {
        let done = dir.run_with(args, input.as_bytes());
        assert_eq!((done.code, done.out.lines().next()), (0, Some("identical")), "{args:?}: {}", done.err);
    }
    let wrong = markdown.replace("正文", "别的");
    let done = dir.run_with(&["verify", "a.html", "-"], wrong.as_bytes());
    assert_eq!((done.code, done.out.lines().next()), (1, Some("lossy")));
    let done = dir.run_with(&["inspect", "-"], html.as_bytes());
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, &found["path"]), (0, &"<stdin>".into()));
    let done = dir.run_with(&["stream", "-"], b"{\"html\":\"<p>\xe4\xb8\x80\"}\n");
    assert!(done.code == 0 && done.out.contains("\"text\":\"一\\n\""), "{}", done.out);
}

#[test]
fn what_cannot_be_a_stream_is_refused_and_no_file_is_made() {
    let dir = folder();
    let before = dir.names("");
    for (args, message) in [
        (&["verify", "-", "-"][..], "cannot both come from standard input"),
        (&["verify", "in", "-"], "in is a folder, so its Markdown must be one too"),
        (&["verify", "-", "in"], "name its Markdown file"),
        (&["check", "-"], "check reads files"),
        (&["check", "in", "--junit", "-"], "would mix with the messages"),
        (&["convert", "in", "-o", "-"], "need an output folder"),
        (&["convert", "a.html", "--report", "-"], "would go to the same stream"),
        (&["convert", "a.html", "-o", "-", "--report-html", "-"], "would go to the same stream"),
        (&["convert", "in", "-o", "out", "--report", "-", "--report-html", "-"], "name the same file"),
        (&["convert", "in", "--format", "jsonl", "--report", "-"], "would go to the same stream"),
        (&["convert", "a.html", "--config", "-"], "--config - is not possible: it needs a file"),
        (
            &["convert", "a.html", "-o", "b.md", "--assets", "-"],
            "--assets - is not possible: it needs a folder",
        ),
        (&["verify", "a.html", "a.md", "--assets", "-"], "--assets - is not possible: it needs a folder"),
        (&["stream", "--root", "-"], "--root - is not possible: it needs a folder"),
        (&["status", "-"], "-: is not a folder"),
        (&["report", "-"], "-: is not a folder"),
        (&["links", "-"], "-: is not a folder"),
        (&["search", "-", "一"], "-: is not a folder"),
        #[cfg(feature = "fetch")]
        (&["fetch", "1", "--user", "u", "-o", "-"], "-o - is not possible: it needs a folder"),
        #[cfg(feature = "fetch")]
        (&["fetch", "1", "--user", "u", "-o", "out", "--cookies", "-"], "--cookies - is not possible"),
        #[cfg(feature = "fetch")]
        (&["fetch", "1", "--user", "u", "-o", "out", "--ca-cert", "-"], "--ca-cert - is not possible"),
    ] {
        let done = dir.run(args);
        assert!(done.code >= 2 && done.err.contains(message), "{args:?}: {} {}", done.code, done.err);
        assert_eq!(done.out, "", "{args:?}");
    }
    assert_eq!(dir.names(""), before);
}

#[test]
fn reports_can_go_to_standard_output() {
    let dir = folder();
    assert_eq!(dir.run(&["convert", "in", "-o", "out"]).code, 0);
    let before = dir.names("");
    for args in [&["convert", "in", "-o", "out", "--report", "-"][..], &["report", "out", "-o", "-"]] {
        let report: Value = serde_json::from_str(&dir.run(args).out).unwrap();
        assert_eq!(report["totals"]["inputs"], 1, "{args:?}");
    }
    for args in [
        &["convert", "in", "-o", "out", "--report-html", "-"][..],
        &["report", "out", "-o", "-", "--format", "html"],
    ] {
        assert!(dir.run(args).out.to_lowercase().starts_with("<!doctype html>"), "{args:?}");
    }
    assert_eq!(dir.names(""), before);
}
