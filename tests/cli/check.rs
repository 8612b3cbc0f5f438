//! `csdown check`: finding cases, reporting results and updating files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workplace::{CAPTCHA, Done, Workplace, finish, markdown, page};

/// The Markdown for a page with this title and paragraph.
fn expected(title: &str, paragraph: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{}", markdown(title, paragraph))
}

/// A folder `in` with a passing case in each layout.
fn passing() -> Workplace {
    Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/a.md", &expected("题", "一")),
        ("in/甲 乙/input.html", &page("题", "二")),
        ("in/甲 乙/expected.md", &expected("题", "二")),
    ])
}

fn check(dir: &Workplace, args: &[&str]) -> Done {
    dir.run(&[&["check"], args].concat())
}

fn json(dir: &Workplace, args: &[&str]) -> Value {
    serde_json::from_str(&check(dir, &[&["--format", "json"], args].concat()).out).unwrap()
}

/// The names and outcomes of the cases.
fn outcomes(dir: &Workplace, args: &[&str]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let report = json(dir, args);
    let cases = report["cases"].as_array().unwrap();
    cases.iter().map(|case| (text(&case["name"]), text(&case["outcome"]))).collect()
}

fn pairs(cases: &[(&str, &str)]) -> Vec<(String, String)> {
    cases.iter().map(|(name, outcome)| ((*name).to_owned(), (*outcome).to_owned())).collect()
}

#[test]
fn the_fixtures_of_csdown_pass() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let done = Workplace::new().run(&["check", fixtures.to_str().unwrap()]);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    let folders = done.err.strip_prefix("csdown: ").unwrap().split(' ').next().unwrap();
    assert!(folders.parse::<usize>().unwrap() > 300, "{}", done.err);
    assert!(done.err.ends_with(" same\n") && !done.err.contains(','), "{}", done.err);
}

#[test]
fn both_layouts_are_found() {
    let dir = passing();
    dir.write("in/.hidden.html", "");
    dir.write("in/.hidden/input.html", "");
    dir.write("in/README.md", "");
    dir.write("in/notes.txt", "");
    assert_eq!(outcomes(&dir, &["in"]), pairs(&[("in/a", "same"), ("in/甲 乙", "same")]));
    let done = check(&dir, &["in"]);
    let summary = "csdown: 2 checked: 2 same\ncsdown: skipped 1 hidden file or folder\n";
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", summary));
    assert_eq!(check(&dir, &["in", "--quiet"]).err, "");
}

#[test]
fn every_kind_of_input_is_found() {
    let dir = Workplace::new();
    for (name, markdown) in
        [("a.HTML", "a.md"), ("b.htm", "b.md"), ("c.xhtml", "c.md"), ("d/input.md", "d/expected.md")]
    {
        dir.write(name, page("题", "一"));
        dir.write(markdown, expected("题", "一"));
    }
    let cases = [("a", "same"), ("b", "same"), ("c", "same"), ("d", "same")];
    assert_eq!(outcomes(&dir, &["."]), pairs(&cases));
}

#[test]
fn a_difference_is_printed_with_its_line() {
    let dir = passing();
    dir.write("in/a.md", expected("题", "七").replace('\n', "\r\n"));
    let done = check(&dir, &["in"]);
    let output = "differs: in/a.md, line 7\n--- in/a.md\n+++ in/a.html, converted\n@@ -4,4 +4,4 @@\n \n # 题\n \n-七\n+一\n";
    assert_eq!((done.code, done.out.as_str()), (1, output));
    assert_eq!(done.err, "csdown: 2 checked: 1 same, 1 differs\n");
    let finding = &json(&dir, &["in"])["cases"][0]["findings"][0];
    assert_eq!((&finding["line"], &finding["file"]), (&7.into(), &"in/a.md".into()));
    assert!(finding["diff"].as_str().unwrap().ends_with("\n-七\n+一\n"), "{finding}");
}

