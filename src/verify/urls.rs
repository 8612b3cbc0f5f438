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

/// Resolves the link `href` against `base`.
pub(super) fn link(href: &str, base: Option<&Url>, links: Links) -> LinkTarget {
    let mut url = repaired(href);
    // A redirector may point to another one.
    for _ in 0..facts::MAX_REDIRECTORS {
        if let Some(name) = url.strip_prefix('#') {
            return if name.is_empty() {
                LinkTarget::Invalid("link-empty")
            } else {
                LinkTarget::Fragment(anchor_name(name))
            };
        }
        if links == Links::Keep {
            break;
        }
        if is_keyword(&url) {
            return LinkTarget::Invalid("link-keyword");
        }
        match redirect_target(&url) {
            Some(target) => url = target,
            None => break,
        }
    }
    if url.is_empty() {
        return LinkTarget::Invalid("link-empty");
    }
    let absolute = absolute(&url, base, links == Links::Clean);
    // In a relative URL, a sentence after it is only seen once the URL is absolute.
    match absolute.map(|url| without_tail(&url).to_owned()) {
        Ok(absolute) if links == Links::Keep => LinkTarget::Url(without_root(decoded(&absolute))),
        Ok(absolute) => LinkTarget::Url(without_root(decoded(&untracked(&absolute)))),
        Err(reason) => LinkTarget::Invalid(reason),
    }
}

/// Resolves the URL of the image `source`, without layout hints and processing instructions for the site's image hosts.
pub(super) fn image(source: &str, base: Option<&Url>, query: ImageQuery) -> Option<String> {
    if let Some((_, query_of_placeholder)) = source.split_once(images::NOT_COPIED) {
        let mut pairs = query_of_placeholder.split('&').filter_map(|pair| pair.split_once('='));
        let original = anchor_name(pairs.find(|(key, _)| *key == images::ORIGIN_PARAMETER)?.1);
        let is_new = original.starts_with("http") && !original.contains(images::NOT_COPIED);
        return if is_new { image(&original, base, query) } else { None };
    }
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
    let absolute = without_size(&absolute);
    let asked = if query == ImageQuery::Strip { processing_query(absolute) } else { None };
    Some(decoded(asked.and_then(|at| absolute.get(..at)).unwrap_or(absolute)))
}

/// Returns where the instructions for the site's image hosts start.
fn processing_query(url: &str) -> Option<usize> {
    let host = host(url.split_once("://").map_or(url, |(_, rest)| rest));
    if !url.contains('?') || !images::PROCESSING_HOSTS.iter().any(|known| host.ends_with(known)) {
        return None;
    }
    let lower = url.to_ascii_lowercase();
    images::PROCESSING_QUERIES.iter().filter_map(|query| lower.find(query)).min()
}

/// Whether the value of an attribute is the URL of an image rather than a placeholder or a place in the page.
pub(super) fn is_image(value: &str) -> bool {
    let template = value.trim_start_matches("./").to_ascii_lowercase();
    !value.starts_with('#')
        && !images::NOT_SOURCES.contains(&without_size(value))
        && !images::PLACEHOLDERS.iter().any(|part| value.contains(part))
        && !images::TEMPLATE_STARTS.iter().any(|start| template.starts_with(start))
        && !value.starts_with(images::PLACEHOLDER_PIXEL)
}

