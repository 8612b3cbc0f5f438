//! Options of a [`Client`](super::Client).

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::client::CookieJar;
use crate::Error;
use crate::batch::Stop;
use crate::options::choice;

choice! {
    /// Whether lists, and the articles on them, obey `robots.txt`.
    Robots {
        /// Skip what the site disallows.
        #[default] Respect = "respect",
        /// Ignore `robots.txt`, for example for your own blog.
        Ignore = "ignore",
    }
}

choice! {
    /// The source of proxy settings.
    Proxies {
        /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, or else the settings of macOS or Windows.
        #[default] System = "system",
        /// No proxies.
        None = "none",
    }
}

/// Options of a [`Client`](super::Client).
///
/// In configuration files, durations are in seconds, as in `interval = 0.5`. Headers, cookies and certificates are
/// secret or come from their own files, so they are not serialized.
///
/// ```
/// let mut options = csdown::fetch::FetchOptions::default();
/// options.attempts = 5;
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct FetchOptions {
    /// The maximum number of concurrent requests per host; at least 1.
    pub concurrency: usize,
    /// The minimum time between the starts of two requests to a host. Up to half of it is added at random.
    #[serde(with = "seconds")]
    pub interval: Duration,
    /// The maximum number of attempts per request; at least 1.
    pub attempts: usize,
    /// The delay before the first retry. It doubles with each retry, and up to the same time is added at random.
    #[serde(with = "seconds")]
    pub backoff: Duration,
    /// The maximum delay before a retry, even if the server requires a longer one (`Retry-After`).
    #[serde(with = "seconds")]
    pub longest_wait: Duration,
    /// The timeout for connecting, including the TLS handshake.
    #[serde(with = "seconds")]
    pub connect_timeout: Duration,
    /// The timeout for receiving the next bytes.
    #[serde(with = "seconds")]
    pub idle_timeout: Duration,
    /// The timeout for an attempt, from connecting to the end of the body. It includes redirects, but not the delays
    /// for rate limits.
    #[serde(with = "seconds")]
    pub total_timeout: Duration,
    /// The maximum size of a decoded page or list in bytes.
    pub max_page: u64,
    /// The maximum size of a decoded image in bytes.
    pub max_image: u64,
    /// The maximum number of redirects.
    pub max_redirects: usize,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Additional headers for pages and lists, sent only to [`site_hosts`](Self::site_hosts).
    #[serde(skip)]
    pub headers: Vec<Header>,
    /// The domains that receive the additional headers, including their subdomains.
    pub site_hosts: Vec<String>,
    /// Cookies, each sent only to its own host.
    #[serde(skip)]
    pub cookies: CookieJar,
    /// Whether to allow private, loopback and other non-public IP addresses.
    pub allow_private: bool,
    /// Overrides for name resolution, which may be private addresses. The first match applies. Requests through a
    /// proxy are resolved by the proxy.
    pub resolve: Vec<Resolution>,
    /// PEM certificates of additional certificate authorities.
    #[serde(skip)]
    pub ca_certificates: Vec<u8>,
    /// The source of proxy settings.
    pub proxies: Proxies,
    /// Whether to obey `robots.txt`.
    pub robots: Robots,
    /// What may stop the requests early. Those in progress, and those that wait, fail with
    /// [`FetchError::Stopped`](super::FetchError::Stopped).
    #[serde(skip)]
    pub stop: Stop,
    /// The number of consecutive blocks or failures after which a host is not contacted again; at least 1. Captchas,
    /// refusals, connections closed without a response, and requests that fail after all retries count.
    pub breaker: usize,
}

impl FetchOptions {
    /// The user agent in `robots.txt`.
    pub const PRODUCT: &str = "csdown";
    /// The default `User-Agent` header.
    pub const USER_AGENT: &str =
        concat!("csdown/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/csdown)");

