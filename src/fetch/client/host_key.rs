//! Groups URLs by the host whose limits they share.

use url::Url;

/// A domain whose subdomains share their limits: one server handles them all, and each author may have a subdomain.
const ALIASES: &str = "blog.csdn.net";

/// Whether `host` is `domain` or one of its subdomains.
pub(super) fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Returns the key for the limits of `url`: its host, with the port if it is not the default.
pub(super) fn of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        _ if is_below(host, ALIASES) => ALIASES.to_owned(),
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subdomains_of_authors_share_a_key() {
        let key = |url: &str| of(&url.parse().unwrap());
        assert_eq!(key("https://someone.blog.csdn.net/article/details/1"), "blog.csdn.net");
        assert_eq!(key("https://blog.csdn.net/"), "blog.csdn.net");
        assert_eq!(key("https://notblog.csdn.net/"), "notblog.csdn.net");
        assert_eq!(key("http://127.0.0.1:81/@blog.csdn.net/"), "127.0.0.1:81");
        assert_eq!(key("http://[::1]/"), "[::1]");
    }
}
