//! Looks for a seed by which a property does not hold: the same seeds in the same order, for as long as there is time.

#![allow(clippy::print_stderr, reason = "a test that hangs tells its seed")]
#![allow(clippy::disallowed_methods, reason = "a test may be told how long to search")]
#![allow(clippy::unwrap_used, reason = "test harness")]
#![allow(unreachable_pub, reason = "shared between tests")]

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use arbitrary::{Result, Unstructured};

/// How long one case may take before it is taken to be endless: long, as others may have the processor.
const PATIENCE: Duration = Duration::from_mins(5);

/// Tries `property` for `CSDOWN_PROPERTY_MS` milliseconds, 2000 unless told. A failure prints its seed, which
/// `ARBTEST_SEED` replays.
pub fn search(property: impl Fn(&mut Unstructured<'_>) -> Result<()>) {
    if told("ARBTEST_SEED").is_some() {
        return arbtest::arbtest(|u| property(u)).run();
    }
    let number = |name, otherwise| told(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let budget = Duration::from_millis(number("CSDOWN_PROPERTY_MS", 2000));
    let first = number("CSDOWN_PROPERTY_FIRST", 1);
    let (begun, watch) = (Instant::now(), watchdog());
    for index in first.. {
        if begun.elapsed() > budget {
            break;
        }
        let seed = seed(index);
        watch.send(seed).unwrap();
        // A document that asks for more bytes than there are is none.
        let mut fits = |u: &mut Unstructured<'_>| property(u).or(Ok(()));
        arbtest::arbtest(&mut fits).seed(seed).run();
    }
}

/// The seed of a case: its low half is the number of bytes to make the case of.
fn seed(index: u64) -> u64 {
    let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed & 0xffff_ffff_0000_0000) | (24 << (index % 8))
}

/// Ends the process with the seed it was sent last when the next one is too long in coming.
fn watchdog() -> Sender<u64> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut seed = 0;
        loop {
            match receiver.recv_timeout(PATIENCE) {
                Ok(next) => seed = next,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("seed {seed:#x} does not end");
                    std::process::abort();
                }
            }
        }
    });
    sender
}

fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