/// Removes what an image's URL says about its layout: a fragment, a size after a space, a quotation mark.
fn without_size(url: &str) -> &str {
    let url = match url.split_once('#') {
        Some((path, fragment))
            if fragment.starts_with("pic_")
                || !(fragment.contains(['.', '/', '!']) || path.to_ascii_lowercase().ends_with(".svg")) =>
        {
            path
        }
        _ => url,
    };
    let mut url = url;
    loop {
        let trimmed = url.trim_end_matches(|c| is_space(c) || c == '"');
        let trimmed = ["%22", "%20"].iter().find_map(|code| trimmed.strip_suffix(code)).unwrap_or(trimmed);
        let size =
            trimmed.trim_end_matches(|c: char| c.is_ascii_digit() || "%pxPX×*".contains(c) || is_space(c));
        let apart =
            size.strip_suffix('=').filter(|before| before.ends_with("%20") || before.ends_with(is_space));
        let shorter = apart.unwrap_or(trimmed);
        if shorter.len() == url.len() {
            return url;
        }
        url = shorter;
    }
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

/// Repairs a URL as far as its target is clear: undoes what editors and authors put around it, a doubled or damaged
/// scheme, a title, a sentence, and a missing scheme before a host.
fn repaired(url: &str) -> String {
    let url = url.trim_matches(|c| is_space(c) || is_invisible(c));
    let is_dropped = |c: char| is_invisible(c) || matches!(c, '\n' | '\r' | '\t');
    let url = if url.contains(is_dropped) { Cow::from(url.replace(is_dropped, "")) } else { Cow::from(url) };
    let url = url.trim_start_matches("%20").trim_end_matches("%20");
    let url = without_wrapping(url).replace("／／", "//");
    let has_scheme = url.starts_with("http://") || url.starts_with("https://");
    if !has_scheme && begins_with_host(&url.to_ascii_lowercase()) {
        return truncated(format!("http://{url}"));
    }
    let (mut scheme, mut bare) = (None, url.as_str());
    while let Some((found, rest)) = web_scheme(bare) {
        (scheme, bare) = (Some(found), rest);
    }
    match scheme {
        Some(scheme) => truncated(format!("{scheme}://{}", bare.trim_start())),
        None => url,
    }
}

/// Removes what [`without_tail`] removes.
fn truncated(mut url: String) -> String {
    url.truncate(without_tail(&url).len());
    url
}

/// Removes quotation marks, brackets and colons around a web URL.
fn without_wrapping(url: &str) -> &str {
    let Some(start) = url.find(|c: char| c.is_ascii_alphanumeric()) else { return url };
    let (wrapping, inner) = url.split_at(start);
    let lower = inner.get(..4).unwrap_or_default().to_ascii_lowercase();
    let is_wrapping = |c: char| is_space(c) || "<＜《〈\"'“”‘’`[【「『(（:：,，".contains(c);
    if !matches!(lower.as_str(), "http" | "www.") || !wrapping.chars().all(is_wrapping) {
        return url;
    }
    let mut inner = inner;
    for _ in wrapping.chars().filter(|c| !is_space(*c)) {
        inner = inner.trim_end_matches(is_space);
        inner = inner.strip_suffix(|c| ">＞》〉\"'“”‘’`]】」』)）".contains(c)).unwrap_or(inner);
    }
    inner
}

/// Splits the scheme `http` or `https`, also without its colon or with a full-width one, from a URL.
fn web_scheme(url: &str) -> Option<(&str, &str)> {
    let length = ["https", "http"].iter().find_map(|scheme| {
        let start = url.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    })?;
    let (scheme, rest) = url.split_at(length);
    let after = rest.trim_start_matches([':', '：']);
    let bare = after.trim_start_matches('/');
    let slashes = after.len() - bare.len();
    let colons = rest.len() - after.len();
    let is_separator = (colons == 0 && slashes >= 2) || ((1..=3).contains(&colons) && slashes >= 1);
    is_separator.then_some((scheme, bare))
}

/// Whether `url`, in lower case, starts with a host that needs no scheme to be recognised.
fn begins_with_host(url: &str) -> bool {
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    let host = url.get(..end).unwrap_or_default();
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "0"));
    let is_address = name == "localhost"
        || (name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok()));
    let is_domain = facts::HOST_ENDS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let has_port = port.chars().all(|c| c.is_ascii_digit()) && !port.is_empty();
    url.starts_with("www.") || (has_port && (is_domain || (is_address && host.contains(':'))))
}

/// Removes a title, spaces and the end of a sentence from the end of a web URL.
fn without_tail(url: &str) -> &str {
    let titled = [(" \"", "\""), ("%20\"", "\""), ("%20%22", "%22"), (" '", "'")];
    let start = titled.iter().filter(|(_, end)| url.ends_with(end)).filter_map(|(start, end)| {
        let at = url.find(start)?;
        url.get(at + start.len()..)?.ends_with(end).then_some(at)
    });
    let mut url = start.min().and_then(|at| url.get(..at)).unwrap_or(url);
    loop {
        // The last character may be encoded in as many bytes as its kind needs.
        let encoded = (1..=3).rev().filter_map(|bytes| url.len().checked_sub(bytes * 3)).find(|&at| {
            url.get(at..).is_some_and(|code| code.starts_with('%') && anchor_name(code).chars().count() == 1)
        });
        let at = encoded.or_else(|| url.char_indices().next_back().map(|(at, _)| at)).unwrap_or_default();
        let Some((rest, last)) = url.split_at_checked(at).filter(|_| at > 0) else { return url };
        let last = anchor_name(last);
        let opens = |open: char| anchor_name(rest).contains(open);
        let is_extra = match last.as_str() {
            "，" | "。" | "；" | "、" | "：" => true,
            "）" => !opens('（'),
            "】" => !opens('【'),
            "》" => !opens('《'),
            "”" => !opens('“'),
            "’" => !opens('‘'),
            "」" => !opens('「'),
            ">" => !opens('<'),
            last => !last.is_empty() && last.chars().all(is_space),
        };
        if !is_extra {
            return url;
        }
        url = rest;
    }
}

/// Whether `url` names a file on the author's disk, possibly resolved against the site.
fn is_local_path(url: &str) -> bool {
    let path = url.strip_prefix(facts::SITE_ROOT).unwrap_or(url);
    if path.contains("://") {
        return false;
    }
    let path = anchor_name(path).to_ascii_lowercase().replace('\\', "/");
    let has_drive = || {
        let path = path.trim_start_matches('/');
        path.starts_with(|c: char| c.is_ascii_alphabetic()) && path.get(1..3) == Some(":/")
    };
    !path.contains("://")
        && (has_drive()
            || facts::LOCAL_FOLDERS.iter().any(|folder| path.starts_with(folder))
            || facts::LOCAL_PARTS.iter().any(|part| path.contains(part)))
}

