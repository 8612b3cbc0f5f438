//! `csdown report`, which reports on all articles of an archive.

use csdown::catalogue::{ArticleRow, Catalogue};
use serde_json::{Value, json};

use crate::schema::Validator;
use crate::workplace::{CAPTCHA, Done, PREVIEW, Workplace, page};

/// Inputs with every outcome, and a run that has converted them.
fn archive() -> Workplace {
    let flawed = page("误", "一<img><b style='display:none'>藏字</b>");
    let place = Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", CAPTCHA),
        ("in/c/d e.html", PREVIEW),
        ("in/e.md", "正文\n"),
        ("in/f.html", &flawed),
    ]);
    convert(&place, &["in", "--verify", "--report", "run.json", "--report-html", "run.html"]);
    place
}

fn convert(place: &Workplace, args: &[&str]) {
    let done = place.run(&[&["convert", "-o", "out"], args].concat());
    assert!(done.code < 2, "{}", done.err);
}

fn report(place: &Workplace, args: &[&str]) -> Done {
    place.run(&[&["report", "out"], args].concat())
}

fn json_report(place: &Workplace) -> Value {
    let done = report(place, &[]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    serde_json::from_str(&done.out).unwrap()
}

fn html_report(place: &Workplace) -> String {
    assert_eq!(report(place, &["-o", "archive.html"]).code, 0);
    place.read("archive.html")
}

#[test]
fn the_report_of_an_archive_is_that_of_the_run_that_filled_it() {
    let place = archive();
    let relative = |report: &str| report.replace("\"in/", "\"../in/");
    assert_eq!(report(&place, &[]).out, relative(&place.read("run.json")));
    let summary = |page: &str| page.split("<section id=\"problems\"").next().unwrap().to_owned();
    assert_eq!(summary(&html_report(&place)), summary(&relative(&place.read("run.html"))));
}

#[test]
fn the_report_of_an_archive_has_the_articles_of_all_runs() {
    let place = archive();
    place.write("more/g.html", page("另", "文"));
    convert(&place, &["more/g.html"]);
    convert(&place, &["in"]);
    let report = json_report(&place);
    let paths: Vec<&Value> =
        report["inputs"].as_array().unwrap().iter().map(|entry| &entry["path"]).collect();
    let expected = ["a.html", "b.html", "c/d e.html", "e.md", "f.html"].map(|path| format!("../in/{path}"));
    assert_eq!(paths, [&expected[..], &["../more/g.html".to_owned()]].concat().iter().collect::<Vec<_>>());
    let totals = json!({"inputs": 6, "converted": 3, "passed-through": 1, "incomplete": 1, "failed": 1, "with-warnings": 1, "lossy": 0});
    assert_eq!(report["totals"], totals);
    Validator::new("report").assert(&report);
}

#[test]
fn the_options_are_those_of_most_articles() {
    let place = archive();
    place.write("more/g.html", page("另", "文"));
    convert(&place, &["more/g.html", "--toc", "keep"]);
    assert_eq!(json_report(&place)["options"]["toc"], "drop");
    convert(&place, &["in", "--toc", "marker"]);
    assert_eq!(json_report(&place)["options"]["toc"], "marker");
}

#[test]
fn problems_are_quoted_if_input_and_markdown_are_unchanged() {
    let place = archive();
    let quotes = |page: &str| page.matches("<figure>").count();
    let whole = html_report(&place);
    assert_eq!(quotes(&whole), quotes(&place.read("run.html")) - 1, "all but the input that failed");
    let flawed = place.read("in/f.html");
    place.write("in/f.html", format!("{flawed} "));
    let changed = html_report(&place);
    assert!(quotes(&changed) < quotes(&whole) && quotes(&changed) > 0);
    assert!(changed.contains("<code>image-without-source</code></a>"), "the warning is still listed");
    place.write("in/f.html", flawed);
    assert_eq!(html_report(&place), whole);
    place.write("out/f.md", "# 改\n");
    assert_eq!(html_report(&place), changed);
    std::fs::remove_dir_all(place.path("in")).unwrap();
    std::fs::remove_file(place.path("out/f.md")).unwrap();
    assert_eq!(quotes(&html_report(&place)), 0);
}

#[test]
fn outputs_are_linked_from_where_the_report_is() {
    let place = archive();
    assert!(html_report(&place).contains("\"links\":\"./out/\""));
    assert_eq!(report(&place, &["-o", "out/a/report.html"]).code, 0);
    assert!(place.read("out/a/report.html").contains("\"links\":\"../\""));
    assert!(report(&place, &["--format", "html"]).out.contains("\"links\":\"./out/\""));
}

#[test]
fn only_reports_of_the_same_format_are_overwritten() {
    let place = archive();
    assert_eq!(report(&place, &["-o", "report.json"]).code, 0);
    assert_eq!(report(&place, &["-o", "report.json"]).code, 0);
    let page = report(&place, &["-o", "report.json", "--format", "html"]);
    assert_eq!(page.code, 2);
    assert!(
        page.err.contains("already exists and is not a report of this kind; delete it first"),
        "{}",
        page.err
    );
    let before = place.read("out/a.md");
    assert_eq!(report(&place, &["-o", "out/a.md"]).code, 2);
    assert_eq!(place.read("out/a.md"), before);
    assert!(!place.has_leftovers());
}

#[test]
fn a_folder_without_a_catalogue_is_an_error() {
    let place = Workplace::with(&[("out/a.md", "# 一\n")]);
    let unknown = "csdown has not written articles to it";
    for (folder, reason) in [("out", unknown), ("none", "is not a folder"), ("out/a.md", "is not a folder")] {
        let done = place.run(&["report", folder, "-o", "report.json"]);
        let expected =
            format!("error: {folder}: {reason}; convert articles with csdown convert POSTS -o {folder}\n");
        assert_eq!((done.code, done.err), (2, expected));
    }
    assert_eq!(place.names(""), ["out/a.md"]);
}

#[test]
fn a_damaged_entry_is_an_error_and_keeps_the_old_report() {
    let place = archive();
    assert_eq!(report(&place, &["-o", "report.json"]).code, 0);
    let before = place.read("report.json");
    let catalogue = Catalogue::open(&place.path("out")).unwrap();
    let mut row = ArticleRow::default();
    (row.input, row.outcome, row.entry) = ("x.html".to_owned(), "converted".to_owned(), "{}".to_owned());
    catalogue.put_article(&row, 0).unwrap();
    catalogue.commit().unwrap();
    let done = report(&place, &["-o", "report.json"]);
    assert_eq!(done.code, 3);
    assert!(done.err.starts_with("error: report report.json: the catalogue has a damaged entry of x.html: "));
    assert_eq!(place.read("report.json"), before);
    assert!(!place.has_leftovers());
}
