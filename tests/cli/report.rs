//! The file written by `--report`, and its documentation in `docs/report.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use csdown::explanations::{CodeGroup, explanations};
use csdown::reports::ReportWriter;
use csdown::verify::Category;
use csdown::{Status, WarningCode};
use serde_json::{Value, json};

use crate::workplace::{CAPTCHA, Workplace, page};

/// A page with all metadata that a page can have.
const FULL: &str = r#"---
title: "题"
artid: "12345"
pin: true
broken: [1
---
<html><head>
<link rel="canonical" href="https://blog.csdn.net/someone/article/details/12345">
<meta property="og:image" content="https://img-blog.csdnimg.cn/cover.png">
<script>var nickName = "某人"; var articleType = 2; var articleDesc = "说明";</script>
<script type="application/ld+json">{"@context":"https://schema.org","datePublished":"2020-01-02T03:04:05","dateModified":"2020-02-02T03:04:05"}</script>
</head><body><div class="blog-content-box">
<h1 class="title-article">题</h1>
<span class="read-count">100</span><span id="blog-digg-num">5</span><span class="get-collection">3</span>
<div class="tags-box artic-tag-box"><a class="tag-link-new">甲</a></div>
<div class="column-group"><div class="column-group-item"><a class="item-target" title="栏">栏</a></div></div>
<div class="slide-content-box-new">遵循 <a href="https://creativecommons.org/licenses/by-sa/4.0/">CC 4.0 BY-SA</a> 版权协议，
转载于：<a href="https://example.com/a">原文</a></div>
<div id="content_views"><p>正文<img></p><p style="display:none">藏</p></div>
</div></body></html>"#;

fn report(place: &Workplace, args: &[&str]) -> Value {
    let all: Vec<&str> =
        ["convert", "in", "-o", "out", "--report", "report.json"].iter().chain(args).copied().collect();
    let done = place.run(&all);
    assert!(done.code < 2, "{}", done.err);
    serde_json::from_str(&place.read("report.json")).unwrap()
}

#[test]
fn every_input_has_an_entry_in_order() {
    let place = Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", CAPTCHA),
        ("in/c/d.html", "<script>var isVipArticle = true;</script><div id=content_views>头</div>"),
        ("in/e.md", "正文\n"),
    ]);
    let report = report(&place, &["--profile", "hugo"]);
    let fields = |name: &str| {
        report["inputs"].as_array().unwrap().iter().map(|entry| entry[name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(fields("path"), ["in/a.html", "in/b.html", "in/c/d.html", "in/e.md"]);
    assert_eq!(fields("outcome"), ["converted", "failed", "incomplete", "passed-through"]);
    assert_eq!(fields("output"), [json!("a.md"), Value::Null, json!("c/d.md"), json!("e.md")]);
    assert_eq!(fields("status"), [json!("complete"), Value::Null, json!("preview"), json!("complete")]);
    assert_eq!(report["inputs"][1]["error"]["code"], "blocked-captcha");
    assert_eq!(report["options"]["profile"], "hugo");
    let totals = json!({"inputs": 4, "converted": 1, "passed-through": 1, "incomplete": 1, "failed": 1, "with-warnings": 0, "lossy": 0});
    assert_eq!(report["totals"], totals);
}

#[test]
fn only_reports_are_overwritten() {
    let place = Workplace::with(&[("in/a.html", &page("题", "正文")), ("notes.json", "{\"csdown\": 1}")]);
    let run = |path: &str, more: &[&str]| {
        let args: Vec<&str> =
            ["convert", "in", "-o", "out", "--report", path].iter().chain(more).copied().collect();
        place.run(&args)
    };
    assert_eq!(run("new/below/report.json", &[]).code, 0);
    assert_eq!(run("new/below/report.json", &[]).code, 0, "over an earlier report");
    for path in ["notes.json", "in/../in/a.html"] {
        let done = run(path, &[]);
        assert_eq!(done.code, 2);
        assert!(done.err.starts_with(&format!("error: report {path} ")), "{}", done.err);
    }
    assert_eq!(run("in/a.html", &["--force"]).code, 2, "an input, even with --force");
    assert_eq!(place.read("notes.json"), "{\"csdown\": 1}");
    assert_eq!(run("notes.json", &["--force"]).code, 0);
    assert!(place.read("notes.json").starts_with(ReportWriter::<Vec<u8>>::BEGINNING));
    assert_eq!(run("out", &[]).code, 2, "a folder");
}

#[test]
fn a_failed_start_keeps_the_old_report() {
    let place = Workplace::with(&[("in/a.html", &page("题", "正文")), ("file", "")]);
    report(&place, &[]);
    let before = place.read("report.json");
    assert_eq!(place.run(&["convert", "in", "-o", "file/x", "--report", "report.json"]).code, 3);
    assert_eq!(place.read("report.json"), before);
    assert!(!place.has_leftovers());
}

fn documentation() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.md")).unwrap()
}

/// Returns the first cells of the table rows in a section of `docs/report.md`.
pub(crate) fn documented(section: &str) -> BTreeSet<String> {
    rows(&documentation(), section).into_iter().collect()
}

/// Returns the codes that a section of `docs/codes.md` explains.
pub(crate) fn explained(group: CodeGroup) -> BTreeSet<String> {
    let group = explanations().iter().filter(|explanation| explanation.group == group);
    group.map(|explanation| explanation.code.clone()).collect()
}

/// Returns the names in the first column of the table in a section, in order.
pub(crate) fn rows(page: &str, section: &str) -> Vec<String> {
    let text =
        page.split(&format!("\n## {section}\n")).nth(1).unwrap_or_else(|| panic!("no section {section}"));
    let text = text.split("\n## ").next().unwrap();
    text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

/// Collects the paths of all fields of `value`, with `[]` for list items and `*` for keys that are data.
fn fields(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => {
            let path = format!("{path}[]");
            items.iter().filter(|item| item.is_object()).for_each(|item| fields(item, &path, found));
        }
        Value::Object(map) => {
            for (key, value) in map {
                let key = if path.ends_with("removed") { "*" } else { key };
                let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                found.insert(path.clone());
                // The contents are documented elsewhere, or are the author's.
                if !path.ends_with("metadata.other") && path != "options" {
                    fields(value, &path, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_documentation_lists_exactly_the_fields_of_a_report() {
    let image = "<div id=content_views><img src='data:image/png,x'></div>";
    let mixed = "# 甲\n\n<div id=content_views><p>乙</p></div>\n\n丙\n";
    let pages = [
        ("in/a.html", FULL),
        ("in/b.html", CAPTCHA),
        ("in/c.html", image),
        ("in/d.md", mixed),
        ("in/e.md", "# 一\n"),
    ];
    let place = Workplace::with(&pages);
    let mut found = BTreeSet::new();
    fields(&report(&place, &["--verify", "--assets", "out/assets"]), "", &mut found);
    // The fields of verifications are documented in a separate section.
    found.retain(|path| !path.starts_with("inputs[].verification."));
    let metadata = |path: &&String| path.starts_with("inputs[].metadata.");
    let (metadata, rest): (Vec<String>, Vec<String>) =
        found.iter().map(Clone::clone).partition(|path| metadata(&path));
    // All values of the metadata have an origin.
    let metadata: BTreeSet<String> = metadata
        .iter()
        .map(|path| path.strip_prefix("inputs[].metadata.").unwrap().to_owned())
        .filter(|path| !matches!(path.rsplit('.').next(), Some("value" | "from")))
        .collect();
    assert_eq!(
        documented("Fields"),
        rest.into_iter().collect(),
        "the fields of docs/report.md and those of a report"
    );
    assert_eq!(documented("Metadata"), metadata, "the metadata of docs/report.md and that of a report");
}

#[test]
fn the_documentation_lists_all_warnings_and_errors() {
    let warnings: BTreeSet<String> = WarningCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(explained(CodeGroup::Warning), warnings);
    let rules: BTreeSet<String> =
        csdown::stages::clean::rules::RULES.iter().map(|rule| rule.name.to_owned()).collect();
    // Counted without a rule of their own.
    let counted = ["img-transfer", "editor-words", "title-repeated"].map(str::to_owned);
    let rules: BTreeSet<String> = rules.into_iter().chain(counted).collect();
    let listed = explained(CodeGroup::Removal);
    assert!(listed.is_subset(&rules), "unknown rules: {:?}", listed.difference(&rules));
    assert_eq!(explained(CodeGroup::Error), error_codes());
    assert_eq!(explained(CodeGroup::ImageError), image_codes().0);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(explained(CodeGroup::Status), names(&Status::ALL.map(Status::as_str)));
    assert_eq!(explained(CodeGroup::Category), names(&Category::ALL.map(Category::as_str)));
}

/// Returns the error codes in the source.
pub(crate) fn error_codes() -> BTreeSet<String> {
    let sources = [
        ("src/batch/record.rs", "\nimpl Failure {"),
        ("src/error.rs", "\nimpl Error {"),
        ("src/store/output_file.rs", "\nimpl WriteError {"),
        ("src/fetch/error.rs", "\nimpl FetchError {"),
    ];
    sources.into_iter().flat_map(codes).collect()
}

/// Returns the codes of images that cannot be saved: those of the library, and those of the network.
pub(crate) fn image_codes() -> (BTreeSet<String>, BTreeSet<String>) {
    let own = ("src/assets/error.rs", "\nimpl ImageError {");
    let network = ("src/fetch/error.rs", "\nimpl FetchError {");
    (codes(own).into_iter().collect(), codes(network).into_iter().collect())
}

/// Returns the codes in a file from `beginning` on, up to the texts for people.
fn codes((path, beginning): (&str, &str)) -> Vec<String> {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let source = source.split(beginning).nth(1).unwrap().split("\nimpl std::fmt::Display").next().unwrap();
    let arms = source.lines().filter(|line| line.trim_start().starts_with("Self::"));
    let codes = arms.filter_map(|line| line.split("=> \"").nth(1)?.split('"').next());
    codes.filter(|code| !code.contains(' ')).map(str::to_owned).collect()
}
