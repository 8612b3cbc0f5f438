//! State shared by the clones of a client.

use std::sync::atomic::{AtomicU64, Ordering};

use super::connections::Connections;
use super::host::Hosts;
use super::robots::RobotsCache;
use crate::fetch::options::FetchOptions;

/// State shared by the clones of a client.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) options: FetchOptions,
    pub(super) connections: Connections,
    pub(super) hosts: Hosts,
    pub(super) robots: RobotsCache,
    pub(super) counters: Counters,
}

/// Network usage so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// Requests, including redirects and retries.
    pub requests: u64,
    /// Retries.
    pub retries: u64,
    /// Decoded bytes of complete response bodies.
    pub bytes: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    requests: AtomicU64,
    retries: AtomicU64,
    bytes: AtomicU64,
}

impl Counters {
    pub(super) fn add_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Ordering::Relaxed),
            retries: self.retries.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }
}