#[test]
fn line_endings_of_a_checkout_are_ignored() {
    let dir = passing();
    let windows = expected("题", "一").replace('\n', "\r\n");
    dir.write("in/a.md", &windows);
    assert_eq!(check(&dir, &["in"]).code, 0);
    assert_eq!((check(&dir, &["in", "--update"]).code, dir.read("in/a.md")), (0, windows.clone()));
    dir.write("in/a.md", windows.replacen("\r\n", "\n", 1));
    let done = check(&dir, &["in"]);
    assert!(done.code == 1 && done.out.contains("\n-title:·题␍\n"), "{}", done.out);
}

#[test]
fn an_update_writes_what_is_missing_or_differs_and_nothing_else() {
    let dir = passing();
    dir.write("in/a.md", "旧\n");
    dir.write("in/b/c.html", page("题", "三"));
    let before = dir.tree("in");
    assert_eq!(check(&dir, &["in"]).code, 1);
    assert_eq!(dir.tree("in"), before, "nothing is written unless asked for");
    let done = dir.command(&["check", "in", "--update"]).env("CI", "1").output().unwrap();
    let out = String::from_utf8(done.stdout).unwrap();
    assert_eq!((done.status.code(), out.as_str()), (Some(0), "updated: in/a.md\nupdated: in/b/c.md (new)\n"));
    let mut after = before;
    after.insert("a.md".into(), expected("题", "一").into());
    after.insert("b/c.md".into(), expected("题", "三").into());
    assert_eq!(dir.tree("in"), after);
    let done = check(&dir, &["in", "--update"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 3 checked: 3 same\n"));
    assert!(!dir.has_leftovers());
}

#[cfg(unix)]
#[test]
fn an_update_follows_no_symlinks_and_overwrites_no_input() {
    use std::os::unix::fs::symlink;
    let dir = passing();
    dir.write("outside/x.md", "别人的\n");
    dir.write("outside/in/b.html", page("题", "三"));
    for (target, link) in
        [("../outside/x.md", "in/a.md"), ("../outside/in", "in/linked"), ("c.html", "in/c.md")]
    {
        fs::remove_file(dir.path(link)).ok();
        symlink(target, dir.path(link)).unwrap();
    }
    dir.write("in/c.html", page("题", "四"));
    let done = check(&dir, &["in", "--update"]);
    assert_eq!((done.code, done.out.as_str()), (0, "updated: in/a.md\nupdated: in/c.md\n"));
    assert_eq!((dir.read("outside/x.md").as_str(), dir.names("outside").len()), ("别人的\n", 2));
    assert_eq!((dir.read("in/c.html"), dir.read("in/c.md")), (page("题", "四"), expected("题", "四")));
    assert_eq!(dir.read("in/a.md"), expected("题", "一"));
}

#[test]
fn an_expected_file_without_input_is_an_orphan() {
    let dir = passing();
    for file in ["in/b.md", "in/c.error", "in/d.expected.json", "in/e/expected.md", "in/readme.md"] {
        dir.write(file, "");
    }
    let done = check(&dir, &["in", "--update"]);
    let orphans = ["b.md", "c.error", "d.expected.json", "e/expected.md"];
    let message: String = orphans.map(|file| format!("orphan: in/{file} has no input beside it\n")).concat();
    assert_eq!((done.code, done.out), (1, message));
    assert_eq!(done.err, "csdown: 6 checked: 2 same, 4 orphan\n");
}

#[test]
fn an_error_can_be_expected() {
    let dir = passing();
    dir.write("in/b.html", CAPTCHA);
    let done = check(&dir, &["in", "--update"]);
    assert_eq!(done.code, 1);
    assert!(done.out.starts_with("fails: in/b.html: not an article but a captcha"), "{}", done.out);
    assert_eq!(dir.names("in").len(), 5, "an update creates no expected error");
    dir.write("in/b.error", "");
    assert_eq!(outcomes(&dir, &["in"])[1].1, "differs");
    assert_eq!(check(&dir, &["in", "--update"]).out, "updated: in/b.error\n");
    assert_eq!(dir.read("in/b.error"), "not an article but a captcha or challenge page\n");
    assert_eq!(check(&dir, &["in"]).code, 0);
    // An update does not delete an expected error either.
    dir.write("in/b.html", page("题", "三"));
    let done = check(&dir, &["in", "--update"]);
    assert_eq!((done.code, dir.names("in").len()), (1, 6));
    assert!(done.out.starts_with("converts: in/b.html, but in/b.error expects an error"), "{}", done.out);
    dir.write("in/b.md", "");
    let done = check(&dir, &["in", "--update"]);
    assert_eq!(
        (done.code, done.out.as_str()),
        (1, "broken: in/b.md: in/b.error exists as well; only one of the two can be expected\n")
    );
}

#[test]
fn metadata_and_warnings_can_be_expected() {
    let dir = Workplace::with(&[
        ("a.html", &page("题", "<img>")),
        ("a.expected.json", ""),
        ("b/input.html", &page("题", "<img>")),
        ("b/expected.json", ""),
    ]);
    assert_eq!(check(&dir, &[".", "--update"]).code, 0);
    let facts = dir.read("a.expected.json");
    assert_eq!(facts, dir.read("b/expected.json"));
    let facts: Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(
        (&facts["warnings"][0]["code"], &facts["metadata"]["title"]["value"]),
        (&"image-without-source".into(), &"题".into())
    );
    dir.write("a.html", page("题", ""));
    let report = json(&dir, &["."]);
    assert_eq!(
        report["cases"][0]["findings"].as_array().unwrap().len(),
        1,
        "the Markdown is the same: {report}"
    );
    assert_eq!(report["cases"][0]["findings"][0]["file"], "a.expected.json");
}

#[test]
fn options_of_a_case_override_arguments_and_these_override_the_file() {
    let dir = Workplace::with(&[
        ("csdown.toml", "front-matter = \"none\"\nhard-break = \"backslash\"\n[limits]\nbytes = 300\n"),
        ("in/a.html", &page("题", "一<br>二")),
        ("in/b.html", &page("题", "一<br>二")),
        ("in/b.options.json", "{ \"front-matter\": \"json\", \"limits\": { \"cells\": 9 } }"),
        ("in/c.html", &page("题", &"一".repeat(200))),
        ("in/c.error", ""),
        ("in/c.options.json", "{ \"limits\": { \"cells\": 9 } }"),
    ]);
    let args = ["in", "--update", "--hard-break", "spaces"];
    assert_eq!(check(&dir, &args).code, 0);
    assert_eq!(dir.read("in/a.md"), "# 题\n\n一  \n二\n");
    assert_eq!(dir.read("in/b.md"), "{\n  \"title\": \"题\"\n}\n\n# 题\n\n一  \n二\n");
    assert_eq!(dir.read("in/c.error"), "bytes limit exceeded: more than 300; raise limits.bytes\n");
}

#[test]
fn broken_cases_are_reported_and_do_not_stop_the_run() {
    let dir = passing();
    dir.write("in/b.html", page("题", "三"));
    dir.write("in/b.options.json", "{ \"tabels\": \"gfm\" }");
    dir.write("in/c.html", page("题", "三"));
    dir.write("in/c.htm", page("题", "三"));
    dir.write("in/d.html", page("题", "三"));
    dir.write("in/d.md/x", "");
    dir.write("in/e/input.html", page("题", "三"));
    dir.write("in/e/input.md", page("题", "三"));
    let done = check(&dir, &["in", "absent", "in/a.html", "in/d.md/x"]);
    assert_eq!(done.code, 1);
    for part in [
        "broken: in/b.options.json: unknown field `tabels`, expected one of ",
        "broken: in/c.htm: another input has the same expected file, c.md\n",
        "broken: in/c.html: another input has the same expected file, c.md\n",
        "broken: in/d.md: cannot be read: not a regular file\n",
        "broken: in/e/input.html: another input has the same expected file, expected.md\n",
        "broken: in/e/input.md: another",
        "broken: absent: ",
        "broken: in/d.md/x: its name is neither that of an input nor that of an expected file\n",
    ] {
        assert!(done.out.contains(part), "{part:?} in {}", done.out);
    }
    assert_eq!(done.err, "csdown: 10 checked: 2 same, 8 broken\n");
}

#[cfg(unix)]
#[test]
fn non_utf_8_names_and_dangling_links_are_reported() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let dir = passing();
    dir.write(Path::new("in").join(OsStr::from_bytes(b"\xff.html")), page("题", "一"));
    std::os::unix::fs::symlink("nowhere", dir.path("in/b.html")).unwrap();
    let done = check(&dir, &["in"]);
    assert!(done.out.contains("broken: in/b.html: cannot be read: "), "{}", done.out);
    assert!(done.out.contains("its name is not UTF-8\n"), "{}", done.out);
}

#[test]
fn any_file_of_a_case_selects_it() {
    let dir = passing();
    dir.write("in/b.md", "");
    for (path, name) in [
        ("in/a.html", "in/a"),
        ("in/a.md", "in/a"),
        ("./in/a.md", "in/a"),
        ("in/甲 乙", "in/甲 乙"),
        ("in/甲 乙/expected.md", "in/甲 乙"),
    ] {
        assert_eq!(outcomes(&dir, &[path]), pairs(&[(name, "same")]), "{path}");
    }
    let twice = ["in/甲 乙", "in", "./in/a.md"];
    assert_eq!(
        outcomes(&dir, &twice),
        pairs(&[("in/甲 乙", "same"), ("in/a", "same"), ("in/b.md", "orphan")])
    );
    let mut command = dir.command(&["check", "expected.md", "--format", "json"]);
    assert!(finish(command.current_dir(dir.path("in/甲 乙")), b"").out.contains("\"name\":\".\""));
}

#[test]
fn filters_select_cases_by_name() {
    let dir = passing();
    for (filters, kept) in [
        (&["甲"][..], &["in/甲 乙"][..]),
        (&["in/"], &["in/a", "in/甲 乙"]),
        (&["甲", "/a"], &["in/a", "in/甲 乙"]),
        (&["*乙"], &["in/甲 乙"]),
        (&["?n/[a-c]"], &["in/a"]),
    ] {
        let args: Vec<&str> =
            ["in"].into_iter().chain(filters.iter().flat_map(|text| ["--filter", text])).collect();
        let names: Vec<String> = outcomes(&dir, &args).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, kept, "{filters:?}");
    }
}

