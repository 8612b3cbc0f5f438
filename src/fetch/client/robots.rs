//! What a site lets programs read, by its `robots.txt` (RFC 9309).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use texting_robots::Robot;
use tokio::sync::OnceCell;
use url::Url;

use super::{Client, Kind, Request, site};
use crate::fetch::error::FetchError;
use crate::fetch::options::{FetchOptions, Robots};

/// More rules with `$` than any site has: each takes memory out of proportion.
const MAX_ENDS: usize = 1_000;

/// What is known of origins. Each is asked once.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<String, Arc<OnceCell<Rules>>>>);

/// What an origin lets us read.
enum Rules {
    /// Everything: there is no `robots.txt`.
    Open,
    /// What these allow.
    Listed(Box<Robot>),
    /// Nothing, for this reason.
    Closed(String),
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Listed(_) => "Listed",
            Self::Closed(_) => "Closed",
        })
    }
}

impl Known {
    fn of(&self, url: &Url) -> Arc<OnceCell<Rules>> {
        let origin = url.origin().ascii_serialization();
        // Nothing that holds the lock can panic.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(origin).or_default())
    }
}

impl Client {
    /// Whether the site lets programs read what is at `url`. Its `robots.txt` is asked for once and kept: where there
    /// is none, everything may be read, where it cannot be had, nothing. A `Crawl-delay` in it is kept from then on, up
    /// to the longest wait. Nothing is asked where the options say that the user may.
    ///
    /// # Errors
    ///
    /// [`FetchError::RobotsDisallowed`].
    pub async fn robots(&self, url: &Url) -> Result<(), FetchError> {
        if self.core.options.robots == Robots::Ignore {
            return Ok(());
        }
        let known = self.core.robots.of(url);
        let rules = known.get_or_init(|| self.rules_of(url)).await;
        let reason = match rules {
            Rules::Open => return Ok(()),
            Rules::Listed(robot) if robot.allowed(url.as_str()) => return Ok(()),
            Rules::Listed(_) => None,
            Rules::Closed(reason) => Some(reason.clone()),
        };
        Err(FetchError::RobotsDisallowed { host: site::of(url), path: url.path().to_owned(), reason })
    }

    async fn rules_of(&self, url: &Url) -> Rules {
        let Ok(address) = url.join("/robots.txt") else { return Rules::Closed("it has none".to_owned()) };
        let response = match self.get(Request::new(Kind::Robots, address)).await {
            Ok(response) => response,
            Err(error) => return Rules::Closed(error.to_string()),
        };
        match response.head.status {
            200 => self.read(url, &response.body),
            400..=499 => Rules::Open,
            status => Rules::Closed(format!("it has status {status}")),
        }
    }

    fn read(&self, url: &Url, text: &[u8]) -> Rules {
        if memchr::memchr_iter(b'$', text).count() > MAX_ENDS {
            return Rules::Closed("it has more rules than can be kept".to_owned());
        }
        match Robot::new(FetchOptions::PRODUCT, text) {
            Ok(robot) => {
                let delay = robot.delay.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok());
                if let Some(delay) = delay {
                    self.core.hosts.of(url).slow_down(delay.min(self.core.options.longest_wait));
                }
                Rules::Listed(Box::new(robot))
            }
            Err(_) => Rules::Closed("it cannot be read".to_owned()),
        }
    }
}
