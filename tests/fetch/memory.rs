//! Memory use does not depend on the size of responses.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::world::{World, case_url};

/// Runs a command and returns its peak memory in KiB.
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
fn memory_is_bounded_by_the_limits() {
    let world = World::new();
    let ordinary = peak(&world, &[&case_url("page-2025"), "--assets", "out/assets"]);
    let limit: u64 = 4 << 20;
    // An endless page, one that decodes to 1 GiB, and huge and endless images.
    let cases = ["endless", "bomb", "slow-images"].map(case_url);
    let args: Vec<&str> = cases.iter().map(String::as_str).collect();
    let limits = ["--max-page", &limit.to_string(), "--max-image", "1000000000", "--assets", "out/assets"];
    let hostile = peak(&world, &[&args[..], &limits].concat());
    // More than 1 GiB is sent, but only a few pages up to the limit are in memory, each in a growing buffer.
    let max = ordinary + 16 * limit / 1024;
    assert!(hostile < max, "{hostile} KiB, {ordinary} KiB for an ordinary page; at most {max} KiB");
}
