//! Links, link cards and URL cleaning.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use crate::chars::{is_cjk, is_invisible, is_plain, is_space, trim_start};
use crate::clean::{Disposition, Kind, by_name};
use crate::csdn::links;
use crate::dom::{Element, Name, Node};
use crate::options::Links;
use crate::report::WarningCode;

use super::inline_builder::{LinkTarget, Style};
use super::spacing::BoundaryFlags;
use super::{Lowerer, text};

impl Lowerer<'_> {
    pub(super) fn link(&mut self, element: Element<'_>) {
        let Some(url) = self.target(element) else { return self.inline(element, None) };
        if self.in_link {
            return self.inline(element, None);
        }
        let title = element
            .attribute("title")
            .map(text::collapse)
            .filter(|title| adds_information(title, element, &url));
        if let Some(shown) = self.autolink_text(element, &url) {
            self.line.boundary(false);
            let url = if url.starts_with(&shown) { shown.clone() } else { url };
            self.line.open(Style::Link(LinkTarget::new(url, title)));
            self.line.text(&shown);
            self.line.close();
            return self.line.boundary(false);
        }
        let row = LinkRow::around(element);
        if row.continues {
            self.line.flag_boundary(BoundaryFlags::ROW);
        }
        self.in_link = true;
        let to = LinkTarget::new(url, title);
        self.inline(element, Some(Style::Link(Rc::clone(&to))));
        self.in_link = false;
        if row.has_tail {
            self.line.flag_boundary(BoundaryFlags::ROW);
        }
        if to.is_truncated() {
            self.warn(WarningCode::LinkCut, element, element.attribute("href").unwrap_or_default());
        }
    }

    /// `a.has-card > span.link-card-box > span.link-title + span.link-desc + span.link-link`: only the title of a card
    /// is kept (dialect `link-card`).
    pub(super) fn card(&mut self, element: Element<'_>) {
        let title = element.find_class("link-title").map(text::collapsed).filter(|title| !title.is_empty());
        if title.is_some() {
            let rest = ["link-desc", "link-link"].iter().filter_map(|class| element.find_class(class));
            rest.for_each(|part| self.count_removed(part, "link-card"));
        }
        match (title, self.target(element)) {
            (Some(title), Some(url)) if !self.in_link => {
                self.line.boundary(false);
                self.line.open(Style::Link(LinkTarget::new(url, None)));
                self.line.text(&title);
                self.line.close();
                self.line.boundary(false);
            }
            (Some(title), _) => self.line.text(&title),
            (None, _) => self.link(element),
        }
    }

    /// Returns the URL of a link, or `None` if the link becomes plain text.
    pub(super) fn target(&mut self, element: Element<'_>) -> Option<String> {
        let href = strip_noise(element.attribute("href")?);
        match resolve(&href, self.base.as_ref(), self.options.links) {
            Target::Url(url) => Some(url),
            Target::Text => None,
            Target::Unsafe => {
                self.warn(WarningCode::LinkUnsafe, element, &href);
                None
            }
        }
    }

    /// Returns the text of a link if it is the URL itself, possibly underlined or without the slash after the host
    /// (dialect `link-auto`), or what an editor took for the URL (dialect `link-bad`).
    fn autolink_text(&self, link: Element<'_>, url: &str) -> Option<String> {
        let text = link.text();
        if !text.trim_start_matches(is_space_or_invisible).starts_with('h') {
            return None;
        }
        let shown = strip_noise(&text);
        let is_host = || shown.matches('/').count() == 2;
        let is_own = shown.starts_with("http")
            && match url.strip_prefix(shown.as_str()) {
                Some(rest) => rest.is_empty() || (rest == "/" && is_host()),
                None => repair(&shown) == url,
            };
        let is_unstyled =
            |e: Element<'_>| e.tag() == "u" || self.classifier.classify(e) == Disposition::Unwrap;
        (is_own && link.elements().all(is_unstyled)).then_some(shown)
    }

    /// Whether the only visible content of `element` is the text of one link.
    pub(super) fn is_only_link(&self, element: Element<'_>) -> bool {
        let is_link = |href: &str| {
            let target = resolve(&strip_noise(href), self.base.as_ref(), self.options.links);
            matches!(target, Target::Url(_))
        };
        let mut inner = std::iter::successors(Some(element), |element| sole_child(*element));
        let link = inner.find(|element| element.tag() == "a");
        link.and_then(|link| link.attribute("href")).is_some_and(is_link)
    }
}

/// The place of a link in a row of links, `<a href=x>当当网</a> <a href=y>卓越网</a>`, rather than in a sentence or in a
/// title that is split into links.
#[derive(Debug, Clone, Copy, Default)]
struct LinkRow {
    /// Whether the row has a link before this one.
    continues: bool,
    /// Whether this is the last link of a row with text behind it: `<a>木工</a> <a>油漆</a> <a>打磨</a> 2015-10-01`.
    has_tail: bool,
}

