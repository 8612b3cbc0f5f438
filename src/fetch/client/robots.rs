//! `robots.txt` (RFC 9309).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::Robots;
use tokio::sync::OnceCell;
use url::Url;

use super::host_key;
use super::response::Response;
use crate::fetch::error::FetchError;
use crate::fetch::options::FetchOptions;

/// The rules of each origin, requested once.
#[derive(Debug, Default)]
pub(super) struct RobotsCache(Mutex<HashMap<String, Arc<OnceCell<Rules>>>>);

impl RobotsCache {
    pub(super) fn of(&self, url: &Url) -> Arc<OnceCell<Rules>> {
        let origin = url.origin().ascii_serialization();
        // A panic cannot leave the map inconsistent.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(origin).or_default())
    }
}

/// The rules of an origin.
pub(super) enum Rules {
    /// There is no `robots.txt`: everything is allowed.
    AllowAll,
    /// The parsed file.
    Parsed(Box<Robots>),
    /// The file cannot be read, for this reason: nothing is allowed.
    Unavailable(String),
    /// The host did not respond, so none of its URLs can be requested.
    Unreachable(FetchError),
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllowAll => "AllowAll",
            Self::Parsed(_) => "Parsed",
            Self::Unavailable(_) => "Unavailable",
            Self::Unreachable(_) => "Unreachable",
        })
    }
}

impl Rules {
    pub(super) fn from_response(response: &Response) -> Self {
        match response.head.status {
            200 => Self::Parsed(Box::new(Robots::parse(&response.body, FetchOptions::PRODUCT))),
            400..=499 => Self::AllowAll,
            status => Self::Unavailable(format!("it has status {status}")),
        }
    }

    /// Returns the rules if the request for the file failed.
    pub(super) fn from_error(error: FetchError) -> Self {
        if error.is_without_response() {
            Self::Unreachable(error)
        } else {
            Self::Unavailable(error.to_string())
        }
    }

    /// Checks whether `url` is allowed.
    ///
    /// # Errors
    ///
    /// [`FetchError::RobotsDisallowed`] if it is not, or why the host did not respond.
    pub(super) fn check(&self, url: &Url) -> Result<(), FetchError> {
        let reason = match self {
            Self::AllowAll => return Ok(()),
            Self::Parsed(robots) if robots.is_url_allowed(url) => return Ok(()),
            Self::Parsed(_) => None,
            Self::Unavailable(reason) => Some(reason.clone()),
            Self::Unreachable(error) => return Err(error.clone()),
        };
        Err(FetchError::RobotsDisallowed { host: host_key::of(url), path: url.path().to_owned(), reason })
    }

    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        let Self::Parsed(robots) = self else { return None };
        robots.crawl_delay()
    }
}
