//! What was asked.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ask::Ask;

/// A request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub method: String,
    pub host: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Whether it came over TLS.
    pub secure: bool,
    /// 0 as long as there is no answer, and when the connection was closed without one.
    pub status: u16,
    /// How many bytes of the body were handed to the connection, as sent: compressed.
    pub sent: u64,
}

impl Entry {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All requests since the start.
#[derive(Debug, Default)]
pub struct Log {
    records: Mutex<Vec<Arc<Record>>>,
    busy: Mutex<HashMap<String, Arc<Gauge>>>,
}

/// A request on its way. Dropped when its body has been sent or given up.
#[derive(Debug)]
pub struct Ongoing {
    record: Arc<Record>,
    gauge: Arc<Gauge>,
}

#[derive(Debug)]
struct Record {
    ask: Ask,
    /// A `u16`.
    status: AtomicUsize,
    sent: AtomicU64,
}

/// How many requests a host is busy with, and how many at most.
#[derive(Debug, Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Log {
    pub fn begin(&self, ask: &Ask) -> Ongoing {
        let record =
            Arc::new(Record { ask: ask.clone(), status: AtomicUsize::new(0), sent: AtomicU64::new(0) });
        lock(&self.records).push(Arc::clone(&record));
        let gauge = Arc::clone(lock(&self.busy).entry(ask.host.clone()).or_default());
        gauge.most.fetch_max(gauge.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Ongoing { record, gauge }
    }

    pub fn entries(&self) -> Vec<Entry> {
        lock(&self.records).iter().map(|record| record.entry()).collect()
    }

    pub fn busiest(&self, host: &str) -> usize {
        lock(&self.busy).get(host).map_or(0, |gauge| gauge.most.load(Ordering::SeqCst))
    }

    pub fn forget(&self) {
        lock(&self.records).clear();
        let reset = |gauge: &Arc<Gauge>| gauge.most.store(gauge.now.load(Ordering::SeqCst), Ordering::SeqCst);
        lock(&self.busy).values().for_each(reset);
    }
}

impl Ongoing {
    pub fn answered(&self, status: u16) {
        self.record.status.store(status.into(), Ordering::SeqCst);
    }

    pub fn sent(&self, bytes: usize) {
        self.record.sent.fetch_add(bytes as u64, Ordering::SeqCst);
    }
}

impl Drop for Ongoing {
    fn drop(&mut self) {
        self.gauge.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Record {
    fn entry(&self) -> Entry {
        let text =
            |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Entry {
            method: self.ask.method.to_string(),
            host: self.ask.host.clone(),
            path: self.ask.target(),
            headers: self.ask.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            secure: self.ask.secure,
            status: self.status.load(Ordering::SeqCst).try_into().unwrap(),
            sent: self.sent.load(Ordering::SeqCst),
        }
    }
}

/// A test that failed while it held the lock is no reason for others to fail.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
