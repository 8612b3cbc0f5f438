//! Runs into one output folder at the same time.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use csdown::batch::LOCK;

use crate::workplace::{Workplace, page};

/// A run that is writing to `out` and waits for its last input, a pipe.
struct Blocked {
    dir: Workplace,
    run: Child,
}

impl Blocked {
    fn start() -> Self {
        let files: Vec<_> =
            ["in/sub/a", "b", "c"].map(|name| (format!("{name}.html"), page("题", name))).into();
        let dir = Workplace::new();
        files.iter().for_each(|(path, html)| dir.write(path, html));
        assert!(Command::new("mkfifo").arg(dir.path("pipe.html")).status().unwrap().success());
        let mut command = dir.command(&["convert", "in", "pipe.html", "-o", "out"]);
        let run = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !dir.path("out/in/sub/a.md").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Self { dir, run }
    }

    /// Gives the run its last input.
    fn finish(&mut self) {
        fs::write(self.dir.path("pipe.html"), page("题", "迟到")).unwrap();
        assert!(self.run.wait().unwrap().success());
    }
}

#[test]
fn a_second_run_waits() {
    let mut first = Blocked::start();
    let mut command = first.dir.command(&["convert", "b.html", "c.html", "-o", "out"]);
    let mut second = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut messages = BufReader::new(second.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(messages.next().unwrap(), "csdown: waiting for another run that is writing to out");
    assert!(!first.dir.path("out/b.md").exists());
    first.finish();
    assert!(second.wait().unwrap().success());
    assert_eq!(messages.collect::<Vec<_>>(), ["csdown: 2 converted"]);
    assert_eq!(first.dir.names("out"), ["b.md", "c.md", "in/sub/a.md", "pipe.md"]);
}

#[test]
fn a_second_run_fails_if_it_must_not_wait() {
    let mut first = Blocked::start();
    let done = first.dir.run(&["convert", "b.html", "c.html", "-o", "out", "--no-wait"]);
    assert_eq!(done.code, 3);
    assert_eq!(
        done.err,
        "error: output folder out: another csdown run is writing to it; run without --no-wait to wait for it\n"
    );
    first.finish();
    let done = first.dir.run(&["convert", "b.html", "c.html", "-o", "out", "--no-wait"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn a_run_with_one_output_file_does_not_wait() {
    let mut first = Blocked::start();
    let done = first.dir.run(&["convert", "b.html", "-o", "out/b.md"]);
    assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"));
    first.finish();
}

#[test]
fn a_killed_run_neither_blocks_the_next_nor_leaves_files() {
    let mut first = Blocked::start();
    first.run.kill().unwrap();
    first.run.wait().unwrap();
    assert!(first.dir.path("out").join(LOCK).exists());
    // As if the run had been writing them.
    for path in ["out/.csdown-1.tmp", "out/in/sub/.csdown-2.tmp"] {
        first.dir.write(path, "half");
    }
    let done = first.dir.run(&["convert", "in", "b.html", "c.html", "-o", "out"]);
    let summary = "csdown: 3 converted, 1 unchanged since the last run\n";
    assert_eq!((done.code, done.err.as_str()), (0, summary));
    assert_eq!(first.dir.names("out"), ["b.md", "c.md", "in/sub/a.md"]);
}

#[test]
fn runs_may_write_the_same_file_at_the_same_time() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    for round in 0..20 {
        let out = format!("{round}.md");
        let start = |front_matter| {
            let args = ["convert", "in/a.html", "-o", &out, "--front-matter", front_matter];
            dir.command(&args).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let runs = ["none", "yaml", "toml"].map(start);
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert!(dir.read(&out).ends_with("# 题\n\n正文\n"));
    }
    assert!(!dir.has_leftovers());
}
