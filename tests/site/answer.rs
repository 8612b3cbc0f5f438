//! An answer, and how it is put on the wire: validators, compression, the way its body goes wrong.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use encoding_rs::Encoding;
use hyper::{Method, Response};
use jiff::civil::{DateTime, datetime};
use jiff::tz::TimeZone;

use super::address::{all_by_ip, by_ip};
use super::ask::Ask;
use super::content::{self, Flow};
use super::knobs::Knobs;

/// When what has no date of its own was last changed.
pub const MODIFIED: DateTime = datetime(2026, 3, 1, 8, 0, 0, 0);

/// What a part of the site says to a request.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub coding: Coding,
    pub way: Way,
    /// When it was last changed, if it may be asked for conditionally.
    pub modified: Option<DateTime>,
    /// How long it is waited before anything is sent.
    pub wait: Duration,
}

#[derive(Debug, Clone)]
pub enum Body {
    /// Text, in which addresses may be rewritten.
    Text(String, &'static Encoding),
    Bytes(Vec<u8>),
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// By gzip, where the asker takes it.
    Asked,
    /// By gzip, asked or not.
    Gzip,
    /// By Brotli, asked or not.
    Brotli,
    Plain,
}

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With its length.
    Whole,
    /// Without its length.
    Pieces,
    /// A third of it, under the length of the whole; then the connection ends.
    Cut,
    /// A third of it, then a byte at a time, for ever.
    Trickle,
    /// More and more, for ever.
    Endless,
    /// A little that unpacks to a gigabyte.
    Bomb,
    /// Not at all: the connection is closed instead of an answer.
    Closed,
}

impl Answer {
    fn new(status: u16, kind: &str, body: Body) -> Self {
        let headers = vec![("content-type", kind.to_owned())];
        let coding = if matches!(body, Body::Text(..)) { Coding::Asked } else { Coding::Plain };
        Self { status, headers, body, coding, way: Way::Whole, modified: None, wait: Duration::ZERO }
    }

    pub fn html(status: u16, text: String) -> Self {
        Self::text(status, "text/html; charset=utf-8", text)
    }

    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::text(status, "application/json;charset=UTF-8", value.to_string())
    }

    pub fn text(status: u16, kind: &str, text: String) -> Self {
        Self::new(status, kind, Body::Text(text, encoding_rs::UTF_8))
    }

    pub fn bytes(kind: &str, bytes: Vec<u8>) -> Self {
        Self::new(200, kind, Body::Bytes(bytes))
    }

    pub fn redirect(status: u16, to: &str) -> Self {
        Self::html(status, String::new()).header("location", to)
    }

    /// The connection is closed.
    pub fn closed() -> Self {
        Self { way: Way::Closed, ..Self::html(444, String::new()) }
    }

    /// With this header, instead of another of that name.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn coded(self, coding: Coding) -> Self {
        Self { coding, ..self }
    }

    pub fn sent(self, way: Way) -> Self {
        Self { way, ..self }
    }

    pub fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// With validators: last changed at this time, of Shanghai.
    pub fn changed(self, at: DateTime) -> Self {
        Self { modified: Some(at), ..self }
    }

    /// The response to `ask`; `None` closes the connection.
    pub fn response(mut self, ask: &Ask, knobs: &Knobs) -> Option<Response<Flow>> {
        if self.way == Way::Closed {
            return None;
        }
        let validators = self.modified.filter(|_| knobs.validators).map(|at| self.validators(at));
        if let Some((etag, modified)) = validators {
            let same = is_same(ask, &etag, &modified);
            self = self.header("etag", &etag).header("last-modified", &modified);
            if same && self.status == 200 {
                self.status = 304;
                self.headers.retain(|(name, _)| *name != "content-type");
                return Some(self.head(content::whole(Bytes::new())));
            }
        }
        self.with_addresses_of(ask);
        Some(self.whole_response(ask, knobs))
    }

    fn whole_response(mut self, ask: &Ask, knobs: &Knobs) -> Response<Flow> {
        let plain = self.body.encoded();
        let third = plain.slice(..plain.len() / 3);
        let coding = match self.coding {
            Coding::Asked if self.way == Way::Whole && !plain.is_empty() && ask.accepts("gzip") => {
                Coding::Gzip
            }
            Coding::Asked => Coding::Plain,
            coding => coding,
        };
        let (name, packed) = match coding {
            Coding::Gzip => (Some("gzip"), content::gzip(&plain).into()),
            Coding::Brotli => (Some("br"), content::brotli(&plain).into()),
            Coding::Plain | Coding::Asked => (None, plain.clone()),
        };
        if let Some(name) = name {
            self = self.header("content-encoding", name);
        }
        if self.way == Way::Cut {
            self = self.header("content-length", &packed.len().to_string());
        }
        if self.way == Way::Bomb {
            self = self.header("content-encoding", "gzip");
        }
        let flow = match self.way {
            _ if ask.method == Method::HEAD => content::whole(Bytes::new()),
            Way::Whole | Way::Closed => content::whole(packed),
            Way::Pieces => content::pieces(&packed),
            Way::Cut => content::cut(packed.slice(..packed.len() / 3)),
            Way::Trickle => content::trickle(third, knobs.trickle),
            Way::Endless => content::endless(third),
            Way::Bomb => content::bomb(&third),
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

    /// Addresses as somebody can use them who knows nothing but an IP.
    fn with_addresses_of(&mut self, ask: &Ask) {
        let Some(base) = &ask.base else { return };
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

    /// `ETag` and `Last-Modified`.
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

/// Whether the asker has it already.
fn is_same(ask: &Ask, etag: &str, modified: &str) -> bool {
    let of_etag = |known: &str| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag);
    let of_date = |known: &str| known == modified;
    ask.header("if-none-match").map_or_else(|| ask.header("if-modified-since").is_some_and(of_date), of_etag)
}

/// A time of Shanghai as HTTP writes it.
pub fn http_date(at: DateTime) -> String {
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let time = zone.to_timestamp(at).unwrap();
    let seconds = u64::try_from(time.as_second()).unwrap();
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}
