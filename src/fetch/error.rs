//! Why a request came to nothing.

use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use crate::error::BlockPage;

/// Why a request came to nothing. Messages say what and why and hold no secrets: no cookies, headers or credentials.
///
/// Messages may change between releases; match on variants or [`FetchError::code`], never on text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is none that can be fetched.
    #[error("not an address to fetch: {reason}")]
    BadUrl {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The host, or what it resolves to, is not of the public internet.
    #[error("{host} is at {address}, which is not of the public internet")]
    RefusedAddress {
        /// The host.
        host: String,
        /// Its address.
        address: IpAddr,
    },
    /// The host has no address.
    #[error("{host} was not found: {reason}")]
    HostNotFound {
        /// The host.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// No connection came about.
    #[error("no connection to {host}: {reason}")]
    ConnectionFailed {
        /// The host.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// The server closed the connection without an answer, as CSDN's firewall does (444).
    #[error("{host} closed the connection without an answer")]
    ConnectionClosed {
        /// The host.
        host: String,
    },
    /// The host's certificate, or what it says in TLS, is not to be trusted.
    #[error("no secure connection to {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// Nothing came for too long, or not all of it in time.
    #[error("{host} took more than {} s {phase}", .limit.as_secs_f32())]
    TimedOut {
        /// The host.
        host: String,
        /// What was waited for.
        phase: Phase,
        /// The limit.
        limit: Duration,
    },
    /// The body broke off, or could not be unpacked.
    #[error("the answer of {host} broke off: {reason}")]
    Truncated {
        /// The host.
        host: String,
        /// What broke.
        reason: String,
    },
    /// The body is larger than may be.
    #[error("the answer of {host} has more than {max} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The limit in bytes.
        max: u64,
    },
    /// One redirect led to the next.
    #[error("more than {max} redirects")]
    TooManyRedirects {
        /// The limit.
        max: usize,
    },
    /// The server says that it was asked too often (429), in all tries.
    #[error("{host} says that it is asked too often (429)")]
    RateLimited {
        /// The host.
        host: String,
    },
    /// The server failed (5xx), in all tries.
    #[error("{host} failed with status {status}")]
    ServerError {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// There is nothing at the address (404, 410).
    #[error("{host} has nothing there ({status})")]
    Missing {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The server does not give it to us (401, 403).
    #[error("{host} refused it ({status})")]
    Forbidden {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// A status that stands for neither.
    #[error("{host} answered with status {status}")]
    UnexpectedStatus {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The site's firewall stands in the way (444, 521): nothing that is polite gets past it.
    #[error("the firewall of {host} stands in the way (status {status})")]
    Wall {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The host put up so many walls in a row that it is asked no more.
    #[error("{host} is asked no more after {strikes} failures in a row, the last: {reason}")]
    CircuitOpen {
        /// The host.
        host: String,
        /// How many.
        strikes: usize,
        /// What the last was.
        reason: String,
    },
    /// `robots.txt` forbids it, or could not be read for reasons that stand for a prohibition.
    #[error("robots.txt of {host} forbids {path}{}", .reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    RobotsDisallowed {
        /// The host.
        host: String,
        /// The path that is forbidden.
        path: String,
        /// Why, where no rule of the file says so.
        reason: Option<String>,
    },
    /// The answer is not what was asked for.
    #[error("{host} answered with something else: {reason}")]
    UnreadableAnswer {
        /// The host.
        host: String,
        /// What is wrong with it, or what it says.
        reason: String,
    },
    /// The article is for those who have logged in.
    #[error("the article leads to the login at {host}")]
    LoginWanted {
        /// The host.
        host: String,
    },
    /// A captcha or a login stands in for a list.
    #[error("{host} puts up a {page}")]
    Blocked {
        /// The host.
        host: String,
        /// What it puts up.
        page: BlockPage,
    },
    /// What came could not be kept.
    #[error("cannot write what came: {reason}")]
    Write {
        /// What the system said.
        reason: String,
    },
}

impl FetchError {
    /// A stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "bad-url",
            Self::RefusedAddress { .. } => "refused-address",
            Self::HostNotFound { .. } => "host-not-found",
            Self::ConnectionFailed { .. } => "connection-failed",
            Self::ConnectionClosed { .. } => "connection-closed",
            Self::Tls { .. } => "tls-failed",
            Self::TimedOut { .. } => "timed-out",
            Self::Truncated { .. } => "truncated",
            Self::TooLarge { .. } => "too-large",
            Self::TooManyRedirects { .. } => "too-many-redirects",
            Self::RateLimited { .. } => "rate-limited",
            Self::ServerError { .. } => "server-error",
            Self::Missing { .. } => "missing",
            Self::Forbidden { .. } => "forbidden",
            Self::UnexpectedStatus { .. } => "unexpected-status",
            Self::Wall { .. } => "wall",
            Self::CircuitOpen { .. } => "circuit-open",
            Self::RobotsDisallowed { .. } => "robots-disallowed",
            Self::UnreadableAnswer { .. } => "unreadable-answer",
            Self::LoginWanted { .. } => "blocked-login",
            Self::Blocked { page, .. } => page.code(),
            Self::Write { .. } => "write-failed",
        }
    }

    /// An answer of `url` that is not what was asked for.
    pub(super) fn unreadable(url: &Url, reason: &str) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self::UnreadableAnswer { host, reason: reason.to_owned() }
    }

    /// Whether another address of the same host may do better.
    pub(super) const fn concerns_one_address(&self) -> bool {
        matches!(
            self,
            Self::Forbidden { .. }
                | Self::Missing { .. }
                | Self::UnexpectedStatus { .. }
                | Self::UnreadableAnswer { .. }
        )
    }

    /// Whether another try may succeed. A body that trickles until the time is over would do so again.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::HostNotFound { .. }
            | Self::ConnectionFailed { .. }
            | Self::ConnectionClosed { .. }
            | Self::Truncated { .. }
            | Self::RateLimited { .. }
            | Self::ServerError { .. } => true,
            Self::TimedOut { phase, .. } => !matches!(phase, Phase::Total),
            _ => false,
        }
    }

    /// Whether this shows that the host, and not only the one page, is out of reach or wants no more.
    pub(super) const fn is_wall(&self) -> bool {
        match self {
            Self::Truncated { .. } => false,
            Self::TimedOut { .. } | Self::Tls { .. } | Self::Wall { .. } | Self::Blocked { .. } => true,
            other => other.is_transient(),
        }
    }

    /// Whether what was left out because of this is for a later run, and not gone.
    pub(super) const fn is_for_later(&self) -> bool {
        match self {
            Self::CircuitOpen { .. } | Self::Truncated { .. } => true,
            // Why it could not be read may pass.
            Self::RobotsDisallowed { reason, .. } => reason.is_some(),
            other => other.is_wall(),
        }
    }
}

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The connection.
    Connect,
    /// Anything at all.
    Idle,
    /// The end.
    Total,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "to connect",
            Self::Idle => "to say anything",
            Self::Total => "to answer in full",
        })
    }
}
