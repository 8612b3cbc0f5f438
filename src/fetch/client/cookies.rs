//! Cookies of the user's, from the file that browsers' extensions and curl write.

use std::fmt;
use std::time::{Duration, SystemTime};

use cookie_store::CookieStore;
use reqwest::header::HeaderValue;
use url::Url;

/// Cookies, each for the hosts and paths it belongs to. What servers set is not added. What is in them shows nowhere.
#[derive(Clone, Default)]
pub struct CookieJar {
    store: CookieStore,
    len: usize,
    expired: usize,
}

/// A line of a cookie file that cannot be read. It does not say what stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct CookieError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl CookieJar {
    /// Reads a cookie file in Netscape's format: `domain`, whether its sub-domains are meant, `path`, whether it is for
    /// HTTPS only, when it expires (in seconds since 1970, 0 with the session), `name` and `value`, with tabs between.
    /// Lines that begin with `#` are comments, but for `#HttpOnly_` before a domain. Cookies that have expired are
    /// passed over and counted.
    ///
    /// # Errors
    ///
    /// When a line is none of these.
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

    /// How many cookies there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many of the file had expired.
    pub fn expired(&self) -> usize {
        self.expired
    }

    fn add(&mut self, line: &Line<'_>) -> Result<(), &'static str> {
        // Only HTTPS may set what is for HTTPS only.
        let origin = format!("https://{}/", line.domain.trim_start_matches('.'));
        let origin: Url = origin.parse().map_err(|_| "the domain is none")?;
        match self.store.parse(&line.as_set_cookie(), &origin) {
            Ok(_) => self.len += 1,
            Err(cookie_store::CookieError::Expired) => self.expired += 1,
            Err(_) => return Err("not a cookie that its domain could have set"),
        }
        Ok(())
    }

    /// The `Cookie` header of a request for `url`: longer paths first, as RFC 6265 wants it.
    pub(super) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut cookies = self.store.matches(url);
        // To whom a cookie for HTTPS only goes does not depend on where a host is.
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

/// A line of the file.
struct Line<'a> {
    domain: &'a str,
    with_subdomains: bool,
    path: &'a str,
    is_secure: bool,
    /// In seconds since 1970; 0 is the end of the session.
    expires: u64,
    name: &'a str,
    value: &'a str,
}

/// The last second of the year 9999, after which dates cannot be written.
const LAST: u64 = 253_402_300_799;

