//! Searches for a seed that violates a property, trying the same seeds in the same order until time runs out.

#![allow(clippy::print_stderr, reason = "a hanging test prints its seed")]
#![allow(clippy::disallowed_methods, reason = "the environment sets how long a test searches")]
#![allow(clippy::unwrap_used, reason = "test harness")]
#![allow(unreachable_pub, reason = "shared between tests")]

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use arbitrary::{Result, Unstructured};

/// The time after which a case counts as hanging. It is long, as the machine may be busy.
const CASE_TIMEOUT: Duration = Duration::from_mins(5);

/// Checks `property` for `CSDOWN_PROPERTY_MS` milliseconds, or 2000 by default. A failure prints its seed, which
/// `ARBTEST_SEED` replays.
pub fn search(property: impl Fn(&mut Unstructured<'_>) -> Result<()>) {
    search_first(u64::MAX, property);
}

/// Like [`search`], with so many cases unless `CSDOWN_PROPERTY_MS` is set: for a property with rare known exceptions.
pub fn search_first(count: u64, property: impl Fn(&mut Unstructured<'_>) -> Result<()>) {
    if variable("ARBTEST_SEED").is_some() {
        return arbtest::arbtest(|u| property(u)).run();
    }
    let number = |name, default| variable(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let budget = Duration::from_millis(number("CSDOWN_PROPERTY_MS", 2000));
    let first = number("CSDOWN_PROPERTY_FIRST", 1);
    let count = if variable("CSDOWN_PROPERTY_MS").is_some() { u64::MAX } else { count };
    let (started, watch) = (Instant::now(), watchdog());
    for index in first.. {
        if started.elapsed() > budget || index - first >= count {
            break;
        }
        let seed = seed(index);
        watch.send(seed).unwrap();
        // A case that runs out of random bytes is skipped.
        let mut fits = |u: &mut Unstructured<'_>| property(u).or(Ok(()));
        arbtest::arbtest(&mut fits).seed(seed).run();
    }
}

/// Returns the seed of a case. Its low half is the number of random bytes.
fn seed(index: u64) -> u64 {
    let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed & 0xffff_ffff_0000_0000) | (24 << (index % 8))
}

/// Starts a watchdog that aborts the process, printing the last seed, if the next one takes too long.
fn watchdog() -> Sender<u64> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut seed = 0;
        loop {
            match receiver.recv_timeout(CASE_TIMEOUT) {
                Ok(next) => seed = next,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("seed {seed:#x} does not finish");
                    std::process::abort();
                }
            }
        }
    });
    sender
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
