//! Messages and the streams they are printed to.

use std::io::Read as _;
use std::process::Stdio;

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, finish, page};

fn mixed_inputs() -> Workplace {
    Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/b.html", &page("题", "正文<img>")),
        ("in/c.html", PREVIEW),
        ("in/d.html", CAPTCHA),
        ("in/e.md", "正文\n"),
    ])
}

#[test]
fn the_summary_counts_outcomes() {
    let dir = mixed_inputs();
    let done = dir.run(&["convert", "in", "-o", "out"]);
    let summary = "csdown: 2 converted, 1 passed through unchanged (Markdown that csdown did not write), 1 incomplete, 1 failed, 1 with warnings (-v shows them)\n";
    let expected = format!(
        "incomplete: in/c.html: preview\nerror: in/d.html: not an article but a captcha or challenge page\n{summary}"
    );
    assert_eq!((done.out.as_str(), done.err), ("", expected));
    let again = dir.run(&["convert", "in", "-o", "out"]);
    assert!(
        again.err.ends_with(", 1 with warnings (-v shows them), 4 unchanged since the last run\n"),
        "{}",
        again.err
    );
}

#[test]
fn quiet_prints_failures() {
    let done = mixed_inputs().run(&["convert", "in", "-o", "out", "--quiet"]);
    assert_eq!(done.code, 1);
    assert_eq!(done.err.lines().count(), 2, "{}", done.err);
    assert!(
        done.err.contains("error: in/d.html") && done.err.contains("incomplete: in/c.html"),
        "{}",
        done.err
    );
}

#[test]
fn verbose_prints_warnings_with_their_locations() {
    let dir = Workplace::with(&[("a.html", "<div id=content_views>\n<p>甲</p>\n<p><img></p></div>")]);
    let done = dir.run(&["convert", "a.html", "-v"]);
    let warning = "warning: a.html:3:4: an image has no URL [image-without-source]\n";
    assert_eq!((done.code, done.err.as_str()), (0, warning));
    assert_eq!(dir.run(&["convert", "a.html", "-v", "-q"]).code, 2);
}

/// A page with this many tables with merged cells.
fn tables(count: usize) -> String {
    let table = "<table><tr><td colspan=2>合</td></tr><tr><td>一</td><td>二</td></tr></table>";
    format!("<div id=content_views>{}</div>", table.repeat(count))
}

#[test]
fn warnings_that_repeat_are_counted() {
    let dir = Workplace::with(&[("in/a.html", &tables(2)), ("in/b.html", &tables(5))]);
    let done = dir.run(&["convert", "in", "-o", "out", "-v"]);
    let lines: Vec<&str> = done.err.lines().collect();
    let expected =
        "warning: in/a.html:1:23: merged cells of a table were split [table-span-flattened]: 「合」";
    assert_eq!((done.code, lines.len(), lines[0]), (0, 5, expected));
    assert!(lines[2].starts_with("warning: in/b.html:1:23: "), "{}", done.err);
    let counts = "table-span-flattened: 7 in 2 files (-vv lists them); csdown explain table-span-flattened";
    assert_eq!((lines[3], lines[4]), (counts, "csdown: 2 converted, 2 with warnings"));
    let all = dir.run(&["convert", "in", "-o", "out", "-vv"]);
    assert_eq!(all.err.matches("warning: ").count(), 7, "{}", all.err);
    assert!(!all.err.contains("csdown explain"), "{}", all.err);
}

#[test]
fn errors_with_the_same_cause_are_counted() {
    let dir = Workplace::new();
    for number in 0..30 {
        dir.write(format!("in/{number}.html"), page("题", "正文"));
        dir.write(format!("out/{number}.md"), "别人的\n");
        dir.write(format!("captchas/{number}.html"), CAPTCHA);
    }
    let done = dir.run(&["convert", "in", "-o", "out", "--report", "report.json"]);
    let rest = "error: … and 27 more: outputs exist and were not written by csdown, or were edited since; \
                use --force to overwrite them (-vv lists them)\ncsdown: 0 converted, 30 failed\n";
    assert_eq!((done.code, done.err.lines().count()), (3, 5), "{}", done.err);
    assert!(done.err.ends_with(rest), "{}", done.err);
    assert_eq!(dir.read("report.json").matches("output-exists").count(), 30);
    let all = dir.run(&["convert", "in", "-o", "out", "-vv"]);
    assert_eq!(all.err.matches("error: in/").count(), 30, "{}", all.err);
    // Which inputs are captcha pages is worth knowing.
    let done = dir.run(&["convert", "captchas", "-o", "new", "-q"]);
    assert_eq!(done.err.lines().count(), 21, "{}", done.err);
    assert!(done.err.contains("error: … and 10 more: not an article but a captcha"), "{}", done.err);
}