#[test]
fn names_and_ignored_files_can_be_configured() {
    let dir = Workplace::with(&[
        ("in/a.in.md", &page("题", "一")),
        ("in/a.md", &expected("题", "一")),
        ("in/x/page.html", &page("题", "二")),
        ("in/x/page.md", &expected("题", "二")),
        ("in/x/input.html", "not of this layout"),
        ("in/drafts/y/page.html", ""),
    ]);
    let names = ["--input", "*.in.md", "--expected", "*.md"];
    let cases = [("in/a", "same"), ("in/x/page.md", "orphan")];
    assert_eq!(outcomes(&dir, &[&["in"], &names[..]].concat()), pairs(&cases));
    let ignored = ["in", "--ignore", "/x/", "--ignore", "drafts"];
    assert_eq!(outcomes(&dir, &[&ignored, &names[..]].concat()), pairs(&[("in/a", "same")]));
    dir.write(
        "csdown.toml",
        "[check]\ninput = \"page.html\"\nexpected = \"page.md\"\nignore = [\"drafts/\"]\n",
    );
    assert_eq!(outcomes(&dir, &["in"]), pairs(&[("in/x", "same")]));
    assert_eq!(outcomes(&dir, &[&["in", "--ignore", "x"], &names[..]].concat()), pairs(&[("in/a", "same")]));
    // Other commands ignore the table.
    assert_eq!(dir.run(&["convert", "in/x/page.html"]).code, 0);
}

