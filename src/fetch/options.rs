//! What a caller can choose about fetching.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::client::CookieJar;
use crate::Error;
use crate::options::choice;

choice! {
    /// Whether `robots.txt` is heeded by what asks for it: listings and runs over many articles.
    Robots {
        /// What a site forbids is not asked for.
        #[default] Respect = "respect",
        /// The user says that they may: it is their own blog.
        Ignore = "ignore",
    }
}

choice! {
    /// Where proxies come from.
    Proxies {
        /// From `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, else from the settings of macOS or Windows.
        #[default] System = "system",
        /// There are none.
        None = "none",
    }
}

/// Everything a [`Client`](super::Client) can be told.
///
/// Times are in seconds where they are written as text, as in `interval = 0.5`. What is secret or read from files of
/// its own (headers, cookies, certificates) is not part of that form.
///
/// ```
/// let mut options = csdown::fetch::FetchOptions::default();
/// options.attempts = 5;
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct FetchOptions {
    /// Requests on their way to one host at the same time; at least 1.
    pub concurrency: usize,
    /// The least time between the beginnings of two requests to one host; up to a half more is added at random.
    #[serde(with = "seconds")]
    pub interval: Duration,
    /// How often a request is tried, the first time counted; at least 1.
    pub attempts: usize,
    /// The wait before the second try, twice as long before each further one, and up to as much again at random.
    #[serde(with = "seconds")]
    pub backoff: Duration,
    /// The longest wait between two tries, also where the server asks for a longer one (`Retry-After`).
    #[serde(with = "seconds")]
    pub longest_wait: Duration,
    /// The longest time to a connection, TLS included.
    #[serde(with = "seconds")]
    pub connect_timeout: Duration,
    /// The longest silence of a server.
    #[serde(with = "seconds")]
    pub idle_timeout: Duration,
    /// The longest time of one try from the connection to the end of the body, redirects included and waits for a turn
    /// not.
    #[serde(with = "seconds")]
    pub total_timeout: Duration,
    /// The most bytes of a page or listing, unpacked.
    pub max_page: u64,
    /// The most bytes of a picture, unpacked.
    pub max_picture: u64,
    /// The most redirects that are followed.
    pub max_redirects: usize,
    /// How the client calls itself.
    pub user_agent: String,
    /// Further headers of pages and listings, for [`site_hosts`](Self::site_hosts) alone.
    #[serde(skip)]
    pub headers: Vec<Header>,
    /// The hosts that get the further headers, each with all below it.
    pub site_hosts: Vec<String>,
    /// Cookies, each for the host it belongs to.
    #[serde(skip)]
    pub cookies: CookieJar,
    /// Whether private, loopback and other addresses that are not of the public internet may be asked.
    pub allow_private: bool,
    /// Addresses of hosts that are not to be looked up; those that are given here may be private. The first that
    /// holds counts. Requests that go through a proxy are resolved by the proxy.
    pub resolve: Vec<Resolution>,
    /// Certificates, in PEM, of authorities that are trusted besides those of the system.
    #[serde(skip)]
    pub ca_certificates: Vec<u8>,
    /// Where proxies come from.
    pub proxies: Proxies,
    /// Whether `robots.txt` is heeded.
    pub robots: Robots,
    /// After how many walls in a row a host is asked no more; at least 1. A wall is a captcha, a refusal, a connection
    /// closed without an answer, or a request that failed in all its tries.
    pub breaker: usize,
}

impl FetchOptions {
    /// The name by which `robots.txt` knows us.
    pub const PRODUCT: &str = "csdown";
    /// An honest name, with the page that tells what it is.
    pub const USER_AGENT: &str =
        concat!("csdown/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/csdown)");

    /// Whether all times can be waited for.
    pub(super) fn check(&self) -> Result<(), Error> {
        let times = [
            ("interval", self.interval),
            ("backoff", self.backoff),
            ("longest-wait", self.longest_wait),
            ("connect-timeout", self.connect_timeout),
            ("idle-timeout", self.idle_timeout),
            ("total-timeout", self.total_timeout),
        ];
        match times.into_iter().find(|(_, time)| *time > LONGEST) {
            Some((name, _)) => Err(Error::InvalidOption { name, reason: "more than a year".to_owned() }),
            None => Ok(()),
        }
    }
}

/// A year: what is longer would overflow the clock.
const LONGEST: Duration = Duration::from_hours(365 * 24);

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            concurrency: 4,
            interval: Duration::from_millis(500),
            attempts: 3,
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(2),
            max_page: 16 << 20,
            max_picture: 32 << 20,
            max_redirects: 10,
            user_agent: Self::USER_AGENT.to_owned(),
            headers: Vec::new(),
            site_hosts: vec!["csdn.net".to_owned()],
            cookies: CookieJar::default(),
            allow_private: false,
            resolve: Vec::new(),
            ca_certificates: Vec::new(),
            proxies: Proxies::System,
            robots: Robots::Respect,
            breaker: 5,
        }
    }
}

