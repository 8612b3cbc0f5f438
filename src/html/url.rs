//! URLs that are safe to follow or to show. Everything else is no `Href` and no `ImageSource`.

use std::sync::LazyLock;

use ::url::{Position, Url};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The schemes of links. Others may run code or open local files.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "ftp", "tel"];

/// What browsers leave in a path, query or fragment, but RFC 3986 does not allow.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What relative URLs of the caller are resolved against, to see their scheme as browsers do.
static BASE: LazyLock<Option<Url>> = LazyLock::new(|| Url::parse("https://csdown.invalid/").ok());

/// The destination of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Href(String);

impl Href {
    /// Returns the destination of an absolute URL as a browser would normalise it. Relative URLs lead nowhere in an
    /// archive.
    pub(super) fn absolute(url: &str) -> Option<Self> {
        let parsed = match url.trim_start().strip_prefix("//") {
            Some(rest) => Url::parse(&format!("https://{rest}")),
            None => Url::parse(url),
        };
        let url = parsed.ok()?;
        SCHEMES.contains(&url.scheme()).then(|| Self(encoded(&url)))
    }

    /// Returns the destination that the caller chose, an absolute URL or a path.
    pub(super) fn chosen(url: &str) -> Option<Self> {
        Self::absolute(url).or_else(|| has_scheme(url, &SCHEMES).then(|| Self(url.to_owned())))
    }

    /// Returns the destination of an element on the same page.
    pub(super) fn fragment(id: &str) -> Self {
        Self(format!("#{id}"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns a URL as RFC 3986 asks. Browsers also leave a `%` that encodes nothing.
pub(crate) fn encoded(url: &Url) -> String {
    let path = utf8_percent_encode(&url[Position::BeforePath..], ENCODED).to_string();
    let mut parts = path.split('%');
    let mut written = format!("{}{}", &url[..Position::BeforePath], parts.next().unwrap_or_default());
    for part in parts {
        let is_code = part.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        written.extend([if is_code { "%" } else { "%25" }, part]);
    }
    written
}

/// The source of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImageSource(String);

impl ImageSource {
    /// Returns the source that the caller chose: a path, an `http` URL, or image data in Base64.
    pub(super) fn chosen(url: &str) -> Option<Self> {
        (has_scheme(url, &["http", "https"]) || is_image_data(url)).then(|| Self(url.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `url`, resolved by the rules of browsers, has one of the schemes.
fn has_scheme(url: &str, schemes: &[&str]) -> bool {
    BASE.as_ref().and_then(|base| base.join(url).ok()).is_some_and(|url| schemes.contains(&url.scheme()))
}

fn is_image_data(url: &str) -> bool {
    let Some((format, data)) = url.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"))
    else {
        return false;
    };
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    format.bytes().all(is_name) && data.bytes().all(is_base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_run_code_or_open_files_are_no_links() {
        for url in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}java\tscript:alert(1)",
            "vbscript:x",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "blob:https://a.cn/1",
            "about:blank",
        ] {
            assert_eq!(Href::absolute(url), None, "{url:?}");
            assert_eq!(Href::chosen(url), None, "{url:?}");
            assert_eq!(ImageSource::chosen(url), None, "{url:?}");
        }
    }

    #[test]
    fn absolute_urls_are_normalised() {
        let href = |url| Href::absolute(url).map(|href| href.0);
        assert_eq!(
            href("HTTP://A.cn/一 二\"<>").as_deref(),
            Some("http://a.cn/%E4%B8%80%20%E4%BA%8C%22%3C%3E")
        );
        assert_eq!(href("http://水.cn/a|b?{x}#^").as_deref(), Some("http://xn--1rw.cn/a%7Cb?%7Bx%7D#%5E"));
        assert_eq!(href("http://[::1]/[a]").as_deref(), Some("http://[::1]/%5Ba%5D"));
        assert_eq!(
            href("http://a.cn/100%?a=%zz&b=%e4%b8%80#%").as_deref(),
            Some("http://a.cn/100%25?a=%25zz&b=%e4%b8%80#%25")
        );
        assert_eq!(href("//a.cn/b").as_deref(), Some("https://a.cn/b"));
        assert_eq!(href("mailto:a@b.cn").as_deref(), Some("mailto:a@b.cn"));
        assert_eq!((href("a/b.md"), href("/a"), href(""), href("http://[a")), (None, None, None, None));
    }

    #[test]
    fn the_caller_may_choose_paths_and_image_data() {
        assert!(Href::chosen("article-2.xhtml#a").is_some() && Href::chosen("/articles/2#安装").is_some());
        assert_eq!(
            Href::chosen("https://a.cn/空 格").map(|href| href.0),
            Href::absolute("https://a.cn/空 格").map(|href| href.0)
        );
        assert!(ImageSource::chosen("images/a.png").is_some());
        assert!(ImageSource::chosen("data:image/svg+xml;base64,PHN2Zz4=").is_some());
        assert_eq!(ImageSource::chosen("data:image/svg+xml,<svg>"), None);
        assert_eq!(ImageSource::chosen("mailto:a@b.cn"), None);
    }
}
