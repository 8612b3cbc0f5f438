//! Which files are overwritten, and where outputs may be written.

use std::fs;

use crate::workplace::{Workplace, finish, page};

fn run(dir: &Workplace, args: &[&str]) -> (i32, String) {
    let all: Vec<&str> = ["convert"].iter().chain(args).copied().collect();
    let done = dir.run(&all);
    (done.code, done.err)
}

#[test]
fn an_input_is_never_overwritten() {
    let html = page("题", "正文");
    let dir = Workplace::with(&[("a.md", &html), ("in/b.md", &html)]);
    for args in [&["a.md", "-o", "a.md", "--force"][..], &["in", "-o", "in", "--force"]] {
        let (code, err) = run(&dir, args);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("output would overwrite the input"), "{err}");
    }
    assert_eq!((dir.read("a.md"), dir.read("in/b.md")), (html.clone(), html));
}

#[test]
fn an_output_does_not_overwrite_another_input() {
    let text = "作者自己的 Markdown\n";
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文")), ("in/a.md", text)]);
    assert_eq!(run(&dir, &["in", "-o", "in"]).0, 0);
    assert_eq!(dir.read("in/a.md"), text);
    assert!(dir.read("in/a-7aa267cf.md").contains("正文"), "the hash of `a.html`");
}

#[test]
fn a_foreign_file_is_kept_without_force() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文")), ("out/a.md", "别人的\n")]);
    let (code, err) = run(&dir, &["a.html", "-o", "out/a.md"]);
    assert_eq!((code, dir.read("out/a.md").as_str()), (3, "别人的\n"));
    assert!(err.contains("output a.md exists and was not written by csdown"), "{err}");
    assert_eq!(run(&dir, &["a.html", "-o", "out/a.md", "--force"]).0, 0);
    assert!(dir.read("out/a.md").contains("正文"));
}

#[test]
fn an_output_is_replaced_unless_it_was_edited() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一"))]);
    assert_eq!(run(&dir, &["in", "-o", "out"]).0, 0);
    dir.write("in/a.html", page("题", "二"));
    assert_eq!(run(&dir, &["in", "-o", "out"]).0, 0);
    assert!(dir.read("out/a.md").contains('二'));
    dir.write("out/a.md", "改过\n");
    assert_eq!(run(&dir, &["in", "-o", "out"]).0, 3);
    assert_eq!(dir.read("out/a.md"), "改过\n");
}

#[test]
fn outputs_inside_the_inputs_are_not_converted_again() {
    for (out, expected) in [("in", ["a.html", "a.md"]), ("in/out", ["a.html", "out/a.md"])] {
        let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
        for _ in 0..3 {
            let (code, err) = run(&dir, &["in", "-o", out]);
            assert_eq!(code, 0, "{err}");
        }
        assert_eq!(dir.names("in"), expected);
    }
}

#[test]
fn outputs_of_the_current_run_are_not_converted() {
    // `in` is listed after an article of `in/x` was written to it.
    let files = [("in/x/10001.html", "一"), ("in/20002.html", "二"), ("in/x/30003.html", "三")];
    let outputs = |jobs: &str| {
        let dir = Workplace::new();
        files.iter().for_each(|(path, text)| dir.write(path, page("题", text)));
        let (code, err) =
            run(&dir, &["in/x", "in", "-o", "in", "-j", jobs, "--profile", "obsidian", "--report", "r.json"]);
        assert_eq!(code, 0, "{err}");
        (dir.names("in"), dir.read("r.json"))
    };
    let (names, report) = outputs("1");
    let written: Vec<_> = names.iter().filter(|name| !name.ends_with("html")).collect();
    assert_eq!(written, ["in/x/题-30003.md", "in/x/题.md", "in/题.md", "x/题-30003.md", "x/题.md"]);
    assert_eq!(report, outputs("2").1);
}