#[test]
fn errors_name_the_option_that_helps() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文")), ("out.md", "别人的\n")]);
    for (args, message) in [
        (
            &["convert", "a.html", "-o", "out.md"][..],
            "output out.md exists and was not written by csdown, or was edited since; use --force to overwrite it\n",
        ),
        (&["convert", "a.html", "--max-bytes", "9"], "raise it with --max-bytes\n"),
        (&["convert", "a.html", "--max-depth", "0"], "(--max-depth): "),
        (&["convert", "a.html", "--jobs", "0"], "must be a whole number, at least 1"),
        (&["convert", "a.html", "--report", "out.md"], "use --force to overwrite it\n"),
        (
            &["convert", "https://blog.csdn.net/u/article/details/1"],
            "is a URL, not a file; csdown fetch https://blog.csdn.net/u/article/details/1 -o FOLDER downloads",
        ),
    ] {
        let done = dir.run(args);
        assert!(done.code > 1 && done.err.contains(message), "{args:?}: {}", done.err);
    }
}

#[test]
fn errors_name_the_option_and_say_what_it_takes() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文")), ("list.html", &page("题", "正文"))]);
    let fetch = |args: &[&'static str]| [&["fetch", "-o", "x"], args].concat();
    for (args, message) in [
        (
            vec!["convert", "in", "-o", "x", "--max-bytes", "x"],
            "'--max-bytes <N>': must be a whole number, such as 100",
        ),
        (vec!["convert", "in", "-o", "x", "--max-nodes="], "'--max-nodes <N>': must be a whole number"),
        (
            vec!["convert", "in", "-o", "x", "--max-cells", "99999999999999999999"],
            "'--max-cells <N>': is too large",
        ),
        (vec!["convert", "in", "-o", "x", "--assets", "x/a", "--max-images", "x"], "must be a whole number"),
        (vec!["convert", "in", "-o", "x", "--name="], "'--name <TEMPLATE>': a template must not be empty"),
        (vec!["convert", "in", "-o", "x", "--config", "in"], "error: configuration file in: "),
        (
            vec!["convert", "in", "-o", "x", "--profile", "hexo", "--front-matter", "toml"],
            "(--front-matter): ",
        ),
        (vec!["convert", "in", "-o", "x", "--report", "in/a.html"], "is an input; name another file"),
        (vec!["check", "in", "--filter", "["], "error: --filter [: unclosed character class"),
        (
            vec!["check", "https://a.b/c"],
            "https://a.b/c is a URL, not a file; csdown fetch https://a.b/c -o FOLDER",
        ),
        (vec!["stream", "https://a.b/c"], "is a URL, not a file"),
        (vec!["verify", "https://a.b/c"], "is a URL, not a file"),
        (vec!["inspect", "https://a.b/c"], "is a URL, not a file"),
        (vec!["verify", "in", "x"], "x does not exist; convert first, with csdown convert in -o x"),
        (fetch(&["1", "--user", "u", "--concurrency", "0"]), "must be a whole number, at least 1"),
        (fetch(&["1", "--user", "u", "--breaker", "x"]), "must be a whole number, at least 1"),
        (fetch(&["1", "--user", "u", "--retries", "x"]), "'--retries <N>': must be a whole number"),
        (fetch(&["1", "--user", "u", "--cookies", "none.txt"]), "error: --cookies none.txt: "),
        (fetch(&["1", "--user", "u", "--cookies", "list.html"]), "error: --cookies list.html: line 1: "),
        (fetch(&["1", "--user", "u", "--ca-cert", "list.html"]), "error: --ca-cert: "),
        (fetch(&["--column", "3"]), "error: --column: `3` is an id; add its user with --user NAME"),
        (fetch(&["--user", "a b"]), "error: --user: `a b` is not a valid user name"),
        (
            fetch(&["list.html"]),
            "list.html is a page, not a file with an article on each line; use csdown convert list.html",
        ),
        (fetch(&["in"]), "in is a folder, not a file with an article on each line; use csdown convert in"),
    ] {
        let done = dir.run(&args);
        assert!(done.code > 1 && done.err.contains(message), "{args:?}: {}", done.err);
        assert!(!done.err.contains("invalid digit") && !done.err.contains("empty string"), "{}", done.err);
    }
}

