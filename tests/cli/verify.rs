//! `csdown verify` and `csdown convert --verify`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use csdown::explanations::CodeGroup;
use serde_json::Value;

use crate::report::explained;
use crate::workplace::{CAPTCHA, Workplace, markdown, page};

/// A page with a table of contents, which is dropped.
const WITH_TOC: &str = "<div id=content_views><div class=toc><ul><li><a href='#a'>一</a></ul></div><h2 id=a>一</h2><p>正文</p></div>";

fn json(dir: &Workplace, args: &[&str]) -> (i32, Value) {
    let done = dir.run(&[&["verify", "--format", "json"], args].concat());
    (done.code, serde_json::from_str(&done.out).unwrap())
}

#[test]
fn options_that_the_markdown_was_written_with_are_recommended() {
    let formula = "<span class='katex--inline'><span class='katex'><math><semantics><annotation \
        encoding='application/x-tex'>x^2</annotation></semantics></math></span></span>";
    let dir = Workplace::with(&[("in/a.html", &page("题", &format!("式{formula}。")))]);
    assert_eq!(dir.run(&["convert", "in", "-o", "out", "--profile", "hugo"]).code, 0);
    let done = dir.run(&["verify", "in", "out"]);
    let advice = "csdown: out was written with --profile hugo; verify it with the same options\n";
    assert!(done.code == 1 && done.err.ends_with(advice), "{}{}", done.out, done.err);
    let done = dir.run(&["verify", "in", "out", "--profile", "hugo"]);
    assert!(done.code == 0 && !done.err.contains("written with"), "{}{}", done.out, done.err);
}

#[test]
fn one_article_is_reported_in_full() {
    let dir = Workplace::with(&[
        ("a.html", &page("题", "给<b>花</b>浇水")),
        ("kept.md", &markdown("题", "给**花**浇水")),
        ("lost.md", &markdown("题", "给花浇")),
    ]);
    let kept = dir.run(&["verify", "a.html", "kept.md"]);
    assert_eq!((kept.code, kept.out.lines().next()), (0, Some("identical")));
    let lost = dir.run(&["verify", "a.html", "lost.md"]);
    assert_eq!((lost.code, lost.out.lines().next()), (1, Some("lossy")));
    let parts = [
        "\ntext                5        4        1        0\n",
        "  strong, 1:64\n    - 花\n",
        "    + 题给花浇\n",
    ];
    for part in parts {
        assert!(lost.out.contains(part), "{part:?} in {}", lost.out);
    }
    assert_eq!(lost.err, "csdown: 1 compared: 1 lossy\n");
}

#[test]
fn a_code_difference_starts_where_the_code_differs() {
    let lines: Vec<String> = (1..=40).map(|line| format!("let line{line} = {line};")).collect();
    let dir = Workplace::with(&[
        (
            "a.html",
            &format!("<div id=content_views><p>码</p>\n<pre><code>{}\n</code></pre></div>", lines.join("\n")),
        ),
        ("a.md", &format!("码\n\n```\n{}\n```\n", lines.join("\n").replace("30;", "31;"))),
    ]);
    let (code, report) = json(&dir, &["a.html", "a.md"]);
    let difference = &report["inputs"][0]["differences"][0];
    assert_eq!((code, &difference["category"]), (1, &"code".into()));
    assert_eq!((&difference["line"], &difference["markdown-line"]), (&31.into(), &33.into()));
    assert!(difference["expected"].as_str().unwrap().starts_with("t line30 = 30;"), "{difference}");
    assert!(difference["found"].as_str().unwrap().starts_with("t line30 = 31;"), "{difference}");
}

#[test]
fn the_page_shows_the_output() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify.md")).unwrap();
    let shown =
        text.split("$ csdown verify post.html post.md\n").nth(1).unwrap().split("```").next().unwrap();
    let dir = Workplace::with(&[
        ("post.html", &page("养薄荷", "\n<b>花盆</b>放在窗边。</p>\n<p>每天浇水，一次一升。")),
        ("post.md", "# 养薄荷\n\n花盆放在窗边。\n\n每天浇水，一次升。\n"),
    ]);
    assert_eq!(dir.run(&["verify", "post.html", "post.md"]).out, shown);
}

#[test]
fn without_markdown_the_article_is_converted_first() {
    let dir = Workplace::with(&[("a.html", WITH_TOC)]);
    let done = dir.run(&["verify", "a.html"]);
    assert_eq!((done.code, done.out.lines().next()), (0, Some("equivalent")));
    assert!(done.out.contains("dropped by rule\n  toc: 1 character, 1 link\n"), "{}", done.out);
    assert_eq!(dir.names(""), ["a.html"]);
}

