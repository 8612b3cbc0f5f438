//! What a run takes of memory, however large what comes is.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::world::{World, address};

/// The most memory, in KiB, that a run of `args` took.
fn peak(world: &World, args: &[&str]) -> u64 {
    let mut command = world.command(args);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", run.id());
    let mut peak = 0;
    while run.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(most.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    peak
}

#[test]
fn memory_is_bounded_by_the_limits_not_by_what_comes() {
    let world = World::new();
    let usual = peak(&world, &[&address("page-2025"), "--assets", "out/assets"]);
    let limit: u64 = 4 << 20;
    // A page without end, one that unpacks to a gigabyte, and pictures huge and without end.
    let cases = ["endless", "bomb", "slow-pictures"].map(address);
    let args: Vec<&str> = cases.iter().map(String::as_str).collect();
    let limits = ["--max-page", &limit.to_string(), "--max-image", "1000000000", "--assets", "out/assets"];
    let hostile = peak(&world, &[&args[..], &limits].concat());
    // What comes is a gigabyte and more; what is held are a few pages up to the limit, each growing into its buffer.
    let most = usual + 16 * limit / 1024;
    assert!(hostile < most, "{hostile} KiB, {usual} KiB for an ordinary page; at most {most} KiB");
}