#[test]
fn a_folder_without_expected_files_has_one_hint() {
    let dir = Workplace::new();
    (0..10).for_each(|number| dir.write(format!("in/{number}.html"), page("题", "正文")));
    let done = dir.run(&["check", "in"]);
    assert_eq!((done.code, done.out.lines().count()), (1, 4), "{}", done.out);
    assert!(
        done.out.ends_with("missing: … and 7 more: --update writes them (--full lists them)\n"),
        "{}",
        done.out
    );
    assert_eq!(dir.run(&["check", "in", "--full"]).out.lines().count(), 10);
    let json = dir.run(&["check", "in", "--format", "json"]).out;
    assert_eq!(json.matches("\"outcome\":\"missing\"").count(), 10, "{json}");
}

#[test]
fn verifying_against_an_empty_folder_is_one_error() {
    let dir = Workplace::new();
    (0..10).for_each(|number| dir.write(format!("in/{number}.html"), page("题", "正文")));
    std::fs::create_dir(dir.path("md")).unwrap();
    let done = dir.run(&["verify", "in", "md"]);
    let message = "error: md is empty; convert first, with csdown convert in -o md\n";
    assert_eq!((done.code, done.err.as_str()), (3, message));
    let json = dir.run(&["verify", "in", "md", "--format", "json"]).out;
    assert_eq!(json.matches("markdown-not-read").count(), 10, "{json}");
    dir.write("md/0.md", "x");
    let done = dir.run(&["verify", "in", "md"]);
    assert!(done.err.contains("error: … and 6 more: the Markdown cannot be read: "), "{}", done.err);
}

#[test]
fn messages_contain_no_control_characters() {
    let dir = mixed_inputs();
    dir.write("in/x\u{1b}[31m\u{202e}.html", CAPTCHA);
    dir.write("in/y.html", page("题", "<a href=\"javascript:\u{1b}[2J\">甲</a>"));
    let done = dir.run(&["convert", "in", "-o", "out", "-v"]);
    assert!(done.err.contains("link-unsafe") && done.err.contains("in/x [31m"), "{}", done.err);
    for args in [&["convert", "--help"][..], &["convert", "--nonsense"], &["--help"], &["convert", "in"]] {
        for colours in [&[][..], &[("NO_COLOR", "1")], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]] {
            let done = finish(dir.command(args).envs(colours.iter().copied()), b"");
            assert!(!(done.out + &done.err).contains('\u{1b}'), "{args:?} with {colours:?}");
        }
    }
    assert!(!done.err.contains(['\u{1b}', '\u{202e}', '\r']), "{:?}", done.err);
}

#[test]
fn a_closed_output_pipe_is_not_an_error() {
    let dir = Workplace::with(&[("a.html", &page("题", &"很长的一段。".repeat(200_000)))]);
    let mut child =
        dir.command(&["convert", "a.html"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut few = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_run_continues_after_its_message_pipe_is_closed() {
    let dir = Workplace::new();
    for number in 0..50 {
        dir.write(
            format!("in/{number}.html"),
            if number % 2 == 0 { CAPTCHA.to_owned() } else { page("题", "正文") },
        );
    }
    let args = ["convert", "in", "-o", "out", "--report", "report.json"];
    let mut child = dir.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(dir.names("out").len(), 25);
    assert!(dir.read("report.json").ends_with("}\n"));
}

#[test]
fn colours_are_shown_on_demand() {
    let dir = mixed_inputs();
    let red = "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m";
    for (args, environment, has_colours) in [
        (&["convert", "none.html"][..], &[][..], false),
        (&["convert", "none.html"], &[("CLICOLOR_FORCE", "1")], true),
        (&["convert", "none.html"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&["convert", "none.html", "--color", "always"], &[("NO_COLOR", "1")], true),
        (&["--color=always", "convert", "none.html"], &[], true),
        (&["convert", "none.html", "--color=never"], &[("CLICOLOR_FORCE", "1")], false),
        (&["convert", "--nonsense", "--color=always"], &[], true),
        (&["status", "none", "--color=always"], &[], true),
    ] {
        let done = finish(dir.command(args).envs(environment.iter().copied()), b"");
        assert_eq!(done.err.contains(red), has_colours, "{args:?}, {environment:?}: {}", done.err);
        assert!(done.code > 1 && done.out.is_empty());
    }
    let help = dir.run(&["convert", "--help", "--color=always"]).out;
    assert!(help.contains("\u{1b}[1m\u{1b}[32mUsage:"), "{help}");
    assert_eq!(dir.run(&["convert", "--color", "red"]).code, 2);
}

#[test]
fn results_have_no_colours_but_those_of_their_own() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let plain = dir.run(&["convert", "a.html"]).out;
    assert_eq!(dir.run(&["convert", "a.html", "--color=always"]).out, plain);
    let pretty = dir.run(&["inspect", "a.html", "--pretty", "--color=always"]).out;
    assert!(pretty.contains('\u{1b}'), "{pretty}");
}
