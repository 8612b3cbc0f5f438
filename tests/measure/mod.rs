//! Whether time grows in proportion: never how long something takes, only how many times as long four times as much takes.

#![allow(unreachable_pub, reason = "shared between tests")]

use std::time::Duration;

/// How many times as long four times as much may take: far less than the sixteen of a pass within a pass.
const MOST: u32 = 9;

/// Compares the times of the two. Measures again where other work of the machine may have come between.
pub fn is_linear(name: &str, few: impl Fn() -> Duration, many: impl Fn() -> Duration) {
    let measure = || (least(&few), least(&many));
    let fits = |(few, many): &(Duration, Duration)| *many < *few * MOST;
    let measured = (0..5).map(|_| measure()).find(fits);
    assert!(measured.is_some(), "{name}: {:?} for some and for four times as many", measure());
}

/// The least of a few measurements, which noise has added least to.
fn least(measure: impl Fn() -> Duration) -> Duration {
    (0..2).map(|_| measure()).min().unwrap_or_default()
}

/// How long `work` keeps this thread busy. What else the machine does in the meantime does not count.
pub fn taken(work: impl FnOnce()) -> Duration {
    let begun = clock();
    work();
    clock().saturating_sub(begun)
}

#[cfg(unix)]
fn clock() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn clock() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed()
}
