//! URLs in the form in which they are compared, so that equivalent ones are equal.

use std::borrow::Cow;

use url::Url;

use super::diagram;
use crate::chars::{is_invisible, is_space};
use crate::csdn::{images, links as facts};
use crate::options::{ImageQuery, Links};
use crate::saved;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkTarget {
    /// A URL.
    Url(String),
    /// A named anchor in the same page.
    Fragment(String),
    /// No usable target, with the reason as in reports.
    Invalid(&'static str),
}

/// The maximum number of redirectors that one URL may go through.
const MAX_REDIRECTORS: usize = 4;

/// Resolves the link `href` against `base`.
pub(super) fn link(href: &str, base: Option<&Url>, links: Links) -> LinkTarget {
    let mut url = repaired(href);
    // A redirector may point to another one.
    for _ in 0..MAX_REDIRECTORS {
        if let Some(name) = url.strip_prefix('#') {
            return if name.is_empty() {
                LinkTarget::Invalid("link-empty")
            } else {
                LinkTarget::Fragment(anchor_name(name))
            };
        }
        match redirect_target(&url).filter(|_| links == Links::Clean) {
            Some(target) => url = repaired(&target),
            None => break,
        }
    }
    if url.is_empty() {
        return LinkTarget::Invalid("link-empty");
    }
    let page = url.trim_start_matches("https://").trim_start_matches("http://");
    let is_keyword =
        facts::KEYWORD_PAGES.iter().any(|(h, path)| host(page).ends_with(h) && page.contains(path));
    if is_keyword && links == Links::Clean {
        return LinkTarget::Invalid("link-keyword");
    }
    match absolute(&url, base, links == Links::Clean) {
        Ok(absolute) if links == Links::Keep => LinkTarget::Url(without_root(decoded(&absolute))),
        Ok(absolute) => LinkTarget::Url(without_root(decoded(&untracked(&absolute)))),
        Err(reason) => LinkTarget::Invalid(reason),
    }
}

/// Resolves the URL of the image `source`, without the processing instructions for the site's image hosts.
pub(super) fn image(source: &str, base: Option<&Url>, query: ImageQuery) -> Option<String> {
    let url = repaired(source);
    if url.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/")) {
        let url = source.split_ascii_whitespace().collect::<String>().replace("%20", "");
        return Some(diagram::comparable_image_url(&url).unwrap_or(url));
    }
    if url.is_empty() {
        return None;
    }
    if saved::is_in_folder(&url) {
        return Some(decoded(&url));
    }
    let absolute = absolute(&url, base, false).ok()?;
    let absolute = absolute.split(images::LAYOUT_FRAGMENT).next().unwrap_or_default();
    let host = host(absolute.split_once("://").map_or(absolute, |(_, rest)| rest));
    let lower = absolute.to_ascii_lowercase();
    let asked = images::PROCESSING_QUERIES
        .iter()
        .filter_map(|query| lower.find(query))
        .min()
        .filter(|_| query == ImageQuery::Strip);
    let asked = asked.filter(|_| images::PROCESSING_HOSTS.iter().any(|known| host.ends_with(known)));
    Some(decoded(asked.and_then(|at| absolute.get(..at)).unwrap_or(absolute)))
}

/// Converts `http://a.b/` to the equivalent `http://a.b`.
fn without_root(mut url: String) -> String {
    if url.matches('/').count() == 3 && url.ends_with('/') && url.contains("://") {
        url.pop();
    }
    url
}

fn host(bare: &str) -> &str {
    bare.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Repairs a URL: removes characters that browsers ignore, undoes a doubled scheme, and adds one before `www`.
fn repaired(url: &str) -> String {
    let url = url.trim_matches(|c| is_space(c) || is_invisible(c));
    let url: String = url.chars().filter(|&c| !is_invisible(c) && !matches!(c, '\n' | '\r' | '\t')).collect();
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("www.") {
        return format!("http://{url}");
    }
    let (mut left, mut scheme) = (lower.as_str(), "");
    while let Some((inner, rest)) = doubled(left) {
        (left, scheme) = (rest, inner);
    }
    match url.get(url.len() - left.len()..) {
        Some(rest) if !scheme.is_empty() => {
            format!("{scheme}://{}", rest.split_once("//").map_or(rest, |(_, rest)| rest))
        }
        _ => url,
    }
}

/// Returns the second of two schemes at the start of `url`, and everything from there on.
fn doubled(url: &str) -> Option<(&str, &str)> {
    let inner = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme))?;
    let scheme = if inner.starts_with("https") { "https" } else { "http" };
    let after = inner.strip_prefix(scheme)?;
    (after.starts_with("://") || after.starts_with("//")).then_some((scheme, inner))
}

