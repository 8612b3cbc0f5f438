//! What is asked for, and the headers it is asked with.

use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, REFERER,
    USER_AGENT,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{referer, site};
use crate::fetch::options::FetchOptions;

/// How something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// As pages and pictures are.
    Get,
    /// As comments are. The body is empty.
    Post,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A page, or the author's own article, with cookies. What its body is the caller has to see.
    Page,
    /// A list of articles or comments, never with cookies, with which CSDN's lists answer 403.
    Listing,
    /// A picture, without cookies and with the `Referer` that its host wants. The body of an error is not read.
    Picture,
    /// `robots.txt`, which is cut where it is too long.
    Robots,
}

impl Kind {
    pub(super) fn has_cookies(self) -> bool {
        self == Self::Page
    }

    /// Whether the headers of the user's own are for it.
    fn has_own_headers(self) -> bool {
        matches!(self, Self::Page | Self::Listing)
    }

    /// Whether the body of an answer with `status` is wanted.
    pub(super) fn wants_body(self, status: u16) -> bool {
        self != Self::Picture || status == 200
    }

    fn accept(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Page => "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            Self::Listing => "application/json,text/html;q=0.9,*/*;q=0.8",
            Self::Picture => "image/avif,image/webp,image/*,*/*;q=0.8",
            Self::Robots => "text/plain,*/*;q=0.8",
        })
    }
}

/// What tells whether something has changed since it was fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// The `ETag`, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified`, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there are none, so that nothing can be asked for on their condition.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A request to be made of a [`Client`](super::Client).
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) kind: Kind,
    pub(super) referer: Option<Url>,
    pub(super) validators: Validators,
}

impl Request {
    /// A request for what is at `url`.
    pub fn new(kind: Kind, url: Url) -> Self {
        Self { method: Method::Get, url, kind, referer: None, validators: Validators::default() }
    }

    /// A request for a page.
    pub fn page(url: Url) -> Self {
        Self::new(Kind::Page, url)
    }

    /// A request for a list.
    pub fn listing(url: Url) -> Self {
        Self::new(Kind::Listing, url)
    }

    /// A request for a picture.
    pub fn picture(url: Url) -> Self {
        Self::new(Kind::Picture, url)
    }

    /// The same request by `method`.
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// The same request with a `Referer`, which goes to the host of the request alone. Images have one by their host.
    #[must_use]
    pub fn with_referer(mut self, referer: Url) -> Self {
        self.referer = Some(referer);
        self
    }

    /// The same request on the condition that something has changed; if not, the answer is a 304 without a body.
    #[must_use]
    pub fn with_validators(mut self, validators: Validators) -> Self {
        self.validators = validators;
        self
    }

    /// The headers for `url`, to which the request may have been redirected.
    pub(super) fn headers(&self, url: &Url, options: &FetchOptions) -> HeaderMap {
        let mut headers = HeaderMap::new();
        // What was asked for in secret is not told in the clear.
        let is_exposed = self.url.scheme() == "https" && url.scheme() != "https";
        if self.kind.has_own_headers() && !is_exposed && is_any_site(url, &options.site_hosts) {
            options.headers.iter().for_each(|own| {
                headers.append(&own.name, own.value.clone());
            });
        }
        let usual = [
            (ACCEPT, Some(self.kind.accept())),
            (ACCEPT_LANGUAGE, Some(HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5"))),
            (USER_AGENT, header(Some(&options.user_agent))),
            (IF_NONE_MATCH, header(self.validators.etag.as_deref())),
            (IF_MODIFIED_SINCE, header(self.validators.last_modified.as_deref())),
            (REFERER, self.referer_for(url).filter(|_| !is_exposed)),
            (COOKIE, options.cookies.header(url).filter(|_| self.kind.has_cookies() && !is_exposed)),
        ];
        for (name, value) in usual {
            if let Some(value) = value {
                headers.entry(name).or_insert(value);
            }
        }
        headers
    }

    fn referer_for(&self, url: &Url) -> Option<HeaderValue> {
        if self.kind == Kind::Picture {
            return referer::of_picture(url).map(HeaderValue::from_static);
        }
        let referer = self.referer.as_ref().filter(|_| site::of(url) == site::of(&self.url))?;
        let mut referer = referer.clone();
        referer.set_fragment(None);
        // Credentials in an address are nobody's business; neither call fails where a host is.
        let _ = referer.set_username("").and_then(|()| referer.set_password(None));
        header(Some(referer.as_str()))
    }
}

fn header(text: Option<&str>) -> Option<HeaderValue> {
    text.and_then(|text| HeaderValue::from_str(text).ok())
}

fn is_any_site(url: &Url, sites: &[String]) -> bool {
    let host = url.host_str().unwrap_or_default();
    sites.iter().any(|site| site::is_below(host, &site.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::CookieJar;

    fn options() -> FetchOptions {
        FetchOptions {
            headers: vec!["Authorization: geheim".parse().unwrap(), "X-Own: 1".parse().unwrap()],
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
    fn each_kind_has_its_headers() {
        let listing = Request::listing(url("https://blog.csdn.net/a"));
        assert_eq!(sent(&listing, "https://blog.csdn.net/a"), ["authorization", "x-own"]);
        let picture =
            Request::picture(url("https://img-blog.csdn.net/a")).with_referer(url("https://x.org/"));
        assert_eq!(sent(&picture, "https://img-blog.csdn.net/a"), ["referer"]);
        assert!(sent(&picture, "https://pictures.example.com/a").is_empty());
        let robots = Request::new(Kind::Robots, url("https://blog.csdn.net/robots.txt"));
        assert!(sent(&robots, "https://blog.csdn.net/robots.txt").is_empty());
        let headers = robots.headers(&robots.url, &options());
        assert_eq!(headers[USER_AGENT], FetchOptions::USER_AGENT);
    }

    #[test]
    fn own_headers_come_before_the_usual_ones() {
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
    fn conditions_are_those_that_came() {
        let validators = Validators { etag: Some("W/\"1\"".to_owned()), last_modified: None };
        let page = Request::page(url("https://blog.csdn.net/a")).with_validators(validators.clone());
        let headers = page.headers(&page.url, &options());
        assert_eq!(headers[IF_NONE_MATCH], "W/\"1\"");
        assert!(!headers.contains_key(IF_MODIFIED_SINCE));
        assert_eq!(serde_json::to_string(&validators).unwrap(), r#"{"etag":"W/\"1\""}"#);
        assert!(!validators.is_empty() && Validators::default().is_empty());
    }
}
