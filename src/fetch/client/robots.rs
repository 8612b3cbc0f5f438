//! `robots.txt` (RFC 9309).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::Robots;
use tokio::sync::OnceCell;
use url::Url;

use super::response::Response;
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
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllowAll => "AllowAll",
            Self::Parsed(_) => "Parsed",
            Self::Unavailable(_) => "Unavailable",
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

    /// Checks whether `url` is allowed.
    ///
    /// # Errors
    ///
    /// If it is not; with a reason unless a rule of the file disallows it.
    pub(super) fn check(&self, url: &Url) -> Result<(), Option<String>> {
        match self {
            Self::AllowAll => Ok(()),
            Self::Parsed(robots) if robots.is_url_allowed(url) => Ok(()),
            Self::Parsed(_) => Err(None),
            Self::Unavailable(reason) => Err(Some(reason.clone())),
        }
    }

    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        let Self::Parsed(robots) = self else { return None };
        robots.crawl_delay()
    }
}
