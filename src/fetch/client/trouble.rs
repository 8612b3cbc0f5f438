//! What went wrong with a connection, from what the libraries below say of it.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::resolver::Refused;
use crate::fetch::error::{FetchError, Phase};
use crate::fetch::options::FetchOptions;

/// How many characters of what is said below are told.
const LONGEST_REASON: usize = 160;

/// The times that may have run out.
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

/// Why no answer came.
pub(super) fn of_request(host: &str, limits: Limits, error: &reqwest::Error) -> FetchError {
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

/// Why a body ended before its end.
pub(super) fn of_body(host: &str, limits: Limits, error: &reqwest::Error) -> FetchError {
    let host = host.to_owned();
    if error.is_timeout() {
        FetchError::TimedOut { host, phase: Phase::Idle, limit: limits.idle }
    } else {
        FetchError::Truncated { host, reason: reason(error) }
    }
}

/// What the innermost error says: those around it only say that it is there, and one of them names the address.
fn reason(error: &reqwest::Error) -> String {
    let last = chain(error).last().map(ToString::to_string);
    last.map_or_else(|| "for reasons unknown".to_owned(), shortened)
}

/// Of a certificate for other hosts, all of their names are told.
fn shortened(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(LONGEST_REASON) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

/// The errors below `error`, those inside of input and output errors included.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| below(*error))
}

fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    chain(error).find_map(|error| error.downcast_ref())
}