/// A header of the user's own. Its value may be a secret and shows nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    pub(super) name: HeaderName,
    pub(super) value: HeaderValue,
}

/// Headers that the client makes itself: another value would break the request, or get around the rules for cookies.
const OURS: &[&str] =
    &["accept-encoding", "connection", "content-length", "cookie", "host", "transfer-encoding", "upgrade"];

impl FromStr for Header {
    type Err = String;

    /// Reads `Name: value`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').ok_or("a header is written as `Name: value`")?;
        // Nothing of what is wrong is shown: it may be the secret, in the wrong place.
        let name: HeaderName =
            name.trim().parse().map_err(|_| "what stands before `:` is no name of a header")?;
        if OURS.contains(&name.as_str()) {
            return Err(format!("the header `{name}` is made by the client itself"));
        }
        let mut value = HeaderValue::from_str(value.trim())
            .map_err(|_| format!("the value of the header `{name}` has characters it may not have"))?;
        value.set_sensitive(true);
        Ok(Self { name, value })
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}: …)", self.name)
    }
}

/// The address of a host, given instead of looked up: `blog.csdn.net=127.0.0.1:8080`, or `*=…` for all hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Resolution {
    /// The host in lower case, or `*`.
    host: String,
    address: SocketAddr,
}

impl Resolution {
    /// The address that is given for `host`, which is in lower case. Its port counts where the URL has none.
    pub(super) fn of(&self, host: &str) -> Option<SocketAddr> {
        (self.host == "*" || self.host == host).then_some(self.address)
    }
}

impl FromStr for Resolution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not written as `HOST=ADDRESS:PORT`");
        let (host, address) = text.split_once('=').ok_or_else(wrong)?;
        let address = address.trim().parse().map_err(|_| wrong())?;
        let host = host.trim().to_ascii_lowercase();
        if host.is_empty() { Err(wrong()) } else { Ok(Self { host, address }) }
    }
}

impl TryFrom<String> for Resolution {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Resolution> for String {
    fn from(resolution: Resolution) -> Self {
        format!("{}={}", resolution.host, resolution.address)
    }
}

/// Durations as seconds with a fraction.
mod seconds {
    use std::time::Duration;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(duration.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(from)?;
        let is_time = (0.0..=super::LONGEST.as_secs_f64()).contains(&seconds);
        let duration = is_time.then(|| Duration::from_secs_f64(seconds));
        duration.ok_or_else(|| D::Error::custom(format!("{seconds} is no number of seconds")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_written() {
        let options: FetchOptions =
            toml::from_str("interval = 0.25\nresolve = [\"*=127.0.0.1:80\"]\nrobots = \"ignore\"").unwrap();
        assert_eq!(options.interval, Duration::from_millis(250));
        assert_eq!(options.resolve, ["*=127.0.0.1:80".parse().unwrap()]);
        assert_eq!(options.robots, Robots::Ignore);
        let again: FetchOptions = toml::from_str(&toml::to_string(&options).unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{options:?}"));
        for wrong in
            ["interval = -1.0", "interval = nan", "interval = 1e300", "resolve = [\"a\"]", "wrong = 1"]
        {
            assert!(toml::from_str::<FetchOptions>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_header_is_checked_and_not_shown() {
        let header: Header = "Authorization: Bearer geheim".parse().unwrap();
        assert_eq!(format!("{header:?}"), "Header(authorization: …)");
        assert_eq!(format!("{:?}", header.value), "Sensitive");
        for wrong in ["no colon", "Bad Name: x", "Cookie: a=b", "host: evil.example.com", "X-A: a\r\nX-B: b"]
        {
            assert!(wrong.parse::<Header>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_host_is_resolved_as_told() {
        let one: Resolution = "Blog.csdn.net=127.0.0.1:8080".parse().unwrap();
        assert_eq!(one.of("blog.csdn.net"), Some("127.0.0.1:8080".parse().unwrap()));
        assert_eq!(one.of("csdn.net"), None);
        let all: Resolution = "*=[::1]:0".parse().unwrap();
        assert_eq!(all.of("anything"), Some("[::1]:0".parse().unwrap()));
        for wrong in ["", "host", "=127.0.0.1:1", "host=127.0.0.1", "host=localhost:1"] {
            assert!(wrong.parse::<Resolution>().is_err(), "{wrong}");
        }
    }
}
