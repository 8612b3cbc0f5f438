//! A single attempt: sends a request and follows its redirects.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use tokio::time::{Instant, timeout};
use url::{Host as UrlHost, Url};

use super::body::{self, Sink};
use super::core::Core;
use super::error_mapping::{self, Limits};
use super::host::{Host, Slot};
use super::request::{Method, Request};
use super::response::Head;
use super::{host_key, ip_policy, retry};
use crate::fetch::error::{FetchError, Phase};

/// A failed attempt.
pub(super) struct Failure {
    pub(super) error: FetchError,
    pub(super) host: Arc<Host>,
    /// The delay that the server requires.
    pub(super) retry_after: Option<Duration>,
}

impl Failure {
    /// Returns the error and counts it as a failure of the host if the host caused it.
    pub(super) fn give_up(self) -> FetchError {
        if self.error.is_host_failure() {
            self.host.record_failure(&self.error.to_string());
        }
        self.error
    }
}

enum Step {
    Response(Head),
    Redirect(Url),
}

/// Sends `request` once and follows redirects. `slot` is the slot held at the current host.
pub(super) async fn follow(
    core: &Core,
    request: &Request,
    slot: &mut Option<Slot>,
    sink: &mut dyn Sink,
) -> Result<Head, Failure> {
    let mut request = request.clone();
    let mut url = without_fragment(request.url.clone());
    let mut time_left = core.options.total_timeout;
    for _ in 0..=core.options.max_redirects {
        acquire(core, &url, slot).await?;
        match hop(core, &request, &url, &mut time_left, sink).await? {
            Step::Response(head) => return Ok(head),
            Step::Redirect(next) => {
                // Like browsers: a POST is not repeated at another URL.
                request.method = Method::Get;
                url = without_fragment(next);
            }
        }
    }
    let error = FetchError::TooManyRedirects { max: core.options.max_redirects };
    Err(Failure { error, host: core.hosts.of(&url), retry_after: None })
}

/// Checks `url` and waits until it may be requested.
async fn acquire(core: &Core, url: &Url, slot: &mut Option<Slot>) -> Result<(), Failure> {
    let host = core.hosts.of(url);
    let acquired = match check(core, url) {
        Ok(()) => host.acquire(slot.take()).await,
        Err(error) => Err(error),
    };
    *slot = Some(acquired.map_err(|error| Failure { error, host, retry_after: None })?);
    Ok(())
}

/// Sends a request to one host and subtracts the elapsed time from `time_left`.
async fn hop(
    core: &Core,
    request: &Request,
    url: &Url,
    time_left: &mut Duration,
    sink: &mut dyn Sink,
) -> Result<Step, Failure> {
    let start = Instant::now();
    let result = timeout(*time_left, exchange(core, request, url, sink)).await;
    *time_left = time_left.saturating_sub(start.elapsed());
    let (error, retry_after) = match result {
        Ok(Ok(step)) => return Ok(step),
        Ok(Err(failed)) => failed,
        Err(_) => {
            let limit = core.options.total_timeout;
            (FetchError::TimedOut { host: host_key::of(url), phase: Phase::Total, limit }, None)
        }
    };
    Err(Failure { error, host: core.hosts.of(url), retry_after })
}

/// Checks the scheme, credentials and literal IP address of `url`. Host names are checked when they are resolved.
fn check(core: &Core, url: &Url) -> Result<(), FetchError> {
    let bad = |reason| Err(FetchError::BadUrl { reason });
    if !matches!(url.scheme(), "http" | "https") {
        return bad("only http and https are supported");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad("it contains a user name or password");
    }
    let address = match url.host() {
        None => return bad("it has no host"),
        Some(UrlHost::Domain(_)) => return Ok(()),
        Some(UrlHost::Ipv4(address)) => address.into(),
        Some(UrlHost::Ipv6(address)) => address.into(),
    };
    if core.options.allow_private || ip_policy::is_public(address) {
        return Ok(());
    }
    Err(FetchError::RefusedAddress { host: host_key::of(url), address })
}

async fn exchange(
    core: &Core,
    request: &Request,
    url: &Url,
    sink: &mut dyn Sink,
) -> Result<Step, (FetchError, Option<Duration>)> {
    let host = host_key::of(url);
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let sent = core.connections.to(url).request(method, url.clone());
    core.counters.add_request();
    let response = sent.headers(request.headers(url, &core.options)).send().await;
    let limits = Limits::of(&core.options);
    let response = response.map_err(|error| (error_mapping::request(&host, limits, &error), None))?;
    if let Some(next) = redirect(url, &response).map_err(|error| (error, None))? {
        return Ok(Step::Redirect(next));
    }
    let status = response.status().as_u16();
    // A 521 response may carry the article, so the caller inspects it.
    if matches!(status, 429 | 444) || (status >= 500 && status != 521) {
        let retry_after = retry::retry_after(response.headers());
        let error = Head::new(url, &response).error_for_status().err();
        return Err((error.unwrap_or(FetchError::ConnectionClosed { host }), retry_after));
    }
    let head = Head::new(url, &response);
    if request.kind.wants_body(status) {
        let read = body::read(response, request.kind, &core.options, sink).await;
        core.counters.add_bytes(read.map_err(|error| (error, None))?);
    }
    Ok(Step::Response(head))
}

/// Returns the target of a redirect.
fn redirect(url: &Url, response: &reqwest::Response) -> Result<Option<Url>, FetchError> {
    let is_redirect = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let Some(location) = response.headers().get(LOCATION).filter(|_| is_redirect) else { return Ok(None) };
    // Servers send unencoded UTF-8.
    let text = std::str::from_utf8(location.as_bytes()).ok();
    let next = text.and_then(|text| url.join(text.trim()).ok());
    next.map(Some).ok_or(FetchError::BadUrl { reason: "it redirects to an invalid URL" })
}

/// Removes the fragment, which is not sent to servers.
fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}
