//! The client: what it may ask, how often, and with what.

mod address;
mod body;
mod connections;
mod cookies;
mod exchange;
mod host;
mod referer;
mod request;
mod resolver;
mod response;
mod retry;
mod robots;
mod site;
mod tls;
mod trouble;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::header::HeaderValue;

pub use body::Sink;
pub use cookies::{CookieError, CookieJar};
pub use request::{Kind, Method, Request, Validators};
pub use response::{Head, Response};

use super::error::FetchError;
use super::options::FetchOptions;
use crate::{Error, Result};
use connections::Connections;
use exchange::Failure;
use host::Hosts;
use url::Url;

/// A polite client. Clones share connections, limits and what is known of hosts.
#[derive(Debug, Clone)]
pub struct Client {
    core: Arc<Core>,
}

/// What the clones of a client share.
#[derive(Debug)]
struct Core {
    options: FetchOptions,
    connections: Connections,
    hosts: Hosts,
    robots: robots::Known,
    counts: Counts,
}

/// How much went over the network so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// Requests, with redirects and repeated tries.
    pub requests: u64,
    /// Tries after the first.
    pub retries: u64,
    /// Bytes of bodies that came whole, unpacked.
    pub bytes: u64,
}

#[derive(Debug, Default)]
struct Counts {
    requests: AtomicU64,
    retries: AtomicU64,
    bytes: AtomicU64,
}

impl Counts {
    fn request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    fn bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Client {
    /// Makes a client. It needs no runtime yet.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] when an option cannot be honoured.
    pub fn new(options: &FetchOptions) -> Result<Self> {
        options.check()?;
        if HeaderValue::from_str(&options.user_agent).is_err() {
            let reason = "it has characters that no header has".to_owned();
            return Err(Error::InvalidOption { name: "user-agent", reason });
        }
        let core = Core {
            connections: Connections::new(options)?,
            hosts: Hosts::new(options),
            options: options.clone(),
            robots: robots::Known::default(),
            counts: Counts::default(),
        };
        Ok(Self { core: Arc::new(core) })
    }

    /// The answer to `request`, with its body in memory.
    ///
    /// Statuses that another try may better (429, 5xx) are errors when all tries are used up. Every other is given back
    /// with its body, 404 and 403 as well as 521, which may carry an article; [`Response::found`] makes errors of them.
    ///
    /// # Errors
    ///
    /// When there is no answer, or none that may be had.
    pub async fn get(&self, request: Request) -> std::result::Result<Response, FetchError> {
        let mut body = Vec::new();
        let head = self.answer(&request, &mut body).await?;
        Ok(Response { head, body })
    }

    /// The answer to `request`, its body written to `sink`, which holds it whole when this has succeeded. Nothing is
    /// written where nothing has changed ([`Head::is_unchanged`]).
    ///
    /// # Errors
    ///
    /// As [`Self::get`], and for every status but 200 and 304.
    pub async fn download(
        &self,
        request: Request,
        sink: &mut dyn Sink,
    ) -> std::result::Result<Head, FetchError> {
        let head = self.answer(&request, sink).await?;
        head.found().map(|()| head)
    }

    /// Tells that what came from `url` was a wall: a captcha, a challenge, an article refused. So many of them in a row
    /// as [`FetchOptions::breaker`] says, and requests to the host fail at once with [`FetchError::CircuitOpen`], for
    /// as long as this client lives.
    ///
    /// Requests that failed for reasons of the host's, and pages and lists that were forbidden, the client counts
    /// itself.
    pub fn wall(&self, url: &Url, reason: &str) {
        self.core.hosts.of(url).strike(reason);
    }

    /// Tells that what came from `url` was what was asked for, so that the walls before it count no more. Of anything
    /// but pages the client sees it itself.
    pub fn fine(&self, url: &Url) {
        self.core.hosts.of(url).fine();
    }

    /// The most bytes of a page.
    pub(super) fn max_page(&self) -> u64 {
        self.core.options.max_page
    }

    /// How much went over the network so far.
    pub fn traffic(&self) -> Traffic {
        let Counts { requests, retries, bytes } = &self.core.counts;
        Traffic {
            requests: requests.load(Ordering::Relaxed),
            retries: retries.load(Ordering::Relaxed),
            bytes: bytes.load(Ordering::Relaxed),
        }
    }

    /// Tries until there is an answer, or no reason to try again.
    async fn answer(&self, request: &Request, sink: &mut dyn Sink) -> std::result::Result<Head, FetchError> {
        let mut delays = retry::delays(&self.core.options);
        let mut place = None;
        loop {
            let failure = match exchange::follow(&self.core, request, &mut place, sink).await {
                Ok(head) => {
                    self.judge(request.kind, &head);
                    return Ok(head);
                }
                Err(failure) => failure,
            };
            let delay = if failure.error.is_transient() { delays.next() } else { None };
            let Some(delay) = delay else { return Err(failure.give_up()) };
            let Failure { host, asked_wait, .. } = failure;
            let wait = asked_wait.map_or(delay, |asked| asked.max(delay)).min(self.core.options.longest_wait);
            host.wait(wait, asked_wait.is_some()).await?;
            self.core.counts.retry();
        }
    }

    /// Counts what a status alone says of the host.
    fn judge(&self, kind: Kind, head: &Head) {
        match (kind, head.status) {
            // The caller has to look.
            (Kind::Page, 200 | 521) => {}
            (Kind::Page | Kind::Listing, 401 | 403) => self.wall(&head.url, "it refused a page (403)"),
            (_, 521) => self.wall(&head.url, "its firewall stands in the way (521)"),
            _ => self.fine(&head.url),
        }
    }
}