#[test]
fn the_exit_code_depends_on_the_outcomes() {
    let dir = passing();
    dir.write("empty/.x.html", "");
    dir.write("only/x.md", "");
    dir.write("csdown.toml", "");
    for (toml, args, code, message) in [
        ("", &["in"][..], 0, ""),
        ("", &["in", "empty"], 0, ""),
        ("", &["in", "absent"], 1, ""),
        ("", &["in", "only"], 1, ""),
        ("", &[], 2, "<PATH>"),
        ("", &["in", "--input", "*.html"], 2, "--expected"),
        ("", &["in", "--input", "*.html", "--expected", "a/*.md"], 2, "`a/*.md` is not a file name"),
        ("", &["in", "--input", "*.html", "--expected", "*.html"], 2, "would name two kinds of files"),
        ("", &["in", "--filter", "[a"], 2, "unclosed character class"),
        ("", &["in", "--ignore", "[z-a]"], 2, "invalid range"),
        (
            "",
            &["in", "--junit", "in/a.html"],
            2,
            "report in/a.html already exists and is not a report of this kind",
        ),
        ("[check]\ninput = \"a\"", &["in"], 2, "[check] needs both input and expected"),
        ("toc = 1", &["in"], 2, "csdown.toml:1: "),
        ("[limits]\ndepth = 0", &["in"], 2, "limits.depth"),
        ("", &["empty"], 3, "error: no inputs in empty\n"),
        ("", &["only"], 3, "error: no inputs in only, only Markdown; "),
        ("", &["absent"], 3, ""),
        ("", &["in", "--filter", "zz"], 3, "error: no case matches --filter zz\n"),
    ] {
        dir.write("csdown.toml", toml);
        let done = check(&dir, args);
        assert_eq!(done.code, code, "{args:?}: {}", done.err);
        assert!(done.err.contains(message), "{args:?}: {}", done.err);
    }
}

