//! What a host is spared: how many requests are on their way to it, how soon one follows another, and whether it is
//! asked at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::site;
use crate::fetch::error::FetchError;
use crate::fetch::options::FetchOptions;

/// The hosts that were asked, each with what it is spared.
#[derive(Debug)]
pub(super) struct Hosts {
    concurrency: usize,
    interval: Duration,
    breaker: usize,
    asked: Mutex<HashMap<String, Arc<Host>>>,
}

impl Hosts {
    pub(super) fn new(options: &FetchOptions) -> Self {
        Self {
            concurrency: options.concurrency.clamp(1, Semaphore::MAX_PERMITS),
            interval: options.interval,
            breaker: options.breaker.max(1),
            asked: Mutex::default(),
        }
    }

    /// The host of `url`.
    pub(super) fn of(&self, url: &Url) -> Arc<Host> {
        let name = site::of(url);
        let mut asked = locked(&self.asked);
        if let Some(host) = asked.get(&name) {
            return Arc::clone(host);
        }
        let host = Arc::new(self.host(&name));
        asked.insert(name, Arc::clone(&host));
        host
    }

    fn host(&self, name: &str) -> Host {
        let now = Instant::now();
        Host {
            name: name.to_owned(),
            breaker: self.breaker,
            places: Arc::new(Semaphore::new(self.concurrency)),
            turns: Mutex::new(Turns { interval: self.interval, next: now, paused: now }),
            strikes: Mutex::new(0),
            circuit: watch::Sender::new(None),
        }
    }
}

/// A host that is asked.
#[derive(Debug)]
pub(super) struct Host {
    name: String,
    breaker: usize,
    /// The requests that may be on their way.
    places: Arc<Semaphore>,
    turns: Mutex<Turns>,
    /// Walls in a row.
    strikes: Mutex<usize>,
    /// Why the host is asked no more.
    circuit: watch::Sender<Option<FetchError>>,
}

/// One of the few places for requests to a host. It is held from the first try of a request to the last, so that in a
/// storm few requests are made again, instead of many made once more.
#[derive(Debug)]
pub(super) struct Place {
    host: Arc<Host>,
    /// Given back when the place is dropped.
    _permit: Option<OwnedSemaphorePermit>,
}

/// When the next request may begin.
#[derive(Debug)]
struct Turns {
    interval: Duration,
    next: Instant,
    /// Until when the host asked to be left alone.
    paused: Instant,
}

impl Turns {
    /// Takes the next turn.
    fn take(&mut self) -> Instant {
        let turn = self.next.max(self.paused).max(Instant::now());
        self.next = turn + self.interval.mul_f64(1.0 + fastrand::f64() / 2.0);
        turn
    }
}

impl Host {
    /// Waits for a place, unless one is held already, and for a turn. A place held at another host is given up first,
    /// so that nobody waits for one host while others wait for them at the next.
    pub(super) async fn enter(self: &Arc<Self>, held: Option<Place>) -> Result<Place, FetchError> {
        let held = held.filter(|place| Arc::ptr_eq(&place.host, self));
        self.unless_open(async {
            let place = match held {
                Some(place) => place,
                // The semaphore is never closed.
                None => Place {
                    _permit: Arc::clone(&self.places).acquire_owned().await.ok(),
                    host: Arc::clone(self),
                },
            };
            loop {
                let turn = locked(&self.turns).take();
                sleep_until(turn).await;
                // All may have been told to wait in the meantime.
                if locked(&self.turns).paused <= Instant::now() {
                    return place;
                }
            }
        })
        .await
    }

    /// Waits `delay` before another try; where the host asked for it, nobody asks it meanwhile.
    pub(super) async fn wait(&self, delay: Duration, for_all: bool) -> Result<(), FetchError> {
        let until = Instant::now() + delay;
        if for_all {
            let mut turns = locked(&self.turns);
            turns.paused = turns.paused.max(until);
        }
        self.unless_open(sleep_until(until)).await
    }