impl<'a> Line<'a> {
    fn read(text: &'a str) -> Result<Self, &'static str> {
        let mut fields = text.trim_end_matches('\r').split('\t');
        let mut field = || {
            fields.next().ok_or("fewer than the seven fields domain, sub-domains, path, secure, expiry, name and value, with tabs between")
        };
        let line = Self {
            domain: field()?.trim(),
            with_subdomains: flag(field()?)?,
            path: field()?,
            is_secure: flag(field()?)?,
            expires: seconds(field()?)?,
            name: field()?,
            // curl leaves out the tab before an empty value.
            value: field().unwrap_or_default(),
        };
        let is_plain = |text: &str| !text.contains([';', '\u{7f}']) && !text.contains(char::is_control);
        match line {
            _ if fields.next().is_some() => Err("more than seven fields"),
            Line { domain: "", .. } => Err("the domain is empty"),
            Line { name, .. } if name.trim().is_empty() || name.contains('=') => Err("the name is none"),
            Line { path, .. } if !path.starts_with('/') || !is_plain(path) => Err("the path is none"),
            Line { name, value, .. } if !is_plain(name) || !is_plain(value) => {
                Err("the name or the value has characters that no cookie has")
            }
            line => Ok(line),
        }
    }

    fn as_set_cookie(&self) -> String {
        let Self { domain, path, name, value, .. } = self;
        let mut text = format!("{name}={value}; Path={path}");
        if self.with_subdomains {
            text.push_str("; Domain=");
            text.push_str(domain);
        }
        if self.is_secure {
            text.push_str("; Secure");
        }
        if self.expires > 0 {
            let date = SystemTime::UNIX_EPOCH + Duration::from_secs(self.expires.min(LAST));
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
        _ => Err("a field that must be TRUE or FALSE is neither"),
    }
}

/// Some browsers' extensions write fractions, and -1 for the session.
fn seconds(text: &str) -> Result<u64, &'static str> {
    let wrong = "the expiry is no number of seconds";
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or_default();
    if whole == "-1" { Ok(0) } else { whole.parse().map_err(|_| wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# Netscape HTTP Cookie File\r\n\r\n\
        .csdn.net\tTRUE\t/\tFALSE\t4102444800\tUserName\tsomeone\r\n\
        #HttpOnly_.csdn.net\tTRUE\t/\tTRUE\t0\tUserToken\tgeheim==\r\n\
        # .csdn.net\tTRUE\t/\tTRUE\t0\tCommented\tout\n\
        blog.csdn.net\tFALSE\t/someone\tFALSE\t4102444800.25\tdeep\tx y\n\
        .csdn.net\tTRUE\t/\tFALSE\t1000000000\told\tx\n\
        example.com\tFALSE\t/\tFALSE\t-1\tempty";

    fn header(jar: &CookieJar, url: &str) -> String {
        jar.header(&url.parse().unwrap()).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn cookies_go_where_they_belong() {
        let jar = CookieJar::parse(FILE).unwrap();
        assert_eq!((jar.len(), jar.expired()), (4, 1));
        let header = |url| header(&jar, url);
        assert_eq!(header("https://csdn.net/"), "UserName=someone; UserToken=geheim==");
        assert_eq!(
            header("https://blog.csdn.net/someone/a"),
            "deep=x y; UserName=someone; UserToken=geheim=="
        );
        assert_eq!(header("http://blog.csdn.net/"), "UserName=someone", "the other is for HTTPS only");
        assert_eq!(header("https://a.blog.csdn.net/someone/a"), "UserName=someone; UserToken=geheim==");
        assert_eq!(header("https://example.com/"), "empty=");
        for foreign in ["https://notcsdn.net/", "https://csdn.net.example.com/", "https://www.example.com/"] {
            assert_eq!(header(foreign), "", "{foreign}");
        }
        assert_eq!(format!("{jar:?}"), "CookieJar(4 cookies)");
    }

    #[test]
    fn a_cookie_for_https_goes_to_no_loopback_in_the_clear() {
        let jar = CookieJar::parse("127.0.0.1\tFALSE\t/\tTRUE\t0\ta\tb").unwrap();
        assert_eq!(header(&jar, "http://127.0.0.1/"), "");
        assert_eq!(header(&jar, "https://127.0.0.1:444/"), "a=b");
    }

    #[test]
    fn broken_lines_are_told_without_what_is_in_them() {
        for (line, reason) in [
            ("csdn.net TRUE / FALSE 0 geheim geheim", "fewer"),
            ("csdn.net\tYES\t/\tFALSE\t0\tgeheim\tgeheim", "TRUE"),
            ("csdn.net\tTRUE\t/\tFALSE\tsoon\tgeheim\tgeheim", "expiry"),
            ("csdn.net\tTRUE\t/\tFALSE\t99999999999999999999\tgeheim\tgeheim", "expiry"),
            ("\tTRUE\t/\tFALSE\t0\tgeheim\tgeheim", "domain"),
            ("a b\tTRUE\t/\tFALSE\t0\tgeheim\tgeheim", "domain"),
            ("csdn.net\tTRUE\tx\tFALSE\t0\tgeheim\tgeheim", "path"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\t\tgeheim", "name"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\tgeheim\tgeheim; Domain=example.com", "characters"),
            ("csdn.net\tTRUE\t/\tFALSE\t0\tgeheim\tgeheim\tx", "more"),
        ] {
            let error = CookieJar::parse(&format!("# comment\n{line}\n")).unwrap_err();
            assert_eq!(error.line, 2, "{line}");
            let told = error.to_string();
            assert!(told.contains(reason) && !told.contains("geheim"), "{line:?}: {told}");
        }
        let far = CookieJar::parse(&format!("csdn.net\tTRUE\t/\tFALSE\t{}\ta\tb", u64::MAX)).unwrap();
        assert_eq!(header(&far, "https://csdn.net/"), "a=b");
    }
}
