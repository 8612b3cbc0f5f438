//! How outputs are named: templates, dates, and articles that want the same name.

use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

use crate::workplace::{Done, Workplace, page};

/// A page with this title and id.
fn article(title: &str, id: u32) -> String {
    let head = format!("<link rel=canonical href=https://blog.csdn.net/someone/article/details/{id}>");
    format!("<title>x</title>{head}{}", page(title, &format!("第 {id} 篇")))
}

fn convert(dir: &Workplace, args: &[&str]) -> Done {
    dir.run(&[&["convert"], args].concat())
}

/// Converts for Obsidian, where names are titles, and returns the names of the files that were written.
fn names(dir: &Workplace, inputs: &[&str]) -> Vec<String> {
    let done = convert(dir, &[inputs, &["-o", "out", "--profile", "obsidian"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    dir.names("out")
}

#[test]
fn a_template_names_folders_and_files() {
    let date = "<span class=link_postdate>2019-11-26 00:12</span>";
    let image = "<img src='data:image/gif;base64,R0lGODlhCQAJAAAA'>";
    let html = format!("{date}{}", article("1.1 安装 Node.js", 136_000_001).replace("篇", image));
    let dir = Workplace::with(&[("in/a/b.html", &html)]);
    for (template, path, assets) in [
        ("{year}/{month}/{slug}", "2019/11/1-1-安装-node-js.md", "../../../assets/"),
        ("{date} {title} ({id})", "2019-11-26 1.1 安装 Node.js (136000001).md", "../assets/"),
        ("{user}/{column}/{stem}-{day}", "someone/b-26.md", "../../assets/"),
    ] {
        let dir = Workplace::with(&[("in/a/b.html", &dir.read("in/a/b.html"))]);
        let done = convert(&dir, &["in", "-o", "out", "--assets", "out/assets", "--name", template]);
        assert_eq!(done.code, 0, "{}", done.err);
        let text = dir.read(format!("out/a/{path}"));
        assert!(text.contains(&format!("![]({assets}")), "{template}: {text}");
    }
    dir.write("csdown.toml", "name = \"posts/{id}\"\n");
    assert_eq!(convert(&dir, &["in", "-o", "out"]).code, 0);
    assert_eq!(dir.names("out"), ["a/posts/136000001.md"]);
}

#[test]
fn a_wrong_template_is_a_configuration_error() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "文")), ("bad.toml", "\nname = \"{tilte}\"\n")]);
    for (args, message) in [
        (&["--name", "{tilte}"][..], "unknown placeholder `{tilte}`; did you mean `{title}`?"),
        (&["--name", "{title"], "`{` without `}` in `{title`"),
        (&["--config", "bad.toml"], "bad.toml:2: unknown placeholder `{tilte}`; did you mean `{title}`?"),
    ] {
        let done = convert(&dir, &[&["in", "-o", "out"], args].concat());
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(message), "{}", done.err);
    }
    let done = convert(&dir, &["in/a.html", "-o", "a.md", "--name", "{title}"]);
    assert_eq!((done.code, done.err.as_str()), (2, "error: --name needs an output folder; use -o FOLDER/\n"));
}

#[test]
fn names_do_not_depend_on_other_inputs() {
    let files: Vec<(String, String)> =
        (1..=4).map(|n| (format!("in/{n}.html"), article("标题", 136_000_000 + n))).collect();
    let dir = Workplace::new();
    let write = |n: usize| dir.write(&files[n - 1].0, &files[n - 1].1);
    [1, 2, 3].into_iter().for_each(write);
    let first = names(&dir, &["in"]);
    assert_eq!(first, ["标题-136000002.md", "标题-136000003.md", "标题.md"]);
    let before = dir.tree("out");
    for (inputs, why) in [
        (&["in/3.html", "in/2.html", "in/1.html"][..], "reordered"),
        (&["in/2.html", "in/3.html"], "one removed"),
        (&["in/3.html"], "two removed"),
        (&["-j", "1", "in/3.html", "in/1.html"], "one thread"),
    ] {
        assert_eq!(names(&dir, inputs), first, "{why}");
        assert_eq!(dir.tree("out"), before, "{why}");
    }
    write(4);
    assert_eq!(names(&dir, &["in/4.html", "in/1.html"]).len(), 4, "one added");
    assert!(dir.read("out/标题-136000004.md").contains("第 136000004 篇"));
    assert!(dir.read("out/标题.md").contains("第 136000001 篇"));
}

