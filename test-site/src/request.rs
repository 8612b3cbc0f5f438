//! Requests to the site.

use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method};

use crate::address::{canonical, is_ip, split_prefix};

/// A request to a host of the site.
#[derive(Debug, Clone)]
pub struct SiteRequest {
    pub method: Method,
    /// The name of the host, never an IP address.
    pub host: String,
    /// The path without its `/@HOST`.
    pub path: String,
    /// The query without `?`.
    pub query: Option<String>,
    pub headers: HeaderMap,
    /// The base of URLs in the response for requests by IP address: `http://127.0.0.1:PORT`.
    pub base: Option<String>,
    pub secure: bool,
}

impl SiteRequest {
    pub fn new(parts: &Parts, secure: bool) -> Self {
        let header = || parts.headers.get("host").and_then(|value| value.to_str().ok());
        let authority = parts.uri.authority().map(Authority::as_str).or_else(header).unwrap_or_default();
        let name = authority.rsplit_once(':').map_or(authority, |(name, _)| name).to_ascii_lowercase();
        let by_ip = is_ip(&name);
        let (host, path) = if by_ip { split_prefix(parts.uri.path()) } else { (&*name, parts.uri.path()) };
        let scheme = if secure { "https" } else { "http" };
        Self {
            method: parts.method.clone(),
            host: host.to_owned(),
            path: path.to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers.clone(),
            base: by_ip.then(|| format!("{scheme}://{authority}")),
            secure,
        }
    }

    /// Returns path and query.
    pub fn target(&self) -> String {
        self.query.as_ref().map_or_else(|| self.path.clone(), |query| format!("{}?{query}", self.path))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns a decoded query parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.query.as_deref()?.as_bytes());
        pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Returns a numeric query parameter.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.parameter(name)?.parse().ok()
    }

    /// Returns the `Referer` with host names instead of IP addresses.
    pub fn referer(&self) -> Option<String> {
        self.header("referer").map(canonical)
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        // HTTP/2 clients may send one header per cookie.
        let sent = self.headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
        let pairs =
            sent.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }

    /// Whether the client accepts this content coding.
    pub fn accepts(&self, coding: &str) -> bool {
        self.header("accept-encoding").is_some_and(|codings| codings.contains(coding))
    }
}
