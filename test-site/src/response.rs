//! Responses and their delivery: validators, compression, and broken bodies.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use encoding_rs::Encoding;
use hyper::{Method, Response};
use jiff::civil::{DateTime, datetime};
use jiff::tz::TimeZone;

use crate::address::{all_by_ip, by_ip};
use crate::content::{self, Flow};
use crate::knobs::Knobs;
use crate::request::SiteRequest;

/// The modification date of everything without a date of its own.
pub const MODIFIED: DateTime = datetime(2026, 3, 1, 8, 0, 0, 0);

/// A response of a part of the site.
#[derive(Debug, Clone)]
pub struct SiteResponse {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub coding: Coding,
    pub delivery: Delivery,
    /// The modification date, if conditional requests are supported.
    pub modified: Option<DateTime>,
    /// The delay before anything is sent.
    pub delay: Duration,
}

#[derive(Debug, Clone)]
pub enum Body {
    /// Text, whose URLs may be rewritten.
    Text(String, &'static Encoding),
    Bytes(Vec<u8>),
}

/// The content coding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// gzip if the client accepts it.
    Negotiated,
    /// gzip, even if the client does not accept it.
    Gzip,
    /// brotli, even if the client does not accept it.
    Brotli,
    Plain,
}

/// How a body is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Completely, with its length.
    Whole,
    /// In chunks, without its length.
    Chunked,
    /// A third of it, with the length of all of it; then the connection closes.
    Truncated,
    /// A third of it, then one byte at a time without end.
    Trickle,
    /// Without end.
    Endless,
    /// As a small gzip stream that decodes to 1 GiB.
    Bomb,
    /// Not at all: the connection closes without a response.
    Closed,
}

impl SiteResponse {
    fn new(status: u16, media_type: &str, body: Body) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        let coding = if matches!(body, Body::Text(..)) { Coding::Negotiated } else { Coding::Plain };
        Self {
            status,
            headers,
            body,
            coding,
            delivery: Delivery::Whole,
            modified: None,
            delay: Duration::ZERO,
        }
    }

    pub fn html(status: u16, text: String) -> Self {
        Self::text(status, "text/html; charset=utf-8", text)
    }

    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::text(status, "application/json;charset=UTF-8", value.to_string())
    }

    pub fn text(status: u16, media_type: &str, text: String) -> Self {
        Self::new(status, media_type, Body::Text(text, encoding_rs::UTF_8))
    }

    pub fn bytes(media_type: &str, bytes: Vec<u8>) -> Self {
        Self::new(200, media_type, Body::Bytes(bytes))
    }

    pub fn redirect(status: u16, to: &str) -> Self {
        Self::html(status, String::new()).header("location", to)
    }

    /// Closes the connection without a response.
    pub fn closed() -> Self {
        Self { delivery: Delivery::Closed, ..Self::html(444, String::new()) }
    }

    /// Sets a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn coded(self, coding: Coding) -> Self {
        Self { coding, ..self }
    }

    pub fn sent(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    pub fn delayed(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Adds validators for this modification date in Shanghai time.
    pub fn modified(self, at: DateTime) -> Self {
        Self { modified: Some(at), ..self }
    }

    /// Builds the HTTP response; `None` closes the connection.
    pub fn response(mut self, request: &SiteRequest, knobs: &Knobs) -> Option<Response<Flow>> {
        if self.delivery == Delivery::Closed {
            return None;
        }
        let validators = self.modified.filter(|_| knobs.validators).map(|at| self.validators(at));
        if let Some((etag, modified)) = validators {
            let is_unchanged = is_unchanged(request, &etag, &modified);
            self = self.header("etag", &etag).header("last-modified", &modified);
            if is_unchanged && self.status == 200 {
                self.status = 304;
                self.headers.retain(|(name, _)| *name != "content-type");
                return Some(self.head(content::whole(Bytes::new())));
            }
        }
        self.rewrite_urls(request);
        Some(self.whole_response(request, knobs))
    }

    fn whole_response(mut self, request: &SiteRequest, knobs: &Knobs) -> Response<Flow> {
        let plain = self.body.encoded();
        let third = plain.slice(..plain.len() / 3);
        let coding = match self.coding {
            Coding::Negotiated
                if self.delivery == Delivery::Whole && !plain.is_empty() && request.accepts("gzip") =>
            {
                Coding::Gzip
            }
            Coding::Negotiated => Coding::Plain,
            coding => coding,
        };
        let (name, packed) = match coding {
            Coding::Gzip => (Some("gzip"), content::gzip(&plain).into()),
            Coding::Brotli => (Some("br"), content::brotli(&plain).into()),
            Coding::Plain | Coding::Negotiated => (None, plain.clone()),
        };
        if let Some(name) = name {
            self = self.header("content-encoding", name);
        }
        if self.delivery == Delivery::Truncated {
            self = self.header("content-length", &packed.len().to_string());
        }
        if self.delivery == Delivery::Bomb {
            self = self.header("content-encoding", "gzip");
        }
        let flow = match self.delivery {
            _ if request.method == Method::HEAD => content::whole(Bytes::new()),
            Delivery::Whole | Delivery::Closed => content::whole(packed),
            Delivery::Chunked => content::chunked(&packed),
            Delivery::Truncated => content::truncated(packed.slice(..packed.len() / 3)),
            Delivery::Trickle => content::trickle(third, knobs.trickle),
            Delivery::Endless => content::endless(third),
            Delivery::Bomb => content::bomb(&third),
        };
        self.head(flow)
    }

    fn head(&self, flow: Flow) -> Response<Flow> {
        let mut response = Response::builder().status(self.status).header("server", "openresty");
        for (name, value) in &self.headers {
            response = response.header(*name, value);
        }
        response.body(flow).unwrap()
    }

    /// Rewrites URLs for clients that access the site by IP address.
    fn rewrite_urls(&mut self, request: &SiteRequest) {
        let Some(base) = &request.base else { return };
        let is_page = self.headers.iter().any(|(_, value)| value.starts_with("text/html"));
        if let Body::Text(text, _) = &mut self.body {
            *text = all_by_ip(text, base, is_page);
        }
        for (name, value) in &mut self.headers {
            if *name == "location" {
                *value = by_ip(value, base);
            }
        }
    }

    /// Returns `ETag` and `Last-Modified`.
    fn validators(&self, at: DateTime) -> (String, String) {
        let mut hasher = DefaultHasher::new();
        self.body.encoded().hash(&mut hasher);
        (format!("\"{:016x}\"", hasher.finish()), http_date(at))
    }
}

impl Body {
    fn encoded(&self) -> Bytes {
        match self {
            Self::Text(text, encoding) => encoding.encode(text).0.into_owned().into(),
            Self::Bytes(bytes) => bytes.clone().into(),
        }
    }
}

/// Whether the client already has this version.
fn is_unchanged(request: &SiteRequest, etag: &str, modified: &str) -> bool {
    let has_etag = |known: &str| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag);
    let has_date = |known: &str| known == modified;
    request
        .header("if-none-match")
        .map_or_else(|| request.header("if-modified-since").is_some_and(has_date), has_etag)
}

/// Formats a time in Shanghai as an HTTP date.
pub fn http_date(at: DateTime) -> String {
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let time = zone.to_timestamp(at).unwrap();
    let seconds = u64::try_from(time.as_second()).unwrap();
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}
