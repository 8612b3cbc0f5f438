//! URLs of links: repaired, resolved, without redirectors and tracking.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use crate::chars::{is_invisible, is_plain, is_space, is_visible};
use crate::csdn::links::{self, KeywordPage, Redirector};
use crate::options::Links;

use super::text::percent_decode;

/// What a link becomes.
pub(super) enum Target {
    Url(String),
    Text,
    Unsafe,
}

/// Resolves the link `href` against `base`.
pub(super) fn resolve(href: &str, base: Option<&Url>, mode: Links) -> Target {
    let href = repair(href);
    if href.is_empty() || href == "#" {
        return Target::Text;
    }
    if href.starts_with('#') {
        return Target::Url(href.into_owned());
    }
    if mode == Links::Clean && is_not_a_url(&href) {
        return Target::Text;
    }
    let Some(absolute) = absolute_url(&href, base).filter(|url| !is_local(url)) else {
        return Target::Unsafe;
    };
    let target = if mode == Links::Keep { Target::Url(absolute) } else { clean(absolute, base) };
    match target {
        Target::Url(url) if url == "#" || lacks_host(&url) => Target::Text,
        target => target,
    }
}

/// Resolves a URL. `None` if it is empty or names no host, is not safe to publish, or on the author's disk.
pub(super) fn publishable_url(url: &str, base: Option<&Url>) -> Option<String> {
    let repaired = || repair(&strip_noise(url)).into_owned();
    let url = if is_intact(url) { Cow::Borrowed(url) } else { Cow::Owned(repaired()) };
    let absolute = if url.is_empty() { None } else { absolute_url(&url, base) };
    absolute.filter(|url| !is_local(url) && !lacks_host(url))
}

/// Removes whitespace around a URL, and invisible characters and line breaks in it.
pub(super) fn strip_noise(url: &str) -> Cow<'_, str> {
    let is_noise = |c: char| !is_plain(c) && (is_invisible(c) || matches!(c, '\n' | '\r' | '\t'));
    if url.bytes().all(|b| b.is_ascii_graphic()) {
        return Cow::Borrowed(url);
    }
    Cow::Owned(url.trim_matches(is_space_or_invisible).split(is_noise).collect())
}

pub(super) fn is_space_or_invisible(c: char) -> bool {
    !is_visible(c)
}

/// Characters that authors and editors leave before a URL: quotation marks, brackets, colons.
const OPENERS: &str = "<＜《〈\"'“”‘’`[【「『(（:：,，";

/// Characters that they leave after it, in the same places.
const CLOSERS: &str = ">＞》〉\"'“”‘’`]】」』)）";

/// Characters that end a sentence rather than a URL.
const SENTENCE_ENDS: &str = "，。；、：";

/// Brackets that may belong to a URL if both are in it.
const BRACKETS: [(char, char); 7] =
    [('（', '）'), ('【', '】'), ('《', '》'), ('“', '”'), ('‘', '’'), ('「', '」'), ('<', '>')];

/// Starts of a title that was left in a URL: `http://x "title"`, each with the ends that it may have.
const TITLES: [(&str, &[&str]); 4] =
    [(" \"", &["\""]), ("%20\"", &["\""]), ("%20%22", &["%22"]), (" '", &["'"])];

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static SCHEMES: LazyLock<Regex> = LazyLock::new(|| {
    let slashes = "(?:[:：]/+|//+|[:：]?／／)";
    Regex::new(&format!("(?i)^(?:https?{slashes})*(https?){slashes}\\s*")).expect("pattern is valid")
});

/// Repairs a URL that an author or an editor damaged, if its target is clear: `<http://x>`, `"http://x"`, `http：//x`,
/// `http://http://x`, `http://x "title"`, `http://x，`, and hosts without a scheme (dialect `link-bad`).
pub(super) fn repair(href: &str) -> Cow<'_, str> {
    if is_intact(href) { Cow::Borrowed(href) } else { repair_damaged(href) }
}

/// Whether `href` is plainly a URL of the web with nothing to repair, as almost all are. Many bytes are checked at once.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
fn is_intact(href: &str) -> bool {
    after_scheme(href).is_some_and(|rest| {
        let is_repeated = rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
        !is_repeated
            && !rest.starts_with('/')
            && !rest.ends_with('>')
            && rest.bytes().fold(true, |is, byte| is & byte.is_ascii_graphic() & (byte != b'%'))
    })
}

/// Returns what follows `https://` or `http://`.
fn after_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))
}

