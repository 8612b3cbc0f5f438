//! Checks that time grows linearly. Only ratios are compared, never absolute times.

#![allow(unreachable_pub, reason = "shared between tests")]

use std::time::Duration;

/// The maximum ratio of times for four times the input, less than the sixteen of a quadratic pass. Larger inputs also
/// take longer for each byte, when they outgrow caches and the allocator asks the system for memory.
const MAX_RATIO: u32 = 12;

/// Compares both times. Measures again in case other load interfered.
pub fn is_linear(name: &str, few: impl Fn() -> Duration, many: impl Fn() -> Duration) {
    let measure = || (least(&few), least(&many));
    let fits = |(few, many): &(Duration, Duration)| *many < *few * MAX_RATIO;
    let measured = (0..8).map(|_| measure()).find(fits);
    assert!(measured.is_some(), "{name}: {:?} for some and for four times as many", measure());
}

/// Returns the shortest of a few measurements, which has the least noise.
fn least(measure: impl Fn() -> Duration) -> Duration {
    (0..2).map(|_| measure()).min().unwrap_or_default()
}

/// Returns the CPU time that `work` takes on this thread, without that of other processes.
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
