//! Per-host limits: concurrency, request rate and circuit breaker.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::host_key;
use crate::fetch::error::FetchError;
use crate::fetch::options::FetchOptions;

/// All hosts contacted so far.
#[derive(Debug)]
pub(super) struct Hosts {
    concurrency: usize,
    interval: Duration,
    breaker: usize,
    known: Mutex<HashMap<String, Arc<Host>>>,
}

impl Hosts {
    pub(super) fn new(options: &FetchOptions) -> Self {
        Self {
            concurrency: options.concurrency.clamp(1, Semaphore::MAX_PERMITS),
            interval: options.interval,
            breaker: options.breaker.max(1),
            known: Mutex::default(),
        }
    }

    /// Returns the host of `url`.
    pub(super) fn of(&self, url: &Url) -> Arc<Host> {
        let key = host_key::of(url);
        let mut known = locked(&self.known);
        if let Some(host) = known.get(&key) {
            return Arc::clone(host);
        }
        let host = Arc::new(self.host(&key));
        known.insert(key, Arc::clone(&host));
        host
    }

    fn host(&self, name: &str) -> Host {
        let now = Instant::now();
        Host {
            name: name.to_owned(),
            breaker: self.breaker,
            slots: Arc::new(Semaphore::new(self.concurrency)),
            schedule: Mutex::new(Schedule { interval: self.interval, next: now, paused_until: now }),
            failures: Mutex::new(0),
            circuit: watch::Sender::new(None),
        }
    }
}

/// The limits of a host.
#[derive(Debug)]
pub(super) struct Host {
    name: String,
    breaker: usize,
    /// Limits concurrent requests.
    slots: Arc<Semaphore>,
    schedule: Mutex<Schedule>,
    /// Consecutive blocks and failures.
    failures: Mutex<usize>,
    /// Why the circuit breaker is open, once it is.
    circuit: watch::Sender<Option<FetchError>>,
}

/// A slot for one request to a host.
///
/// A request keeps its slot across retries. When a host is overloaded, a few requests are then retried several times,
/// instead of many requests once.
#[derive(Debug)]
pub(super) struct Slot {
    host: Arc<Host>,
    /// Released on drop.
    _permit: Option<OwnedSemaphorePermit>,
}

/// When the next request may start.
#[derive(Debug)]
struct Schedule {
    interval: Duration,
    next: Instant,
    /// The end of the pause that the host requested.
    paused_until: Instant,
}

impl Schedule {
    /// Reserves the next start time.
    fn reserve(&mut self) -> Instant {
        let start = self.next.max(self.paused_until).max(Instant::now());
        self.next = start + self.interval.mul_f64(1.0 + fastrand::f64() / 2.0);
        start
    }
}

impl Host {
    /// Waits for a slot, unless `held` is one of this host, and for the next start time.
    ///
    /// A slot of another host is released first. Otherwise, requests redirected between two hosts could deadlock.
    pub(super) async fn acquire(self: &Arc<Self>, held: Option<Slot>) -> Result<Slot, FetchError> {
        let held = held.filter(|slot| Arc::ptr_eq(&slot.host, self));
        self.unless_open(async {
            let slot = match held {
                Some(slot) => slot,
                // The semaphore is never closed.
                None => Slot {
                    _permit: Arc::clone(&self.slots).acquire_owned().await.ok(),
                    host: Arc::clone(self),
                },
            };
            loop {
                let start = locked(&self.schedule).reserve();
                sleep_until(start).await;
                // The host may have requested a pause in the meantime.
                if locked(&self.schedule).paused_until <= Instant::now() {
                    return slot;
                }
            }
        })
        .await
    }

    /// Waits `delay` before a retry. With `pauses_host`, all requests to the host wait as long.
    pub(super) async fn wait(&self, delay: Duration, pauses_host: bool) -> Result<(), FetchError> {
        let until = Instant::now() + delay;
        if pauses_host {
            let mut schedule = locked(&self.schedule);
            schedule.paused_until = schedule.paused_until.max(until);
        }
        self.unless_open(sleep_until(until)).await
    }

