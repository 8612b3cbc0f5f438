//! The HTTP client: rate limits, retries, circuit breakers, robots.txt, cookies and address checks.

mod body;
mod connections;
mod cookies;
mod core;
mod decode;
mod error_mapping;
mod exchange;
mod host;
mod host_key;
mod ip_policy;
mod referer;
mod request;
mod resolver;
mod response;
mod retry;
mod robots;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use url::Url;

use super::error::FetchError;
use super::options::{FetchOptions, Robots};
use crate::{Error, Result};
use connections::Connections;
use core::{Core, Counters};
use exchange::Failure;
use host::Hosts;
use robots::{RobotsCache, Rules};

pub use body::Sink;
pub use cookies::{CookieError, CookieJar};
pub use core::Traffic;
pub use request::{Method, Request, RequestKind, Validators};
pub use response::{Head, Response};

/// How often a request looks whether the run was asked to stop. A signal handler can do no more than set a flag.
const STOP_INTERVAL: Duration = Duration::from_millis(50);

/// An HTTP client with rate limits and retries. Clones share connections, limits and circuit breakers.
#[derive(Debug, Clone)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// Creates a client. This does not require a runtime.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] if an option is invalid.
    pub fn new(options: &FetchOptions) -> Result<Self> {
        options.validate()?;
        if HeaderValue::from_str(&options.user_agent).is_err() {
            let reason = "it contains characters that are not allowed in a header".to_owned();
            return Err(Error::InvalidOption { name: "user-agent", reason });
        }
        let core = Core {
            connections: Connections::new(options)?,
            hosts: Hosts::new(options),
            options: options.clone(),
            robots: RobotsCache::default(),
            counters: Counters::default(),
        };
        Ok(Self { core: Arc::new(core) })
    }

    /// Sends `request` and reads the response body into memory.
    ///
    /// Statuses that a retry may fix (429, 5xx) are errors once all attempts are used up. Any other status is returned
    /// with its body: 403 and 404, and also 521, which may carry an article. [`Response::error_for_status`] turns them
    /// into errors.
    ///
    /// # Errors
    ///
    /// If there is no usable response.
    pub async fn get(&self, request: Request) -> std::result::Result<Response, FetchError> {
        let mut body = Vec::new();
        let head = self.send(&request, &mut body).await?;
        Ok(Response { head, body })
    }

    /// Sends `request` and writes the response body to `sink`, which holds the complete body on success. Nothing is
    /// written for a 304 response ([`Head::is_unchanged`]).
    ///
    /// # Errors
    ///
    /// As [`Self::get`], and for any status other than 200 and 304.
    pub async fn download(
        &self,
        request: Request,
        sink: &mut dyn Sink,
    ) -> std::result::Result<Head, FetchError> {
        let head = self.send(&request, sink).await?;
        head.error_for_status().map(|()| head)
    }

    /// Reports that `url` returned a block page: a captcha, a challenge or a refusal.
    ///
    /// After [`FetchOptions::breaker`] consecutive blocks, requests to the host fail with [`FetchError::CircuitOpen`]
    /// for the lifetime of this client. The client itself counts failed requests, and pages and lists that are
    /// forbidden.
    pub fn report_block(&self, url: &Url, reason: &str) {
        self.core.hosts.of(url).record_failure(reason);
    }

    /// Records that `url` returned what was requested, which resets the count of consecutive blocks. The client does
    /// this itself for everything but pages, whose content only the caller can judge.
    pub fn record_success(&self, url: &Url) {
        self.core.hosts.of(url).record_success();
    }

    /// Returns the size limit of a page.
    pub(super) fn max_page(&self) -> u64 {
        self.core.options.max_page
    }

    /// Returns the network usage so far.
    pub fn traffic(&self) -> Traffic {
        self.core.counters.traffic()
    }

    /// Checks whether `robots.txt` allows `url`.
    ///
    /// The file is requested once per origin. If it does not exist, everything is allowed; if it cannot be read,
    /// nothing is. Its `Crawl-delay` slows down further requests, up to [`FetchOptions::longest_wait`]. With
    /// [`Robots::Ignore`] this always succeeds without a request.
    ///
    /// # Errors
    ///
    /// [`FetchError::RobotsDisallowed`], or why the host did not respond to the request for the file.
    pub async fn check_robots(&self, url: &Url) -> std::result::Result<(), FetchError> {
        if self.core.options.robots == Robots::Ignore {
            return Ok(());
        }
        let cell = self.core.robots.of(url);
        let rules = cell.get_or_init(|| self.robots_rules(url)).await;
        rules.check(url)
    }

    async fn robots_rules(&self, url: &Url) -> Rules {
        let Ok(robots_url) = url.join("/robots.txt") else {
            return Rules::Unavailable("its URL is invalid".to_owned());
        };
        let rules = match self.get(Request::new(RequestKind::Robots, robots_url)).await {
            Ok(response) => Rules::from_response(&response),
            Err(error) => Rules::from_error(error),
        };
        if let Some(delay) = rules.crawl_delay() {
            self.core.hosts.of(url).slow_down(delay.min(self.core.options.longest_wait));
        }
        rules
    }

    /// Whether the run was asked to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.core.options.stop.is_requested()
    }

    /// Sends a request, with retries, until the run is asked to stop.
    async fn send(&self, request: &Request, sink: &mut dyn Sink) -> std::result::Result<Head, FetchError> {
        let stopped = async {
            while !self.is_stopped() {
                tokio::time::sleep(STOP_INTERVAL).await;
            }
        };
        tokio::select! {
            biased;
            () = stopped => Err(FetchError::Stopped),
            sent = self.send_with_retries(request, sink) => sent,
        }
    }

    async fn send_with_retries(
        &self,
        request: &Request,
        sink: &mut dyn Sink,
    ) -> std::result::Result<Head, FetchError> {
        let mut delays = retry::delays(&self.core.options);
        let mut slot = None;
        loop {
            let failure = match exchange::follow(&self.core, request, &mut slot, sink).await {
                Ok(head) => {
                    self.record_status(request.kind, &head);
                    return Ok(head);
                }
                Err(failure) => failure,
            };
            let delay = if failure.error.is_transient() { delays.next() } else { None };
            let Some(delay) = delay else { return Err(failure.give_up()) };
            let Failure { host, retry_after, .. } = failure;
            let wait =
                retry_after.map_or(delay, |after| after.max(delay)).min(self.core.options.longest_wait);
            host.wait(wait, retry_after.is_some()).await?;
            self.core.counters.add_retry();
        }
    }

    /// Updates the circuit breaker from the status alone.
    fn record_status(&self, kind: RequestKind, head: &Head) {
        match (kind, head.status) {
            // The caller must inspect the body.
            (RequestKind::Page, 200 | 521) => {}
            (RequestKind::Page | RequestKind::Listing, 401 | 403) => {
                self.report_block(&head.url, "access denied (403)");
            }
            (_, 521) => self.report_block(&head.url, "blocked by the firewall (521)"),
            _ => self.record_success(&head.url),
        }
    }
}
