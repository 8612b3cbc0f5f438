//! Rate limits, and the circuit breaker of failing hosts.

use std::time::{Duration, Instant};

use crate::world::{World, case_url};
use csdown_test_site::knobs::Outage;
use csdown_test_site::writers::MANY;

#[test]
fn limits_concurrent_requests_per_host() {
    let world = World::new();
    world.site.configure(|knobs| knobs.latency = Duration::from_millis(5));
    let done = world.fetch(&["--user", "bai_ye_300", "--column", "20000002", "--concurrency", "3"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(world.site.max_concurrent("blog.csdn.net") <= 3);
    let agents = world.site.log().into_iter().map(|entry| entry.header("user-agent").map(str::to_owned));
    assert!(agents.flatten().all(|agent| agent.starts_with("csdown/")));
}

#[test]
fn spaces_out_requests() {
    let world = World::new();
    let urls = ["page-2021", "page-2018", "old-2013", "old-2008"].map(case_url);
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let start = Instant::now();
    assert_eq!(world.fetch(&[&args[..], &["--interval", "0.3"]].concat()).code, 0);
    assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
}

#[test]
fn an_outage_ends_the_run() {
    for status in [429, 503, 521] {
        let world = World::new();
        let mut outage = Outage::new(status, Duration::from_mins(10));
        outage.retry_after = Some("86400".to_owned());
        world.site.configure(|knobs| knobs.outage = Some(outage));
        let start = Instant::now();
        let list: Vec<_> = MANY.map(|id| id.to_string()).collect();
        world.dir.write("list.txt", list.join("\n"));
        let done = world.fetch(&["list.txt", "--user", "bai_ye_300"]);
        assert_eq!(done.code, 3, "{}", done.err);
        assert!(start.elapsed() < Duration::from_secs(30), "{status}: {:?}", start.elapsed());
        assert!(done.err.contains("circuit breaker open after"), "{status}: {}", done.err);
        assert!(world.site.log().len() < 60, "{status}: {} requests", world.site.log().len());
    }
}

#[test]
fn a_captcha_stops_the_run_and_the_next_one_resumes() {
    let world = World::new();
    world.site.configure(|knobs| knobs.captcha_after = Some(50));
    let args = ["--user", "bai_ye_300"];
    let done = world.fetch(&args);
    assert_eq!(done.code, 1, "{}", done.err);
    let first = world.outputs().len();
    assert!((20..60).contains(&first), "{first}");
    assert!(world.site.log().len() < 80, "{} requests", world.site.log().len());
    world.site.configure(|knobs| knobs.captcha_after = None);
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (300 - first, 300 - first), "downloaded articles are not requested again");
    assert_eq!(world.outputs().len(), 300);
}
