//! The user's cookies, from the file format of curl and browser extensions.

use std::fmt;
use std::time::{Duration, SystemTime};

use cookie_store::CookieStore;
use reqwest::header::HeaderValue;
use url::Url;

/// The user's cookies. Cookies set by servers are ignored. `Debug` output contains no secrets.
#[derive(Clone, Default)]
pub struct CookieJar {
    store: CookieStore,
    len: usize,
    expired: usize,
}

/// An invalid line of a cookie file. The message contains no secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct CookieError {
    /// The line number, from 1.
    pub line: usize,
    /// The cause.
    pub reason: &'static str,
}

impl CookieJar {
    /// Parses a cookie file in Netscape format.
    ///
    /// A line has seven fields separated by tabs: `domain`, whether to include subdomains, `path`, whether to require
    /// HTTPS, the expiry in seconds since 1970 (0 for session cookies), `name` and `value`. Lines that begin with `#`
    /// are comments, except `#HttpOnly_` before a domain. Expired cookies are skipped and counted.
    ///
    /// # Errors
    ///
    /// If a line is invalid.
    pub fn parse(text: &str) -> Result<Self, CookieError> {
        let mut jar = Self::default();
        let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
        for (text, line) in lines {
            let text = text.strip_prefix("#HttpOnly_").unwrap_or(text);
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            Line::read(text)
                .and_then(|cookie| jar.add(&cookie))
                .map_err(|reason| CookieError { line, reason })?;
        }
        Ok(jar)
    }

    /// Returns the number of cookies.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no cookies.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the number of expired cookies in the file.
    pub fn expired(&self) -> usize {
        self.expired
    }

    fn add(&mut self, line: &Line<'_>) -> Result<(), &'static str> {
        // Only HTTPS may set secure cookies.
        let origin = format!("https://{}/", line.domain.trim_start_matches('.'));
        let origin: Url = origin.parse().map_err(|_| "invalid domain")?;
        match self.store.parse(&line.as_set_cookie(), &origin) {
            Ok(_) => self.len += 1,
            Err(cookie_store::CookieError::Expired) => self.expired += 1,
            Err(_) => return Err("the domain cannot set this cookie"),
        }
        Ok(())
    }

    /// Returns the `Cookie` header for `url`, longer paths first (RFC 6265).
    pub(super) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut cookies = self.store.matches(url);
        // The store would send secure cookies to loopback hosts without HTTPS.
        cookies.retain(|cookie| url.scheme() == "https" || cookie.secure() != Some(true));
        cookies.sort_by_key(|cookie| {
            (std::cmp::Reverse(cookie.path().map_or(0, str::len)), cookie.name().to_owned())
        });
        let pairs: Vec<String> = cookies.iter().map(|it| format!("{}={}", it.name(), it.value())).collect();
        let mut value = HeaderValue::from_str(&pairs.join("; ")).ok().filter(|_| !pairs.is_empty())?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CookieJar({} cookies)", self.len)
    }
}

/// A line of a cookie file.
struct Line<'a> {
    domain: &'a str,
    includes_subdomains: bool,
    path: &'a str,
    is_secure: bool,
    /// In seconds since 1970; 0 for session cookies.
    expires: u64,
    name: &'a str,
    value: &'a str,
}

/// The last second of the year 9999, the latest date in an HTTP header.
const MAX_EXPIRY: u64 = 253_402_300_799;

impl<'a> Line<'a> {
    fn read(text: &'a str) -> Result<Self, &'static str> {
        let mut fields = text.trim_end_matches('\r').split('\t');
        let mut field = || {
            fields.next().ok_or("fewer than seven tab-separated fields (domain, subdomains, path, secure, expiry, name, value)")
        };
        let line = Self {
            domain: field()?.trim(),
            includes_subdomains: flag(field()?)?,
            path: field()?,
            is_secure: flag(field()?)?,
            expires: seconds(field()?)?,
            name: field()?,
            // curl omits the tab before an empty value.
            value: field().unwrap_or_default(),
        };
        let is_plain = |text: &str| !text.contains([';', '\u{7f}']) && !text.contains(char::is_control);
        match line {
            _ if fields.next().is_some() => Err("more than seven fields"),
            Line { domain: "", .. } => Err("the domain is empty"),
            Line { name, .. } if name.trim().is_empty() || name.contains('=') => Err("invalid name"),
            Line { path, .. } if !path.starts_with('/') || !is_plain(path) => Err("invalid path"),
            Line { name, value, .. } if !is_plain(name) || !is_plain(value) => {
                Err("the name or value contains characters that are not allowed in a cookie")
            }
            line => Ok(line),
        }
    }

    fn as_set_cookie(&self) -> String {
        let Self { domain, path, name, value, .. } = self;
        let mut text = format!("{name}={value}; Path={path}");
        if self.includes_subdomains {
            text.push_str("; Domain=");
            text.push_str(domain);
        }
        if self.is_secure {
            text.push_str("; Secure");
        }
        if self.expires > 0 {
            let date = SystemTime::UNIX_EPOCH + Duration::from_secs(self.expires.min(MAX_EXPIRY));
            text.push_str("; Expires=");
            text.push_str(&httpdate::fmt_http_date(date));
        }
        text
    }
}

fn flag(text: &str) -> Result<bool, &'static str> {
    match text.trim() {
        text if text.eq_ignore_ascii_case("true") => Ok(true),
        text if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("a flag is neither TRUE nor FALSE"),
    }
}