fn absolute(url: &str, base: Option<&Url>, is_link: bool) -> Result<String, &'static str> {
    let absolute = resolved(url, base, is_link)?;
    match absolute.split_once("://") {
        Some((scheme, page)) if host(page).is_empty() && is_web(scheme) => Err("link-empty"),
        _ if is_local_path(&absolute) => Err("link-unsafe"),
        _ => Ok(absolute),
    }
}

fn resolved(url: &str, base: Option<&Url>, is_link: bool) -> Result<String, &'static str> {
    if let Some(rest) = url.strip_prefix("//").filter(|rest| !rest.starts_with('/')) {
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

fn is_web(scheme: &str) -> bool {
    ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

/// Whether an editor mistook text for a URL: it has no URL punctuation, no extension, and is not an article id.
fn is_not_a_url(url: &str) -> bool {
    let name = url.split('?').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_number = url.bytes().all(|b| b.is_ascii_digit());
    url.starts_with('?') || !(url.contains(['/', ':', '#']) || is_file || is_number)
}

/// Whether a site links its keywords to `url`.
fn is_keyword(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default();
    facts::KEYWORD_PAGES.iter().filter(|page| host.trim_start_matches("www.") == page.host).any(|page| {
        let is_given = |(name, start, end): &(&str, &str, &str)| {
            let mut query = url.query_pairs();
            query.any(|(key, value)| key == *name && value.starts_with(start) && value.ends_with(end))
        };
        url.path().starts_with(page.path)
            && (page.parameters.is_empty() || page.parameters.iter().any(is_given))
    })
}

/// Returns the repaired target of a redirector's URL.
fn redirect_target(url: &str) -> Option<String> {
    let (bare, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (page, query) = bare.split_once("://")?.1.split_once('?')?;
    let (name, path) = page.split_at(page.find('/').unwrap_or(page.len()));
    let name = name.to_ascii_lowercase();
    let known = facts::REDIRECTORS.iter().filter(|known| {
        name.trim_start_matches("www.") == known.host && path.trim_end_matches('/') == known.path
    });
    let targets = known.filter_map(|known| {
        let mut values = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let whole = known.parameter.is_empty().then_some(query);
        whole.or_else(|| values.find(|(key, _)| *key == known.parameter).map(|(_, value)| value))
    });
    targets.filter(|target| !target.is_empty()).find_map(|target| {
        let mark = if fragment.is_empty() { "" } else { "#" };
        let target = repaired(&format!("{}{mark}{fragment}", anchor_name(target)));
        (target.starts_with('#') || target.starts_with("http")).then_some(target)
    })
}

/// Removes tracking parameters from a URL. Articles of the site need no query at all.
fn untracked(url: &str) -> Cow<'_, str> {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = before.split_once('?') else { return Cow::Borrowed(url) };
    let article = path.split_once("article/details/").filter(|(site, _)| site.contains("csdn.net/"));
    let is_article = article.is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let site = host(path.split_once("://").map_or("", |(_, page)| page));
    let tracks = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        is_article
            || facts::SITE_TRACKING.iter().any(|(end, keys)| site.ends_with(end) && keys.contains(&key))
            || facts::TRACKING_PARAMETERS.contains(&key)
            || facts::TRACKING_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    if !query.split('&').any(|pair| tracks(&pair)) {
        return Cow::Borrowed(url);
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !tracks(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    let own = facts::SITE_TRACKING.iter().filter(|(end, _)| site.ends_with(end)).flat_map(|(_, keys)| *keys);
    let is_own = |pair: &str| own.clone().any(|key| pair.split('=').next() == Some(*key));
    let path = match path.strip_suffix('/') {
        Some(path) if kept.is_empty() && query.split('&').any(is_own) => path,
        _ => path,
    };
    Cow::Owned(format!("{path}{mark}{}{fragment}", kept.join("&")))
}

/// Decodes `%xx` in the anchor name of `#name`, keeping spaces.
pub(super) fn anchor_name(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), Cow::into_owned)
}

/// Decodes `%xx` where the result is valid UTF-8, as writers differ in what they encode. `%23` stays, as a `#` would
/// start a fragment.
pub(super) fn decoded(url: &str) -> String {
    if url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'%' | b'\\')) {
        return url.to_owned();
    }
    let bare = url.split("%23").map(anchor_name).collect::<Vec<_>>().join("%23");
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

/// Whether `text` is the URL of its own link, possibly with the tracking that the link lost.
pub(super) fn is_own_url_with_tracking(text: &str, url: &str) -> bool {
    let LinkTarget::Url(own) = link(text, None, Links::Keep) else { return false };
    own == url || without_root(untracked(&own).into_owned()) == url
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