fn absolute(url: &str, base: Option<&Url>, is_link: bool) -> Result<String, &'static str> {
    if let Some(rest) = url.strip_prefix("//") {
        return Ok(format!("https://{rest}"));
    }
    if let Some((scheme, rest)) = url.split_once(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'))
    {
        let scheme = scheme.to_ascii_lowercase();
        let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && scheme != "tel";
        if !is_port {
            let is_kept = facts::SAFE_SCHEMES.contains(&scheme.as_str());
            return if is_kept { Ok(url.to_owned()) } else { Err("link-unsafe") };
        }
    }
    if is_link && is_not_a_url(url) {
        return Err("link-nowhere");
    }
    if let Some(joined) = base.and_then(|base| base.join(url).ok()) {
        return Ok(joined.into());
    }
    let root = if url.starts_with('/') { facts::SITE_ROOT } else { "" };
    Ok(format!("{root}{url}"))
}

/// Whether an editor mistook text for a URL: it has no URL punctuation, no extension, and is not an article id.
fn is_not_a_url(url: &str) -> bool {
    let name = url.split('?').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_number = url.bytes().all(|b| b.is_ascii_digit());
    url.starts_with('?') || !(url.contains(['/', ':', '#']) || is_file || is_number)
}

/// Returns the target of a redirector's URL.
fn redirect_target(url: &str) -> Option<String> {
    let host = host(url.split_once("://")?.1);
    facts::REDIRECTORS.iter().find(|known| host.eq_ignore_ascii_case(known.host))?;
    let url = Url::parse(url).ok()?;
    let location = format!("{}{}", url.host_str()?, url.path());
    let is_at = |known: &&facts::Redirector| {
        location.strip_prefix(known.host).is_some_and(|path| path.starts_with(known.path))
    };
    let parameter = facts::REDIRECTORS.iter().find(is_at)?.parameter;
    let target = url.query_pairs().find(|(name, _)| name == parameter)?.1;
    (target.starts_with('#') || target.starts_with("http")).then(|| target.into_owned())
}

/// Removes tracking parameters from a URL. Articles of the site need no query at all.
fn untracked(url: &str) -> Cow<'_, str> {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = before.split_once('?') else { return Cow::Borrowed(url) };
    let article = path.split_once("article/details/").filter(|(site, _)| site.contains("csdn.net/"));
    let is_article = article.is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let tracks = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        is_article
            || facts::TRACKING_PARAMETERS.contains(&key)
            || facts::TRACKING_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    Cow::Owned(format!("{path}{mark}{}{fragment}", kept.join("&")))
}

/// Decodes `%xx` in the anchor name of `#name`, keeping spaces.
pub(super) fn anchor_name(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), Cow::into_owned)
}

/// Decodes `%xx` where the result is valid UTF-8, as writers differ in what they encode.
pub(super) fn decoded(url: &str) -> String {
    let bare = percent_encoding::percent_decode_str(url).decode_utf8();
    let bare = bare.unwrap_or(Cow::Borrowed(url));
    bare.chars()
        .filter(|c| !is_space(*c) && !c.is_control())
        .map(|c| if c == '\\' { '/' } else { c })
        .collect()
}

/// Splits the text of a link into a URL and the sentence that an editor linked with it: `http://a.cn/x` and `，然后`.
pub(super) fn without_sentence(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_ascii() || c.is_alphanumeric();
    let is_web = ["http://", "https://", "ftp://", "www."].iter().any(|start| text.starts_with(start));
    text.split_at(text.find(|c| is_web && !is_part(c)).unwrap_or(text.len()))
}

/// Whether `text` is the URL of its own link, after cleaning with `links`.
pub(super) fn is_own_url(text: &str, url: &str, links: Links) -> bool {
    link(text, None, links) == LinkTarget::Url(url.to_owned()) || url.strip_prefix("mailto:") == Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(href: &str) -> String {
        match link(href, None, Links::Clean) {
            LinkTarget::Url(url) => url,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn equivalent_urls_are_equal() {
        assert_eq!(to("https://link.csdn.net/?target=https%3A%2F%2Fa.b%2F%E4%B8%80"), "https://a.b/一");
        assert_eq!(to("https://a.b/c?x=1&utm_source=y#z"), "https://a.b/c?x=1#z");
        assert_eq!(
            to("https://blog.csdn.net/u/article/details/1?spm=2"),
            "https://blog.csdn.net/u/article/details/1"
        );
        assert_eq!((to("//a.b"), to("www.a.b")), ("https://a.b".into(), "http://www.a.b".into()));
        assert_ne!(to("https://a.b/C"), to("https://a.b/c"));
    }

    #[test]
    fn invalid_links_have_a_reason() {
        assert_eq!(link("javascript:x", None, Links::Clean), LinkTarget::Invalid("link-unsafe"));
        assert_eq!(
            link("https://so.csdn.net/so/search?q=x", None, Links::Clean),
            LinkTarget::Invalid("link-keyword")
        );
        assert_eq!(link("见上文", None, Links::Clean), LinkTarget::Invalid("link-nowhere"));
        assert_eq!(link("#a%20b", None, Links::Clean), LinkTarget::Fragment("a b".into()));
    }
}
