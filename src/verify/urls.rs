//! Addresses in the form in which two of them that lead to one place are equal.

use std::borrow::Cow;

use url::Url;

use super::diagram;
use crate::chars::{is_blank, is_invisible};
use crate::csdn::{images, links as facts};
use crate::options::{ImageQuery, Links};
use crate::saved;

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkTarget {
    /// To this address.
    Url(String),
    /// To this place of the same page.
    Fragment(String),
    /// Nowhere a reader could follow, for the reason named as in reports.
    Invalid(&'static str),
}

/// How many redirectors one address may lead through.
const MAX_REDIRECTORS: usize = 4;

/// Where the link `href` leads; relative ones from `base`.
pub(super) fn link(href: &str, base: Option<&Url>, links: Links) -> LinkTarget {
    let mut address = mended(href);
    // A redirector may lead to another one.
    for _ in 0..MAX_REDIRECTORS {
        if let Some(name) = address.strip_prefix('#') {
            return if name.is_empty() {
                LinkTarget::Invalid("link-empty")
            } else {
                LinkTarget::Fragment(place(name))
            };
        }
        match passed_on(&address).filter(|_| links == Links::Clean) {
            Some(target) => address = mended(&target),
            None => break,
        }
    }
    if address.is_empty() {
        return LinkTarget::Invalid("link-empty");
    }
    let page = address.trim_start_matches("https://").trim_start_matches("http://");
    let is_keyword =
        facts::KEYWORD_PAGES.iter().any(|(h, path)| host(page).ends_with(h) && page.contains(path));
    if is_keyword && links == Links::Clean {
        return LinkTarget::Invalid("link-keyword");
    }
    match absolute(&address, base, links == Links::Clean) {
        Ok(absolute) if links == Links::Keep => LinkTarget::Url(without_root(decoded(&absolute))),
        Ok(absolute) => LinkTarget::Url(without_root(decoded(&untracked(&absolute)))),
        Err(reason) => LinkTarget::Invalid(reason),
    }
}

/// Where the picture `source` is; without what the site's hosts are asked to do with it.
pub(super) fn image(source: &str, base: Option<&Url>, query: ImageQuery) -> Option<String> {
    let address = mended(source);
    if address.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/")) {
        let address = source.split_ascii_whitespace().collect::<String>().replace("%20", "");
        return Some(diagram::of_address(&address).unwrap_or(address));
    }
    if address.is_empty() {
        return None;
    }
    if saved::is_in_folder(&address) {
        return Some(decoded(&address));
    }
    let absolute = absolute(&address, base, false).ok()?;
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

/// `http://a.b/` as `http://a.b`, which is the same.
fn without_root(mut address: String) -> String {
    if address.matches('/').count() == 3 && address.ends_with('/') && address.contains("://") {
        address.pop();
    }
    address
}

fn host(bare: &str) -> &str {
    bare.split(['/', '?', '#']).next().unwrap_or_default()
}

/// `address` without what browsers leave out, a doubled scheme single, and with one where it has none but `www`.
fn mended(address: &str) -> String {
    let address = address.trim_matches(|c| is_blank(c) || is_invisible(c));
    let address: String =
        address.chars().filter(|&c| !is_invisible(c) && !matches!(c, '\n' | '\r' | '\t')).collect();
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("www.") {
        return format!("http://{address}");
    }
    let (mut left, mut scheme) = (lower.as_str(), "");
    while let Some((inner, rest)) = doubled(left) {
        (left, scheme) = (rest, inner);
    }
    match address.get(address.len() - left.len()..) {
        Some(rest) if !scheme.is_empty() => {
            format!("{scheme}://{}", rest.split_once("//").map_or(rest, |(_, rest)| rest))
        }
        _ => address,
    }
}

/// The second of two schemes that `address` begins with, and all from there.
fn doubled(address: &str) -> Option<(&str, &str)> {
    let inner = ["http://", "https://"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
    let scheme = if inner.starts_with("https") { "https" } else { "http" };
    let after = inner.strip_prefix(scheme)?;
    (after.starts_with("://") || after.starts_with("//")).then_some((scheme, inner))
}

fn absolute(address: &str, base: Option<&Url>, is_link: bool) -> Result<String, &'static str> {
    if let Some(rest) = address.strip_prefix("//") {
        return Ok(format!("https://{rest}"));
    }
    if let Some((scheme, rest)) = address.split_once(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'))
    {
        let scheme = scheme.to_ascii_lowercase();
        let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && scheme != "tel";
        if !is_port {
            let is_published = facts::SAFE_SCHEMES.contains(&scheme.as_str());
            return if is_published { Ok(address.to_owned()) } else { Err("link-unsafe") };
        }
    }
    if is_link && is_no_address(address) {
        return Err("link-nowhere");
    }
    if let Some(joined) = base.and_then(|base| base.join(address).ok()) {
        return Ok(joined.into());
    }
    let root = if address.starts_with('/') { facts::SITE_ROOT } else { "" };
    Ok(format!("{root}{address}"))
}

/// Words that an editor took for an address: without a sign of one, an extension, or the number of an article.
fn is_no_address(address: &str) -> bool {
    let name = address.split('?').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_number = address.bytes().all(|b| b.is_ascii_digit());
    address.starts_with('?') || !(address.contains(['/', ':', '#']) || is_file || is_number)
}

/// What a redirector's address says it leads to.
fn passed_on(address: &str) -> Option<String> {
    let host = host(address.split_once("://")?.1);
    facts::REDIRECTORS.iter().find(|known| host.eq_ignore_ascii_case(known.host))?;
    let url = Url::parse(address).ok()?;
    let place = format!("{}{}", url.host_str()?, url.path());
    let is_at = |known: &&facts::Redirector| {
        place.strip_prefix(known.host).is_some_and(|path| path.starts_with(known.path))
    };
    let parameter = facts::REDIRECTORS.iter().find(is_at)?.parameter;
    let target = url.query_pairs().find(|(name, _)| name == parameter)?.1;
    (target.starts_with('#') || target.starts_with("http")).then(|| target.into_owned())
}

/// `address` without what only tells where a reader came from; an article of the site needs no query at all.
fn untracked(address: &str) -> Cow<'_, str> {
    let (before, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let Some((path, query)) = before.split_once('?') else { return Cow::Borrowed(address) };
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

/// The place that `#place` names: `%xx` decoded, blanks kept.
pub(super) fn place(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), Cow::into_owned)
}

/// `%xx` decoded where that makes text, as one writer leaves bare what another does not.
pub(super) fn decoded(address: &str) -> String {
    let bare = percent_encoding::percent_decode_str(address).decode_utf8();
    let bare = bare.unwrap_or(Cow::Borrowed(address));
    bare.chars()
        .filter(|c| !is_blank(*c) && !c.is_control())
        .map(|c| if c == '\\' { '/' } else { c })
        .collect()
}

/// Whether `text` is the address that a link of it leads to, once it is cleaned with `links`.
pub(super) fn shows_itself(text: &str, address: &str, links: Links) -> bool {
    link(text, None, links) == LinkTarget::Url(address.to_owned())
        || address.strip_prefix("mailto:") == Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(href: &str) -> String {
        match link(href, None, Links::Clean) {
            LinkTarget::Url(address) => address,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn addresses_of_one_place_are_equal() {
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
    fn what_leads_nowhere_says_why() {
        assert_eq!(link("javascript:x", None, Links::Clean), LinkTarget::Invalid("link-unsafe"));
        assert_eq!(
            link("https://so.csdn.net/so/search?q=x", None, Links::Clean),
            LinkTarget::Invalid("link-keyword")
        );
        assert_eq!(link("见上文", None, Links::Clean), LinkTarget::Invalid("link-nowhere"));
        assert_eq!(link("#a%20b", None, Links::Clean), LinkTarget::Fragment("a b".into()));
    }
}
