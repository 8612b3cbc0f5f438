//! What a test may change while the site runs.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How the site behaves beside its tables.
#[derive(Debug, Clone)]
pub struct Knobs {
    /// Whether answers have `ETag` and `Last-Modified`, and repeated requests are answered by 304.
    pub validators: bool,
    /// How long every answer waits.
    pub latency: Duration,
    /// A time in which every request is turned away.
    pub storm: Option<Storm>,
    /// After so many answers of the blog, only the captcha.
    pub wall_after: Option<usize>,
    /// How often an article was changed since; each change shows in its words, its date and its validators.
    pub revisions: HashMap<u64, u32>,
    /// What `robots.txt` of the blog says.
    pub robots: Robots,
    /// How long the body of `slow-body` waits between two bytes.
    pub trickle: Duration,
}

/// All requests are answered by `status`.
#[derive(Debug, Clone)]
pub struct Storm {
    pub status: u16,
    /// The value of `Retry-After`.
    pub retry_after: Option<String>,
    pub until: Instant,
}

impl Storm {
    /// A storm from now on.
    pub fn of(status: u16, length: Duration) -> Self {
        Self { status, retry_after: None, until: Instant::now() + length }
    }
}

/// A `robots.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robots {
    /// Everything may be crawled.
    Open,
    /// Lists, columns and feeds may not.
    NoLists,
    /// Nothing may.
    Closed,
    /// There is none.
    Missing,
    /// 500.
    Broken,
    /// One without end.
    Endless,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            validators: true,
            latency: Duration::ZERO,
            storm: None,
            wall_after: None,
            revisions: HashMap::new(),
            robots: Robots::Open,
            trickle: Duration::from_millis(100),
        }
    }
}
