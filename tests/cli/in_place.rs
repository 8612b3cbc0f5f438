//! Conversions of files where they are.

use std::collections::BTreeMap;

use crate::workplace::{PREVIEW, Workplace, page};

const CONVERT: &[&str] = &["convert", "in", "--in-place"];

const BACKUP: &str = "in/.csdown-backup";

/// A scraped article: front matter, and the HTML of the page.
fn scraped(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n<div id=\"content_views\"><p>{text}<br>二</p></div>\n")
}

fn converted(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n# {title}\n\n{text}  \n二\n")
}

/// A folder with scraped articles, Markdown that a person wrote, and a page.
fn folder() -> Workplace {
    Workplace::with(&[
        ("in/a.md", &scraped("甲", "一")),
        ("in/b/c.md", &scraped("丙", "三")),
        ("in/mine.md", "# 我的\n\n* 一\n"),
        ("in/page.html", &page("题", "正文")),
    ])
}

/// The files of `in`, except csdown's own.
fn visible(dir: &Workplace) -> BTreeMap<String, String> {
    let files = dir.tree("in").into_iter().filter(|(path, _)| !path.starts_with('.'));
    files.map(|(path, contents)| (path, String::from_utf8(contents).unwrap())).collect()
}

#[test]
fn scraped_files_become_markdown_and_their_originals_are_kept() {
    let dir = folder();
    let done = dir.run(CONVERT);
    let summary = "csdown: 2 converted, 1 passed through unchanged (Markdown that csdown did not write)\n\
        csdown: the originals are in in/.csdown-backup\ncsdown: skipped 1 file that is not Markdown\n";
    assert_eq!((done.code, done.err.as_str()), (0, summary));
    let expected = [
        ("a.md", converted("甲", "一")),
        ("b/c.md", converted("丙", "三")),
        ("mine.md", "# 我的\n\n* 一\n".to_owned()),
        ("page.html", page("题", "正文")),
    ];
    assert_eq!(visible(&dir), expected.map(|(path, text)| (path.to_owned(), text)).into());
    assert_eq!(dir.names(BACKUP), ["a.md", "b/c.md"], "what was not replaced is not backed up");
    assert_eq!(dir.read(format!("{BACKUP}/b/c.md")), scraped("丙", "三"));
    assert!(!dir.has_leftovers());
}