#[test]
fn a_run_that_was_killed_before_it_wrote_keeps_its_names() {
    let dir = Workplace::new();
    (1..=3).for_each(|n| dir.write(format!("in/{n}.html"), article("标题", 136_000_000 + n)));
    names(&dir, &["in"]);
    let before = dir.tree("out");
    // The names are recorded before the files are written.
    dir.names("out").iter().for_each(|name| std::fs::remove_file(dir.path("out").join(name)).unwrap());
    names(&dir, &["in/3.html", "in/2.html", "in/1.html"]);
    assert_eq!(dir.tree("out"), before);
}

#[test]
fn articles_without_an_id_are_told_apart_by_their_input() {
    let dir = Workplace::new();
    for name in ["a", "b", "c"] {
        dir.write(format!("in/{name}.html"), page("标题", name));
    }
    let first = names(&dir, &["in"]);
    assert_eq!(first, ["标题-15b2b17c.md", "标题-27df5737.md", "标题.md"]);
    dir.write("in/b.html", page("标题", "改过"));
    assert_eq!(names(&dir, &["in/c.html", "in/b.html"]), first);
    assert!(dir.read("out/标题-15b2b17c.md").contains("改过"), "an edited input keeps its output");
}

#[test]
fn an_input_that_holds_another_article_replaces_its_output() {
    let dir = Workplace::with(&[("in/a.html", &article("甲", 136_000_001))]);
    assert_eq!(convert(&dir, &["in", "-o", "out"]).code, 0);
    dir.write("in/a.html", article("乙", 136_000_002));
    assert_eq!(convert(&dir, &["in", "-o", "out"]).code, 0);
    assert_eq!(dir.names("out"), ["a.md"]);
    assert!(dir.read("out/a.md").contains("# 乙"));
}

#[test]
fn a_name_with_a_date_needs_one() {
    let dir =
        Workplace::with(&[("in/a.html", &page("题", "文")), ("in/2024-01-02-b.html", &page("题", "文"))]);
    let modified = UNIX_EPOCH + Duration::from_secs(1_574_698_340);
    File::options().write(true).open(dir.path("in/a.html")).unwrap().set_modified(modified).unwrap();
    let jekyll = ["in", "-o", "out", "--profile", "jekyll"];
    let done = convert(&dir, &jekyll);
    assert_eq!((done.code, dir.names("out")), (1, vec!["2024-01-02-b.md".to_owned()]));
    let message = "error: in/a.html: no date, which the file name `{date}-{stem}` needs; use --date-fallback";
    assert!(done.err.contains(message), "{}", done.err);
    for (mode, name) in [("file", "2019-11-26-a.md"), ("omit", "a.md")] {
        let done = convert(&dir, &[&jekyll[..], &["--date-fallback", mode]].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        let mut names = ["2024-01-02-b.md", name];
        names.sort_unstable();
        assert_eq!(dir.names("out"), names);
        assert!(!dir.read(format!("out/{name}")).contains("date:"), "the fallback is no date of the article");
    }
}

#[test]
fn a_profile_accepts_only_formats_that_its_tool_reads() {
    for (profile, format, code) in [
        ("hugo", "toml", 0),
        ("hexo", "toml", 2),
        ("jekyll", "toml", 2),
        ("obsidian", "toml", 2),
        ("hexo", "json", 0),
        ("obsidian", "json", 0),
    ] {
        let args = ["convert", "-", "--profile", profile, "--front-matter", format];
        let done = Workplace::new().run_with(&args, page("题", "文").as_bytes());
        assert_eq!(done.code, code, "{profile} {format}: {}", done.err);
        if code == 2 {
            let message = format!("the profile {profile} does not read toml; use yaml or json");
            assert_eq!(done.err, format!("error: option front-matter (--front-matter): {message}\n"));
        }
    }
}
