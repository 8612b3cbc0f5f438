//! Settings that a test can change while the site runs.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The settings.
#[derive(Debug, Clone)]
pub struct Knobs {
    /// Whether responses have `ETag` and `Last-Modified`, and conditional requests get a 304.
    pub validators: bool,
    /// The delay of every response.
    pub latency: Duration,
    /// A period in which every request fails.
    pub outage: Option<Outage>,
    /// The number of blog responses after which every response is a captcha.
    pub captcha_after: Option<usize>,
    /// The revision of changed articles. Each change affects text, date and validators.
    pub revisions: HashMap<u64, u32>,
    /// Whether article pages end within the article, as from a proxy that lost its connection to the site.
    pub cuts_articles: bool,
    /// The `robots.txt` of the blog.
    pub robots: Robots,
    /// The delay between two bytes of `slow-body`.
    pub trickle: Duration,
}

/// All requests fail with `status`.
#[derive(Debug, Clone)]
pub struct Outage {
    pub status: u16,
    /// The value of `Retry-After`.
    pub retry_after: Option<String>,
    pub until: Instant,
}

impl Outage {
    /// Starts an outage now.
    pub fn new(status: u16, length: Duration) -> Self {
        Self { status, retry_after: None, until: Instant::now() + length }
    }
}

/// A `robots.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robots {
    /// Allows everything.
    Open,
    /// Disallows lists, columns and feeds.
    NoLists,
    /// Disallows everything.
    Closed,
    /// 404.
    Missing,
    /// 500.
    Broken,
    /// Never ends.
    Endless,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            validators: true,
            latency: Duration::ZERO,
            outage: None,
            captcha_after: None,
            revisions: HashMap::new(),
            cuts_articles: false,
            robots: Robots::Open,
            trickle: Duration::from_millis(100),
        }
    }
}