#[test]
fn the_output_does_not_depend_on_threads() {
    let dir = Workplace::new();
    for number in 0..60 {
        dir.write(format!("in/{number}.html"), page("题", &number.to_string()));
        if number % 5 > 0 {
            dir.write(format!("in/{number}.md"), expected("题", &(number / 2 * 2).to_string()));
        }
    }
    let run = |jobs: &str| {
        let done = check(&dir, &["in", "-j", jobs, "--junit", "out/report.xml"]);
        (done.out, done.err, dir.read("out/report.xml"))
    };
    let one = run("1");
    assert!(one.1.starts_with("csdown: 60 checked: 24 same, 24 differs, 12 missing"), "{}", one.1);
    assert_eq!(one, run("2"));
    assert_eq!(one, run("7"));
}

#[test]
fn colours_follow_the_environment() {
    let dir = passing();
    dir.write("in/a.md", expected("题", "七"));
    let run = |variable: &str| finish(dir.command(&["check", "in"]).env(variable, "1"), b"").out;
    assert!(!run("NO_COLOR").contains('\u{1b}'));
    assert!(!run("NOTHING").contains('\u{1b}'), "not to a pipe");
    assert!(run("CLICOLOR_FORCE").contains("\u{1b}[31m-七"), "{:?}", run("CLICOLOR_FORCE"));
    let json = ["check", "in", "--format", "json"];
    assert!(!finish(dir.command(&json).env("CLICOLOR_FORCE", "1"), b"").out.contains('\u{1b}'));
}

#[test]
fn long_diffs_are_truncated_without_full() {
    let dir = Workplace::with(&[("a.html", &page("题", &"行<br>".repeat(200))), ("a.md", "一\n")]);
    let lines = |args: &[&str]| check(&dir, args).out.lines().count();
    assert_eq!((lines(&["."]), lines(&[".", "--full"])), (104, 211));
    assert!(check(&dir, &["."]).out.ends_with("… 108 more lines; --full prints them\n"));
}

/// Cases with every kind of fault, and characters that are unsafe in a terminal or in XML.
fn faulty() -> Workplace {
    let dir = passing();
    dir.write(
        "in/a.md",
        "\u{1b}[31m\u{0}\u{fffe}\u{202e}<&>]]>\"\u{85}\n ::error::gone\n::csdown-check-0::\n",
    );
    dir.write("in/b\u{1b}[2J<&>.html", page("题", "一"));
    dir.write("in/c,d: 100%.md", "");
    dir.write("in/e.html", CAPTCHA);
    dir.write("in/f.html", page("题", "一"));
    dir.write("in/f.options.json", "[");
    dir
}

