//! The requests of a second run.

use std::process::Stdio;
use std::time::Duration;

use crate::world::{World, case_url};
use csdown_test_site::cases::id_of;

#[test]
fn an_unchanged_site_sends_no_bodies() {
    let world = World::new();
    let args = ["--user", "bai_ye_300", "--concurrency", "8"];
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (300, 300));
    let before = world.files();
    world.site.clear_log();
    let done = world.fetch(&args);
    assert_eq!(done.code, 0);
    assert!(done.err.contains("300 unchanged since the last run"), "{}", done.err);
    assert_eq!(world.pages(), (300, 0), "all requests are conditional");
    assert_eq!(world.files(), before);
}

#[test]
fn downloads_changed_articles() {
    let world = World::new();
    let urls = [case_url("page-2025"), case_url("page-2021")];
    let args = [urls[0].as_str(), urls[1].as_str()];
    world.fetch(&args);
    let output = format!("out/{}.md", id_of("page-2025"));
    let before = world.dir.read(&output);
    world.change("page-2025");
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (2, 1));
    assert_ne!(world.dir.read(&output), before);
}

#[test]
fn without_validators_only_refresh_downloads_again() {
    let world = World::new();
    let url = case_url("no-validators");
    world.fetch(&[&url]);
    world.site.clear_log();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.pages(), (0, 0));
    assert_eq!(world.fetch(&[&url, "--refresh"]).code, 0);
    assert_eq!(world.pages(), (1, 1));
    // A preview may have become a complete article.
    world.site.configure(|knobs| knobs.validators = false);
    world.fetch(&[&case_url("vip")]);
    world.site.clear_log();
    assert_eq!(world.fetch(&[&case_url("vip")]).code, 1);
    assert_eq!(world.pages(), (1, 1));
}

#[test]
fn downloads_again_after_deletion_or_with_other_options() {
    let world = World::new();
    let url = case_url("page-2025");
    let output = format!("{}.md", id_of("page-2025"));
    world.fetch(&[&url]);
    std::fs::remove_file(world.dir.path("out").join(&output)).unwrap();
    world.site.clear_log();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!((world.pages(), world.outputs()), ((1, 1), vec![output]));
    world.fetch(&[&url, "--hard-break", "backslash"]);
    assert_eq!(world.pages(), (2, 2));
    world.fetch(&[&url, "--hard-break", "backslash", "--comments"]);
    assert_eq!(world.pages(), (3, 3));
}

#[test]
fn keeps_files_modified_by_the_user() {
    let world = World::new();
    let url = case_url("page-2025");
    let output = format!("out/{}.md", id_of("page-2025"));
    world.fetch(&[&url]);
    world.dir.write(&output, "mine");
    assert_eq!(world.fetch(&[&url]).code, 0, "nothing needs to be written");
    world.change("page-2025");
    let done = world.fetch(&[&url]);
    assert_eq!((done.code, world.dir.read(&output).as_str()), (3, "mine"), "{}", done.err);
    assert_eq!(world.fetch(&[&url, "--force"]).code, 0);
    assert_ne!(world.dir.read(&output), "mine");
}

#[test]
fn the_report_includes_unchanged_articles() {
    let world = World::new();
    let urls = [case_url("page-2025"), case_url("no-validators"), case_url("vip")];
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (first, again) = (world.report(&args), world.report(&args));
    assert_eq!((first.0.code, again.0.code), (1, 1));
    assert_eq!(first.1["inputs"], again.1["inputs"]);
}

#[test]
fn an_unchanged_preview_is_not_sent_again() {
    let world = World::new();
    assert_eq!(world.fetch(&[&case_url("vip")]).code, 1);
    world.site.clear_log();
    assert_eq!(world.fetch(&[&case_url("vip")]).code, 1);
    assert_eq!(world.pages(), (1, 0));
}

#[test]
fn a_truncated_article_is_downloaded_again() {
    let world = World::new();
    let url = case_url("page-2025");
    world.site.configure(|knobs| knobs.cuts_articles = true);
    let (done, report) = world.report(&[&url]);
    assert_eq!((done.code, report["inputs"][0]["status"].as_str()), (1, Some("truncated")), "{}", done.err);
    world.site.configure(|knobs| knobs.cuts_articles = false);
    world.site.clear_log();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.pages(), (1, 1), "the server is not asked whether the page has changed");
    world.site.clear_log();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.pages(), (1, 0));
}