impl LinkRow {
    /// The limit of links to check on each side.
    const MAX_LINKS: usize = 64;
    /// The number of links, each with a URL of its own, that are a row whatever follows on the line.
    const MIN_LINKS: usize = 3;

    fn around(link: Element<'_>) -> Self {
        let parent_kind = link.node().parent_element().map(|parent| by_name(parent.tag()));
        let Some(Disposition::Lower(Kind::Paragraph | Kind::Item | Kind::Heading(_))) = parent_kind else {
            return Self::default();
        };
        let before = links_beside(link, Node::previous);
        let after = links_beside(link, Node::next);
        let next = visible_siblings(link.node(), Node::next).nth(after.len()).filter(|node| !is_break(*node));
        let continues = before.first().is_some_and(|before| link.attribute("href") != Some(before));
        let all = || before.iter().chain(&after).copied().chain(link.attribute("href"));
        let is_list =
            || all().count() >= Self::MIN_LINKS && all().collect::<HashSet<_>>().len() == all().count();
        let is_row = (continues && next.is_none()) || is_list();
        Self {
            continues: continues && is_row,
            has_tail: is_row && after.is_empty() && next.is_some_and(starts_with_word),
        }
    }
}

/// Returns the URLs of the links directly before or after `link`, nearest first.
fn links_beside<'a>(link: Element<'a>, step: fn(Node<'a>) -> Option<Node<'a>>) -> Vec<&'a str> {
    visible_siblings(link.node(), step).map_while(href).take(LinkRow::MAX_LINKS).collect()
}

/// Whether a text starts with a letter or digit that is not Chinese.
fn starts_with_word(node: Node<'_>) -> bool {
    let text = node.as_text().map(trim_start).unwrap_or_default();
    text.starts_with(|c: char| c.is_alphanumeric() && !is_cjk(c))
}

fn visible_siblings<'a>(
    node: Node<'a>,
    step: fn(Node<'a>) -> Option<Node<'a>>,
) -> impl Iterator<Item = Node<'a>> {
    std::iter::successors(step(node), move |node| step(*node))
        .filter(|node| node.as_element().is_some() || !node.is_whitespace_only())
}

fn is_break(node: Node<'_>) -> bool {
    node.as_element().is_some_and(|element| element.name() == Name::Br)
}

/// Returns the `href` if `node` is a link.
fn href(node: Node<'_>) -> Option<&str> {
    node.as_element().filter(|element| element.name() == Name::A)?.attribute("href")
}

/// Returns the element that is the only content of `element`.
pub(super) fn sole_child(element: Element<'_>) -> Option<Element<'_>> {
    let mut shown = element.node().children().filter(|node| !node.is_comment() && !node.is_whitespace_only());
    shown.next().filter(|_| shown.next().is_none())?.as_element()
}

/// Whether a title adds something to the text, the image and the URL (dialect `link-title`).
fn adds_information(title: &str, element: Element<'_>, url: &str) -> bool {
    let without_scheme = |s: &str| {
        s.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
    };
    let visible = |s: &str| s.chars().filter(|&c| !is_space_or_invisible(c)).collect::<String>();
    let alt = element.find_tag("img").and_then(|image| image.attribute("alt")).unwrap_or_default();
    !title.is_empty()
        && visible(title) != visible(&element.text())
        && visible(title) != visible(alt)
        && without_scheme(title) != without_scheme(url)
        && !is_keyword_title(title)
        && !title.starts_with(links::ADWARE_TITLE)
}

/// Whether this is the title of one of the site's keyword links.
fn is_keyword_title(title: &str) -> bool {
    title.ends_with("知识库") && title.chars().count() < 20
}

enum Target {
    Url(String),
    Text,
    Unsafe,
}

fn resolve(href: &str, base: Option<&Url>, mode: Links) -> Target {
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
    let Some(absolute) = absolute_url(&href, base) else { return Target::Unsafe };
    if mode == Links::Keep { Target::Url(absolute) } else { clean(absolute) }
}

/// Resolves a URL. `None` if it is empty or not safe to publish.
pub(super) fn publishable_url(url: &str, base: Option<&Url>) -> Option<String> {
    let url = strip_noise(url);
    let url = repair(&url);
    if url.is_empty() { None } else { absolute_url(&url, base) }
}

/// Removes whitespace around a URL, and invisible characters and line breaks in it.
fn strip_noise(url: &str) -> String {
    let is_noise = |c: char| !is_plain(c) && (is_invisible(c) || matches!(c, '\n' | '\r' | '\t'));
    if url.bytes().all(|b| b.is_ascii_graphic()) {
        return url.to_owned();
    }
    url.trim_matches(is_space_or_invisible).split(is_noise).collect()
}

fn is_space_or_invisible(c: char) -> bool {
    is_space(c) || is_invisible(c)
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static DOUBLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^https?://(https?):?//").expect("pattern is valid"));

/// Repairs `http://http://x`, `http://https//x`, and `www.x` without a scheme (dialect `link-bad`).
fn repair(href: &str) -> Cow<'_, str> {
    if href.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return Cow::Owned(format!("http://{href}"));
    }
    let is_doubled = |(_, rest): (&str, &str)| rest.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("http"));
    if !href.split_once("://").is_some_and(is_doubled) {
        return Cow::Borrowed(href);
    }
    DOUBLED.replace(href, |found: &regex::Captures<'_>| {
        format!("{}://", found.get(1).map_or("http", |scheme| scheme.as_str()))
    })
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
    if let Some(rest) = href.strip_prefix("//") {
        return Some(format!("https://{rest}"));
    }
    if let Some(scheme) = scheme(href) {
        return links::SAFE_SCHEMES.contains(&scheme.as_str()).then(|| href.to_owned());
    }
    let joined = base.and_then(|base| base.join(href).ok()).map(String::from);
    let from_root = || href.starts_with('/').then(|| format!("{}{href}", links::SITE_ROOT));
    joined.or_else(from_root).or_else(|| Some(href.to_owned()))
}

