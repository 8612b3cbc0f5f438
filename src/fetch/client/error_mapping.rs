//! Maps `reqwest` errors to [`FetchError`].

use std::error::Error;
use std::io;
use std::time::Duration;

use super::resolver::Refused;
use crate::fetch::error::{FetchError, Phase};
use crate::fetch::options::FetchOptions;

/// The maximum length of a reason in characters. For a certificate of another host, it lists all names in it.
const MAX_REASON: usize = 160;

/// The timeouts that apply to a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    connect: Duration,
    idle: Duration,
}

impl Limits {
    pub(super) fn of(options: &FetchOptions) -> Self {
        Self { connect: options.connect_timeout, idle: options.idle_timeout }
    }
}

/// Maps an error while waiting for a response.
pub(super) fn request(host: &str, limits: Limits, error: &reqwest::Error) -> FetchError {
    let host = host.to_owned();
    let reason = || reason(error);
    if let Some(Refused(address)) = find::<Refused>(error) {
        return FetchError::RefusedAddress { host, address: *address };
    }
    if find::<rustls::Error>(error).is_some() {
        return FetchError::Tls { host, reason: reason() };
    }
    match () {
        () if error.is_timeout() && error.is_connect() => {
            FetchError::TimedOut { host, phase: Phase::Connect, limit: limits.connect }
        }
        () if error.is_timeout() => FetchError::TimedOut { host, phase: Phase::Idle, limit: limits.idle },
        () if error.is_dns() => FetchError::HostNotFound { host, reason: reason() },
        () if error.is_connect() || error.is_builder() => {
            FetchError::ConnectionFailed { host, reason: reason() }
        }
        () => FetchError::ConnectionClosed { host },
    }
}

/// Maps an error while reading a body.
pub(super) fn body(host: &str, limits: Limits, error: &reqwest::Error) -> FetchError {
    let host = host.to_owned();
    if error.is_timeout() {
        FetchError::TimedOut { host, phase: Phase::Idle, limit: limits.idle }
    } else {
        FetchError::Truncated { host, reason: reason(error) }
    }
}

/// Returns the message of the innermost error. The outer ones add nothing, and one of them contains the URL.
fn reason(error: &reqwest::Error) -> String {
    let last = chain(error).last().map(ToString::to_string);
    last.map_or_else(|| "unknown error".to_owned(), truncated)
}

fn truncated(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(MAX_REASON) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

/// Returns the sources of `error`, including errors wrapped in I/O errors.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| source(*error))
}

fn source<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    chain(error).find_map(|error| error.downcast_ref())
}
