//! The speed of a run over the last seconds.

use std::collections::VecDeque;
use std::time::Duration;

/// How long a sample counts. A rate over less time is noise, one over more hides that a host slows down.
const WINDOW: Duration = Duration::from_secs(10);

/// The time before there is a rate.
const WARM_UP: Duration = Duration::from_secs(1);

/// How far a run was at some time.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// Since the start.
    time: Duration,
    done: usize,
    /// Of the whole.
    fraction: f64,
}

/// The samples of the last seconds, the first of which is older.
#[derive(Debug, Default)]
pub(super) struct Rate(VecDeque<Sample>);

impl Rate {
    /// Adds a sample.
    pub(super) fn add(&mut self, time: Duration, done: usize, fraction: Option<f64>) {
        self.0.push_back(Sample { time, done, fraction: fraction.unwrap_or_default() });
        while self.0.get(1).is_some_and(|second| time.saturating_sub(second.time) >= WINDOW) {
            self.0.pop_front();
        }
    }

    /// Returns the items per second, once it is known.
    pub(super) fn per_second(&self) -> Option<f64> {
        let (first, last, seconds) = self.span()?;
        let done = u32::try_from(last.done.saturating_sub(first.done)).unwrap_or(u32::MAX);
        Some(f64::from(done) / seconds)
    }

    /// Returns the time until the whole is done at this speed.
    pub(super) fn time_left(&self) -> Option<Duration> {
        let (first, last, seconds) = self.span()?;
        let speed = (last.fraction - first.fraction) / seconds;
        Duration::try_from_secs_f64((1.0 - last.fraction) / speed).ok()
    }

    fn span(&self) -> Option<(Sample, Sample, f64)> {
        let (first, last) = (*self.0.front()?, *self.0.back()?);
        let span = last.time.saturating_sub(first.time);
        (span >= WARM_UP).then_some((first, last, span.as_secs_f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rate after a sample each 100 ms, of which `done` says how many items there were.
    fn rate(samples: u64, done: impl Fn(u64) -> usize) -> Rate {
        let mut rate = Rate::default();
        for sample in 0..=samples {
            let done = done(sample);
            rate.add(
                Duration::from_millis(100 * sample),
                done,
                Some(f64::from(u32::try_from(done).unwrap()) / 1000.0),
            );
        }
        rate
    }

    #[test]
    fn items_that_come_in_bursts_have_a_steady_rate() {
        // Ten at once in each second.
        let bursts = |sample: u64| usize::try_from(sample / 10 * 10).unwrap();
        for samples in 100..200 {
            let found = rate(samples, bursts).per_second().unwrap();
            assert!((9.0..=11.0).contains(&found), "{found} after {samples} samples");
        }
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        // A thousand per second at first, then one.
        let slows_down = |sample: u64| {
            usize::try_from(if sample < 100 { sample * 100 } else { 10_000 + (sample - 100) / 10 }).unwrap()
        };
        let found = rate(220, slows_down).per_second().unwrap();
        assert!((0.9..=1.1).contains(&found), "{found}");
    }

    #[test]
    fn the_time_left_follows_from_the_fraction() {
        let even = |sample: u64| usize::try_from(sample).unwrap();
        assert_eq!(rate(100, even).time_left().unwrap().as_secs(), 90);
        assert_eq!(rate(5, even).time_left(), None, "too early");
        assert_eq!(rate(100, |_| 5).time_left(), None, "nothing was done lately");
    }
}