/// Returns the scheme of a URL in lower case. `localhost:8080` has none; the drive in `C:\\x` counts as one.
fn scheme(href: &str) -> Option<String> {
    let (scheme, rest) = href.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    let is_port = rest
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    (is_scheme && !(is_port && scheme != "tel")).then(|| scheme.to_ascii_lowercase())
}

/// Unwraps redirectors, removes tracking parameters and unlinks keyword links.
fn clean(text: String) -> Target {
    let Ok(url) = Url::parse(&text) else { return Target::Url(text) };
    if is_keyword_page(&url) {
        return Target::Text;
    }
    let target = redirect_parameter(&url).and_then(|key| url.query_pairs().find(|(k, _)| k == key));
    match target {
        Some((_, target)) if target.starts_with('#') => Target::Url(target.into_owned()),
        Some((_, target)) if scheme(&target).is_some_and(|s| s.starts_with("http")) => {
            Target::Url(without_tracking(&target))
        }
        _ => Target::Url(without_tracking(&text)),
    }
}

fn is_keyword_page(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    links::KEYWORD_PAGES.iter().any(|(h, path)| host.ends_with(h) && url.path().starts_with(path))
}

/// Returns the parameter with the target if `url` is that of a redirector.
fn redirect_parameter(url: &Url) -> Option<&'static str> {
    let host = url.host_str().unwrap_or_default();
    let is_it = |known: &&links::Redirector| host == known.host && url.path().starts_with(known.path);
    links::REDIRECTORS.iter().find(is_it).map(|known| known.parameter)
}

/// Returns the dialect of a URL that the author did not write that way.
pub(crate) fn dialect_of_url(href: &str) -> Option<&'static str> {
    let url = Url::parse(href).ok()?;
    match () {
        () if is_keyword_page(&url) => Some("link-keyword"),
        () if redirect_parameter(&url).is_some() => Some("link-redir"),
        () => (without_tracking(href) != href).then_some("link-csdnq"),
    }
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^https?://[^?#]*csdn\.net/[^?#]*article/details/\d+").expect("pattern is valid")
});

/// Removes tracking parameters. A URL of an article on the site loses its whole query.
fn without_tracking(url: &str) -> String {
    let (before, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = before.split_once('?') else { return url.to_owned() };
    if ARTICLE.find(before).is_some_and(|found| found.end() == path.len()) {
        return format!("{path}{fragment}");
    }
    let is_tracking = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        links::TRACKING_PARAMETERS.contains(&key)
            || links::TRACKING_PREFIXES.iter().any(|prefix| key.starts_with(prefix))
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    format!("{path}{mark}{}{fragment}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(href: &str) -> Option<String> {
        match resolve(href, None, Links::Clean) {
            Target::Url(url) => Some(url),
            Target::Text | Target::Unsafe => None,
        }
    }

    #[test]
    fn unwraps_redirectors() {
        let url = Some("https://example.org/a?b=1".to_owned());
        assert_eq!(target("https://link.zhihu.com/?target=https%3A//example.org/a?b=1"), url);
        assert_eq!(target("https://links.jianshu.com/go?to=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1"), url);
        assert_eq!(target("https://link.csdn.net/?target=%23_3"), Some("#_3".into()));
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
        assert_eq!(target("#"), None);
        assert_eq!(target(""), None);
    }

    #[test]
    fn rejects_unsafe_schemes() {
        for href in
            ["javascript:alert(1)", "JavaScript:x", "vbscript:x", "data:text/html,x", "file:///etc/passwd"]
        {
            assert_eq!(target(href), None, "{href}");
        }
    }

    #[test]
    fn repairs_broken_urls() {
        assert_eq!(target("http://https://a.b/c"), Some("https://a.b/c".into()));
        assert_eq!(target("http://http//a.b/c"), Some("http://a.b/c".into()));
        assert_eq!(target("//a.b/c"), Some("https://a.b/c".into()));
        assert_eq!(target("www.a.b"), Some("http://www.a.b".into()));
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