    /// Checks that all durations are within [`MAX_DURATION`].
    pub(super) fn validate(&self) -> Result<(), Error> {
        let durations = [
            ("interval", self.interval),
            ("backoff", self.backoff),
            ("longest-wait", self.longest_wait),
            ("connect-timeout", self.connect_timeout),
            ("idle-timeout", self.idle_timeout),
            ("total-timeout", self.total_timeout),
        ];
        match durations.into_iter().find(|(_, duration)| *duration > MAX_DURATION) {
            Some((name, _)) => Err(Error::InvalidOption { name, reason: "more than a year".to_owned() }),
            None => Ok(()),
        }
    }
}

/// Longer durations could overflow the clock.
const MAX_DURATION: Duration = Duration::from_hours(365 * 24);

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
            max_image: 32 << 20,
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
            stop: Stop::default(),
            breaker: 5,
        }
    }
}

/// A header set by the user. Its value may be secret and is not part of the `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    pub(super) name: HeaderName,
    pub(super) value: HeaderValue,
}

/// Headers that the client sets itself. Overriding them would break requests or bypass the rules for cookies.
const RESERVED: &[&str] =
    &["accept-encoding", "connection", "content-length", "cookie", "host", "transfer-encoding", "upgrade"];

impl FromStr for Header {
    type Err = String;

    /// Parses `Name: value`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').ok_or("a header must have the form `Name: value`")?;
        // The message does not repeat the text, which may be a misplaced secret.
        let name: HeaderName = name.trim().parse().map_err(|_| "invalid header name before `:`")?;
        if RESERVED.contains(&name.as_str()) {
            return Err(format!("the header `{name}` is set by csdown and cannot be overridden"));
        }
        let mut value = HeaderValue::from_str(value.trim())
            .map_err(|_| format!("the value of the header `{name}` contains invalid characters"))?;
        value.set_sensitive(true);
        Ok(Self { name, value })
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}: …)", self.name)
    }
}

/// An override for name resolution: `blog.csdn.net=127.0.0.1:8080`, or `*=…` for all hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Resolution {
    /// The lower-case host, or `*`.
    host: String,
    address: SocketAddr,
}

impl Resolution {
    /// Returns the address for a lower-case host. Its port applies to URLs without one.
    pub(super) fn address_for(&self, host: &str) -> Option<SocketAddr> {
        (self.host == "*" || self.host == host).then_some(self.address)
    }
}

impl FromStr for Resolution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let invalid = || format!("`{text}` does not have the form `HOST=ADDRESS:PORT`");
        let (host, address) = text.split_once('=').ok_or_else(invalid)?;
        let address = address.trim().parse().map_err(|_| invalid())?;
        let host = host.trim().to_ascii_lowercase();
        if host.is_empty() { Err(invalid()) } else { Ok(Self { host, address }) }
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

/// Serializes durations as fractional seconds.
mod seconds {
    use std::time::Duration;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(duration.as_secs_f64())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(from)?;
        let is_valid = (0.0..=super::MAX_DURATION.as_secs_f64()).contains(&seconds);
        let duration = is_valid.then(|| Duration::from_secs_f64(seconds));
        duration.ok_or_else(|| D::Error::custom(format!("{seconds} is not a valid number of seconds")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_survive_serialization() {
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
    fn headers_are_validated_and_kept_secret() {
        let header: Header = "Authorization: Bearer secret".parse().unwrap();
        assert_eq!(format!("{header:?}"), "Header(authorization: …)");
        assert_eq!(format!("{:?}", header.value), "Sensitive");
        for wrong in ["no colon", "Bad Name: x", "Cookie: a=b", "host: evil.example.com", "X-A: a\r\nX-B: b"]
        {
            assert!(wrong.parse::<Header>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn overrides_match_a_host_or_all() {
        let one: Resolution = "Blog.csdn.net=127.0.0.1:8080".parse().unwrap();
        assert_eq!(one.address_for("blog.csdn.net"), Some("127.0.0.1:8080".parse().unwrap()));
        assert_eq!(one.address_for("csdn.net"), None);
        let all: Resolution = "*=[::1]:0".parse().unwrap();
        assert_eq!(all.address_for("anything"), Some("[::1]:0".parse().unwrap()));
        for wrong in ["", "host", "=127.0.0.1:1", "host=127.0.0.1", "host=localhost:1"] {
            assert!(wrong.parse::<Resolution>().is_err(), "{wrong}");
        }
    }
}
