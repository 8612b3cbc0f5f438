//! Runs that are stopped by a signal and continued.

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::workplace::signal;
use crate::world::World;

/// Whether a file is the Markdown of an article.
fn is_article(name: &str) -> bool {
    let name = Path::new(name);
    name.extension().is_some_and(|extension| extension == "md")
        && name.file_stem().is_some_and(|stem| Path::new(stem).extension().is_none())
}

const ARGS: &[&str] =
    &["--user", "bai_ye_300", "--comments", "--assets", "out/assets", "--report", "report.json"];

/// Starts a run, sends it a signal once it has written an article, and returns its messages.
fn stop(world: &World, interval: &str) -> String {
    let mut command = world.command(&[ARGS, &["--interval", interval]].concat());
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while !world.files().keys().any(|name| is_article(name)) {
        assert!(start.elapsed() < Duration::from_mins(1), "no article is written");
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&run, "INT");
    let stopped = Instant::now();
    let mut err = String::new();
    run.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(130), "{err}");
    assert!(stopped.elapsed() < Duration::from_secs(20), "waiting requests are cancelled");
    err
}

#[test]
fn a_stopped_run_is_continued_by_the_next_one() {
    let uninterrupted = World::new();
    assert_eq!(uninterrupted.fetch(ARGS).code, 0);
    let world = World::new();
    let err = stop(&world, "0.05");
    let written = world.files().keys().filter(|name| is_article(name)).count();
    let message = format!("csdown: stopped; {written} written; run again to continue; ");
    assert!(written < 300 && err.starts_with(&message) && err.lines().count() == 1, "{written}: {err}");
    assert!(!world.dir.path("report.json").exists() && !world.dir.has_leftovers());
    for (name, contents) in world.files() {
        assert!(uninterrupted.files().get(&name) == Some(&contents), "{name} is complete");
    }
    assert_eq!(world.fetch(ARGS).code, 0);
    assert!(world.files() == uninterrupted.files(), "as after an uninterrupted run");
    let (pages, sent) = world.pages();
    assert!(pages >= 300 && sent <= 300 + 8, "{sent} pages were sent for 300 articles");
}

/// The next request would start after a minute.
#[test]
fn waiting_requests_do_not_delay_the_end() {
    let world = World::new();
    let mut command = world.command(&["--user", "bai_ye_300", "--interval", "60"]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while world.site.log().is_empty() {
        assert!(start.elapsed() < Duration::from_mins(1), "nothing is requested");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The first request was sent, and the next one waits.
    std::thread::sleep(Duration::from_millis(300));
    signal(&run, "TERM");
    let mut err = String::new();
    run.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(143), "{err}");
    assert_eq!(err, "csdown: stopped; 0 written; run again to continue\n");
    assert!(start.elapsed() < Duration::from_secs(40), "waiting requests are cancelled");
    assert!(!world.dir.has_leftovers());
}
