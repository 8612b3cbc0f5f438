//! One try: a request and its redirects, each host asked with what is meant for it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use tokio::time::{Instant, timeout};
use url::{Host as Named, Url};

use super::host::{Host, Place};
use super::request::{Method, Request};
use super::response::Head;
use super::trouble::{self, Limits};
use super::{Core, Sink, address, body, retry, site};
use crate::fetch::error::{FetchError, Phase};

/// Why a try failed, and at which host.
pub(super) struct Failure {
    pub(super) error: FetchError,
    pub(super) host: Arc<Host>,
    /// How long the host asks to be left alone.
    pub(super) asked_wait: Option<Duration>,
}

impl Failure {
    /// The error, counted where it is the host's.
    pub(super) fn give_up(self) -> FetchError {
        if self.error.is_wall() {
            self.host.strike(&self.error.to_string());
        }
        self.error
    }
}

/// What one answer leads to.
enum Step {
    Answer(Head),
    Redirect(Url),
}

/// Asks for `request` once, through all redirects. `place` is the place that is held at the host asked last.
pub(super) async fn follow(
    core: &Core,
    request: &Request,
    place: &mut Option<Place>,
    sink: &mut dyn Sink,
) -> Result<Head, Failure> {
    let mut request = request.clone();
    let mut url = without_fragment(request.url.clone());
    let mut left = core.options.total_timeout;
    for _ in 0..=core.options.max_redirects {
        enter(core, &url, place).await?;
        match hop(core, &request, &url, &mut left, sink).await? {
            Step::Answer(head) => return Ok(head),
            Step::Redirect(next) => {
                // As browsers do; a POST is for the address it was made for.
                request.method = Method::Get;
                url = without_fragment(next);
            }
        }
    }
    let error = FetchError::TooManyRedirects { max: core.options.max_redirects };
    Err(Failure { error, host: core.hosts.of(&url), asked_wait: None })
}

/// Waits until `url` may be asked for, if it ever may.
async fn enter(core: &Core, url: &Url, place: &mut Option<Place>) -> Result<(), Failure> {
    let host = core.hosts.of(url);
    let entered = match check(core, url) {
        Ok(()) => host.enter(place.take()).await,
        Err(error) => Err(error),
    };
    *place = Some(entered.map_err(|error| Failure { error, host, asked_wait: None })?);
    Ok(())
}

/// Asks one host. The time it takes is taken from `left`.
async fn hop(
    core: &Core,
    request: &Request,
    url: &Url,
    left: &mut Duration,
    sink: &mut dyn Sink,
) -> Result<Step, Failure> {
    let begin = Instant::now();
    let done = timeout(*left, exchange(core, request, url, sink)).await;
    *left = left.saturating_sub(begin.elapsed());
    let (error, asked_wait) = match done {
        Ok(Ok(step)) => return Ok(step),
        Ok(Err(failed)) => failed,
        Err(_) => {
            let limit = core.options.total_timeout;
            (FetchError::TimedOut { host: site::of(url), phase: Phase::Total, limit }, None)
        }
    };
    Err(Failure { error, host: core.hosts.of(url), asked_wait })
}

/// Whether `url` may be asked for at all. Names are checked when they are resolved.
fn check(core: &Core, url: &Url) -> Result<(), FetchError> {
    let bad = |reason| Err(FetchError::BadUrl { reason });
    if !matches!(url.scheme(), "http" | "https") {
        return bad("it is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad("there is a user name or a password in it");
    }
    let literal = match url.host() {
        None => return bad("it names no host"),
        Some(Named::Domain(_)) => return Ok(()),
        Some(Named::Ipv4(address)) => address.into(),
        Some(Named::Ipv6(address)) => address.into(),
    };
    if core.options.allow_private || address::is_public(literal) {
        return Ok(());
    }
    Err(FetchError::RefusedAddress { host: site::of(url), address: literal })
}

async fn exchange(
    core: &Core,
    request: &Request,
    url: &Url,
    sink: &mut dyn Sink,
) -> Result<Step, (FetchError, Option<Duration>)> {
    let host = site::of(url);
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let sent = core.connections.to(url).request(method, url.clone());
    core.counts.request();
    let response = sent.headers(request.headers(url, &core.options)).send().await;
    let limits = Limits::of(&core.options);
    let response = response.map_err(|error| (trouble::of_request(&host, limits, &error), None))?;
    if let Some(next) = redirect(url, &response).map_err(|error| (error, None))? {
        return Ok(Step::Redirect(next));
    }
    let status = response.status().as_u16();
    // A 521 may carry the article all the same; the caller looks.
    if matches!(status, 429 | 444) || (status >= 500 && status != 521) {
        let wait = retry::retry_after(response.headers());
        return Err((
            Head::new(url, &response).found().err().unwrap_or(FetchError::ConnectionClosed { host }),
            wait,
        ));
    }
    let head = Head::new(url, &response);
    if request.kind.wants_body(status) {
        let read = body::read(response, request.kind, &core.options, sink).await;
        core.counts.bytes(read.map_err(|error| (error, None))?);
    }
    Ok(Step::Answer(head))
}

/// Where `response` leads, if it leads elsewhere.
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
    // Servers write addresses as they are, in UTF-8.
    let text = std::str::from_utf8(location.as_bytes()).ok();
    let next = text.and_then(|text| url.join(text.trim()).ok());
    next.map(Some).ok_or(FetchError::BadUrl { reason: "it redirects to what is no address" })
}

/// Which part of a page is meant is not told to its host.
fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}