#[test]
fn titles_and_names_cannot_escape_the_output_folder() {
    let dir = Workplace::new();
    for (name, title) in [("1", "../../外"), ("2", "/etc/题"), ("3", "..\\..\\外"), ("4", "..")] {
        dir.write(format!("in/{name}.html"), page(title, "正文"));
    }
    dir.write("in/5 ..外.html", page("题", "正文"));
    for (profile, name) in
        [("plain", "{stem}"), ("obsidian", "{title}"), ("jekyll", "{column}/{slug}-{title}")]
    {
        let out = format!("work/{profile}");
        let (code, err) = run(&dir, &["in", "-o", &out, "--profile", profile, "--name", name]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(dir.names(&out).len(), 5, "{:?}", dir.names(&out));
    }
    let outside =
        dir.names("").into_iter().filter(|name| !name.starts_with("in/") && !name.starts_with("work/"));
    assert_eq!(outside.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn parent_components_in_an_input_stay_in_the_output_folder() {
    let dir = Workplace::with(&[("x/in/a.html", &page("题", "正文")), ("x/there/y", "")]);
    assert_eq!(run(&dir, &["x/there/../in", "x/in/../in/a.html", "-o", "out"]).0, 0);
    assert_eq!(dir.names("out"), ["a.md", "in/a.md"]);
}

#[test]
fn outputs_are_written_atomically() {
    let dir = Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/b.html", &page("题", "二")),
        ("out/a.md/taken", ""),
        ("file", ""),
    ]);
    let (code, err) = run(&dir, &["in", "-o", "out"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("error: in/a.html: output path is a folder, not a regular file"), "{err}");
    assert!(dir.read("out/b.md").ends_with("二\n"));
    assert_eq!(run(&dir, &["in", "-o", "file/below"]).0, 3);
    assert!(!dir.has_leftovers());
}

#[test]
fn a_new_output_has_the_default_mode() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
        assert_eq!(run(&dir, &["a.html", "-o", "a.md"]).0, 0);
        let mode = |name: &str| fs::metadata(dir.path(name)).unwrap().permissions().mode();
        assert_eq!(mode("a.md"), mode("a.html"));
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_symlink_out_of_the_output_folder_is_not_followed() {
        let dir =
            Workplace::with(&[("in/sub/a.html", &page("题", "正文")), ("elsewhere/x", ""), ("out/x", "")]);
        symlink(dir.path("elsewhere"), dir.path("out/sub")).unwrap();
        let (code, err) = run(&dir, &["in", "-o", "out", "--force"]);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("sub in the output folder is a symbolic link"), "{err}");
        assert_eq!(dir.names("elsewhere"), ["x"]);
    }

    #[test]
    fn a_symlink_at_the_output_path_is_replaced_and_not_followed() {
        let dir =
            Workplace::with(&[("in/a.html", &page("题", "正文")), ("elsewhere", "别人的\n"), ("out/x", "")]);
        symlink(dir.path("elsewhere"), dir.path("out/a.md")).unwrap();
        assert_eq!(run(&dir, &["in", "-o", "out"]).0, 3, "a foreign file");
        assert_eq!(run(&dir, &["in", "-o", "out", "--force"]).0, 0);
        assert_eq!(dir.read("elsewhere"), "别人的\n");
        assert!(dir.read("out/a.md").contains("正文"));
    }

    #[test]
    fn a_symlink_to_the_input_is_treated_as_the_input() {
        let html = page("题", "正文");
        let dir = Workplace::with(&[("in/a.html", &html), ("out/x", "")]);
        symlink(dir.path("in/a.html"), dir.path("out/a.md")).unwrap();
        assert_eq!(run(&dir, &["in", "-o", "out", "--force"]).0, 3);
        assert_eq!(dir.read("in/a.html"), html);
    }

    #[test]
    fn symlinked_files_are_read_and_symlinked_folders_are_skipped() {
        let dir = Workplace::with(&[("far/a.html", &page("题", "正文")), ("in/x", "")]);
        symlink(dir.path("far/a.html"), dir.path("in/b.html")).unwrap();
        symlink(dir.path("far"), dir.path("in/far")).unwrap();
        symlink(dir.path("in"), dir.path("in/loop")).unwrap();
        symlink(dir.path("absent.html"), dir.path("in/dead.html")).unwrap();
        let (code, err) = run(&dir, &["in", "-o", "out"]);
        assert_eq!((code, dir.names("out")), (0, vec!["b.md".to_owned()]), "{err}");
    }

    #[test]
    fn names_that_are_not_utf_8_are_converted() {
        let dir = Workplace::with(&[("in/x", "")]);
        let name = OsStr::from_bytes(b"in/\xd6\xd0.html");
        if fs::write(dir.path(name), page("题", "一")).is_err() {
            return; // The file system does not support such names.
        }
        let out = OsStr::from_bytes(b"\xce\xc4.md");
        let mut command = dir.command(&["convert", "-", "-o"]);
        assert_eq!(finish(command.arg(out), page("题", "零").as_bytes()).code, 0);
        assert!(dir.read(out).ends_with("零\n"));
        dir.write(OsStr::from_bytes(b"in/\xce\xc4/\xff\xfe.html"), page("题", "二"));
        let (code, err) = run(&dir, &["in", "-o", "out", "--report", "report.json"]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(dir.names("out").len(), 2, "{:?}", dir.names("out"));
        let report: serde_json::Value = serde_json::from_str(&dir.read("report.json")).unwrap();
        assert_eq!(report["inputs"].as_array().unwrap().len(), 2);
    }
}

#[cfg(unix)]
#[test]
fn what_is_skipped_in_a_folder_is_counted() {
    use std::os::unix::fs::symlink;

    let dir = Workplace::with(&[
        ("in/a.html", &page("题", "正文")),
        ("in/.hidden.html", &page("题", "正文")),
        ("in/.drafts/b.html", &page("题", "正文")),
        ("in/.git/config", ""),
        ("in/.DS_Store", ""),
        ("elsewhere/c.html", &page("题", "正文")),
    ]);
    symlink(dir.path("elsewhere"), dir.path("in/linked")).unwrap();
    symlink(dir.path("gone.html"), dir.path("in/broken.html")).unwrap();
    symlink(dir.path("gone"), dir.path("in/broken")).unwrap();
    let all = "csdown: skipped 2 hidden files or folders, 1 broken link, 1 linked folder\n";
    for args in [&["convert", "in", "-o", "out"][..], &["inspect", "in"], &["verify", "in"]] {
        let done = dir.run(args);
        assert!(done.code == 0 && done.err.ends_with(all), "{args:?}: {}", done.err);
    }
    assert_eq!(dir.names("out"), ["a.md"]);
    let done = dir.run(&["convert", "in", "-o", "out", "-q"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let done = dir.run(&["check", "in"]);
    assert!(done.err.ends_with("csdown: skipped 1 hidden file or folder, 1 linked folder\n"), "{}", done.err);
}

#[test]
fn the_report_in_an_archive_is_no_input() {
    let dir =
        Workplace::with(&[("in/a.html", &page("题", "正文")), ("in/b/report.html", &page("报告", "正文"))]);
    dir.run(&["convert", "in", "-o", "md", "--report-html", "md/report.html"]);
    let done = dir.run(&["convert", "md", "-o", "hugo", "--profile", "hugo"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 2 converted\n"));
    // A page of the same name is one.
    assert_eq!(dir.names("hugo/b"), ["report.md"]);
    let done = dir.run(&["convert", "md/report.html", "-o", "hugo"]);
    assert_eq!(done.code, 3, "{}", done.err);
}

#[test]
fn a_name_without_an_extension_is_that_of_a_file() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let done = dir.run(&["convert", "a.html", "-o", "posts"]);
    let note = "csdown: 1 converted\ncsdown: posts is a file; use -o posts/ for a folder\n";
    assert_eq!((done.code, done.err.as_str(), dir.path("posts").is_file()), (0, note, true));
    assert_eq!(dir.run(&["convert", "a.html", "-o", "posts.md"]).err, "csdown: 1 converted\n");
}
