//! How hosts are treated, and what is done when they want no more.

use std::time::{Duration, Instant};

use crate::site::knobs::Storm;
use crate::site::writers::MANY;
use crate::world::{World, address};

#[test]
fn hosts_are_asked_few_things_at_a_time() {
    let world = World::new();
    world.site.turn(|knobs| knobs.latency = Duration::from_millis(5));
    let done = world.fetch(&["--user", "bai_ye_300", "--column", "20000002", "--concurrency", "3"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(world.site.busiest("blog.csdn.net") <= 3);
    let agents = world.site.log().into_iter().map(|entry| entry.header("user-agent").map(str::to_owned));
    assert!(agents.flatten().all(|agent| agent.starts_with("csdown/")));
}

#[test]
fn requests_keep_apart() {
    let world = World::new();
    let urls = ["page-2021", "page-2018", "old-2013", "old-2008"].map(address);
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let begun = Instant::now();
    assert_eq!(world.fetch(&[&args[..], &["--interval", "0.3"]].concat()).code, 0);
    assert!(begun.elapsed() >= Duration::from_millis(900), "{:?}", begun.elapsed());
}

#[test]
fn a_storm_ends_the_run_in_bounded_time() {
    for status in [429, 503, 521] {
        let world = World::new();
        let mut storm = Storm::of(status, Duration::from_mins(10));
        storm.retry_after = Some("86400".to_owned());
        world.site.turn(|knobs| knobs.storm = Some(storm));
        let begun = Instant::now();
        let list: Vec<_> = MANY.map(|id| id.to_string()).collect();
        world.place.write("list.txt", list.join("\n"));
        let done = world.fetch(&["list.txt", "--user", "bai_ye_300"]);
        assert_eq!(done.code, 3, "{}", done.err);
        assert!(begun.elapsed() < Duration::from_secs(30), "{status}: {:?}", begun.elapsed());
        assert!(done.err.contains("circuit breaker open after"), "{status}: {}", done.err);
        assert!(world.site.log().len() < 60, "{status}: {} requests", world.site.log().len());
    }
}

#[test]
fn a_wall_in_the_middle_stops_the_run_and_the_next_goes_on() {
    let world = World::new();
    world.site.turn(|knobs| knobs.wall_after = Some(50));
    let args = ["--user", "bai_ye_300"];
    let done = world.fetch(&args);
    assert_eq!(done.code, 1, "{}", done.err);
    let first = world.outputs().len();
    assert!((20..60).contains(&first), "{first}");
    assert!(world.site.log().len() < 80, "{} requests", world.site.log().len());
    world.site.turn(|knobs| knobs.wall_after = None);
    world.site.forget();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (300 - first, 300 - first), "what is there is not asked for again");
    assert_eq!(world.outputs().len(), 300);
}
