//! Runs that find the outputs of earlier runs.

use std::fs;
use std::time::Duration;

use crate::workplace::{Done, Workplace, page};

const ARGS: &[&str] = &["convert", "in", "-o", "out", "--front-matter", "none"];

fn articles() -> Workplace {
    Workplace::with(&[
        ("in/a.html", &page("甲", "一")),
        ("in/b.html", &page("乙", "二")),
        ("in/c/c.html", &page("丙", "三")),
    ])
}

/// Runs with more arguments, which must succeed.
fn convert(dir: &Workplace, more: &[&str]) -> Done {
    let done = dir.run(&[ARGS, more].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    done
}

/// Changes a file but neither its size nor its time.
fn change_secretly(dir: &Workplace, path: &str, from: &str, to: &str) {
    let file = dir.path(path);
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    dir.write(path, dir.read(path).replace(from, to));
    fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
}

/// Sets the time of a file but leaves its contents.
fn touch(dir: &Workplace, path: &str) {
    let file = fs::File::options().write(true).open(dir.path(path)).unwrap();
    let time = file.metadata().unwrap().modified().unwrap();
    file.set_modified(time + Duration::from_mins(1)).unwrap();
}

#[test]
fn unchanged_inputs_are_not_read() {
    let dir = articles();
    assert_eq!(convert(&dir, &[]).err, "csdown: 3 converted\n");
    let before = dir.tree("out");
    change_secretly(&dir, "in/a.html", "一", "改");
    assert_eq!(convert(&dir, &[]).err, "csdown: 3 converted, 3 unchanged since the last run\n");
    assert_eq!(dir.tree("out"), before);
    assert_eq!(convert(&dir, &["--checksum"]).err, "csdown: 3 converted, 2 unchanged since the last run\n");
    assert_eq!(dir.read("out/a.md"), "# 甲\n\n改\n");
    touch(&dir, "in/b.html");
    let done = convert(&dir, &["--report", "-"]);
    assert_eq!(done.err, "csdown: 3 converted, 3 unchanged since the last run\n");
    assert_eq!(done.out, convert(&dir, &["--report", "-", "--force-convert"]).out);
}

#[test]
fn a_file_that_csdown_never_wrote_is_not_reported_as_kept() {
    let dir = articles();
    dir.write("out/a.md", "手写\n");
    let done = dir.run(ARGS);
    assert!(done.err.contains("in/a.html: output a.md exists and was not written by csdown"), "{}", done.err);
    assert!(!done.err.contains("kept:"), "{}", done.err);
    assert_eq!(dir.read("out/a.md"), "手写\n");
}

#[test]
fn changed_outputs_and_options_are_converted_again() {
    let dir = articles();
    convert(&dir, &[]);
    fs::remove_file(dir.path("out/a.md")).unwrap();
    assert_eq!(convert(&dir, &[]).err, "csdown: 3 converted, 2 unchanged since the last run\n");
    assert_eq!(dir.read("out/a.md"), "# 甲\n\n一\n");
    let yaml = ["convert", "in", "-o", "out"];
    assert_eq!(dir.run(&yaml).err, "csdown: 3 converted\n");
    let verified = dir.run(&[&yaml[..], &["--verify"]].concat());
    assert_eq!(verified.err, "csdown: 3 converted, 3 unchanged since the last run\n");
    change_secretly(&dir, "out/b.md", "二", "改");
    assert!(dir.run(&yaml).err.contains("3 unchanged"));
    let done = dir.run(&[&yaml[..], &["--checksum"]].concat());
    assert_eq!(done.code, 1);
    assert!(done.err.contains("in/b.html: output b.md exists and was not written by csdown"), "{}", done.err);
}

#[test]
fn incomplete_and_failed_inputs_stay_so() {
    let dir = articles();
    dir.write("in/d.html", crate::workplace::PREVIEW);
    dir.write("in/e.html", crate::workplace::CAPTCHA);
    let first = dir.run(ARGS);
    let second = dir.run(ARGS);
    assert_eq!((first.code, second.code), (1, 1));
    for line in ["incomplete: in/d.html: preview\n", "error: in/e.html: "] {
        assert!(first.err.contains(line) && second.err.contains(line), "{}{}", first.err, second.err);
    }
    assert!(second.err.contains("4 unchanged"), "{}", second.err);
}

#[test]
fn outputs_of_removed_inputs_are_pruned_if_asked_for() {
    let dir = articles();
    convert(&dir, &[]);
    fs::remove_file(dir.path("in/a.html")).unwrap();
    fs::remove_dir_all(dir.path("in/c")).unwrap();
    let done = convert(&dir, &[]);
    assert_eq!(
        done.err,
        "removed: ../in/a.html: a.md is kept; use --prune to remove it\n\
        removed: ../in/c/c.html: c/c.md is kept; use --prune to remove it\n\
        csdown: 1 converted, 1 unchanged since the last run, 2 inputs removed\n"
    );
    assert_eq!(dir.names("out"), ["a.md", "b.md", "c/c.md"]);
    dir.write("out/a.md", "my own words\n");
    let done = convert(&dir, &["--prune"]);
    assert!(done.err.starts_with("kept: a.md: was edited"), "{}", done.err);
    assert_eq!(dir.names("out"), ["a.md", "b.md"]);
    assert!(!dir.path("out/c").exists());
    assert_eq!(dir.read("out/a.md"), "my own words\n");
    assert_eq!(convert(&dir, &["--prune"]).err, "csdown: 1 converted, 1 unchanged since the last run\n");
}

#[test]
fn outputs_of_an_empty_input_folder_are_not_pruned() {
    let dir = articles();
    dir.write("disk/x.html", page("丁", "四"));
    let args = ["convert", "in", "disk", "-o", "out", "--prune"];
    dir.run(&args);
    fs::remove_file(dir.path("disk/x.html")).unwrap();
    let done = dir.run(&args);
    assert!(done.code == 0 && dir.path("out/disk/x.md").exists(), "{done:?}");

    dir.write("disk/y.html", page("戊", "五"));
    let done = dir.run(&args);
    assert!(done.code == 0 && !dir.path("out/disk/x.md").exists(), "{done:?}");
}

#[test]
fn inputs_outside_the_given_folders_are_not_removed() {
    let dir = articles();
    dir.write("other/x.html", page("丁", "四"));
    convert(&dir, &[]);
    let done = dir.run(&["convert", "other", "-o", "out", "--front-matter", "none", "--prune"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"));
    assert_eq!(dir.names("out"), ["a.md", "b.md", "c/c.md", "x.md"]);
    fs::remove_file(dir.path("in/a.html")).unwrap();
    let done = dir.run(&["convert", "other", "-o", "out", "--front-matter", "none", "--prune"]);
    assert!(dir.path("out/a.md").exists(), "{}", done.err);
}

#[test]
fn outputs_move_when_names_or_layout_change() {
    let dir = articles();
    let image = "<h1 class=title-article>图</h1><div id=content_views><p>图\
        <img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'></p></div>";
    dir.write("in/img.html", image);
    convert(&dir, &[]);
    dir.write("out/b.md", "my own words\n");
    for (args, names) in [
        (&["--name", "{title}"][..], &["b.md", "c/丙.md", "乙.md", "图.md", "甲.md"][..]),
        (&["--profile", "jekyll", "--date-fallback", "omit"], &["b.md", "c/c.md"]),
        (&["--layout", "folder"], &["a/index.md", "b.md", "b/index.md", "c/c/index.md"]),
        (&[], &["a.md", "b.md", "c/c.md"]),
    ] {
        let done = dir.run(&[ARGS, args].concat());
        let found = dir.names("out");
        let is_there = |name: &&str| found.iter().any(|found| found == name);
        assert!(names.iter().all(is_there), "{args:?}: {found:?} {}", done.err);
        assert_eq!(dir.read("out/b.md"), "my own words\n", "{args:?}");
        let images = found.iter().filter(|name| name.contains(".gif")).count();
        assert!(found.len() - images <= 5, "one set of outputs, and the edited file: {found:?}");
    }
    let found = dir.names("out");
    let expected = ["a.md", "b.md", "b/index.md", "c/c.md", "img.md"];
    assert_eq!(found, expected, "the output of b.html cannot move back to the edited file");
}

#[test]
fn an_article_keeps_its_output_when_its_input_is_renamed() {
    let dir = articles();
    convert(&dir, &["--name", "{title}"]);
    fs::rename(dir.path("in/a.html"), dir.path("in/z.html")).unwrap();
    convert(&dir, &["--name", "{title}", "--prune"]);
    assert_eq!(
        dir.names("out").iter().filter(|name| name.contains('甲')).count(),
        1,
        "{:?}",
        dir.names("out")
    );
}

#[test]
fn articles_of_an_archive_are_found_again() {
    let dir = Workplace::new();
    let record = |number: u32, text: &str| {
        let page = page("题", text);
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://blog.csdn.net/u/article/details/{number}\r\n\
            Content-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    // One article was captured twice.
    let records = [record(10001, "一"), record(10002, "二"), record(10001, "三")];
    dir.write("in/a.warc", records.concat());
    convert(&dir, &[]);
    let before = dir.tree("out");
    assert_eq!(before.len(), 3, "{:?}", before.keys());
    assert_eq!(convert(&dir, &[]).err, "csdown: 3 converted, 3 unchanged since the last run\n");
    assert_eq!(dir.tree("out"), before);
    dir.write("in/a.warc", records[..1].concat());
    let done = convert(&dir, &["--prune"]);
    assert_eq!(dir.names("out"), ["10001.md"], "{}", done.err);
}

#[test]
fn an_archive_may_be_moved() {
    let dir = articles();
    convert(&dir, &[]);
    fs::create_dir(dir.path("elsewhere")).unwrap();
    for name in ["in", "out"] {
        fs::rename(dir.path(name), dir.path("elsewhere").join(name)).unwrap();
    }
    let args = ["convert", "elsewhere/in", "-o", "elsewhere/out", "--front-matter", "none"];
    assert_eq!(dir.run(&args).err, "csdown: 3 converted, 3 unchanged since the last run\n");
}