#[test]
fn documents_with_most_faults_come_first() {
    let dir = Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/b/b.html", &page("题", "一二三")),
        ("in/c.html", &page("题", "一")),
        ("out/a.md", &markdown("题", "一")),
        ("out/b/b.md", &markdown("题", "一")),
    ]);
    let done = dir.run(&["verify", "in", "out"]);
    assert_eq!(done.code, 1);
    let lines: Vec<&str> = done.out.lines().collect();
    assert!(lines[1].starts_with("lossy") && lines[1].ends_with("in/b/b.html"), "{}", done.out);
    assert!(lines[2].starts_with("identical") && lines[2].ends_with("in/a.html"), "{}", done.out);
    assert!(done.err.starts_with("error: in/c.html: Markdown "), "{}", done.err);
    assert!(done.err.ends_with("csdown: 3 compared: 1 identical, 1 lossy, 1 failed\n"), "{}", done.err);
    let quiet = dir.run(&["verify", "in", "out", "-q"]);
    assert!(!quiet.out.contains("in/a.html") && !quiet.err.contains("csdown:"), "{}", quiet.out);
}

#[test]
fn the_options_must_match_the_conversion() {
    let link = "<a href=\"https://a.b/c?utm_source=x\">链</a>";
    let dir = Workplace::with(&[("a.html", &page("题", link))]);
    let kept = ["--links", "keep", "--profile", "hugo"];
    assert_eq!(dir.run(&[&["convert", "a.html", "-o", "a.md"], &kept[..]].concat()).code, 0);
    assert_eq!(dir.run(&[&["verify", "a.html", "a.md"], &kept[..]].concat()).code, 0);
    assert_eq!(dir.run(&["verify", "a.html", "a.md"]).code, 1);
}

#[test]
fn convert_can_verify() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一")), ("in/b.html", WITH_TOC)]);
    let done = dir.run(&["convert", "in", "-o", "out", "--verify", "--report", "r.json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let report: Value = serde_json::from_str(&dir.read("r.json")).unwrap();
    let verdict = |index: usize| report["inputs"][index]["verification"]["verdict"].clone();
    assert_eq!((verdict(0), verdict(1)), ("identical".into(), "equivalent".into()));
}

#[test]
fn inputs_that_cannot_be_compared_are_reported() {
    let dir = Workplace::with(&[("in/a.html", CAPTCHA), ("b.html", &page("题", "一")), ("b.md", "")]);
    assert_eq!(dir.run(&["verify", "in"]).code, 3);
    assert_eq!(dir.run(&["verify", "in", "b.md"]).code, 2);
    assert_eq!(dir.run(&["verify", "none.html"]).code, 3);
    assert_eq!(dir.run(&["verify", "b.html", "none.md"]).code, 3);
    assert_eq!(json(&dir, &["in"]).1["inputs"][0]["error"]["code"], "blocked-captcha");
}

fn section(name: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.md");
    let page = fs::read_to_string(path).unwrap();
    let text = page.split(&format!("\n## {name}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

fn fields(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let items = value.as_array().into_iter().flatten();
    items.for_each(|item| fields(item, &format!("{path}[]"), found));
    for (key, value) in value.as_object().into_iter().flatten() {
        let key = if path == "counts" { "*" } else { key };
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        // The keys below these are data: categories, rules and changes.
        if path != "counts.*" {
            found.insert(path.clone());
        }
        if !matches!(path.as_str(), "dropped" | "changed") {
            fields(value, &path, found);
        }
    }
}

#[test]
fn the_documentation_lists_exactly_the_fields() {
    let dir = Workplace::with(&[("a.html", WITH_TOC), ("a.md", "## 一\n\n正\n")]);
    let (code, mut report) = json(&dir, &["a.html", "a.md"]);
    assert_eq!((code, &report["csdown-verification"], &report["totals"]["lossy"]), (1, &1.into(), &1.into()));
    let input = report["inputs"][0].as_object_mut().unwrap();
    assert_eq!(input.remove("path"), Some("a.html".into()));
    let mut found = BTreeSet::new();
    fields(&report["inputs"][0], "", &mut found);
    // Absent in most reports; `tests/mutation.rs` and the tests of `convert/verified.rs` cover them.
    found.extend(["differences[].rule", "single-parser"].map(str::to_owned));
    assert_eq!(section("Verification"), found);
}

#[test]
fn the_documentation_lists_exactly_the_changes_in_the_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify");
    let entries = [root.clone(), root.join("page")].map(|folder| fs::read_dir(folder).unwrap());
    let mut names = BTreeSet::new();
    for path in entries.into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    {
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for call in ["changed(\"", "Invalid(\"", "Err(\""] {
            names.extend(
                code.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
    }
    assert_eq!(explained(CodeGroup::IntendedDifference), names);
}
