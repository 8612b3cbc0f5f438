//! The file of `--report-html`. `tests/browser/` tests it in a browser.

use csdown::reports::HtmlReport;
use serde_json::{Value, json};

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, page};

// Indices of the fields of a row.
const PATH: usize = 0;
const TITLE: usize = 1;
const OUTCOME: usize = 3;
const STATUS: usize = 4;
const VERDICT: usize = 5;
const WARNINGS: usize = 6;
const CHARACTERS: usize = 7;
const OUTPUT: usize = 9;
const ERROR: usize = 11;
const PROBLEM: usize = 12;

fn run(place: &Workplace, more: &[&str]) -> String {
    let args = [&["convert", "in", "-o", "out", "--report-html", "report.html"], more].concat();
    let done = place.run(&args);
    assert_ne!(done.code, 2, "{}", done.err);
    place.read("report.html")
}

/// Returns the data that the script of the page reads from the element `name`.
fn data(report: &str, name: &str) -> Value {
    let text = report.split(&format!("id=\"{name}\">")).nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(text).unwrap()
}

fn column(report: &str, index: usize) -> Vec<Value> {
    data(report, "rows").as_array().unwrap().iter().map(|row| row[index].clone()).collect()
}

/// Inputs with every outcome.
fn mixed() -> Workplace {
    let flawed = page("误", "一<img><img><b style='display:none'>藏字</b>");
    Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", CAPTCHA),
        ("in/c/d e.html", PREVIEW),
        ("in/e.md", "正文\n"),
        ("in/f.html", &flawed),
    ])
}

#[test]
fn every_input_has_a_row_in_order() {
    let report = run(&mixed(), &[]);
    assert_eq!(column(&report, PATH), ["in/a.html", "in/b.html", "in/c/d e.html", "in/e.md", "in/f.html"]);
    assert_eq!(column(&report, TITLE)[0], "题");
    let names = data(&report, "names");
    let lookup = |index, what: &str| -> Vec<Value> {
        let name = |number: &Value| {
            let number = usize::try_from(number.as_u64()?).unwrap();
            Some(names[what][number].clone())
        };
        column(&report, index).iter().map(|number| name(number).unwrap_or_default()).collect()
    };
    let outcomes = ["converted", "failed", "incomplete", "passed-through", "converted"];
    assert_eq!(lookup(OUTCOME, "outcomes"), outcomes);
    assert_eq!(lookup(STATUS, "statuses")[1..3], [Value::Null, json!("preview")]);
    assert_eq!(column(&report, VERDICT), vec![Value::Null; 5]);
    assert_eq!(column(&report, CHARACTERS), [0, 0, 0, 0, 2]);
    assert_eq!(column(&report, WARNINGS)[4].as_array().map(Vec::len), Some(2));
    let outputs = [json!("a.md"), Value::Null, json!("c/d e.md"), json!("e.md"), json!("f.md")];
    assert_eq!(column(&report, OUTPUT), outputs);
    assert_eq!(names["links"], "./out/");
    assert_eq!(column(&report, ERROR)[1][0], "blocked-captcha");
    assert_eq!(column(&report, PROBLEM), [Value::Null, json!(1), json!(2), Value::Null, json!(3)]);
}