    /// Lets at least `interval` pass between two requests.
    pub(super) fn slow_down(&self, interval: Duration) {
        let mut turns = locked(&self.turns);
        turns.interval = turns.interval.max(interval);
    }

    /// Counts a wall; after enough of them in a row the host is asked no more.
    pub(super) fn strike(&self, reason: &str) {
        let mut strikes = locked(&self.strikes);
        *strikes += 1;
        if *strikes >= self.breaker {
            let open = || FetchError::CircuitOpen {
                host: self.name.clone(),
                strikes: *strikes,
                reason: reason.to_owned(),
            };
            self.circuit.send_if_modified(|circuit| circuit.is_none() && circuit.replace(open()).is_none());
        }
    }

    /// Forgets the walls so far: the host answers.
    pub(super) fn fine(&self) {
        *locked(&self.strikes) = 0;
    }

    /// Does `work`, but for as long as the host may be asked.
    async fn unless_open<T>(&self, work: impl Future<Output = T>) -> Result<T, FetchError> {
        let mut circuit = self.circuit.subscribe();
        let opened = async {
            match circuit.wait_for(Option::is_some).await.ok().and_then(|open| open.clone()) {
                Some(error) => error,
                // The sender lives as long as the host does.
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
    // Nothing that holds a lock here can panic.
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
    async fn requests_keep_their_distance() {
        let host = host(&options(10, 2));
        let start = Instant::now();
        let mut last = start;
        for number in 0..10 {
            drop(host.enter(None).await.unwrap());
            let passed = Instant::now() - std::mem::replace(&mut last, Instant::now());
            assert!(number == 0 || passed >= Duration::from_secs(2), "{passed:?}");
        }
        assert!(last - start <= Duration::from_secs(28));
    }

    #[tokio::test(start_paused = true)]
    async fn places_are_few() {
        let host = host(&options(2, 0));
        let first = host.enter(None).await.unwrap();
        let _second = host.enter(None).await.unwrap();
        let third = tokio::time::timeout(Duration::from_hours(1), host.enter(None)).await;
        assert!(third.is_err());
        drop(first);
        let held = host.enter(None).await.unwrap();
        let again = tokio::time::timeout(Duration::from_hours(1), host.enter(Some(held))).await;
        assert!(again.is_ok(), "who holds a place needs no other");
    }

    #[tokio::test(start_paused = true)]
    async fn all_wait_where_the_host_asks_for_it() {
        let host = host(&options(4, 1));
        drop(host.enter(None).await.unwrap());
        let start = Instant::now();
        let (waited, turn) = tokio::join!(host.wait(Duration::from_secs(30), true), host.enter(None));
        waited.unwrap();
        drop(turn.unwrap());
        assert!(start.elapsed() >= Duration::from_secs(30));
        let start = Instant::now();
        host.slow_down(Duration::from_secs(9));
        drop(host.enter(None).await.unwrap());
        drop(host.enter(None).await.unwrap());
        assert!(start.elapsed() >= Duration::from_secs(9));
    }

    #[tokio::test(start_paused = true)]
    async fn walls_in_a_row_open_the_circuit_for_those_that_wait_too() {
        let host = host(&FetchOptions { breaker: 3, ..options(1, 0) });
        host.strike("captcha");
        host.strike("captcha");
        host.fine();
        host.strike("captcha");
        host.strike("captcha");
        let _place = host.enter(None).await.unwrap();
        let (waiting, slept, ()) =
            tokio::join!(host.enter(None), host.wait(Duration::from_hours(1), false), async {
                host.strike("the last captcha");
            });
        let told = waiting.unwrap_err();
        assert_eq!(told.code(), "circuit-open");
        assert_eq!(
            told.to_string(),
            "blog.csdn.net is asked no more after 3 failures in a row, the last: the last captcha"
        );
        assert_eq!(slept.unwrap_err(), told);
        host.strike("one more");
        host.fine();
        assert_eq!(host.enter(None).await.unwrap_err(), told);
    }
}
