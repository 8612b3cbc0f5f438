//! Responses.

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED};
use url::Url;

use super::host_key;
use super::request::Validators;
use crate::fetch::error::FetchError;

/// The status and headers of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Head {
    /// The status: 200, 304, 404, 521, …
    pub status: u16,
    /// The URL after redirects.
    pub url: Url,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The validators for the next request.
    pub validators: Validators,
    /// All header names and values, as received.
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

    /// Whether nothing has changed since the response that the request's validators are from.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304
    }

    /// Turns any status other than 200 and 304 into an error. Captcha pages have status 200, so they are not detected.
    ///
    /// # Errors
    ///
    /// The error for the status.
    pub fn error_for_status(&self) -> Result<(), FetchError> {
        let (host, status) = (host_key::of(&self.url), self.status);
        match status {
            200 | 304 => Ok(()),
            401 | 403 => Err(FetchError::Forbidden { host, status }),
            404 | 410 => Err(FetchError::Missing { host, status }),
            429 => Err(FetchError::RateLimited { host }),
            444 | 521 => Err(FetchError::FirewallBlock { host, status }),
            500..=599 => Err(FetchError::ServerError { host, status }),
            _ => Err(FetchError::UnexpectedStatus { host, status }),
        }
    }
}

/// A response with its body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The status and headers.
    pub head: Head,
    /// The decoded body; empty if nothing has changed.
    pub body: Vec<u8>,
}

impl Response {
    /// Turns any status other than 200 and 304 into an error.
    ///
    /// # Errors
    ///
    /// As [`Head::error_for_status`].
    pub fn error_for_status(self) -> Result<Self, FetchError> {
        self.head.error_for_status().map(|()| self)
    }
}

/// Longer header values are ignored.
const MAX_VALUE: usize = 1024;

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= MAX_VALUE).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_an_error_code() {
        let code = |status| {
            let url = "https://blog.csdn.net/a".parse().unwrap();
            let head = Head {
                status,
                url,
                content_type: None,
                validators: Validators::default(),
                headers: Vec::new(),
            };
            head.error_for_status().map_or_else(|error| error.code(), |()| "")
        };
        let codes = [200, 204, 304, 401, 403, 404, 410, 429, 444, 500, 521].map(code);
        let expected = [
            "",
            "unexpected-status",
            "",
            "forbidden",
            "forbidden",
            "missing",
            "missing",
            "rate-limited",
            "blocked-firewall",
            "server-error",
            "blocked-firewall",
        ];
        assert_eq!(codes, expected);
    }
}