#[test]
fn the_summary_needs_no_script() {
    let place = mixed();
    let report = run(&place, &[]);
    let tile = |report: &str, what: &str| {
        let rest = report.split(&format!("<dt>{what}</dt><dd>")).nth(1).unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    let tiles = ["Documents", "Failed", "Incomplete", "With warnings"];
    assert_eq!(tiles.map(|what| tile(&report, what)), ["5", "1", "1", "1"]);
    let note = "Use --verify to compare each document with its article.";
    assert!(report.contains(note));
    for part in ["<dt>Lossy", "<caption>Verdicts"] {
        assert!(!report.contains(part), "{part} without --verify");
    }
    let verified = run(&place, &["--verify"]);
    assert_eq!(tile(&verified, "Lossy"), "0");
    assert!(!verified.contains(note));
    for bar in ["#verdict=equivalent", "#rule=hidden", "#warning=image-without-source", "#outcome=incomplete"]
    {
        assert!(verified.contains(&format!("<a href=\"{bar}\">")), "{bar}");
    }
}

#[test]
fn problems_are_shown_with_source_and_markdown() {
    let report = run(&mixed(), &[]);
    let problems: Vec<&str> = report.split("<details class=\"problem").skip(1).collect();
    let [failed, incomplete, warned] = problems.as_slice() else { panic!("{} problems", problems.len()) };
    assert!(failed.contains("&#60;title&#62;安全验证&#60;/title&#62;"), "{failed}");
    assert!(incomplete.contains("href=\"./out/c/d%20e.md\"") && incomplete.contains("开头"), "{incomplete}");
    let words = "<strong>An image has no URL</strong> × 2 <a href=\"#warning-image-without-source\">";
    for part in [words, "<figcaption>Page, line 1<", "<figcaption>Markdown, "] {
        assert!(warned.contains(part), "{part} in {warned}");
    }
}

/// The words are those of `csdown explain`.
#[test]
fn codes_are_in_words_and_explained() {
    let place = mixed();
    let report = run(&place, &[]);
    for (code, id) in
        [("image-without-source", "warning-image-without-source"), ("preview", "status-preview")]
    {
        let entry =
            report.split(&format!("<div id=\"{id}\">")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(entry.contains(&format!("<code>{code}</code>")), "{entry}");
        let printed = place.run(&["explain", code]).out;
        let summary = entry.split("<strong>").nth(1).unwrap().split("</strong>").next().unwrap();
        assert!(printed.contains(summary), "{summary}: {printed}");
    }
    assert!(!report.contains("<div id=\"warning-link-dangling\">"), "a code that is not in the report");
    let names = data(&report, "names");
    let position =
        names["warnings"].as_array().unwrap().iter().position(|code| code == "image-without-source");
    assert_eq!(names["words"]["warnings"][position.unwrap()], "An image has no URL");
    let bar = "<a href=\"#warning=image-without-source\">An image has no URL</a> <small>image-without-source</small>";
    assert!(report.contains(bar));
}

#[test]
fn charts_have_no_empty_columns_and_rows() {
    let report = run(&mixed(), &[]);
    let chart =
        report.split("<caption>Removed by rule</caption>").nth(1).unwrap().split("</thead>").next().unwrap();
    assert_eq!(chart.matches("<th ").count(), 2, "documents and characters: {chart}");
    let clean = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    let report = run(&clean, &[]);
    assert!(report.contains("#outcome=converted") && !report.contains("#outcome=failed"));
}

#[test]
fn the_number_of_problems_shown_is_limited() {
    let place = Workplace::with(&[("in/z.html", &page("误", "一<img>"))]);
    let more = 7;
    for number in 0..HtmlReport::<Vec<u8>>::SHOWN + more {
        place.write(format!("in/{number}.html"), CAPTCHA);
    }
    let report = run(&place, &["-q"]);
    assert!(report.contains("The first 250 are shown; 7 more are in the table."));
    let shown = column(&report, PROBLEM).into_iter().filter(|problem| !problem.is_null()).count();
    assert_eq!((shown, report.matches("<details class=\"problem").count()), (251, 251));
}

#[test]
fn the_page_is_deterministic() {
    let place = mixed();
    for number in 0..100 {
        place.write(format!("in/more/{number}.html"), page(&number.to_string(), "一<img>"));
    }
    let first = run(&place, &["--verify", "-j", "1"]);
    assert_eq!(run(&place, &["--verify", "-j", "8"]), first);
}

#[test]
fn untrusted_text_is_escaped() {
    let evil = "</script><script>alert(1)</script><!--<script>";
    let title = evil.replace('<', "&lt;");
    let article = format!("<a href=#none>{title}</a><img><b style='display:none'>{title}</b>");
    let place = Workplace::with(&[("in/a.html", &page(&title, &article))]);
    let rule = "[[rule]]\nname = \"</script><script>\"\nselector = \"b\"\naction = \"drop\"\n";
    place.write("csdown.toml", rule);
    let report = run(&place, &[]);
    assert_eq!(column(&report, TITLE), [evil]);
    assert_eq!(data(&report, "names")["rules"], json!(["</script><script>"]));
    assert_eq!(report.matches("<script").count(), 3);
    assert_eq!(report.matches("</script").count(), 3);
    assert_eq!(report.matches("<!--").count(), 1);
}

#[test]
fn the_page_loads_nothing_and_its_policy_allows_only_its_own_code() {
    let report = run(&mixed(), &["--verify"]);
    let policy = "content=\"default-src 'none'; style-src 'sha256-";
    assert!(report.contains(policy));
    for source in [" src=", "url(", "@import", "<link", "style=\"", " onclick", "http-equiv=\"refresh\""] {
        assert!(!report.contains(source), "{source}");
    }
}

#[test]
fn only_an_earlier_report_is_overwritten() {
    let place =
        Workplace::with(&[("in/a.html", &page("题", "正文")), ("notes.html", "<!doctype html>\n<p>mine")]);
    let run = |path: &str, more: &[&str]| {
        place.run(&[&["convert", "in", "-o", "out", "--report-html", path], more].concat())
    };
    assert_eq!(run("new/report.html", &[]).code, 0);
    assert_eq!(run("new/report.html", &[]).code, 0, "over an earlier one");
    let done = run("notes.html", &[]);
    assert_eq!(done.code, 2);
    assert_eq!(
        done.err,
        "error: report notes.html already exists and is not a report of this kind; use --force to overwrite it\n"
    );
    assert_eq!(run("notes.html", &["--force"]).code, 0);
    assert!(place.read("notes.html").starts_with(HtmlReport::<Vec<u8>>::BEGINNING));
    assert_eq!(run("out", &[]).code, 2, "a folder");
    let both = run("new/report.html", &["--report", "new/report.html"]);
    assert_eq!((both.code, both.err.as_str()), (2, "error: --report and --report-html name the same file\n"));
    assert!(!place.has_leftovers());
}

#[test]
fn a_report_is_never_an_input() {
    let place = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    let run =
        |out: &str, path: &str| place.run(&["convert", "in", "-o", out, "--force", "--report-html", path]);
    for path in ["in/a.html", "in/report.html", "in/new/report.html", "in/../in/report.html"] {
        let done = run("out", path);
        assert_eq!(done.code, 2);
        assert!(done.err.contains(" would be one on the next run"), "{}", done.err);
    }
    // Output folders are not searched for inputs, so a report may be written to one and overwritten there.
    for _ in 0..2 {
        let done = run("in/out", "in/out/report.html");
        assert_eq!(
            (done.code, done.err.lines().last().unwrap().contains("1 converted")),
            (0, true),
            "{}",
            done.err
        );
    }
    assert_eq!(place.names("in/out"), ["a.md", "report.html"]);
}

#[test]
fn a_run_that_does_not_start_keeps_the_old_report() {
    let place = Workplace::with(&[("in/a.html", &page("题", "正文")), ("file", "")]);
    let before = run(&place, &[]);
    assert_eq!(place.run(&["convert", "in", "-o", "file/x", "--report-html", "report.html"]).code, 3);
    assert_eq!(place.read("report.html"), before);
    assert!(!place.has_leftovers());
}

#[test]
fn links_to_outputs_are_relative_to_the_report() {
    let place = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    let links = |args: &[&str], path: &str| {
        let done = place.run(&[&["convert", "in/a.html", "--report-html", path], args].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        data(&place.read(path), "names")["links"].clone()
    };
    assert_eq!(links(&["-o", "out/"], "r/s/report.html"), "../../out/");
    assert_eq!(links(&["-o", "out/"], "out/report.html"), "./");
    assert_eq!(links(&["-o", "出 a/b.md"], "report.html"), "./%E5%87%BA%20a/");
    assert_eq!(links(&[], "report.html"), Value::Null, "to standard output");
}

#[test]
fn unreadable_and_unusual_inputs_have_rows() {
    let place = Workplace::with(&[
        ("in/empty.html", ""),
        ("in/crlf.html", "<div id=content_views>\r\n<p>一<img>\r\n</p></div>"),
    ]);
    place.write("in/bytes.html", b"<div id=content_views><p>\xff\xfe\xff</p></div>");
    place.write("in/gbk.html", b"<meta charset=gbk><div id=content_views><p>\xd6\xd0\xce\xc4<img></p></div>");
    place.write("in/nul.md", b"a\0b");
    let args = ["convert", "in", "none.html", "-o", "out", "--report-html", "report.html", "--verify"];
    assert_eq!(place.run(&args).code, 1);
    let report = place.read("report.html");
    assert_eq!(column(&report, PATH).len(), 6);
    let failed: Vec<Value> = column(&report, ERROR).into_iter().filter(|error| !error.is_null()).collect();
    assert_eq!(
        failed.iter().map(|error| &error[0]).collect::<Vec<_>>(),
        ["no-content", "not-text", "read-failed"]
    );
    assert!(report.contains("中文") && !report.contains("U+000D"), "line ends are normalised");
}

/// Runs a command with a desktop, and returns what was opened.
#[cfg(target_os = "linux")]
fn opened(dir: &Workplace, args: &[&str]) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    dir.write(
        "bin/xdg-open",
        "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED.tmp\"; mv \"$OPENED.tmp\" \"$OPENED\"\n",
    );
    std::fs::set_permissions(dir.path("bin/xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = dir.command(args);
    command
        .env("PATH", format!("{}:/usr/bin:/bin", dir.path("bin").display()))
        .env("OPENED", dir.path("opened"))
        .env("DISPLAY", ":99");
    let done = crate::workplace::finish(&mut command, b"");
    assert_eq!(done.code, 0, "{}", done.err);
    // The program is not waited for.
    let start = std::time::Instant::now();
    while !dir.path("opened").exists() {
        assert!(start.elapsed() < std::time::Duration::from_secs(30), "nothing is opened: {}", done.err);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let opened = dir.read("opened");
    std::fs::remove_file(dir.path("opened")).unwrap();
    opened
}

#[cfg(target_os = "linux")]
#[test]
fn reports_are_opened_on_demand() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    let path = |name: &str| dir.path(name).canonicalize().unwrap().to_str().unwrap().to_owned();
    let found = opened(&dir, &["convert", "in", "-o", "out", "--open"]);
    assert_eq!(found, path("out/report.html"), "the report of the output folder by default");
    assert!(dir.read("out/report.html").contains("a.html"));
    let found = opened(&dir, &["convert", "in", "-o", "out", "--open", "--report-html", "mine.html"]);
    assert_eq!(found, path("mine.html"));
    assert_eq!(opened(&dir, &["report", "out", "--open"]), path("out/report.html"));
    assert_eq!(opened(&dir, &["report", "out", "--open", "-o", "all.html"]), path("all.html"));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_desktop_the_place_of_the_report_is_printed() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    let mut command = dir.command(&["convert", "in", "-o", "out", "--open"]);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"] {
        command.env_remove(name);
    }
    let done = crate::workplace::finish(&mut command, b"");
    assert_eq!(done.code, 0);
    assert!(done.err.ends_with("csdown: no desktop to open out/report.html on\n"), "{}", done.err);
}

#[test]
fn only_a_report_in_a_file_can_be_opened() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    for (args, message) in [
        (&["convert", "in/a.html", "--open"][..], "name a file with --report-html FILE"),
        (&["convert", "in", "-o", "out", "--open", "--report-html", "-"], "name it with --report-html FILE"),
    ] {
        let done = dir.run(args);
        assert_eq!(done.code, 2, "{args:?}");
        assert!(done.err.contains(message), "{args:?}: {}", done.err);
    }
}
