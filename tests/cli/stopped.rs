//! Commands that are stopped by signals.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::workplace::{Workplace, page, signal};

/// The number of articles: many more than a run converts at once.
const ARTICLES: usize = 600;

fn articles() -> Workplace {
    let dir = Workplace::new();
    for n in 0..ARTICLES {
        dir.write(format!("in/{n:03}.html"), page(&format!("题 {n}"), &"一段话。".repeat(200)));
    }
    dir
}

/// Starts a command.
fn start(dir: &Workplace, args: &[&str]) -> Child {
    let mut command = dir.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until something is there.
fn wait_until(is_there: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(start.elapsed() < Duration::from_mins(1), "it never comes");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Waits for the end of a command, and returns its exit code, output and messages.
fn end(mut child: Child) -> (i32, String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    drop(child.stdin.take());
    child.stdout.take().map(|mut stdout| stdout.read_to_string(&mut out)).transpose().unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code().unwrap(), out, err)
}

/// The Markdown files in the output folder. A temporary file may vanish while they are listed.
fn outputs(dir: &Workplace) -> Vec<PathBuf> {
    let files = fs::read_dir(dir.path("out")).into_iter().flatten().flatten().map(|file| file.path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

const CONVERT: &[&str] = &["convert", "in", "-o", "out", "--report", "report.json", "--prune"];

#[test]
fn a_stopped_conversion_is_continued_by_the_next_run() {
    let undisturbed = articles();
    assert_eq!(undisturbed.run(CONVERT).code, 0);
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let dir = articles();
        // Another input, whose output must not be removed as long as it is not certain that its input is gone.
        dir.write("in/999.html", page("题", "正文"));
        assert_eq!(dir.run(&["convert", "in/999.html", "-o", "out/", "--report", "report.json"]).code, 0);
        let report = dir.read("report.json");
        fs::remove_file(dir.path("in/999.html")).unwrap();
        let child = start(&dir, CONVERT);
        wait_until(|| outputs(&dir).len() > 1);
        signal(&child, name);
        let (found, out, err) = end(child);
        assert_eq!((found, out.as_str()), (code, ""), "{err}");
        let written = outputs(&dir).len() - 1;
        assert!(written < ARTICLES, "the run was stopped");
        let message = format!("csdown: stopped; {written} written; run again to continue; ");
        assert!(err.starts_with(&message) && err.lines().count() == 1, "{err}");
        assert!(dir.path("out/999.md").exists(), "nothing is removed by a run that was stopped");
        assert_eq!(dir.read("report.json"), report, "the report of a complete run is kept");
        assert!(!dir.has_leftovers());
        let again = dir.run(CONVERT);
        assert_eq!(again.code, 0, "{}", again.err);
        assert!(again.err.contains(&format!("{written} unchanged since the last run")), "{}", again.err);
        assert!(dir.tree("out") == undisturbed.tree("out"), "as after an undisturbed run");
    }
}

#[test]
fn a_stopped_run_writes_no_file_of_records() {
    let dir = articles();
    let child = start(&dir, &["convert", "in", "--format", "jsonl", "-o", "all.jsonl"]);
    // The temporary file is there as soon as the run has begun.
    wait_until(|| dir.has_leftovers());
    signal(&child, "INT");
    let (code, _, err) = end(child);
    assert_eq!((code, err.as_str()), (130, "csdown: stopped; nothing was written\n"));
    assert!(!dir.path("all.jsonl").exists() && !dir.has_leftovers());
}

#[test]
fn a_stopped_stream_ends_with_a_whole_line() {
    let dir = Workplace::new();
    let mut child = start(&dir, &["stream"]);
    let record = serde_json::json!({ "html": page("题", "正文") });
    let mut input = child.stdin.take().unwrap();
    write!(input, "{record}\n{record}\n{{\"html\": \"half of a record").unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    for _ in 0..2 {
        out.read_line(&mut lines).unwrap();
    }
    // The input stays open.
    signal(&child, "INT");
    out.read_to_string(&mut lines).unwrap();
    let (code, _, err) = end(child);
    drop(input);
    assert_eq!(code, 130, "{err}");
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.ends_with("}\n"), "{lines}");
    let message = "csdown: stopped; 2 records written, each on a whole line; to continue, pass the records after these\n";
    assert!(err.ends_with(message), "{err}");
}

#[test]
fn stopped_results_are_whole() {
    let dir = articles();
    let mut child = start(&dir, &["inspect", "in"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    out.read_line(&mut lines).unwrap();
    signal(&child, "TERM");
    out.read_to_string(&mut lines).unwrap();
    let (code, _, err) = end(child);
    let count = lines.lines().count();
    assert_eq!(code, 143, "{err}");
    assert!(
        count < ARTICLES && err == format!("csdown: stopped; {count} inspected; each result is whole\n"),
        "{err}"
    );
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

/// Nobody writes to the pipe, so the run waits for ever.
#[test]
fn the_second_signal_ends_a_run_that_does_not_end_by_itself() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    rustix::fs::mknodat(
        rustix::fs::CWD,
        dir.path("pipe.html"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    let mut child = start(&dir, &["convert", "in/a.html", "pipe.html", "-o", "out", "-j", "2"]);
    wait_until(|| !outputs(&dir).is_empty());
    std::thread::sleep(Duration::from_millis(200));
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(child.try_wait().unwrap(), None, "the run finishes what it has begun");
    signal(&child, "INT");
    assert_eq!(end(child).0, 130);
    fs::remove_file(dir.path("pipe.html")).unwrap();
    assert_eq!(dir.run(&["convert", "in", "-o", "out"]).code, 0);
    assert!(!dir.has_leftovers());
}
