//! What the command does with its arguments, files and errors.

use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use std::time::Duration;

use crate::archive::{archive, export};
use crate::workplace::Workplace;
#[cfg(unix)]
use crate::workplace::{page, signal};

pub(crate) fn the_summary_counts_articles_and_images() {
    let done = export(&archive(), &["--column", "并发", "-o", "book.epub"]);
    assert_eq!(done.err, "csdown: 2 articles, 2 images; 1 image was not saved and is linked\n");
}

pub(crate) fn the_title_is_that_of_the_selection() {
    let dir = archive();
    for (args, title) in [
        (&["--column", "并发"][..], "并发"),
        (&["--column", "并*"], "archive"),
        (&["--author", "林默"], "林默"),
        (&[], "archive"),
        (&["--title", "自选"], "自选"),
    ] {
        let done = export(&dir, &[&["--format", "markdown", "-o", "-"], args].concat());
        assert!(done.out.starts_with(&format!("# {title}\n")), "{args:?}: {}", done.out);
    }
}

pub(crate) fn the_articles_are_in_the_chosen_order() {
    let dir = archive();
    for (args, first) in [
        (&[][..], "线程池"),
        (&["--sort", "newest"], "锁"),
        (&["--sort", "title", "--column", "并发"], "线程池"),
        (&["--sort", "path", "--column", "并发"], "锁"),
        (&["--sort", "best", "线程池"], "线程池"),
    ] {
        let done =
            export(&dir, &[&["--format", "markdown", "--year", "2019-2020", "-o", "-"], args].concat());
        assert!(done.out.contains(&format!("\n1. [{first}](#{first})\n")), "{args:?}: {}", done.out);
    }
}

pub(crate) fn an_existing_file_is_replaced_only_if_forced() {
    let dir = archive();
    dir.write("book.md", "mine");
    let done = export(&dir, &["-o", "book.md"]);
    assert_eq!((done.code, dir.read("book.md").as_str()), (2, "mine"));
    assert_eq!(done.err, "error: book.md already exists; use --force to overwrite it\n");
    assert_eq!(export(&dir, &["-o", "book.md", "--force"]).code, 0);
    assert!(dir.read("book.md").starts_with("# archive\n"));
    assert!(!dir.has_leftovers(), "{:?}", dir.names(""));
}

pub(crate) fn a_book_replaces_no_file_of_the_archive() {
    let dir = archive();
    let article = dir
        .names("archive")
        .into_iter()
        .find(|name| Path::new(name).extension().is_some_and(|end| end == "md"))
        .unwrap();
    for name in [".csdown.sqlite", ".csdown.sqlite-wal", ".csdown.lock", &article] {
        let path = format!("archive/{name}");
        let before = fs::read(dir.path(&path)).ok();
        let done = export(&dir, &["--format", "markdown", "--force", "-o", &path]);
        assert_eq!(done.code, 2, "{name}");
        assert!(
            done.err.contains(&format!("error: {path} is a file of the archive; name another one")),
            "{}",
            done.err
        );
        let after = fs::read(dir.path(&path)).ok();
        assert!(after == before, "{name}");
    }
    assert_eq!(export(&dir, &["-o", "archive/book.md"]).code, 0, "a file beside the articles");
}

pub(crate) fn wrong_arguments_are_explained() {
    let dir = archive();
    dir.write("folder.epub/file", "");
    for (args, message) in [
        (
            &["-o", "book.pdf"][..],
            "book.pdf: the name does not say the format; use --format epub, html or markdown",
        ),
        (&["-o", "-"], "-: the name does not say the format"),
        (&["-o", "-", "--format", "epub"], "-: an EPUB cannot be written to a stream; name a file"),
        (&["-o", "folder.epub"], "folder.epub is a folder; name a file"),
        (&["-o", "a.md", "--sort", "best"], "--sort best needs a query"),
        (&["-o", "a.md", "in:title"], "the query has no letters and digits to search for"),
    ] {
        let done = export(&dir, args);
        assert_eq!(done.code, 2, "{args:?}: {}", done.err);
        assert!(done.err.contains(message), "{args:?}: {}", done.err);
    }
}

pub(crate) fn an_empty_selection_writes_nothing() {
    let dir = archive();
    for args in [&["--tag", "没有"][..], &["没有这个词"]] {
        let done = export(&dir, &[&["-o", "book.epub"], args].concat());
        let message = "error: archive: no article matches the query and filters\n";
        assert_eq!((done.code, done.err.as_str()), (3, message));
    }
    for file in fs::read_dir(dir.path("archive")).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "md") {
            fs::remove_file(file).unwrap();
        }
    }
    let done = export(&dir, &["--year", "1990-2030", "-o", "book.epub"]);
    assert_eq!(done.code, 3);
    assert!(done.err.ends_with("\nerror: archive: there are no articles to export\n"), "{}", done.err);
    assert_eq!(Workplace::new().run(&["export", "archive", "-o", "book.epub"]).code, 3);
    assert!(!dir.path("book.epub").exists() && !dir.has_leftovers());
}

pub(crate) fn an_article_that_cannot_be_read_is_left_out() {
    let dir = archive();
    fs::remove_file(dir.path("archive/lock.md")).unwrap();
    let done = export(&dir, &["--column", "并发", "-o", "book.md"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.starts_with("error: archive: left out: lock.md cannot be read: "), "{}", done.err);
    assert!(
        done.err.ends_with("csdown: 1 article, 2 images; 1 image was not saved and is linked\n"),
        "{}",
        done.err
    );
    let book = dir.read("book.md");
    assert!(!book.contains("## 锁"), "{book}");
    assert!(book.contains("[另一篇](https://blog.csdn.net/lin_mo/article/details/102)"), "{book}");
}

pub(crate) fn the_archive_stays_as_it_is() {
    let dir = archive();
    let before = dir.tree("archive");
    for name in ["a.epub", "a.html", "a.md"] {
        assert_eq!(export(&dir, &["-o", name]).code, 0);
    }
    assert!(before == dir.tree("archive"));
}

#[cfg(unix)]
pub(crate) fn a_stopped_export_leaves_nothing_behind() {
    let dir = Workplace::new();
    for number in 0..400 {
        let paragraphs = "<p>一段<b>话</b>，和<code>代码</code>。</p>".repeat(50);
        dir.write(format!("in/{number}.html"), page(&format!("题 {number}"), &paragraphs));
    }
    assert_eq!(dir.run(&["convert", "in", "-o", "archive"]).code, 0);
    for (name, signal_name, code) in [("a.epub", "INT", 130), ("a.html", "TERM", 143), ("a.md", "INT", 130)] {
        let mut command = dir.command(&["export", "archive", "-o", name]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while !dir.has_leftovers() {
            std::thread::sleep(Duration::from_millis(1));
        }
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        let messages = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}: {messages}");
        assert_eq!(messages, "csdown: stopped; the book would be incomplete, so it was not written\n");
        assert!(!dir.path(name).exists() && !dir.has_leftovers(), "{name}");
    }
}
