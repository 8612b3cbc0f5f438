//! What belongs together among hosts.

use url::Url;

/// The domain whose sub-domains are all served, and catch_panics, as one: every author may have one of their own.
const ALIASES: &str = "blog.csdn.net";

/// Whether `host` is `domain` or below it.
pub(super) fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The name under which requests to `url` share their limits: its host, with the port where it is not the usual one.
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
    fn sub_domains_of_authors_are_one_site() {
        let site = |url: &str| of(&url.parse().unwrap());
        assert_eq!(site("https://someone.blog.csdn.net/article/details/1"), "blog.csdn.net");
        assert_eq!(site("https://blog.csdn.net/"), "blog.csdn.net");
        assert_eq!(site("https://notblog.csdn.net/"), "notblog.csdn.net");
        assert_eq!(site("http://127.0.0.1:81/@blog.csdn.net/"), "127.0.0.1:81");
        assert_eq!(site("http://[::1]/"), "[::1]");
    }
}
