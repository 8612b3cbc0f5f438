//! What came back.

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED};
use url::Url;

use super::request::Validators;
use super::site;
use crate::fetch::error::FetchError;

/// What an answer says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Head {
    /// The status: 200, 304, 404, 521, …
    pub status: u16,
    /// Where it was found, after redirects.
    pub url: Url,
    /// The `Content-Type`, as it came.
    pub content_type: Option<String>,
    /// What to ask with the next time.
    pub validators: Validators,
    /// All names and values, as they came.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Head {
    pub(super) fn new(url: &Url, response: &reqwest::Response) -> Self {
        let text = |name| text_of(response.headers(), &name);
        Self {
            status: response.status().as_u16(),
            url: url.clone(),
            content_type: text(CONTENT_TYPE),
            validators: Validators { etag: text(ETAG), last_modified: text(LAST_MODIFIED) },
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
        }
    }

    /// Whether nothing has changed since what the request's validators are of.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304
    }

    /// Makes an error of every status but 200 and 304.
    ///
    /// # Errors
    ///
    /// As the status says. That of a captcha is 200; who reads the body has to see it.
    pub fn found(&self) -> Result<(), FetchError> {
        let (host, status) = (site::of(&self.url), self.status);
        match status {
            200 | 304 => Ok(()),
            401 | 403 => Err(FetchError::Forbidden { host, status }),
            404 | 410 => Err(FetchError::Missing { host, status }),
            429 => Err(FetchError::RateLimited { host }),
            444 | 521 => Err(FetchError::Wall { host, status }),
            500..=599 => Err(FetchError::ServerError { host, status }),
            _ => Err(FetchError::UnexpectedStatus { host, status }),
        }
    }
}

/// An answer with its body in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// What it says of itself.
    pub head: Head,
    /// The body, unpacked; empty where nothing has changed.
    pub body: Vec<u8>,
}

impl Response {
    /// The response, unless its status says that this is not what was asked for.
    ///
    /// # Errors
    ///
    /// As [`Head::found`].
    pub fn found(self) -> Result<Self, FetchError> {
        self.head.found().map(|()| self)
    }
}

/// The value of a header as text, unless it is absurdly long.
fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= 1024).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_told_by_its_code() {
        let code = |status| {
            let url = "https://blog.csdn.net/a".parse().unwrap();
            let head = Head {
                status,
                url,
                content_type: None,
                validators: Validators::default(),
                headers: Vec::new(),
            };
            head.found().map_or_else(|error| error.code(), |()| "")
        };
        let told = [200, 204, 304, 401, 403, 404, 410, 429, 444, 500, 521].map(code);
        let codes = [
            "",
            "unexpected-status",
            "",
            "forbidden",
            "forbidden",
            "missing",
            "missing",
            "rate-limited",
            "wall",
            "server-error",
            "wall",
        ];
        assert_eq!(told, codes);
    }
}
