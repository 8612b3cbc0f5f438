//! Links and link cards.

use std::collections::HashSet;
use std::rc::Rc;

use crate::chars::{is_cjk, trim_start};
use crate::clean::{Disposition, Kind, by_name};
use crate::csdn::links;
use crate::dom::{Element, Name, Node};
use crate::options::Diagrams;
use crate::report::WarningCode;

use super::inline_builder::{LinkTarget, Style};
use super::spacing::BoundaryFlags;
use super::url::{Target, is_space_or_invisible, repair, resolve, strip_noise, without_tracking};
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
        if let Some((shown, url)) = self.autolink(element, &url) {
            self.line.boundary(false);
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

    /// Returns the text of a link and its URL if the text is the URL, possibly underlined, without the slash after the
    /// host or with its tracking (dialect `link-auto`), or what an editor took for the URL (dialect `link-bad`).
    fn autolink(&self, link: Element<'_>, url: &str) -> Option<(String, String)> {
        let text = link.text();
        if !text.trim_start_matches(is_space_or_invisible).starts_with('h') {
            return None;
        }
        let shown = strip_noise(&text).into_owned();
        let is_unstyled =
            |e: Element<'_>| e.tag() == "u" || self.classifier.classify(e) == Disposition::Unwrap;
        if !shown.starts_with("http") || !link.elements().all(is_unstyled) {
            return None;
        }
        let is_host = || shown.matches('/').count() == 2;
        match url.strip_prefix(shown.as_str()) {
            Some(rest) if rest.is_empty() || (rest == "/" && is_host()) => Some((shown.clone(), shown)),
            None if without_tracking(&shown) == url => Some((shown.clone(), shown)),
            None if repair(&shown) == url => Some((shown, url.to_owned())),
            _ => None,
        }
    }

    /// Whether the only visible content of `element` is the text of one link.
    pub(super) fn is_only_link(&self, element: Element<'_>) -> bool {
        let is_link = |href: &str| {
            let target = resolve(&strip_noise(href), self.base.as_ref(), self.options.links);
            matches!(target, Target::Url(_))
        };
        let is_shown = |e: Element<'_>| match self.classifier.classify(e) {
            Disposition::Drop(_) => Some(false),
            Disposition::Lower(Kind::MathImage) => Some(true),
            Disposition::Lower(Kind::Diagram) => Some(self.options.diagrams != Diagrams::Image),
            _ => None,
        };
        let mut inner = std::iter::successors(Some(element), |element| sole_child(*element, is_shown));
        let is_code = |e: Element<'_>| self.classifier.classify(e) == Disposition::Lower(Kind::InlineCode);
        let link = inner.find(|e| e.tag() == "a" || (is_code(*e) && sole_link(*e).is_none()));
        let link = link.filter(|e| e.tag() == "a");
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

/// Returns the link that is the only content of a `code`.
pub(super) fn sole_link(code: Element<'_>) -> Option<Element<'_>> {
    sole_child(code, |_| None).filter(|only| only.tag() == "a" && only.attribute("href").is_some())
}

/// Returns the element that holds all text of `element`. `shows` knows elements that are shown or not, whatever they
/// hold.
pub(super) fn sole_child<'a>(
    element: Element<'a>,
    shows: impl Fn(Element<'a>) -> Option<bool>,
) -> Option<Element<'a>> {
    let mut nodes = element.node().children().filter(|node| is_shown(*node, &shows));
    nodes.next().filter(|_| nodes.next().is_none())?.as_element()
}

/// Whether a node shows anything but whitespace.
fn is_shown<'a>(node: Node<'a>, shows: &impl Fn(Element<'a>) -> Option<bool>) -> bool {
    match node.as_element() {
        Some(element) => {
            shows(element).unwrap_or_else(|| node.children().any(|child| is_shown(child, shows)))
        }
        None => !node.is_comment() && !node.is_whitespace_only(),
    }
}

/// Whether a title adds something to the text, the image and the URL (dialect `link-title`).
fn adds_information(title: &str, link: Element<'_>, url: &str) -> bool {
    let without_scheme = |s: &str| {
        s.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
    };
    let alt = link.find_tag("img").and_then(|image| image.attribute("alt")).unwrap_or_default();
    !title.is_empty()
        && visible(title).ne(visible(&link.text()))
        && visible(title).ne(visible(alt))
        && without_scheme(title) != without_scheme(url)
        && link.attribute("href") != Some(title)
        && !is_keyword_title(title)
        && !title.starts_with(links::ADWARE_TITLE)
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !is_space_or_invisible(c))
}

/// Whether this is the title of one of the site's keyword links.
fn is_keyword_title(title: &str) -> bool {
    title.ends_with("知识库") && title.chars().count() < 20
}
