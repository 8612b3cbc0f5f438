//! Download errors.

use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use crate::assets::ImageError;
use crate::error::BlockPage;

/// A download error. Messages contain no secrets: no cookies, headers or credentials.
///
/// Messages may change between releases. Match on variants or [`FetchError::code`] instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL cannot be requested.
    #[error("invalid URL: {reason}")]
    BadUrl {
        /// The cause.
        reason: &'static str,
    },
    /// The host is, or resolves to, a non-public IP address.
    #[error("{host}: {address} is a non-public address (allow it with --allow-private)")]
    RefusedAddress {
        /// The host.
        host: String,
        /// Its IP address.
        address: IpAddr,
    },
    /// The host name cannot be resolved.
    #[error("cannot resolve {host}: {reason}")]
    HostNotFound {
        /// The host.
        host: String,
        /// The message of the system.
        reason: String,
    },
    /// The connection failed.
    #[error("cannot connect to {host}: {reason}")]
    ConnectionFailed {
        /// The host.
        host: String,
        /// The message of the system.
        reason: String,
    },
    /// The server closed the connection without a response, as CSDN's firewall does (444).
    #[error("{host} closed the connection without a response")]
    ConnectionClosed {
        /// The host.
        host: String,
    },
    /// The certificate is not trusted, or the TLS handshake failed.
    #[error("TLS error from {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// The cause.
        reason: String,
    },
    /// A timeout expired.
    #[error("{host}: {phase} timed out after {} s", .limit.as_secs_f32())]
    TimedOut {
        /// The host.
        host: String,
        /// Which timeout.
        phase: Phase,
        /// The limit.
        limit: Duration,
    },
    /// The body is incomplete or cannot be decoded.
    #[error("incomplete or corrupt response from {host}: {reason}")]
    Truncated {
        /// The host.
        host: String,
        /// The cause.
        reason: String,
    },
    /// The body exceeds the size limit.
    #[error("the response from {host} exceeds the limit of {max} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The limit in bytes.
        max: u64,
    },
    /// There were too many redirects.
    #[error("more than {max} redirects")]
    TooManyRedirects {
        /// The limit.
        max: usize,
    },
    /// The server still limits the request rate (429) after all retries.
    #[error("{host}: rate limited (429)")]
    RateLimited {
        /// The host.
        host: String,
    },
    /// The server still fails (5xx) after all retries.
    #[error("{host} failed with status {status}")]
    ServerError {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The URL does not exist (404, 410).
    #[error("not found on {host} ({status})")]
    Missing {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The server denies access (401, 403).
    #[error("{host} denied access ({status})")]
    Forbidden {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// Any other status.
    #[error("{host} returned unexpected status {status}")]
    UnexpectedStatus {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// The site's firewall blocked the request (444, 521). Retries do not help.
    #[error("blocked by the firewall of {host} (status {status})")]
    FirewallBlock {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// Too many consecutive blocks or failures: the host is not contacted again.
    #[error("{host}: circuit breaker open after {failures} consecutive failures (last: {reason})")]
    CircuitOpen {
        /// The host.
        host: String,
        /// The number of failures.
        failures: usize,
        /// The last failure.
        reason: String,
    },
    /// `robots.txt` disallows the URL or cannot be read.
    #[error("robots.txt of {host} disallows {path}{}", .reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    RobotsDisallowed {
        /// The host.
        host: String,
        /// The disallowed path.
        path: String,
        /// The reason, if it is not a rule in the file.
        reason: Option<String>,
    },
    /// The response is not what was requested.
    #[error("invalid response from {host}: {reason}")]
    InvalidResponse {
        /// The host.
        host: String,
        /// The cause, or the server's own message.
        reason: String,
    },
    /// The article requires a login.
    #[error("the article redirects to the login page at {host}")]
    LoginRequired {
        /// The host.
        host: String,
    },
    /// The server returned a captcha or login page instead of a list.
    #[error("{host} returned a {page}")]
    Blocked {
        /// The host.
        host: String,
        /// The page.
        page: BlockPage,
    },
    /// The run was asked to stop; see [`FetchOptions::stop`](super::FetchOptions::stop).
    #[error("the run was stopped")]
    Stopped,
    /// The response cannot be stored.
    #[error("cannot write the response: {reason}")]
    Write {
        /// The message of the system.
        reason: String,
    },
}

impl FetchError {
    /// Returns a stable kebab-case name for machine-readable output.
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
            Self::FirewallBlock { .. } => "blocked-firewall",
            Self::CircuitOpen { .. } => "circuit-open",
            Self::RobotsDisallowed { .. } => "robots-disallowed",
            Self::InvalidResponse { .. } => "invalid-response",
            Self::LoginRequired { .. } => "blocked-login",
            Self::Blocked { page, .. } => page.code(),
            Self::Stopped => ImageError::STOPPED,
            Self::Write { .. } => "write-failed",
        }
    }

    pub(super) fn invalid_response(url: &Url, reason: &str) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self::InvalidResponse { host, reason: reason.to_owned() }
    }

    /// Whether another URL of the same host may succeed.
    pub(super) const fn is_url_specific(&self) -> bool {
        matches!(
            self,
            Self::Forbidden { .. }
                | Self::Missing { .. }
                | Self::UnexpectedStatus { .. }
                | Self::InvalidResponse { .. }
        )
    }

    /// Whether a retry may succeed. A response that exceeds the total timeout would do so again.
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

    /// Whether the host as a whole is unreachable or blocks requests, and not only this URL.
    pub(super) const fn is_host_failure(&self) -> bool {
        match self {
            Self::Truncated { .. } => false,
            Self::TimedOut { .. } | Self::Tls { .. } | Self::FirewallBlock { .. } | Self::Blocked { .. } => {
                true
            }
            other => other.is_transient(),
        }
    }

    /// Whether the host did not respond at all.
    pub(super) const fn is_without_response(&self) -> bool {
        matches!(
            self,
            Self::RefusedAddress { .. }
                | Self::HostNotFound { .. }
                | Self::ConnectionFailed { .. }
                | Self::ConnectionClosed { .. }
                | Self::Tls { .. }
                | Self::TimedOut { .. }
                | Self::CircuitOpen { .. }
        )
    }

    /// Whether a later run may succeed.
    pub(super) const fn may_pass_later(&self) -> bool {
        match self {
            Self::CircuitOpen { .. } | Self::Truncated { .. } | Self::Stopped => true,
            // `robots.txt` may become readable.
            Self::RobotsDisallowed { reason, .. } => reason.is_some(),
            other => other.is_host_failure(),
        }
    }
}

/// What timed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Connecting, including the TLS handshake.
    Connect,
    /// Waiting for the next bytes.
    Idle,
    /// The attempt as a whole.
    Total,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Idle => "waiting for data",
            Self::Total => "the request",
        })
    }
}
