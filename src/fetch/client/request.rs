//! Requests and their headers.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, REFERER, USER_AGENT,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{decode, host_key, referer};
use crate::fetch::options::FetchOptions;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST` with an empty body, as for comments.
    Post,
}

/// What a request is for. It determines headers and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestKind {
    /// A page or the author's own article, with cookies. The caller must inspect the body.
    Page,
    /// A list of articles or comments, without cookies: CSDN's lists answer 403 to requests with cookies.
    Listing,
    /// An image, without cookies and with the `Referer` that its host requires. The body of an error is not read.
    Image,
    /// `robots.txt`, truncated at the size limit.
    Robots,
}

impl RequestKind {
    pub(super) fn has_cookies(self) -> bool {
        self == Self::Page
    }

    /// Whether the user's headers are sent.
    fn has_user_headers(self) -> bool {
        matches!(self, Self::Page | Self::Listing)
    }

    /// Whether the body of a response with `status` is read.
    pub(super) fn wants_body(self, status: u16) -> bool {
        self != Self::Image || status == 200
    }

    fn accept(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Page => "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            Self::Listing => "application/json,text/html;q=0.9,*/*;q=0.8",
            Self::Image => "image/avif,image/webp,image/*,*/*;q=0.8",
            Self::Robots => "text/plain,*/*;q=0.8",
        })
    }
}

/// Validators for conditional requests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// The `ETag` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A request for a [`Client`](super::Client).
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) kind: RequestKind,
    pub(super) referer: Option<Url>,
    pub(super) validators: Validators,
}

impl Request {
    /// Creates a `GET` request.
    pub fn new(kind: RequestKind, url: Url) -> Self {
        Self { method: Method::Get, url, kind, referer: None, validators: Validators::default() }
    }

    /// Creates a request for a page.
    pub fn page(url: Url) -> Self {
        Self::new(RequestKind::Page, url)
    }

    /// Creates a request for a list.
    pub fn listing(url: Url) -> Self {
        Self::new(RequestKind::Listing, url)
    }

    /// Creates a request for an image.
    pub fn image(url: Url) -> Self {
        Self::new(RequestKind::Image, url)
    }

    /// Sets the method.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets the `Referer`, which is only sent to the host of this request. Images ignore it: their host determines it.
    #[must_use]
    pub fn with_referer(mut self, referer: Url) -> Self {
        self.referer = Some(referer);
        self
    }

    /// Makes the request conditional: if nothing has changed, the response is a 304 without a body.
    #[must_use]
    pub fn with_validators(mut self, validators: Validators) -> Self {
        self.validators = validators;
        self
    }

    /// Returns the headers for `url`, the URL of this request or the target of a redirect.
    pub(super) fn headers(&self, url: &Url, options: &FetchOptions) -> HeaderMap {
        let mut headers = HeaderMap::new();
        // A redirect from https to http must not expose secrets.
        let is_exposed = self.url.scheme() == "https" && url.scheme() != "https";
        if self.kind.has_user_headers() && !is_exposed && is_any_site(url, &options.site_hosts) {
            options.headers.iter().for_each(|header| {
                headers.append(&header.name, header.value.clone());
            });
        }
        let defaults = [
            (ACCEPT, Some(self.kind.accept())),
            (ACCEPT_ENCODING, Some(HeaderValue::from_static(decode::ACCEPTED))),
            (ACCEPT_LANGUAGE, Some(HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5"))),
            (USER_AGENT, header(Some(&options.user_agent))),
            (IF_NONE_MATCH, header(self.validators.etag.as_deref())),
            (IF_MODIFIED_SINCE, header(self.validators.last_modified.as_deref())),
            (REFERER, self.referer_for(url).filter(|_| !is_exposed)),
            (COOKIE, options.cookies.header(url).filter(|_| self.kind.has_cookies() && !is_exposed)),
        ];
        for (name, value) in defaults {
            if let Some(value) = value {
                headers.entry(name).or_insert(value);
            }
        }
        headers
    }

    fn referer_for(&self, url: &Url) -> Option<HeaderValue> {
        if self.kind == RequestKind::Image {
            return referer::for_image(url).map(HeaderValue::from_static);
        }
        let referer = self.referer.as_ref().filter(|_| host_key::of(url) == host_key::of(&self.url))?;
        let mut referer = referer.clone();
        referer.set_fragment(None);
        // Neither call fails for a URL with a host.
        let _ = referer.set_username("").and_then(|()| referer.set_password(None));
        header(Some(referer.as_str()))
    }
}

fn header(text: Option<&str>) -> Option<HeaderValue> {
    text.and_then(|text| HeaderValue::from_str(text).ok())
}

fn is_any_site(url: &Url, sites: &[String]) -> bool {
    let host = url.host_str().unwrap_or_default();
    sites.iter().any(|site| host_key::is_below(host, &site.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::CookieJar;

    fn options() -> FetchOptions {
        FetchOptions {
            headers: vec!["Authorization: secret".parse().unwrap(), "X-Own: 1".parse().unwrap()],
            cookies: CookieJar::parse(".csdn.net\tTRUE\t/\tFALSE\t0\ta\tb").unwrap(),
            ..FetchOptions::default()
        }
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn sent(request: &Request, to: &str) -> Vec<String> {
        let headers = request.headers(&url(to), &options());
        let secret = ["authorization", "x-own", "cookie", "referer"];
        let mut names: Vec<_> = headers.keys().map(ToString::to_string).collect();
        names.retain(|name| secret.contains(&name.as_str()));
        names.sort();
        names
    }

    #[test]
    fn secrets_stay_with_the_site() {
        let page =
            Request::page(url("https://blog.csdn.net/a")).with_referer(url("https://u:p@csdn.net/b#c"));
        assert_eq!(sent(&page, "https://blog.csdn.net/a"), ["authorization", "cookie", "referer", "x-own"]);
        assert_eq!(sent(&page, "https://a.blog.csdn.net/"), ["authorization", "cookie", "referer", "x-own"]);
        assert_eq!(sent(&page, "https://passport.csdn.net/"), ["authorization", "cookie", "x-own"]);
        for foreign in ["https://evil.example.com/", "https://evilcsdn.net/", "http://blog.csdn.net/a"] {
            assert!(sent(&page, foreign).is_empty(), "{foreign}");
        }
        let headers = page.headers(&url("https://blog.csdn.net/a"), &options());
        assert_eq!(headers[REFERER], "https://csdn.net/b");
        assert_eq!(headers[COOKIE], "a=b");
    }

    #[test]
    fn headers_depend_on_the_kind() {
        let listing = Request::listing(url("https://blog.csdn.net/a"));
        assert_eq!(sent(&listing, "https://blog.csdn.net/a"), ["authorization", "x-own"]);
        let image = Request::image(url("https://img-blog.csdn.net/a")).with_referer(url("https://x.org/"));
        assert_eq!(sent(&image, "https://img-blog.csdn.net/a"), ["referer"]);
        assert!(sent(&image, "https://images.example.com/a").is_empty());
        let robots = Request::new(RequestKind::Robots, url("https://blog.csdn.net/robots.txt"));
        assert!(sent(&robots, "https://blog.csdn.net/robots.txt").is_empty());
        let headers = robots.headers(&robots.url, &options());
        assert_eq!(headers[USER_AGENT], FetchOptions::USER_AGENT);
    }

    #[test]
    fn user_headers_override_the_defaults() {
        let mut options = options();
        options.headers = vec!["User-Agent: mine".parse().unwrap(), "Accept-Language: en".parse().unwrap()];
        let page = Request::page(url("https://blog.csdn.net/a"));
        let headers = page.headers(&page.url, &options);
        assert_eq!(
            (&headers[USER_AGENT], &headers[ACCEPT_LANGUAGE]),
            (&"mine".parse().unwrap(), &"en".parse().unwrap())
        );
    }

    #[test]
    fn validators_become_conditional_headers() {
        let validators = Validators { etag: Some("W/\"1\"".to_owned()), last_modified: None };
        let page = Request::page(url("https://blog.csdn.net/a")).with_validators(validators.clone());
        let headers = page.headers(&page.url, &options());
        assert_eq!(headers[IF_NONE_MATCH], "W/\"1\"");
        assert!(!headers.contains_key(IF_MODIFIED_SINCE));
        assert_eq!(serde_json::to_string(&validators).unwrap(), r#"{"etag":"W/\"1\""}"#);
        assert!(!validators.is_empty() && Validators::default().is_empty());
    }
}
