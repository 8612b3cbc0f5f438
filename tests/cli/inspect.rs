//! `csdown inspect`, and the description of its JSON in `docs/inspect.md`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, page};

/// An article with one element of each kind.
const ARTICLE: &str = r##"<html><head><title>x</title></head><body>
<h1 class="title-article">题</h1>
<div id="content_views" class="markdown_views">
<h2><a id="a"></a>一 One</h2>
<p>见<a href="#a">上</a>、<a href="https://blog.csdn.net/u/article/details/12345?spm=1" title="旧作">前文</a>
和<a href="mailto:a@b.c">信</a>。</p>
<pre><code class="prism language-rust">fn main() {}

// 完</code></pre>
<p><img src="https://a.b/c.png" alt="花" title="我的花"><img></p>
<p style="display:none">藏起来的话</p>
</div></body></html>"##;

/// Returns the exit code and the lines of JSON.
fn lines(dir: &Workplace, args: &[&str]) -> (i32, Vec<Value>) {
    let done = dir.run(&[&["inspect"], args].concat());
    (done.code, done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn an_article_is_reported_as_a_line_of_json() {
    let dir = Workplace::with(&[("a.html", ARTICLE)]);
    let (code, all) = lines(&dir, &["a.html"]);
    assert_eq!((code, all.len()), (0, 1));
    let report = &all[0];
    assert_eq!((&report["csdown-inspection"], &report["path"]), (&json!(1), &json!("a.html")));
    assert_eq!(
        (&report["status"], &report["form"], &report["encoding"]),
        (&json!("complete"), &json!("page"), &json!("UTF-8"))
    );
    assert_eq!(report["metadata"]["title"], json!({"value": "题", "from": "heading"}));
    let outline = json!([
        {"level": 1, "text": "题", "anchor": "题"},
        {"level": 2, "text": "一 One", "anchor": "一-one"},
    ]);
    assert_eq!(report["outline"], outline);
    let links = json!([
        {"url": "#一-one", "kind": "anchor", "text": "上"},
        {"url": "https://blog.csdn.net/u/article/details/12345", "kind": "article", "text": "前文", "title": "旧作"},
        {"url": "mailto:a@b.c", "kind": "mail", "text": "信"},
    ]);
    assert_eq!(report["links"], links);
    assert_eq!(report["images"], json!([{"url": "https://a.b/c.png", "alt": "花", "title": "我的花"}]));
    assert_eq!(report["code"], json!([{"language": "rust", "lines": 3}]));
    assert_eq!(report["dialects"]["code-prism"], json!({"count": 1, "line": 7}));
    assert_eq!(report["warnings"][0]["code"], "image-without-source");
    assert_eq!(report["removals"], json!([{"line": 11, "rule": "hidden", "text": "藏起来的话"}]));
    assert_eq!((&report["counts"]["words"], &report["counts"]["code-lines"]), (&json!(1), &json!(3)));
}

#[test]
fn markdown_is_inspected_without_conversion() {
    let dir =
        Workplace::with(&[("a.md", "---\ntitle: 题\n---\n## 一\n\n[甲](b.md)\n\n```Rust,ignore\nx\n```\n")]);
    let (code, lines) = lines(&dir, &["a.md"]);
    let report = &lines[0];
    assert_eq!(
        (code, &report["form"], &report["outline"][0]["anchor"]),
        (0, &json!("markdown"), &json!("一"))
    );
    assert_eq!(
        (&report["links"][0]["kind"], &report["code"][0]["language"]),
        (&json!("other"), &json!("rust"))
    );
    assert_eq!(report["dialects"], json!({"no-content-views": {"count": 1, "line": null}}));
}

#[test]
fn lines_are_in_input_order_for_any_number_of_threads() {
    let dir = Workplace::with(&[
        ("in/a b.html", &page("题", "正文")),
        ("in/b.html", CAPTCHA),
        ("in/c/文.html", PREVIEW),
        ("in/d.md", "正文\n"),
    ]);
    let (code, report) = lines(&dir, &["in", "-j", "1"]);
    let paths: Vec<&str> = report.iter().map(|line| line["path"].as_str().unwrap()).collect();
    assert_eq!((code, paths), (1, vec!["in/a b.html", "in/b.html", "in/c/文.html", "in/d.md"]));
    assert_eq!(report[1]["error"]["code"], "blocked-captcha");
    assert_eq!(report[2]["status"], "preview");
    assert_eq!(lines(&dir, &["in", "-j", "4"]).1, report);
    let messages = dir.run(&["inspect", "in"]).err;
    assert!(messages.starts_with("error: in/b.html: "), "{messages}");
    assert!(messages.ends_with("incomplete: in/c/文.html: preview\n"), "{messages}");
}

#[test]
fn exit_codes_match_those_of_convert() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文")), ("b.html", CAPTCHA), ("empty/x.txt", "")]);
    let code = |args: &[&str]| dir.run(&[&["inspect"], args].concat()).code;
    assert_eq!(code(&["a.html"]), 0);
    assert_eq!(code(&["a.html", "none.html"]), 1);
    assert_eq!(code(&["b.html"]), 3);
    assert_eq!(code(&["none.html"]), 3);
    assert_eq!(code(&["empty"]), 3);
    assert_eq!(code(&["a.html", "--profile", "nought"]), 2);
    assert_eq!(code(&["a.html", "--config", "none.toml"]), 2);
}

#[test]
fn standard_input_can_be_inspected() {
    let dir = Workplace::new();
    for args in [&["inspect"][..], &["inspect", "-"]] {
        let done = dir.run_with(args, page("题", "正文").as_bytes());
        let report: Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!((done.code, &report["path"], &report["counts"]["cjk"]), (0, &json!("<stdin>"), &json!(3)));
    }
}

#[test]
fn options_and_configuration_apply() {
    let dir = Workplace::with(&[("a.html", ARTICLE), ("csdown.toml", "profile = \"hugo\"\n")]);
    let outline = |args: &[&str]| lines(&dir, args).1[0]["outline"].as_array().unwrap().len();
    assert_eq!(outline(&["a.html"]), 1, "the body does not open with the title");
    assert_eq!(outline(&["a.html", "--profile", "plain"]), 2);
}

#[test]
fn any_encoding_is_reported_in_utf_8() {
    let dir = Workplace::new();
    dir.write("gbk.html", b"<meta charset=gbk><div id=content_views>\xd6\xd0\xce\xc4\r\n\xff</div>");
    let (code, report) = lines(&dir, &["gbk.html"]);
    assert_eq!((code, &report[0]["encoding"]), (0, &json!("gb18030")));
    assert_eq!(report[0]["warnings"][0]["code"], "invalid-bytes");
}

#[test]
fn pretty_text_has_no_control_characters() {
    let dir = Workplace::with(&[
        ("a.html", ARTICLE),
        ("b.html", PREVIEW),
        ("c.html", CAPTCHA),
        ("e\u{1b}[31m.html", ARTICLE),
    ]);
    let done = dir.run(&["inspect", "c.html", "a.html", "b.html", "e\u{1b}[31m.html", "--pretty"]);
    assert_eq!(done.code, 1);
    assert!(!done.out.contains(|c: char| c.is_control() && c != '\n'), "{:?}", done.out);
    for part in [
        "a.html\n  status   complete\n  form     page, UTF-8\n  sha-256  ",
        "\n\nmetadata\n  title  heading  题\n",
        "\n\noutline\n  题        #题\n    一 One  #一-one\n",
        "\n  article  前文  https://blog.csdn.net/u/article/details/12345\n",
        "\n\ncode\n  rust  1 block  3 lines\n",
        "\n  code-prism      1  line 7\n",
        "\n\nremoved\n  line 11  hidden  藏起来的话\n\nb.html\n  status   preview\n",
        "\n\ne [31m.html\n  status   complete\n",
    ] {
        assert!(done.out.contains(part), "{part:?} in {}", done.out);
    }
    assert!(done.out.starts_with("a.html\n") && !done.out.contains("c.html"), "{}", done.out);
    assert!(done.out.lines().all(|line| line.trim_end() == line), "{}", done.out);
}

#[test]
fn a_closed_output_pipe_ends_the_run() {
    let dir = Workplace::new();
    for n in 0..200 {
        dir.write(format!("in/{n:03}.html"), page("题", &"很长的正文".repeat(200)));
    }
    let mut command = dir.command(&["inspect", "in"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(first.contains("in/000.html"), "{first}");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn the_documentation_shows_the_pretty_text_of_its_page() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/inspect.md")).unwrap();
    let block =
        |opening: &str, end: &str| page.split(opening).nth(1).unwrap().split(end).next().unwrap().to_owned();
    let dir = Workplace::with(&[("post.html", &block("\n````html\n", "````"))]);
    let shown = block("$ csdown inspect post.html --pretty\n…\n", "```");
    let report = dir.run(&["inspect", "post.html", "--pretty"]).out;
    assert!(report.ends_with(&shown) && shown.starts_with("outline\n"), "{report}");
}

/// Collects the paths of all fields, with `[]` for list items and `*` for keys that are data.
fn fields(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    for item in value.as_array().into_iter().flatten().filter(|item| item.is_object()) {
        fields(item, &format!("{path}[]"), found);
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let key = if path == "dialects" { "*" } else { key };
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        found.insert(path.clone());
        // docs/report.md describes the fields of these.
        if !matches!(path.as_str(), "metadata" | "warnings" | "removed" | "error") {
            fields(value, &path, found);
        }
    }
}

#[test]
fn the_documentation_lists_exactly_the_fields() {
    let dir = Workplace::with(&[("a.html", ARTICLE), ("b.html", CAPTCHA)]);
    let mut found = BTreeSet::new();
    let article = ARTICLE.replace("<p>见", "<p>见<a href=x.zip title=包>包</a>");
    dir.write("a.html", article);
    lines(&dir, &["a.html", "b.html"]).1.iter().for_each(|line| fields(line, "", &mut found));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/inspect.md");
    let page = fs::read_to_string(path).unwrap();
    let section = page.split("\n## Fields\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.map(str::to_owned).collect::<BTreeSet<_>>(), found);
}
