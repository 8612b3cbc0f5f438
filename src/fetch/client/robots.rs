//! `robots.txt` (RFC 9309).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use texting_robots::Robot;
use tokio::sync::OnceCell;
use url::Url;

use super::response::Response;
use crate::fetch::options::FetchOptions;

/// The maximum number of rules with `$`. The parser uses disproportionate memory for each of them.
const MAX_ANCHORED_RULES: usize = 1_000;

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
    Parsed(Box<Robot>),
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
            200 => Self::parse(&response.body),
            400..=499 => Self::AllowAll,
            status => Self::Unavailable(format!("it has status {status}")),
        }
    }

    fn parse(text: &[u8]) -> Self {
        if memchr::memchr_iter(b'$', text).count() > MAX_ANCHORED_RULES {
            return Self::Unavailable("it has too many rules".to_owned());
        }
        match Robot::new(FetchOptions::PRODUCT, text) {
            Ok(robot) => Self::Parsed(Box::new(robot)),
            Err(_) => Self::Unavailable("it cannot be parsed".to_owned()),
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
            Self::Parsed(robot) if robot.allowed(url.as_str()) => Ok(()),
            Self::Parsed(_) => Err(None),
            Self::Unavailable(reason) => Err(Some(reason.clone())),
        }
    }

    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        let Self::Parsed(robot) = self else { return None };
        robot.delay.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok())
    }
}
