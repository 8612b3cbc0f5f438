//! What is printed where, and what is not.

use std::io::Read as _;
use std::process::Stdio;

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, finish, page};

fn folder() -> Workplace {
    Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", &page("题", "<img>")),
        ("in/c.html", PREVIEW),
        ("in/d.html", CAPTCHA),
        ("in/e.md", "正文\n"),
    ])
}

#[test]
fn a_summary_counts_what_became_of_the_inputs() {
    let place = folder();
    let done = place.run(&["convert", "in", "-o", "out"]);
    let summary = "csdown: 2 converted, 1 passed through, 1 incomplete, 1 failed, 1 with warnings\n";
    let expected = format!(
        "incomplete: in/c.html: preview\nerror: in/d.html: not an article but a captcha or challenge page\n{summary}"
    );
    assert_eq!((done.out.as_str(), done.err), ("", expected));
    let again = place.run(&["convert", "in", "-o", "out"]);
    assert!(again.err.ends_with(", 1 with warnings, 4 unchanged since the last run\n"), "{}", again.err);
}

#[test]
fn quiet_hides_no_failure() {
    let done = folder().run(&["convert", "in", "-o", "out", "--quiet"]);
    assert_eq!(done.code, 1);
    assert_eq!(done.err.lines().count(), 2, "{}", done.err);
    assert!(
        done.err.contains("error: in/d.html") && done.err.contains("incomplete: in/c.html"),
        "{}",
        done.err
    );
}

#[test]
fn verbose_tells_warnings_with_their_lines() {
    let place = Workplace::with(&[("a.html", "<div id=content_views>\n<p>甲</p>\n<p><img></p></div>")]);
    let done = place.run(&["convert", "a.html", "-v"]);
    assert_eq!((done.code, done.err.as_str()), (0, "warning: a.html:3: image-without-source: \n"));
    assert_eq!(place.run(&["convert", "a.html", "-v", "-q"]).code, 2);
}

#[test]
fn nothing_printed_steers_a_terminal() {
    let place = folder();
    place.write("in/x\u{1b}[31m\u{202e}.html", CAPTCHA);
    place.write("in/y.html", page("题", "<a href=\"javascript:\u{1b}[2J\">甲</a>"));
    let done = place.run(&["convert", "in", "-o", "out", "-v"]);
    assert!(done.err.contains("link-unsafe") && done.err.contains("in/x [31m"), "{}", done.err);
    for args in [&["convert", "--help"][..], &["convert", "--nonsense"], &["--help"], &["convert", "in"]] {
        for colour in ["NO_COLOR", "CLICOLOR_FORCE"] {
            let done = finish(place.command(args).env(colour, "1"), b"");
            assert!(!(done.out + &done.err).contains('\u{1b}'), "{args:?} with {colour}");
        }
    }
    assert!(!done.err.contains(['\u{1b}', '\u{202e}', '\r']), "{:?}", done.err);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let place = Workplace::with(&[("a.html", &page("题", &"很长的一段。".repeat(200_000)))]);
    let mut child =
        place.command(&["convert", "a.html"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut few = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_run_goes_on_when_nobody_reads_its_messages() {
    let place = Workplace::new();
    for number in 0..50 {
        place.write(
            format!("in/{number}.html"),
            if number % 2 == 0 { CAPTCHA.to_owned() } else { page("题", "正文") },
        );
    }
    let args = ["convert", "in", "-o", "out", "--report", "report.json"];
    let mut child = place.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(place.names("out").len(), 25);
    assert!(place.read("report.json").ends_with("}\n"));
}
