//! `csdown status`, and its documentation in `docs/status.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use csdown::catalogue::{ArticleRow, Catalogue, DownloadRow, ImageRow};
use serde_json::{Value, json};

use crate::schema::Validator;
use crate::workplace::{CAPTCHA, PREVIEW, Workplace, page};

/// The entry of an article whose Markdown lacks something.
const LOSSY: &str = r#"{"status":"complete","input-sha256":"","metadata":{"counts":{}},"warnings":[],"removed":{},
    "verification":{"verdict":"lossy","counts":{},"differences":[],"cut-off":[],"dropped":{},"changed":{}}}"#;

/// Inputs with every outcome, and a run that has converted them.
fn archive() -> Workplace {
    let flawed = page("误", "一<img><img><b style='display:none'>藏字</b>");
    let place = Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", CAPTCHA),
        ("in/c/d e.html", PREVIEW),
        ("in/e.md", "正文\n"),
        ("in/f.html", &flawed),
        ("in/g.html", "<html><body><div id=\"content_views\"><p>没有完"),
    ]);
    convert(&place, &["in"]);
    place
}

fn convert(place: &Workplace, args: &[&str]) {
    let done = place.run(&[&["convert", "-o", "out"], args].concat());
    assert!(done.code < 2, "{}", done.err);
}

fn text(place: &Workplace, args: &[&str]) -> String {
    let done = place.run(&[&["status", "out"], args].concat());
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    done.out
}

fn status(place: &Workplace) -> Value {
    let status = serde_json::from_str(&text(place, &["--format", "json"])).unwrap();
    Validator::new("status").assert(&status);
    status
}