#[test]
fn a_truncated_article_does_not_replace_a_whole_one() {
    let world = World::new();
    let url = case_url("page-2025");
    let output = format!("out/{}.md", id_of("page-2025"));
    let args = [url.as_str(), "--keep-html"];
    assert_eq!(world.fetch(&args).code, 0);
    let before = world.files();
    world.change("page-2025");
    world.site.configure(|knobs| knobs.cuts_articles = true);
    let done = world.fetch(&args);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("was kept") && done.err.contains("use --force to replace it"), "{}", done.err);
    assert!(world.files() == before, "the received page is kept too");
    world.site.configure(|knobs| knobs.cuts_articles = false);
    assert_eq!(world.fetch(&args).code, 0);
    assert_ne!(world.dir.read(&output).as_bytes(), before[&output.replace("out/", "")]);
}

#[test]
fn locks_the_folder_for_one_run() {
    let world = World::new();
    let mut first = world.command(&[&case_url("slow-start"), "--idle-timeout", "30", "--timeout", "30"]);
    let mut first = first.stderr(Stdio::null()).spawn().unwrap();
    while world.site.log().is_empty() && first.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = world.fetch(&[&case_url("page-2025"), "--no-wait"]);
    assert_eq!(second.code, 3);
    assert!(second.err.contains("another csdown run is writing to it"), "{}", second.err);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(world.fetch(&[&case_url("page-2025")]).code, 0);
}

#[test]
fn a_second_run_waits_for_the_first() {
    let world = World::new();
    world.site.configure(|knobs| knobs.latency = Duration::from_millis(500));
    let first = world.command(&[&case_url("page-2021")]).stderr(Stdio::null()).spawn().unwrap();
    while world.site.log().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = world.fetch(&[&case_url("page-2025")]);
    let first = first.wait_with_output().unwrap();
    assert_eq!((first.status.code(), second.code), (Some(0), 0), "{}", second.err);
    assert!(second.err.contains("waiting"), "{}", second.err);
    for case in ["page-2021", "page-2025"] {
        assert!(world.download(id_of(case)).is_some(), "{case}");
    }
}

#[test]
fn the_folder_can_be_moved() {
    let world = World::new();
    let url = case_url("page-2025");
    let args = |out: &'static str, assets: &'static str| ["-o", out, "--assets", assets];
    assert_eq!(world.fetch(&[&[&*url], &args("out", "out/assets")[..]].concat()).code, 0);
    std::fs::rename(world.dir.path("out"), world.dir.path("moved")).unwrap();
    world.site.clear_log();
    let moved = world.fetch(&[&[&*url], &args("moved", "./moved/assets")[..]].concat());
    assert_eq!((moved.code, world.pages()), (0, (1, 0)), "{}", moved.err);
}

#[test]
fn images_over_the_limits_are_not_requested_again() {
    let world = World::new();
    let url = case_url("page-2025");
    let args = [&*url, "--assets", "out/assets", "--max-images", "1"];
    let done = world.fetch(&args);
    assert!(done.err.contains("more than 1 images"), "{}", done.err);
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!((world.pages(), world.site.log().len()), ((1, 0), 1));
    // Other limits download them.
    let done = world.fetch(&[&*url, "--assets", "out/assets"]);
    assert!(!done.err.contains("more than"), "{}", done.err);
}

#[test]
fn kept_articles_do_not_reset_the_circuit_breaker() {
    let world = World::new();
    let id = |number: u64| 160_000_000 + number;
    let url = |number| format!("https://blog.csdn.net/bai_ye_300/article/details/{}", id(number));
    let kept: Vec<String> = (1..=20).map(url).collect();
    assert_eq!(world.fetch(&kept.iter().map(String::as_str).collect::<Vec<_>>()).code, 0);
    // Without the end of a run, as after a kill, all downloads are fresh.
    world.change_downloads((1..=20).map(id), |row| row.is_fresh = true);
    world.site.configure(|knobs| knobs.captcha_after = Some(0));
    world.site.clear_log();
    let mixed: Vec<String> = (1..=20).flat_map(|number| [url(number), url(number + 100)]).collect();
    let args: Vec<&str> = mixed.iter().map(String::as_str).chain(["--concurrency", "1"]).collect();
    let done = world.fetch(&args);
    assert_eq!((done.code, world.pages().0), (1, 5), "{}", done.err);
}

#[test]
fn a_dry_run_writes_nothing() {
    let world = World::new();
    let done = world.fetch(&[&case_url("page-2025"), "--assets", "out/assets", "--dry-run"]);
    assert_eq!((done.code, world.dir.path("out").exists()), (0, false), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn a_symlinked_lock_is_refused() {
    let world = World::new();
    world.dir.write("precious.txt", "precious");
    std::fs::create_dir_all(world.dir.path("out")).unwrap();
    std::os::unix::fs::symlink(world.dir.path("precious.txt"), world.dir.path("out/.csdown.lock")).unwrap();
    assert_eq!(world.fetch(&[&case_url("page-2025")]).code, 3);
    assert_eq!(world.dir.read("precious.txt"), "precious");
}