fn repair_damaged(href: &str) -> Cow<'_, str> {
    let bare = unwrapped(href);
    if is_host(bare) {
        return Cow::Owned(format!("http://{}", without_sentence_end(without_title(bare))));
    }
    let Some(found) = SCHEMES.captures(bare) else { return Cow::Borrowed(bare) };
    let scheme = found.get(1).map_or("http", |scheme| scheme.as_str());
    let rest = bare.get(found.get(0).map_or(0, |head| head.end())..).unwrap_or_default();
    let rest = without_sentence_end(without_title(rest));
    let is_intact =
        |url: &&str| url.get(scheme.len()..).is_some_and(|after| after.strip_prefix("://") == Some(rest));
    match bare.get(..scheme.len() + "://".len() + rest.len()).filter(is_intact) {
        Some(intact) => Cow::Borrowed(intact),
        None => Cow::Owned(format!("{scheme}://{rest}")),
    }
}

/// Removes encoded spaces around a URL, and quotation marks and brackets around one of the web.
fn unwrapped(href: &str) -> &str {
    let href = href.trim_start_matches("%20").trim_end_matches("%20");
    let inner = href.trim_start_matches(|c| OPENERS.contains(c) || is_space(c));
    let wrappers = href.get(..href.len() - inner.len()).unwrap_or_default().chars().filter(|c| !is_space(*c));
    let starts = |start: &str| inner.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    if !starts("http") && !starts("www.") {
        return href;
    }
    wrappers.fold(inner, |inner, _| {
        let inner = inner.trim_end_matches(is_space);
        inner.strip_suffix(|c| CLOSERS.contains(c)).unwrap_or(inner)
    })
}

/// Whether `href` plainly starts with a host: `www.x`, `x.com/y`, `localhost:80`, `127.0.0.1:80`.
fn is_host(href: &str) -> bool {
    let host = href.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let name = name.to_ascii_lowercase();
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_number = |label: &str| label.parse::<u8>().is_ok();
    if name.starts_with("www.") {
        return true;
    }
    let is_named = name.split('.').all(is_label) && links::HOST_ENDS.iter().any(|end| name.ends_with(end));
    let is_local = name == "localhost" || (name.matches('.').count() == 3 && name.split('.').all(is_number));
    let has_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    (is_named && (port.is_empty() || has_port)) || (is_local && has_port)
}

/// Removes ` "title"` at the end of a URL.
fn without_title(url: &str) -> &str {
    let cut = |(start, ends): &(&str, &[&str])| {
        url.find(start).filter(|at| {
            let title = url.get(at + start.len()..).unwrap_or_default();
            ends.iter().any(|end| title.ends_with(end))
        })
    };
    let at = TITLES.iter().filter_map(cut).min();
    at.and_then(|at| url.get(..at)).unwrap_or(url)
}

/// Removes spaces, `，` and unpaired brackets at the end of a URL, also percent-encoded.
fn without_sentence_end(mut url: &str) -> &str {
    while let Some((rest, last)) = split_last(url) {
        let is_unpaired = |(open, close): &(char, char)| last == *close && !has_character(rest, *open);
        if !is_space(last) && !SENTENCE_ENDS.contains(last) && !BRACKETS.iter().any(is_unpaired) {
            break;
        }
        url = rest;
    }
    url
}

/// Splits off the last character of a URL, which may be percent-encoded.
fn split_last(url: &str) -> Option<(&str, char)> {
    let encoded = [9, 6, 3].into_iter().find_map(|length| {
        let (rest, code) = url.split_at_checked(url.len().checked_sub(length)?)?;
        let is_code = code.starts_with('%') && code.matches('%').count() * 3 == length;
        let decoded = percent_encoding::percent_decode_str(code).decode_utf8().ok().filter(|_| is_code)?;
        let mut characters = decoded.chars();
        characters.next().filter(|_| characters.next().is_none()).map(|c| (rest, c))
    });
    encoded.or_else(|| {
        let last = url.chars().next_back()?;
        Some((url.get(..url.len() - last.len_utf8())?, last))
    })
}

fn has_character(url: &str, c: char) -> bool {
    url.contains(c) || percent_decode(url).contains(c)
}

/// Whether `href` is a word or a sentence that an editor took for a URL, or a query of the page it was copied from
/// (dialect `link-bad`). A relative link to another article is a number.
fn is_not_a_url(href: &str) -> bool {
    let is_article = |name: &str| name.bytes().all(|b| b.is_ascii_digit());
    href.starts_with('?') || !(href.contains(['/', ':', '#']) || has_extension(href) || is_article(href))
}

