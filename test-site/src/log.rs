//! The request log.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::request::SiteRequest;

/// A request and its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub method: String,
    pub host: String,
    /// Path and query.
    pub path: String,
    /// Names are lower-case.
    pub headers: Vec<(String, String)>,
    /// Whether the connection used TLS.
    pub secure: bool,
    /// 0 until there is a response, and if the connection closed without one.
    pub status: u16,
    /// The number of body bytes passed to the connection, after compression.
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

/// A request in progress. Dropped when its body has been sent or abandoned.
#[derive(Debug)]
pub struct Ongoing {
    record: Arc<Record>,
    gauge: Arc<Gauge>,
}

#[derive(Debug)]
struct Record {
    request: SiteRequest,
    /// A `u16`.
    status: AtomicUsize,
    sent: AtomicU64,
}

/// The number of requests that a host is processing, and the maximum so far.
#[derive(Debug, Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Log {
    pub fn begin(&self, request: &SiteRequest) -> Ongoing {
        let record = Arc::new(Record {
            request: request.clone(),
            status: AtomicUsize::new(0),
            sent: AtomicU64::new(0),
        });
        lock(&self.records).push(Arc::clone(&record));
        let gauge = Arc::clone(lock(&self.busy).entry(request.host.clone()).or_default());
        gauge.most.fetch_max(gauge.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Ongoing { record, gauge }
    }

    pub fn entries(&self) -> Vec<Entry> {
        lock(&self.records).iter().map(|record| record.entry()).collect()
    }

    pub fn max_concurrent(&self, host: &str) -> usize {
        lock(&self.busy).get(host).map_or(0, |gauge| gauge.most.load(Ordering::SeqCst))
    }

    pub fn clear(&self) {
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
            method: self.request.method.to_string(),
            host: self.request.host.clone(),
            path: self.request.target(),
            headers: self
                .request
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            secure: self.request.secure,
            status: self.status.load(Ordering::SeqCst).try_into().unwrap(),
            sent: self.sent.load(Ordering::SeqCst),
        }
    }
}

/// A failed test must not affect others, so a poisoned lock is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
