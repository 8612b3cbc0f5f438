//! Inputs, outputs and exit codes.

use crate::workplace::{CAPTCHA, PREVIEW, Workplace, markdown, page};

const BARE: [&str; 2] = ["--front-matter", "none"];

fn convert<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["convert"].iter().chain(args).chain(&BARE).copied().collect()
}

#[test]
fn one_file_is_written_to_standard_output() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let done = dir.run(&convert(&["a.html"]));
    assert_eq!((done.code, done.out, done.err), (0, markdown("题", "正文"), String::new()));
    assert_eq!(dir.names(""), ["a.html"], "nothing is written");
}

#[test]
fn one_file_is_written_to_a_file() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let done = dir.run(&convert(&["a.html", "-o", "b/c.md"]));
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert_eq!(dir.read("b/c.md"), markdown("题", "正文"));
}

#[test]
fn one_file_is_written_to_a_folder() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文")), ("there/x", "")]);
    assert_eq!(dir.run(&convert(&["a.html", "-o", "there"])).code, 0);
    assert_eq!(dir.run(&convert(&["a.html", "-o", "new/"])).code, 0);
    assert_eq!(dir.read("there/a.md"), dir.read("new/a.md"));
}

#[test]
fn a_folder_is_mirrored() {
    let dir = Workplace::new();
    for path in
        ["a.html", "甲/b.HTM", "甲/乙/c.xhtml", "d e/f.md", "picture.png", ".hidden/g.html", "甲/.h.html"]
    {
        dir.write(format!("in/{path}"), page("题", path));
    }
    let done = dir.run(&convert(&["in", "-o", "out"]));
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(dir.names("out"), ["a.md", "d e/f.md", "甲/b.md", "甲/乙/c.md"]);
    assert_eq!(dir.read("out/甲/乙/c.md"), markdown("题", "甲/乙/c.xhtml"));
}

#[test]
fn several_folders_keep_their_names() {
    let page = page("题", "正文");
    let dir = Workplace::with(&[("x/a.html", &page), ("y/a.html", &page), ("a.html", &page)]);
    assert_eq!(dir.run(&convert(&["x", "y", "a.html", "-o", "out"])).code, 0);
    assert_eq!(dir.names("out"), ["a.md", "x/a.md", "y/a.md"]);
}

#[test]
fn outputs_with_the_same_name_get_a_hash_of_their_input() {
    let dir = Workplace::with(&[
        ("x/a.html", &page("题", "一")),
        ("x/a.htm", &page("题", "二")),
        ("x/A.xhtml", &page("题", "三")),
    ]);
    assert_eq!(dir.run(&convert(&["x", "-o", "out"])).code, 0);
    assert_eq!(dir.names("out"), ["A.md", "a-7aa267cf.md", "a-d68a9817.md"]);
}

#[test]
fn standard_input_is_read_for_a_dash_or_without_arguments() {
    let dir = Workplace::new();
    let html = page("题", "正文");
    for args in [convert(&["-"]), convert(&[])] {
        let done = dir.run_with(&args, html.as_bytes());
        assert_eq!((done.code, done.out), (0, markdown("题", "正文")));
    }
    assert_eq!(dir.run_with(&convert(&["-", "-o", "out/"]), html.as_bytes()).code, 0);
    assert_eq!(dir.read("out/stdin.md"), markdown("题", "正文"));
}

#[test]
fn standard_input_may_be_in_any_encoding() {
    let dir = Workplace::new();
    // `<p>中文</p>` in GBK.
    let gbk = b"<meta charset=gbk><div id=content_views><p>\xd6\xd0\xce\xc4</p></div>";
    assert_eq!(dir.run_with(&convert(&["-"]), gbk).out, "中文\n");
}

#[test]
fn several_inputs_need_an_output_folder() {
    let page = page("题", "正文");
    let dir = Workplace::with(&[("in/a.html", &page), ("b.html", &page), ("file", "")]);
    for args in [
        &["in"][..],
        &["in/a.html", "b.html"],
        &["b.html", "-"],
        &["in", "-o", "file"],
        &["in/a.html", "b.html", "-o", "file"],
    ] {
        let done = dir.run(&convert(args));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{args:?}: {}", done.err);
        assert!(done.err.starts_with("error: "), "{}", done.err);
    }
    assert_eq!(dir.read("file"), "");
}

