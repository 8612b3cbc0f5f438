//! The user's cookies, from the file format of curl and browser extensions.

use std::cmp::Reverse;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderValue;
use url::{Host, Url};

/// The user's cookies. Cookies set by servers are ignored. `Debug` output contains no secrets.
#[derive(Clone, Default)]
pub struct CookieJar {
    cookies: Vec<Cookie>,
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
            let cookie = Cookie::read(text).map_err(|reason| CookieError { line, reason })?;
            jar.add(cookie);
        }
        Ok(jar)
    }

    /// Returns the number of cookies.
    pub fn len(&self) -> usize {
        self.cookies.len()
    }

    /// Whether there are no cookies.
    pub fn is_empty(&self) -> bool {
        self.cookies.is_empty()
    }

    /// Returns the number of expired cookies in the file.
    pub fn expired(&self) -> usize {
        self.expired
    }

    /// Adds a cookie that has not expired. It replaces an earlier one of the same name, domain and path.
    fn add(&mut self, cookie: Cookie) {
        if cookie.is_expired(now()) {
            self.expired += 1;
            return;
        }
        self.cookies.retain(|other| !other.is_same(&cookie));
        self.cookies.push(cookie);
    }

    /// Returns the `Cookie` header for `url`, longer paths first (RFC 6265, section 5.4).
    pub(super) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let now = now();
        let mut cookies: Vec<&Cookie> =
            self.cookies.iter().filter(|cookie| cookie.matches(url) && !cookie.is_expired(now)).collect();
        cookies.sort_by_key(|cookie| (Reverse(cookie.path.len()), &cookie.name));
        let pairs: Vec<String> =
            cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        let mut value = HeaderValue::from_str(&pairs.join("; ")).ok().filter(|_| !pairs.is_empty())?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// Returns the time in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "cookies expire")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CookieJar({} cookies)", self.len())
    }
}

/// A line of a cookie file.
#[derive(Clone)]
struct Cookie {
    domain: Host,
    includes_subdomains: bool,
    path: String,
    is_secure: bool,
    /// In seconds since 1970; 0 for session cookies.
    expires: u64,
    name: String,
    value: String,
}

impl Cookie {
    fn read(text: &str) -> Result<Self, &'static str> {
        let mut fields = text.trim_end_matches('\r').split('\t');
        let mut field = || {
            fields.next().ok_or("fewer than seven tab-separated fields (domain, subdomains, path, secure, expiry, name, value)")
        };
        let domain = field()?.trim();
        let cookie = Self {
            includes_subdomains: flag(field()?)?,
            path: field()?.to_owned(),
            is_secure: flag(field()?)?,
            expires: seconds(field()?)?,
            name: field()?.trim().to_owned(),
            // curl omits the tab before an empty value.
            value: field().unwrap_or_default().trim().to_owned(),
            // Last, because a line without tabs is no domain either.
            domain: host(domain.strip_prefix('.').unwrap_or(domain))?,
        };
        if fields.next().is_some() {
            return Err("more than seven fields");
        }
        cookie.validate()
    }

    fn validate(self) -> Result<Self, &'static str> {
        let is_plain = |text: &str| !text.contains(';') && !text.contains(char::is_control);
        if self.name.is_empty() || self.name.contains('=') {
            return Err("invalid name");
        }
        if !self.path.starts_with('/') || !is_plain(&self.path) {
            return Err("invalid path");
        }
        if !is_plain(&self.name) || !is_plain(&self.value) {
            return Err("the name or value contains characters that are not allowed in a cookie");
        }
        Ok(self)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.domain == other.domain && self.path == other.path
    }

    fn is_expired(&self, now: u64) -> bool {
        (1..=now).contains(&self.expires)
    }

    /// Whether the cookie is sent to `url`. Secure cookies require HTTPS, for loopback hosts too.
    fn matches(&self, url: &Url) -> bool {
        (!self.is_secure || url.scheme() == "https")
            && self.matches_host(url)
            && self.matches_path(url.path())
    }

    /// RFC 6265, section 5.1.3. An IP address has no subdomains.
    fn matches_host(&self, url: &Url) -> bool {
        let Some(host) = url.host() else { return false };
        let is_subdomain = match (&host, &self.domain) {
            (Host::Domain(host), Host::Domain(domain)) if self.includes_subdomains => {
                host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            _ => false,
        };
        is_subdomain || host.to_owned() == self.domain
    }

    /// RFC 6265, section 5.1.4.
    fn matches_path(&self, path: &str) -> bool {
        path.strip_prefix(&self.path)
            .is_some_and(|rest| self.path.ends_with('/') || rest.is_empty() || rest.starts_with('/'))
    }
}

fn host(domain: &str) -> Result<Host, &'static str> {
    if domain.is_empty() {
        return Err("the domain is empty");
    }
    Host::parse(domain).map_err(|_| "invalid domain")
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
    fn hosts_and_paths_match_as_a_whole() {
        for (line, url, is_sent) in [
            ("csdn.net\tTRUE\t/a\tFALSE", "https://csdn.net/a", true),
            ("csdn.net\tTRUE\t/a\tFALSE", "https://CSDN.net/a/b", true),
            ("csdn.net\tTRUE\t/a\tFALSE", "https://csdn.net/ab", false),
            ("csdn.net\tTRUE\t/a/\tFALSE", "https://csdn.net/a/b", true),
            ("csdn.net\tTRUE\t/a/\tFALSE", "https://csdn.net/a", false),
            ("csdn.net\tTRUE\t/A\tFALSE", "https://csdn.net/a", false),
            ("csdn.net\tFALSE\t/\tFALSE", "https://blog.csdn.net/", false),
            ("net\tTRUE\t/\tFALSE", "https://csdn.net/", true),
            ("0.0.1\tTRUE\t/\tFALSE", "https://127.0.0.1/", false),
            ("127.0.0.1\tTRUE\t/\tFALSE", "https://127.0.0.1/", true),
            ("例子.net\tTRUE\t/\tFALSE", "https://a.xn--fsqu00a.net/", true),
        ] {
            let jar = CookieJar::parse(&format!("{line}\t0\ta\tb")).unwrap();
            assert_eq!(!header(&jar, url).is_empty(), is_sent, "{line} {url}");
        }
    }

    #[test]
    fn later_lines_replace_earlier_ones() {
        let line = |value| format!("csdn.net\tTRUE\t/\tFALSE\t0\ta\t{value}\n");
        let jar = CookieJar::parse(&(line("old") + &line("new"))).unwrap();
        assert_eq!((jar.len(), header(&jar, "https://csdn.net/").as_str()), (1, "a=new"));
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
