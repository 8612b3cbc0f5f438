//! Links and link cards.

use std::rc::Rc;

use crate::clean::{Disposition, Kind};
use crate::csdn::links;
use crate::dom::{Element, Node};
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
        let row = self.link_run.position(element);
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