#[test]
fn markdown_is_passed_through_and_counts_as_success() {
    let text = "# 题\n\n* 一\n* 二\n";
    let dir = Workplace::with(&[("in/a.md", text)]);
    let done = dir.run(&["convert", "in", "-o", "out"]);
    assert_eq!((done.code, dir.read("out/a.md").as_str()), (0, text));
    assert_eq!(
        done.err,
        "csdown: nothing to convert: 1 passed through unchanged (Markdown that csdown did not write)\n"
    );
}

#[test]
fn a_failed_input_does_not_stop_the_run() {
    let dir = Workplace::with(&[
        ("in/1.html", CAPTCHA),
        ("in/2.html", &page("题", "正文")),
        ("in/3.html", "<html><body><p>没有文章</p></body></html>"),
        ("in/4.html", &"<p>太大</p>".repeat(100)),
        ("in/5.html", PREVIEW),
        ("in/6.html", ""),
        ("in/8.md", "正文\n"),
    ]);
    dir.write("in/7.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let done = dir.run(&["convert", "in", "absent.html", "-o", "out", "--max-bytes", "900"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("error: in/1.html: not an article but a captcha"), "{}", done.err);
    assert!(
        done.err.contains("error: in/3.html: no article found (looked for #content_views, "),
        "{}",
        done.err
    );
    assert!(done.err.contains("error: in/4.html: bytes limit exceeded: more than 900"), "{}", done.err);
    assert!(done.err.contains("incomplete: in/5.html: preview"), "{}", done.err);
    assert!(done.err.contains("error: in/7.md: not text"), "{}", done.err);
    assert!(done.err.contains("error: absent.html: cannot be read"), "{}", done.err);
    assert!(dir.read("out/in/2.md").contains("正文"));
    assert!(dir.read("out/in/5.md").contains("status: preview"));
    assert_eq!(dir.read("out/in/8.md"), "正文\n");
    assert!(!dir.names("out").iter().any(|name| name.contains(['1', '3', '4', '7'])));
}

#[test]
fn the_exit_code_depends_on_the_outcomes() {
    let page = page("题", "正文");
    let dir = Workplace::with(&[
        ("good.html", &page),
        ("bad.html", CAPTCHA),
        ("preview.html", PREVIEW),
        ("empty/readme.txt", ""),
    ]);
    for (args, code) in [
        (&["good.html"][..], 0),
        (&["good.html", "good.html", "-o", "out"], 0),
        (&["good.html", "bad.html", "-o", "out"], 1),
        (&["preview.html"], 1),
        (&["good.html", "--no-such-option"], 2),
        (&["good.html", "--jobs", "0"], 2),
        (&["good.html", "--tables", "latex"], 2),
        (&["good.html", "--max-depth", "100000"], 2),
        (&["good.html", "--config", "absent.toml"], 2),
        (&["bad.html"], 3),
        (&["absent.html"], 3),
        (&["bad.html", "absent.html", "-o", "out"], 3),
        (&["empty", "-o", "out"], 3),
        (&["good.html", "-o", "bad.html/x/"], 3),
    ] {
        let done = dir.run(&convert(args));
        assert_eq!(done.code, code, "{args:?}: {}", done.err);
        assert_eq!(
            done.err.contains("error: "),
            code > 1 || args.contains(&"bad.html"),
            "{args:?}: {}",
            done.err
        );
    }
}

#[test]
fn the_output_depends_neither_on_threads_nor_on_earlier_runs() {
    let dir = Workplace::new();
    for number in 0..60 {
        let html = if number % 7 == 3 {
            CAPTCHA.to_owned()
        } else {
            page("一样的题", &format!("第 {number} 篇"))
        };
        dir.write(format!("in/{}/{number}.html", number % 3), html);
    }
    dir.write("in/x.md", "正文\n");
    let run = |jobs: &str, out: &str| {
        let report = format!("{out}.json");
        let args = ["convert", "in", "-o", out, "--jobs", jobs, "--report", &report, "--profile", "obsidian"];
        let done = dir.run(&args);
        assert_eq!(done.code, 1, "{}", done.err);
        (dir.tree(out), dir.read(&report))
    };
    let first = run("1", "one");
    let is_renamed = |name: &String| name.starts_with("0/一样的题-");
    assert!(first.0.keys().any(is_renamed));
    assert_eq!(first, run("2", "two"), "two threads");
    assert_eq!(first, run("7", "seven"), "seven threads");
    assert_eq!(first, run("2", "one"), "into the same folder again");
}
