//! Saved responses of the editor's API in every command.

use serde_json::{Value, json};

use crate::workplace::{Workplace, page};

/// A response with Markdown.
fn markdown_response() -> Value {
    json!({"code": 200, "message": "success", "data": {
        "article_id": "12345", "title": "题", "content": "<p>不读</p>", "markdowncontent": "## 一\n\n* 正文\n", "tags": "甲,乙", "status": 1,
    }})
}

/// A response with rich text, in which an image has no URL.
fn rich_response() -> Value {
    json!({"code": 200, "data": {"title": "富", "markdowncontent": "", "content": "<p>一<b>二</b></p>\n<p><img></p>", "status": 2}})
}

const MARKDOWN: &str = "---\ntitle: 题\nid: \"12345\"\ntags:\n- 甲\n- 乙\n---\n\n## 一\n\n* 正文\n";
const RICH: &str = "---\ntitle: 富\n---\n\n# 富\n\n一**二**\n";

fn workplace() -> Workplace {
    Workplace::with(&[
        ("in/article_12345.json", &markdown_response().to_string()),
        ("in/rich.json", &rich_response().to_string()),
        ("in/package.json", r#"{"name": "csdn", "html": "<html>"}"#),
        ("in/a.html", &page("页", "文")),
    ])
}

#[test]
fn a_response_is_converted_from_a_file_and_from_standard_input() {
    let dir = workplace();
    for (file, markdown) in [("in/article_12345.json", MARKDOWN), ("in/rich.json", RICH)] {
        let named = dir.run(&["convert", file, "--verify"]);
        assert_eq!((named.code, named.out.as_str()), (0, markdown), "{}", named.err);
        let piped = dir.run_with(&["convert"], dir.read(file).as_bytes());
        assert_eq!((piped.code, piped.out.as_str()), (0, markdown), "{}", piped.err);
    }
    let bare = dir.run(&["convert", "in/article_12345.json", "--front-matter", "none"]);
    assert_eq!((bare.code, bare.out.as_str()), (0, "## 一\n\n* 正文\n"));
}

#[test]
fn the_report_has_the_fields_of_the_response_and_locations_in_its_text() {
    let dir = workplace();
    let done = dir.run(&["convert", "in", "-o", "out", "--report", "r.json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(dir.names("out"), ["a.md", "article_12345.md", "rich.md"]);
    let report: Value = serde_json::from_str(&dir.read("r.json")).unwrap();
    let [_, markdown, rich] = report["inputs"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!(markdown["metadata"]["title"], json!({"value": "题", "from": "editor-api"}));
    assert_eq!((&markdown["outcome"], &rich["outcome"]), (&json!("passed-through"), &json!("converted")));
    let [draft, image] = rich["warnings"].as_array().unwrap().as_slice() else { panic!("{rich}") };
    assert_eq!((&draft["code"], &draft["line"]), (&json!("draft"), &Value::Null));
    assert_eq!(
        (&image["code"], &image["line"], &image["column"]),
        (&json!("image-without-source"), &json!(2), &json!(4))
    );
}

#[test]
fn a_folder_that_holds_responses_and_their_markdown_is_up_to_date() {
    let dir = workplace();
    for _ in 0..2 {
        let done = dir.run(&["convert", "in", "-o", "in"]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    let before = dir.tree("in");
    let done = dir.run(&["convert", "in", "-o", "in"]);
    assert!(done.code == 0 && done.err.contains("3 unchanged"), "{}", done.err);
    assert_eq!(dir.tree("in"), before);
    assert_eq!(dir.read("in/article_12345.md"), MARKDOWN);
}

#[test]
fn responses_are_verified_and_inspected() {
    let dir = workplace();
    dir.run(&["convert", "in", "-o", "out"]);
    let done = dir.run(&["verify", "in", "out"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    dir.write("out/rich.md", RICH.replace("**", ""));
    dir.write("out/article_12345.md", MARKDOWN.replace("正文", "正"));
    let lossy = dir.run(&["verify", "in", "out"]);
    assert_eq!((lossy.code, lossy.err.contains("2 lossy")), (1, true), "{}{}", lossy.out, lossy.err);
    let done = dir.run(&["inspect", "in/rich.json", "in/article_12345.json"]);
    let lines: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((done.code, lines.len()), (0, 2), "{}", done.err);
    assert_eq!(lines[0]["metadata"]["title"]["value"], "富");
    assert_eq!(lines[1]["outline"][0]["text"], "一");
}

#[test]
fn a_response_is_a_case() {
    let dir = Workplace::with(&[("a/input.json", &markdown_response().to_string())]);
    assert_eq!(dir.run(&["check", "a", "--update"]).code, 0);
    assert_eq!(dir.read("a/expected.md"), MARKDOWN);
    assert_eq!(dir.run(&["check", "a"]).code, 0);
    dir.write("a/input.json", rich_response().to_string());
    assert_eq!(dir.run(&["check", "a"]).code, 1);
}

#[test]
fn the_message_of_the_api_is_repeated() {
    let dir = Workplace::with(&[("a.json", r#"{"code":400,"msg":"文章不存在","data":null}"#)]);
    let done = dir.run(&["convert", "a.json"]);
    assert_eq!((done.code, done.err.contains("its message is: 文章不存在")), (3, true), "{}", done.err);
    dir.write("b.jsonl", format!("{}\n{}\n", markdown_response(), rich_response()));
    let done = dir.run(&["convert", "b.jsonl"]);
    assert_eq!(
        (done.code, done.err.contains("csdown stream converts JSON Lines")),
        (3, true),
        "{}",
        done.err
    );
}