    /// Raises the interval between requests to at least `interval`.
    pub(super) fn slow_down(&self, interval: Duration) {
        let mut schedule = locked(&self.schedule);
        schedule.interval = schedule.interval.max(interval);
    }

    /// Counts a block or failure, and opens the circuit breaker after too many consecutive ones.
    pub(super) fn record_failure(&self, reason: &str) {
        let mut failures = locked(&self.failures);
        *failures += 1;
        if *failures >= self.breaker {
            let open = || FetchError::CircuitOpen {
                host: self.name.clone(),
                failures: *failures,
                reason: reason.to_owned(),
            };
            self.circuit.send_if_modified(|circuit| circuit.is_none() && circuit.replace(open()).is_none());
        }
    }

    /// Resets the count of failures.
    pub(super) fn record_success(&self) {
        *locked(&self.failures) = 0;
    }

    /// Runs `work` until the circuit breaker opens.
    async fn unless_open<T>(&self, work: impl Future<Output = T>) -> Result<T, FetchError> {
        let mut circuit = self.circuit.subscribe();
        let opened = async {
            match circuit.wait_for(Option::is_some).await.ok().and_then(|open| open.clone()) {
                Some(error) => error,
                // The sender lives as long as the host.
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            error = opened => Err(error),
            done = work => Ok(done),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic cannot leave the state inconsistent.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(options: &FetchOptions) -> Arc<Host> {
        Hosts::new(options).of(&"https://blog.csdn.net/".parse().unwrap())
    }

    fn options(concurrency: usize, interval: u64) -> FetchOptions {
        FetchOptions { concurrency, interval: Duration::from_secs(interval), ..FetchOptions::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn spaces_out_requests() {
        let host = host(&options(10, 2));
        let start = Instant::now();
        let mut last = start;
        for number in 0..10 {
            drop(host.acquire(None).await.unwrap());
            let passed = Instant::now() - std::mem::replace(&mut last, Instant::now());
            assert!(number == 0 || passed >= Duration::from_secs(2), "{passed:?}");
        }
        assert!(last - start <= Duration::from_secs(28));
    }

    #[tokio::test(start_paused = true)]
    async fn limits_concurrency() {
        let host = host(&options(2, 0));
        let first = host.acquire(None).await.unwrap();
        let _second = host.acquire(None).await.unwrap();
        let third = tokio::time::timeout(Duration::from_hours(1), host.acquire(None)).await;
        assert!(third.is_err());
        drop(first);
        let held = host.acquire(None).await.unwrap();
        let again = tokio::time::timeout(Duration::from_hours(1), host.acquire(Some(held))).await;
        assert!(again.is_ok(), "a held slot is reused");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_applies_to_all_requests() {
        let host = host(&options(4, 1));
        drop(host.acquire(None).await.unwrap());
        let start = Instant::now();
        let (waited, slot) = tokio::join!(host.wait(Duration::from_secs(30), true), host.acquire(None));
        waited.unwrap();
        drop(slot.unwrap());
        assert!(start.elapsed() >= Duration::from_secs(30));
        let start = Instant::now();
        host.slow_down(Duration::from_secs(9));
        drop(host.acquire(None).await.unwrap());
        drop(host.acquire(None).await.unwrap());
        assert!(start.elapsed() >= Duration::from_secs(9));
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_circuit_breaker_fails_waiting_requests_too() {
        let host = host(&FetchOptions { breaker: 3, ..options(1, 0) });
        host.record_failure("captcha");
        host.record_failure("captcha");
        host.record_success();
        host.record_failure("captcha");
        host.record_failure("captcha");
        let _slot = host.acquire(None).await.unwrap();
        let (waiting, slept, ()) =
            tokio::join!(host.acquire(None), host.wait(Duration::from_hours(1), false), async {
                host.record_failure("the last captcha");
            });
        let error = waiting.unwrap_err();
        assert_eq!(error.code(), "circuit-open");
        assert_eq!(
            error.to_string(),
            "blog.csdn.net: circuit breaker open after 3 consecutive failures (last: the last captcha)"
        );
        assert_eq!(slept.unwrap_err(), error);
        host.record_failure("one more");
        host.record_success();
        assert_eq!(host.acquire(None).await.unwrap_err(), error);
    }
}