#[test]
fn a_second_run_changes_nothing_and_another_profile_converts_the_originals() {
    let dir = folder();
    dir.run(CONVERT);
    let before = dir.tree("in");
    let done = dir.run(CONVERT);
    assert_eq!((done.code, dir.tree("in")), (0, before));
    assert!(!dir.path("in/.csdown.sqlite-wal").exists(), "the catalogue is closed properly");
    assert!(done.err.starts_with("csdown: 2 converted, 1 passed through"), "{}", done.err);
    assert!(done.err.contains("2 unchanged since the last run\n"), "{}", done.err);
    let done = dir.run(&[CONVERT, &["--profile", "jekyll"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(
        dir.read("in/a.md"),
        "---\nlayout: post\ntitle: 甲\nrender_with_liquid: false\n---\n\n一  \n二\n"
    );
    assert_eq!(dir.read(format!("{BACKUP}/a.md")), scraped("甲", "一"));
    assert_eq!(dir.names(BACKUP), ["a.md", "b/c.md"]);
}

#[test]
fn other_commands_know_the_originals() {
    let dir = folder();
    dir.run(CONVERT);
    let done = dir.run(&["verify", BACKUP, "in"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 2 compared: 2 identical\n"), "{}", done.out);
    let done = dir.run(&["status", "in"]);
    assert!(done.out.starts_with("in: 2 articles") && !done.out.contains("Edited"), "{}", done.out);
    assert!(
        done.out.ends_with("\nNext run: 1 new, 2 unchanged\n"),
        "Markdown of a person counts as new: {}",
        done.out
    );
    assert!(!dir.path("in/.csdown.sqlite-wal").exists(), "reading leaves nothing beside the catalogue");
    let before = dir.read("in/a.md");
    let done = dir.run(&["convert", BACKUP, "-o", "in"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 2 converted, 2 unchanged since the last run\n"));
    assert_eq!(dir.read("in/a.md"), before);
}

#[test]
fn edited_and_restored_files_are_handled_as_what_they_are() {
    let dir = folder();
    dir.run(CONVERT);
    let edited = converted("甲", "一") + "\n我的话\n";
    dir.write("in/a.md", &edited);
    dir.write("in/b/c.md", scraped("丙", "三"));
    let done = dir.run(&[CONVERT, &["--profile", "hugo"]].concat());
    assert_eq!((done.code, dir.read("in/a.md")), (0, edited), "{}", done.err);
    assert_eq!(dir.read("in/b/c.md"), "---\ntitle: 丙\n---\n\n三  \n二\n", "restored, and converted again");
    assert_eq!(dir.names(BACKUP), ["a.md", "b/c.md"]);
    // Another original takes neither the path of the first one nor its backup.
    dir.write("in/a.md", scraped("甲", "新"));
    let done = dir.run(CONVERT);
    assert!(
        done.code == 1 && done.err.contains("another file is there; name another folder"),
        "{}",
        done.err
    );
    assert_eq!(dir.read("in/a.md"), scraped("甲", "新"));
    let done = dir.run(&[CONVERT, &["--backup", "old"]].concat());
    assert_eq!((done.code, dir.read("in/a.md")), (0, converted("甲", "新")), "{}", done.err);
    assert_eq!(
        (dir.read("old/a.md"), dir.read(format!("{BACKUP}/a.md"))),
        (scraped("甲", "新"), scraped("甲", "一"))
    );
}

#[test]
fn a_conversion_is_undone_by_copying_the_backup() {
    let dir = folder();
    let before = visible(&dir);
    dir.run(CONVERT);
    for (path, contents) in dir.tree(BACKUP) {
        dir.write(format!("in/{path}"), contents);
    }
    assert_eq!(visible(&dir), before);
    assert_eq!(dir.run(CONVERT).code, 0);
    assert_eq!(dir.read("in/a.md"), converted("甲", "一"));
}

#[test]
fn an_original_without_a_backup_is_left_and_not_taken_for_an_output() {
    let dir = folder();
    dir.write(format!("{BACKUP}/b"), "a file\n");
    let done = dir.run(CONVERT);
    let message =
        "b in the backup folder is a regular file, not a folder; name another folder with --backup\n";
    assert!(done.code == 1 && done.err.contains(message), "{}", done.err);
    assert_eq!(dir.read("in/b/c.md"), scraped("丙", "三"));
    let done = dir.run(&["status", "in"]);
    assert!(done.out.contains("backup-failed") && !done.out.contains("Edited"), "{}", done.out);
    let done = dir.run(&[CONVERT, &["--backup", "old"]].concat());
    assert_eq!((done.code, dir.read("in/b/c.md")), (0, converted("丙", "三")), "{}", done.err);
}

/// As after a power failure.
#[test]
fn an_output_that_was_emptied_is_converted_again() {
    let dir = folder();
    dir.run(CONVERT);
    dir.write("in/a.md", "");
    let done = dir.run(CONVERT);
    assert_eq!((done.code, dir.read("in/a.md")), (0, converted("甲", "一")), "{}", done.err);
    assert_eq!(dir.read(format!("{BACKUP}/a.md")), scraped("甲", "一"));
}

#[test]
fn incomplete_and_lossy_files_are_left_unless_forced() {
    let lossy = "---\ntitle: 丁\n---\n\n<div id=\"content_views\"><p>一<x-y z>二</x-y></p></div>\n";
    let preview = format!("---\ntitle: 乙\n---\n\n{PREVIEW}");
    let dir =
        Workplace::with(&[("in/a.md", &scraped("甲", "一")), ("in/p.md", &preview), ("in/l.md", lossy)]);
    let done = dir.run(CONVERT);
    assert_eq!((done.code, dir.read("in/p.md")), (1, preview.clone()), "{}", done.err);
    let message = "incomplete: in/p.md: left as it is: it is preview; use --force to convert it anyway\n";
    assert!(done.err.contains(message), "{}", done.err);
    assert_eq!(dir.names(BACKUP), ["a.md", "l.md"]);
    let done = dir.run(&[CONVERT, &["--force"]].concat());
    assert_eq!(done.code, 1, "an incomplete article: {}", done.err);
    assert!(dir.read("in/p.md").starts_with("---\ntitle: 乙\nstatus: preview\n"), "{}", dir.read("in/p.md"));
    assert_eq!(dir.read(format!("{BACKUP}/p.md")), preview);
}

#[test]
fn files_can_be_named() {
    let dir = folder();
    let done = dir.run(&["convert", "in/a.md", "in/mine.md", "--in-place"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!((dir.read("in/a.md"), dir.read("in/b/c.md")), (converted("甲", "一"), scraped("丙", "三")));
    assert_eq!(dir.names(BACKUP), ["a.md"]);
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let dir = folder();
    dir.write("file", "");
    let before = dir.tree("");
    for (args, message) in [
        (&["in", "-o", "out"][..], "--in-place cannot be used with -o: the Markdown replaces its inputs"),
        (&["in", "--name", "{title}"], "cannot be used with --name: files keep their names"),
        (&["in", "--prune"], "cannot be used with --prune"),
        (&["in", "--format", "jsonl"], "cannot be used with --format"),
        (&["in", "--layout", "folder"], "cannot be used with --layout folder"),
        (&["in", "in/b"], "run it once for each folder"),
        (&["in/a.md", "in/b/c.md"], "run it once for each folder"),
        (&[], "needs the folder or the files to convert"),
        (&["-"], "--in-place - is not possible"),
        (&["in", "--backup", "in/old"], "is searched for inputs, too"),
        (&["in", "--backup", "in"], "is searched for inputs, too"),
        (&["in", "--backup", "file"], "is not a folder"),
        (&["in", "--backup", "-"], "--backup - is not possible"),
    ] {
        let done = dir.run(&[&["convert", "--in-place"], args].concat());
        assert!(done.code == 2 && done.err.contains(message), "{args:?}: {}", done.err);
    }
    let done = dir.run(&["convert", "in/page.html", "--in-place"]);
    assert!(
        done.code == 3 && done.err.contains("no .md file to convert in place in in/page.html"),
        "{}",
        done.err
    );
    let done = dir.run(&["convert", "nowhere", "--in-place"]);
    assert!(done.code == 3 && done.err.starts_with("error: nowhere: cannot be read: "), "{}", done.err);
    assert_eq!(
        dir.run(&["convert", "in", "-o", "out", "--backup", "x"]).code,
        2,
        "--backup needs --in-place"
    );
    assert_eq!(dir.tree(""), before);
}

#[test]
fn without_a_backup_nothing_is_left_to_convert() {
    let dir = folder();
    dir.run(CONVERT);
    std::fs::remove_dir_all(dir.path(BACKUP)).unwrap();
    let before = visible(&dir);
    let done = dir.run(&[CONVERT, &["--profile", "hugo"]].concat());
    assert!(done.code == 0 && done.err.starts_with("csdown: nothing to convert: 1 passed"), "{}", done.err);
    assert_eq!(visible(&dir), before);
}

#[cfg(unix)]
#[test]
fn links_and_read_only_files_are_left_and_attributes_are_kept() {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    let dir = folder();
    dir.write("elsewhere/l.md", scraped("链", "一"));
    symlink(dir.path("elsewhere/l.md"), dir.path("in/l.md")).unwrap();
    let mode =
        |path: &str, mode| fs::set_permissions(dir.path(path), fs::Permissions::from_mode(mode)).unwrap();
    mode("in/a.md", 0o640);
    mode("in/b/c.md", 0o444);
    let before = dir.path("in/a.md").metadata().unwrap();
    let done = dir.run(CONVERT);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("in/l.md: left as it is: it is a symbolic link"), "{}", done.err);
    assert!(done.err.contains("in/b/c.md: left as it is: it is read-only"), "{}", done.err);
    assert_eq!(dir.read("elsewhere/l.md"), scraped("链", "一"));
    assert_eq!((dir.read("in/b/c.md"), dir.names(BACKUP)), (scraped("丙", "三"), vec!["a.md".to_owned()]));
    let backup = dir.path(format!("{BACKUP}/a.md")).metadata().unwrap();
    let attributes = |found: &fs::Metadata| (found.mode(), found.mtime(), found.mtime_nsec(), found.len());
    assert_eq!(attributes(&backup), attributes(&before));
    assert_eq!(dir.path("in/a.md").metadata().unwrap().mode(), before.mode());
    let done = dir.run(&[CONVERT, &["--force"]].concat());
    assert!(done.code == 1 && dir.read("in/b/c.md") == converted("丙", "三"), "{}", done.err);
    assert!(dir.path("in/l.md").is_symlink());
}