/// Parses an expiry. Some browser extensions write fractions, and -1 for session cookies.
fn seconds(text: &str) -> Result<u64, &'static str> {
    let wrong = "the expiry is not a number of seconds";
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or_default();
    if whole == "-1" { Ok(0) } else { whole.parse().map_err(|_| wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# Netscape HTTP Cookie File\r\n\r\n\
        .csdn.net\tTRUE\t/\tFALSE\t4102444800\tUserName\tsomeone\r\n\
        #HttpOnly_.csdn.net\tTRUE\t/\tTRUE\t0\tUserToken\tsecret==\r\n\
        # .csdn.net\tTRUE\t/\tTRUE\t0\tCommented\tout\n\
        blog.csdn.net\tFALSE\t/someone\tFALSE\t4102444800.25\tdeep\tx y\n\
        .csdn.net\tTRUE\t/\tFALSE\t1000000000\told\tx\n\
        example.com\tFALSE\t/\tFALSE\t-1\tempty";

    fn header(jar: &CookieJar, url: &str) -> String {
        jar.header(&url.parse().unwrap()).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn cookies_are_sent_to_their_own_hosts() {
        let jar = CookieJar::parse(FILE).unwrap();
        assert_eq!((jar.len(), jar.expired()), (4, 1));
        let header = |url| header(&jar, url);
        assert_eq!(header("https://csdn.net/"), "UserName=someone; UserToken=secret==");
        assert_eq!(
            header("https://blog.csdn.net/someone/a"),
            "deep=x y; UserName=someone; UserToken=secret=="
        );
        assert_eq!(header("http://blog.csdn.net/"), "UserName=someone", "the other is secure");
        assert_eq!(header("https://a.blog.csdn.net/someone/a"), "UserName=someone; UserToken=secret==");
        assert_eq!(header("https://example.com/"), "empty=");
        for foreign in ["https://notcsdn.net/", "https://csdn.net.example.com/", "https://www.example.com/"] {
            assert_eq!(header(foreign), "", "{foreign}");
        }
        assert_eq!(format!("{jar:?}"), "CookieJar(4 cookies)");
    }

    #[test]
    fn secure_cookies_require_https_on_loopback_too() {
        let jar = CookieJar::parse("127.0.0.1\tFALSE\t/\tTRUE\t0\ta\tb").unwrap();
        assert_eq!(header(&jar, "http://127.0.0.1/"), "");
        assert_eq!(header(&jar, "https://127.0.0.1:444/"), "a=b");
    }

    #[test]
    fn errors_do_not_contain_secrets() {
        for (line, reason) in [
            ("csdn.net TRUE / FALSE 0 secret secret", "fewer"),
            ("csdn.net\tYES\t/\tFALSE\t0\tsecret\tsecret", "TRUE"),
            ("csdn.net\tTRUE\t/\tFALSE\tsoon\tsecret\tsecret", "expiry"),
            ("csdn.net\tTRUE\t/\tFALSE\t99999999999999999999\tsecret\tsecret", "expiry"),
            ("\tTRUE\t/\tFALSE\t0\tsecret\tsecret", "domain"),
            ("a b\tTRUE\t/\tFALSE\t0\tsecret\tsecret", "domain"),
            ("csdn.net\tTRUE\tx\tFALSE\t0\tsecret\tsecret", "path"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\t\tsecret", "name"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\tsecret\tsecret; Domain=example.com", "characters"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\tsecret\tsecret\tx", "more"),
        ] {
            let error = CookieJar::parse(&format!("# comment\n{line}\n")).unwrap_err();
            assert_eq!(error.line, 2, "{line}");
            let message = error.to_string();
            assert!(message.contains(reason) && !message.contains("secret"), "{line:?}: {message}");
        }
        let far = CookieJar::parse(&format!("csdn.net\tTRUE\t/\tFALSE\t{}\ta\tb", u64::MAX)).unwrap();
        assert_eq!(header(&far, "https://csdn.net/"), "a=b");
    }
}