/// Whether a name has an extension: `setup.zip`, `下载.html?x`.
fn has_extension(href: &str) -> bool {
    let name = href.split('?').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Resolves `href` as far as possible. `None` if its scheme is not safe.
fn absolute_url(href: &str, base: Option<&Url>) -> Option<String> {
    if after_scheme(href).is_some() {
        return Some(href.to_owned());
    }
    if let Some(rest) = href.strip_prefix("//").filter(|rest| !rest.starts_with('/')) {
        return Some(format!("https://{rest}"));
    }
    if let Some(scheme) = scheme(href) {
        let is_safe = links::SAFE_SCHEMES.iter().any(|safe| safe.eq_ignore_ascii_case(scheme));
        return is_safe.then(|| href.to_owned());
    }
    let joined = base.and_then(|base| base.join(href).ok()).map(String::from);
    let from_root = || href.starts_with('/').then(|| format!("{}{href}", links::SITE_ROOT));
    joined.or_else(from_root).or_else(|| Some(href.to_owned()))
}

/// Returns the scheme of a URL. `localhost:8080` has none; the drive in `C:\\x` counts as one.
fn scheme(href: &str) -> Option<&str> {
    let (scheme, rest) = href.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    let is_port = rest
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    (is_scheme && !(is_port && scheme != "tel")).then_some(scheme)
}

/// Whether `url` leads nowhere because its host is missing: `http://`, `https://#a` (dialect `link-bad`).
fn lacks_host(url: &str) -> bool {
    let web = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let rest = ["http://", "https://"].into_iter().find(|scheme| web(scheme)).map(str::len);
    rest.and_then(|at| url.get(at..)).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Whether `url` is a path on the author's disk, which was possibly resolved against the site: `/Users/me/1.png`.
fn is_local(url: &str) -> bool {
    let path = url.strip_prefix(links::SITE_ROOT).unwrap_or(url);
    if after_scheme(path).is_some() || path.contains("://") {
        return false;
    }
    let path = percent_decode(path).to_ascii_lowercase().replace('\\', "/");
    let is_drive = |path: &str| {
        let mut start = path.trim_start_matches('/').chars();
        start.next().is_some_and(|c| c.is_ascii_alphabetic())
            && start.next() == Some(':')
            && start.next() == Some('/')
    };
    is_drive(&path)
        || links::LOCAL_FOLDERS.iter().any(|folder| path.starts_with(folder))
        || links::LOCAL_PARTS.iter().any(|part| path.contains(part))
}

/// Unwraps redirectors, removes tracking parameters and unlinks keyword links.
fn clean(mut url: String, base: Option<&Url>) -> Target {
    for _ in 0..links::MAX_REDIRECTORS {
        if is_of_plain_site(&url) {
            break;
        }
        let Ok(parsed) = Url::parse(&url) else { return Target::Url(url) };
        if is_keyword_page(&parsed) {
            return Target::Text;
        }
        let Some(target) = redirect_target(&parsed) else { break };
        if target.starts_with('#') {
            return Target::Url(target);
        }
        let Some(next) = absolute_url(&repair(&target), base).filter(|next| next.starts_with("http")) else {
            break;
        };
        url = next;
    }
    Target::Url(without_tracking(&url))
}

/// Whether `url` is plainly of a site without redirectors and keyword pages. Parsing URLs is slow.
fn is_of_plain_site(url: &str) -> bool {
    let host = after_scheme(url).unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    // A host that ends in a number is an address, and `xn--` is decoded.
    let ends_in_name =
        host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    let is_known = |known: &str| is_same_host(host, known);
    ends_in_name
        && host.bytes().all(is_plain)
        && !host.split('.').any(|label| label.starts_with("xn--"))
        && !links::REDIRECTORS.iter().any(|redirector| is_known(redirector.host))
        && !links::KEYWORD_PAGES.iter().any(|page| is_known(page.host))
}

fn is_host_of(url: &Url, host: &str) -> bool {
    url.host_str().is_some_and(|own| is_same_host(own, host))
}

fn is_same_host(own: &str, known: &str) -> bool {
    own.strip_prefix("www.").unwrap_or(own) == known
}

fn parameters(url: &Url) -> impl Iterator<Item = (&str, &str)> {
    let query = url.query().unwrap_or_default();
    query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn is_keyword_page(url: &Url) -> bool {
    let has = |(name, start, end): &(&str, &str, &str)| {
        parameters(url).any(|(key, value)| key == *name && value.starts_with(start) && value.ends_with(end))
    };
    let is_it = |page: &KeywordPage| {
        is_host_of(url, page.host)
            && url.path().starts_with(page.path)
            && (page.parameters.is_empty() || page.parameters.iter().any(has))
    };
    links::KEYWORD_PAGES.iter().any(is_it)
}

/// Returns the target if `url` is that of a redirector.
fn redirect_target(url: &Url) -> Option<String> {
    let target = |known: &Redirector| {
        if !is_host_of(url, known.host) || url.path().trim_end_matches('/') != known.path {
            return None;
        }
        let target = match known.parameter {
            "" => url.query(),
            name => parameters(url).find(|(key, _)| *key == name).map(|(_, value)| value),
        };
        let fragment = url.fragment().map_or_else(String::new, |fragment| format!("#{fragment}"));
        let target = target.map(|target| strip_noise(&percent_decode(target)).into_owned());
        target.filter(|target| !target.is_empty()).map(|target| target + &fragment)
    };
    let is_url = |target: &String| target.starts_with('#') || repair(target).starts_with("http");
    links::REDIRECTORS.iter().filter_map(target).find(is_url)
}

/// Returns the dialect of a URL that the author did not write that way.
pub(crate) fn dialect_of_url(href: &str) -> Option<&'static str> {
    let url = Url::parse(href).ok()?;
    match () {
        () if is_keyword_page(&url) => Some("link-keyword"),
        () if redirect_target(&url).is_some() => Some("link-redir"),
        () => (without_tracking(href) != href).then_some("link-csdnq"),
    }
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^https?://[^?#]*csdn\.net/[^?#]*article/details/\d+").expect("pattern is valid")
});

/// Removes tracking parameters. A URL of an article on the site loses its whole query.
pub(super) fn without_tracking(url: &str) -> String {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = before.split_once('?') else { return url.to_owned() };
    if ARTICLE.find(before).is_some_and(|found| found.end() == path.len()) {
        return format!("{path}{fragment}");
    }
    let host = path.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let site =
        links::SITE_TRACKING.iter().find(|(site, _)| host.ends_with(site)).map_or(&[][..], |(_, keys)| keys);
    let is_of_site = |pair: &&str| site.contains(&pair.split('=').next().unwrap_or_default());
    let is_tracking = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        links::TRACKING_PARAMETERS.contains(&key)
            || links::TRACKING_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
            || is_of_site(pair)
    };
    if !query.split('&').any(|pair| is_tracking(&pair)) {
        return url.to_owned();
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    // The slash before the query is part of what the site added.
    let is_added = kept.is_empty() && query.split('&').any(|pair| is_of_site(&pair));
    let path = if is_added { path.strip_suffix('/').unwrap_or(path) } else { path };
    format!("{path}{mark}{}{fragment}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;

    fn target(href: &str) -> Option<String> {
        match resolve(href, None, Links::Clean) {
            Target::Url(url) => Some(url),
            Target::Text | Target::Unsafe => None,
        }
    }

    #[test]
    fn intact_urls_need_no_repair() {
        let parts = [
            "http://",
            "https://",
            "HTTPS:",
            "http：",
            "/",
            "a.b",
            "www.",
            "C",
            ":80",
            "?x",
            "#",
            "%20",
            "%EF%BC%89",
            "\"",
            "'",
            " ",
            "<",
            ">",
            "（",
            "）",
            "，",
            "t",
            "[",
            "]",
            "`",
            "(",
            ")",
        ];
        arbtest::arbtest(|u| {
            let url = arbitrary_text(u, &parts, 0..=6)?;
            let url = format!("https://{url}");
            assert!(!is_intact(&url) || repair_damaged(&url) == url, "{url}");
            Ok(())
        });
        assert!(is_intact("https://img-blog.csdnimg.cn/a.png?x-oss-process=image/watermark,text_Q=="));
    }

    #[test]
    fn hosts_of_plain_sites_need_no_parsing() {
        let parts = [
            "a",
            "7",
            ".",
            "-",
            "0x1",
            "link.zhihu.com",
            "www.",
            "baidu.com",
            "xn--",
            "Z",
            "%61",
            "@",
            ":8",
            "\\",
            "/",
        ];
        arbtest::arbtest(|u| {
            let rest = arbitrary_text(u, &parts, 0..=6)?;
            let url = format!("https://{rest}/s?target=https://b.c&rsv_dl=gh_p");
            if is_of_plain_site(&url) {
                let parsed = Url::parse(&url).unwrap();
                assert!(!is_keyword_page(&parsed) && redirect_target(&parsed).is_none(), "{url}");
                assert_eq!(parsed.host_str(), rest.split('/').next(), "{url}");
            }
            Ok(())
        });
        assert!(
            is_of_plain_site("https://blog.csdn.net/a")
                && !is_of_plain_site("https://link.zhihu.com/?target=x")
        );
    }

    #[test]
    fn unwraps_redirectors() {
        let url = Some("https://example.org/a?b=1".to_owned());
        assert_eq!(target("https://link.zhihu.com/?target=https%3A//example.org/a?b=1"), url);
        assert_eq!(target("https://links.jianshu.com/go?to=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1"), url);
        assert_eq!(target("https://link.csdn.net/?target=%23_3"), Some("#_3".into()));
        assert_eq!(target("https://blog.51cto.com/transfer?https://example.org/a?b=1"), url);
        let inner =
            "https%3A%2F%2Flink.juejin.cn%2F%3Ftarget%3Dhttps%253A%252F%252Fexample.org%252Fa%253Fb%253D1";
        assert_eq!(target(&format!("https://www.google.com/url?sa=t&url={inner}")), url);
    }

    #[test]
    fn removes_only_tracking_parameters() {
        assert_eq!(
            target("https://example.org/a?x=1&utm_source=b#c"),
            Some("https://example.org/a?x=1#c".into())
        );
        assert_eq!(
            target("https://blog.csdn.net/u/article/details/1?x=1"),
            Some("https://blog.csdn.net/u/article/details/1".into())
        );
    }

    #[test]
    fn keyword_links_and_dead_links_become_text() {
        assert_eq!(target("https://so.csdn.net/so/search?q=x"), None);
        assert_eq!(target("https://www.baidu.com/s?wd=x&tn=1_cpr"), None);
        assert_eq!(target("https://link.zhihu.com/?target=https%3A//so.csdn.net/so/search%3Fq%3Dx"), None);
        assert_eq!(target("https://www.baidu.com/s?wd=x"), Some("https://www.baidu.com/s?wd=x".into()));
        assert_eq!(target("#"), None);
        assert_eq!(target("%20#"), None);
        assert_eq!(target(""), None);
    }

    #[test]
    fn rejects_unsafe_schemes() {
        for href in [
            "javascript:alert(1)",
            "JavaScript:x",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "C:/x",
            "/Users/x",
        ] {
            assert_eq!(target(href), None, "{href}");
        }
    }

    #[test]
    fn repairs_broken_urls() {
        assert_eq!(target("http://https://a.b/c"), Some("https://a.b/c".into()));
        assert_eq!(target("http://http//a.b/c"), Some("http://a.b/c".into()));
        assert_eq!(target("//a.b/c"), Some("https://a.b/c".into()));
        assert_eq!(target("www.a.b"), Some("http://www.a.b".into()));
        for href in [
            "<https://a.b/c>",
            "“https://a.b/c”",
            "：https://a.b/c",
            "[https://a.b/c]",
            "https：//a.b/c",
            "https:／／a.b/c",
            "https://a.b/c，",
            "https://a.b/c%EF%BC%89%20",
            "https://a.b/c \"甲\"",
            "https://a.b/c%20%22t%22",
            "%20https://a.b/c",
        ] {
            assert_eq!(target(href), Some("https://a.b/c".into()), "{href}");
        }
        assert_eq!(target("https://a.b/c（1）"), Some("https://a.b/c（1）".into()));
        assert_eq!(target("e.com/l"), Some("http://e.com/l".into()));
        assert_eq!(target("localhost:80/l"), Some("http://localhost:80/l".into()));
        assert_eq!(target("https/l"), Some("https/l".into()));
    }

    #[test]
    fn urls_without_a_host_lead_nowhere() {
        for href in [
            "http://",
            "https://#a",
            "http://?a=1",
            "http:////",
            "//",
            "<http://>",
            "http://，",
            "https://link.csdn.net/?target=http%3A%2F%2F",
            "https://link.csdn.net/?target=%20%23",
        ] {
            assert_eq!(target(href), None, "{href}");
        }
    }

    #[test]
    fn words_are_not_urls() {
        assert_eq!(target("见上文"), None);
        assert_eq!(target("%5C"), None);
        assert_eq!(target("?vip=1"), None);
        assert_eq!(target("setup.zip"), Some("setup.zip".into()));
        assert_eq!(target("7"), Some("7".into()));
    }
}