#[test]
fn problems_are_listed_with_their_reasons() {
    let place = archive();
    let status = status(&place);
    let counts = json!({"total": 6, "converted": 2, "passed-through": 1, "incomplete": 2, "failed": 1, "with-warnings": 2, "lossy": 0});
    assert_eq!(status["articles"], counts);
    assert_eq!(status["failed"][0]["path"], "../in/b.html");
    assert_eq!(status["failed"][0]["code"], "blocked-captcha");
    let preview =
        json!({"path": "../in/c/d e.html", "output": "c/d e.md", "reason": "preview", "detail": ""});
    assert_eq!(status["incomplete"][0], preview);
    assert_eq!(status["incomplete"][1]["reason"], "truncated");
    assert_ne!(status["incomplete"][1]["detail"], "");
    let warnings = json!([
        {"code": "image-without-source", "articles": 1, "warnings": 2},
        {"code": "truncated", "articles": 1, "warnings": 1},
    ]);
    assert_eq!(status["warnings"], warnings);
    let text = text(&place, &[]);
    assert!(text.starts_with("out: 6 articles, catalogue "), "{text}");
    for part in [
        "\n2 converted, 1 passed through unchanged, 2 incomplete, 1 failed, 2 with warnings\n",
        "\nFailed (1):\n  ../in/b.html: blocked-captcha: not an article",
        "\nIncomplete (2):\n  ../in/c/d e.html: preview\n  ../in/g.html: truncated: ",
        "\n  image-without-source: 2 in 1 article\n",
        "\nNext run: 1 to convert again, 5 unchanged\n",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
}

#[test]
fn lossy_articles_and_missing_images_are_listed() {
    let place = archive();
    let catalogue = Catalogue::open(&place.path("out")).unwrap();
    let image = |url: &str| ImageRow {
        url: url.to_owned(),
        file: None,
        error: Some(("forbidden".to_owned(), "403".to_owned())),
    };
    let mut row = ArticleRow::default();
    row.input = "https://blog.csdn.net/u/article/details/1".to_owned();
    row.outcome = "converted".to_owned();
    row.entry = "damaged".to_owned();
    row.images =
        vec![image("https://b.test/1.png"), image("https://a.test/1.png"), image("https://b.test/2.png")];
    row.warnings = 1;
    catalogue.put_article(&row, 0).unwrap();
    (row.input, row.output) = ("../in/lossy.html".to_owned(), Some("lossy.md".to_owned()));
    (row.verdict, row.images, row.warnings) = (Some("lossy".to_owned()), Vec::new(), 0);
    row.entry = LOSSY.to_owned();
    catalogue.put_article(&row, 0).unwrap();
    let mut download = DownloadRow::default();
    (download.key, download.output) = ("1".to_owned(), "1.md".to_owned());
    (download.downloaded, download.checked) = (Some(0), Some(86_400));
    catalogue.put_download(&download).unwrap();
    catalogue.commit().unwrap();
    let status = status(&place);
    assert_eq!(status["articles"]["lossy"], 1);
    assert_eq!(status["lossy"], json!([{"path": "../in/lossy.html", "output": "lossy.md"}]));
    let images = json!([
        {"code": "forbidden", "host": "b.test", "images": 2},
        {"code": "forbidden", "host": "a.test", "images": 1},
    ]);
    assert_eq!(status["missing-images"], images);
    assert_eq!(status["downloads"], json!({"articles": 1, "last-checked": "1970-01-02T00:00:00Z"}));
    let text = text(&place, &[]);
    assert!(text.contains("\n  forbidden: 2 of b.test\n"), "{text}");
    assert!(text.contains("\nDownloads: 1 article, last checked 1970-01-02T00:00:00Z\n"), "{text}");
}

#[test]
fn edited_and_missing_files_are_listed() {
    let place = archive();
    // The same contents with another time are not read as an edit.
    let same = place.read("out/f.md");
    place.write("out/f.md", same);
    let longer = place.read("out/a.md") + "改\n";
    place.write("out/a.md", longer);
    fs::remove_dir_all(place.path("out/c")).unwrap();
    let status = status(&place);
    assert_eq!(status["edited-files"], json!(["a.md"]));
    assert_eq!(status["missing-files"], json!(["c/d e.md"]));
}

#[test]
fn the_next_run_does_what_its_status_says() {
    let place = archive();
    place.write("in/new.html", page("新", "文"));
    place.write("in/a.html", page("题", "正文更长"));
    fs::remove_file(place.path("in/e.md")).unwrap();
    // Given once more, but it lies in a folder that was given.
    convert(&place, &["in/f.html"]);
    let next = json!({"new": 1, "changed": 1, "again": 1, "unchanged": 3, "unreadable": [],
        "removed": [{"path": "../in/e.md", "output": "e.md"}]});
    assert_eq!(status(&place)["next-run"], next);
    convert(&place, &["in", "--prune"]);
    let next = json!({"new": 0, "changed": 0, "again": 1, "unchanged": 5, "unreadable": [], "removed": []});
    assert_eq!(status(&place)["next-run"], next, "after it");
    fs::remove_dir_all(place.path("in")).unwrap();
    let next = &status(&place)["next-run"];
    assert_eq!((&next["unchanged"], next["unreadable"].as_array().map(Vec::len)), (&json!(0), Some(1)));
}

#[test]
fn the_search_index_is_up_to_date_after_a_search() {
    let place = archive();
    assert_eq!(status(&place)["search-index"], json!({"exists": false, "outdated": 5}));
    assert!(text(&place, &[]).contains("\nSearch index: none; csdown search builds it\n"));
    assert_eq!(place.run(&["search", "out", "正文"]).code, 0);
    assert_eq!(status(&place)["search-index"], json!({"exists": true, "outdated": 0}));
    place.write("in/a.html", page("题", "正文更长"));
    convert(&place, &["in"]);
    assert!(text(&place, &[]).contains(" to index\n"));
}

#[test]
fn other_options_convert_all_articles_again() {
    let place = archive();
    convert(&place, &["in/a.html", "--toc", "keep"]);
    let next = &status(&place)["next-run"];
    assert_eq!((&next["again"], &next["unchanged"]), (&json!(5), &json!(1)));
}

#[test]
fn long_lists_are_cut() {
    let files: Vec<(String, String)> =
        (0..8).map(|number| (format!("in/{number}.html"), CAPTCHA.to_owned())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let place = Workplace::with(&files);
    place.write("in/a.html", page("题", "正文"));
    convert(&place, &["in"]);
    let lines = |args: &[&str]| text(&place, args).matches("  ../in/").count();
    assert_eq!((lines(&[]), lines(&["-n", "2"]), lines(&["-v"])), (5, 2, 8));
    assert!(text(&place, &[]).contains("\n  … and 3 more; list them with -v\n"));
    assert_eq!(status(&place)["failed"].as_array().map(Vec::len), Some(8));
}

#[test]
fn nothing_is_written_and_no_run_is_waited_for() {
    let place = archive();
    let lock = csdown::batch::FolderLock::acquire(&place.path("out"), || true).unwrap();
    let before = place.tree("out");
    text(&place, &[]);
    assert_eq!(place.tree("out"), before);
    drop(lock);
    let done = place.run(&["status", "in"]);
    let expected = "error: in: csdown has not written articles to it; convert articles with csdown convert POSTS -o in\n";
    assert_eq!((done.code, done.err.as_str()), (2, expected));
}

#[test]
fn the_documentation_lists_exactly_the_fields() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/status.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let documented: BTreeSet<String> = rows.map(str::to_owned).collect();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/status.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let mut listed = BTreeSet::new();
    leaves(&schema, &schema, "", &mut listed);
    listed.insert("articles".to_owned());
    assert_eq!(documented, listed);
}

/// Collects the paths of all values in a schema that have no fields, with `[]` for list items.
fn leaves(root: &Value, schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    let schema = if schema.get("$ref").is_some() { &root["$defs"]["article"] } else { schema };
    if let Some(fields) = schema["properties"].as_object() {
        for (name, field) in fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            leaves(root, field, &path, found);
        }
    } else if schema["items"]["type"] == "string" || schema.get("items").is_none() {
        found.insert(path.to_owned());
    } else {
        leaves(root, &schema["items"], &format!("{path}[]"), found);
    }
}