#[test]
fn output_contains_no_control_characters() {
    let dir = faulty();
    for format in ["human", "github"] {
        let done = check(&dir, &["in", "--format", format]);
        assert!(
            !(done.out.clone() + &done.err).contains(['\u{1b}', '\u{202e}', '\u{0}', '\u{85}']),
            "{:?}",
            done.out
        );
    }
}

#[test]
fn the_junit_report_lists_every_fault() {
    let dir = faulty();
    assert_eq!(check(&dir, &["in", "--junit", "new/junit.xml", "-q"]).code, 1);
    let text = dir.read("new/junit.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let suite = document.root_element().first_element_child().unwrap();
    for (node, name) in [(document.root_element(), "testsuites"), (suite, "testsuite")] {
        let counts = ["name", "tests", "failures", "errors"].map(|name| node.attribute(name).unwrap());
        assert_eq!((node.tag_name().name(), counts), (name, ["csdown check", "6", "4", "1"]));
    }
    let cases: Vec<_> = suite.children().filter(roxmltree::Node::is_element).collect();
    let reported: Vec<_> = cases
        .iter()
        .map(|case| {
            let fault = case.first_element_child();
            let fault = fault.map(|fault| (fault.tag_name().name(), fault.attribute("type").unwrap()));
            (case.attribute("classname").unwrap(), case.attribute("name").unwrap(), fault)
        })
        .collect();
    let expected = [
        ("in", "a", Some(("failure", "differs"))),
        ("in", "b<&>", Some(("failure", "missing"))),
        ("in", "c,d: 100%.md", Some(("failure", "orphan"))),
        ("in", "e", Some(("failure", "fails"))),
        ("in", "f", Some(("error", "broken"))),
        ("in", "甲 乙", None),
    ];
    assert_eq!(reported, expected);
    let diff = cases[0].first_element_child().unwrap().text().unwrap();
    assert!(diff.contains("-<U+001B>[31m<U+0000><U+FFFE><U+202E><&>]]>\"<U+0085>\n"), "{diff}");
    assert_eq!(check(&dir, &["in/甲 乙", "--junit", "new/junit.xml"]).code, 0, "replaces an earlier report");
    assert!(!dir.read("new/junit.xml").contains("failure "));
}

#[test]
fn annotations_have_locations_and_pages_cannot_issue_commands() {
    let done = check(&faulty(), &["in", "--format", "github"]);
    let is_command = |line: &&str| line.trim_start().starts_with("::");
    let mut stopped: Option<String> = None;
    let mut commands = Vec::new();
    for line in done.out.lines().filter(is_command) {
        match &stopped {
            Some(token) if line == format!("::{token}::") => stopped = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(token) => stopped = Some(token.to_owned()),
                None => commands.push(line),
            },
        }
    }
    let locations: Vec<&str> =
        commands.iter().map(|line| line.split("csdown check").next().unwrap()).collect();
    let expected = [
        "::error file=in/a.md,line=1,title=",
        "::error file=in/b [2J<&>.html,line=1,title=",
        "::error file=in/c%2Cd%3A 100%25.md,line=1,title=",
        "::error file=in/e.html,line=1,title=",
        "::error file=in/f.options.json,line=1,title=",
    ];
    assert_eq!(locations, expected);
    assert!(commands[0].contains("%3A differs::in/a.md, line 1%0A@@ "), "{}", commands[0]);
    assert!(commands[2].ends_with("::in/c,d: 100%25.md has no input beside it"), "{}", commands[2]);
}

#[test]
fn an_update_continues_after_its_output_pipe_is_closed() {
    let dir = Workplace::new();
    for number in 0..40 {
        dir.write(format!("in/{number}.html"), page("题", "一"));
    }
    let (out, err) = (std::process::Stdio::piped(), std::process::Stdio::null());
    let mut child = dir.command(&["check", "in", "--update"]).stdout(out).stderr(err).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(dir.names("in").len(), 80);
}

fn documentation() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check.md")).unwrap()
}

/// The first cells of the table in a section.
fn rows(section: &str) -> BTreeSet<String> {
    let page = documentation();
    let text = page.split(&format!("# {section}\n")).nth(1).unwrap().split("\n#").next().unwrap();
    text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

#[test]
fn the_documentation_lists_every_field_and_outcome() {
    fn fields(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        value.as_array().into_iter().flatten().for_each(|item| fields(item, &format!("{path}[]"), found));
        for (key, value) in value.as_object().into_iter().flatten() {
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            // The other totals are counts of outcomes.
            if !path.starts_with("totals.") {
                fields(value, &path, found);
                found.insert(path);
            }
        }
    }
    let report = json(&faulty(), &["in"]);
    let mut found = BTreeSet::new();
    fields(&report, "", &mut found);
    assert_eq!(rows("JSON"), found);
    let totals = report["totals"].as_object().unwrap();
    let outcomes: BTreeSet<String> = totals.keys().filter(|key| *key != "cases").cloned().collect();
    assert_eq!(rows("Outcomes"), outcomes);
    let counted: u64 =
        totals.iter().filter(|(key, _)| *key != "cases").map(|(_, count)| count.as_u64().unwrap()).sum();
    assert_eq!(Some(counted), totals["cases"].as_u64());
}

#[test]
fn the_examples_in_the_documentation_work() {
    let page_of = documentation();
    let shown = page_of.split("$ csdown check tests/pages\n").nth(1).unwrap().split("```").next().unwrap();
    let dir = Workplace::with(&[
        ("tests/pages/mint.html", &page("养薄荷", "每天浇水，一次一升。")),
        ("tests/pages/mint.md", &expected("养薄荷", "每天浇水，一次升。")),
        ("tests/pages/rose.html", &page("月季", "一")),
    ]);
    assert_eq!(check(&dir, &["tests/pages"]).out, shown);
    assert_eq!(check(&dir, &["tests/pages", "--update"]).code, 0);
    let workflows: Vec<&str> =
        page_of.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(workflows.len(), 2);
    for workflow in workflows {
        let workflow: Value = serde_norway::from_str(workflow).unwrap();
        let command = workflow["snapshots"]["script"][1].as_str().map_or_else(
            || {
                let inputs = &workflow["jobs"]["check"]["steps"][1]["with"];
                format!("{} {}", inputs["folder"].as_str().unwrap(), inputs["arguments"].as_str().unwrap())
            },
            |command| command.strip_prefix("csdown check ").unwrap().to_owned(),
        );
        assert_eq!(check(&dir, &command.split(' ').collect::<Vec<_>>()).code, 0, "{command}");
        assert!(dir.read("junit.xml").contains("tests=\"2\""));
    }
    let codes = check(&dir, &["--help"]).out;
    for line in codes.split("Exit codes:\n").nth(1).unwrap().lines() {
        let (code, meaning) = line.trim().split_once("  ").unwrap();
        assert!(page_of.contains(&format!("| {code} | {meaning} |")), "docs/check.md lacks {line}");
    }
}

#[test]
fn a_glob_matches_the_name_of_a_file_or_folder() {
    let dir = Workplace::new();
    for case in ["tests/pages/mint", "tests/pages/lists/nested", "tests/pages/table"] {
        dir.write(format!("{case}/input.html"), page("题", "正文"));
    }
    let checked = |filter: &str| {
        let done = dir.run(&["check", "tests/pages", "--filter", filter, "--format", "json"]);
        let report: Value = serde_json::from_str(&done.out).unwrap_or_default();
        let cases = report["cases"].as_array().cloned().unwrap_or_default();
        cases.iter().map(|case| case["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(checked("m*"), ["tests/pages/mint"]);
    assert_eq!(checked("list?"), ["tests/pages/lists/nested"]);
    assert_eq!(checked("lists/*"), ["tests/pages/lists/nested"]);
    assert_eq!(checked("tests/pages/t*"), ["tests/pages/table"]);
    assert_eq!(checked("t*"), ["tests/pages/table"], "the folder that was given is not matched");
    assert!(checked("x*").is_empty());
}
