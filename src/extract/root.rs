//! The element that contains the article.

use crate::dom::{self, Dom, Element, Node};
use crate::error::{Error, Result};
use crate::options::Limits;

/// An element that may contain an article, with the selector shown in messages.
struct Candidate {
    selector: &'static str,
    matches: fn(Element<'_>) -> bool,
}

/// The candidates, the most reliable first. The outermost element of each kind counts: pages pasted into an article
/// bring a second `#content_views` inside the first (dialect `nested-cv`).
const CANDIDATES: [Candidate; 4] = [
    Candidate { selector: "#content_views", matches: |element| element.id() == Some("content_views") },
    Candidate { selector: "#article_content", matches: |element| element.id() == Some("article_content") },
    Candidate { selector: "article", matches: |element| element.tag() == "article" },
    Candidate { selector: "div.blog-content-box", matches: |element| element.has_class("blog-content-box") },
];

/// Finds the element that contains the article.
///
/// `or_body` falls back to the `body`, for a fragment without any wrapper, or to the outermost element, for a tree that
/// was copied from part of a page. In a whole page the article is never guessed.
pub(super) fn root(page: &Dom, or_body: bool) -> Result<Element<'_>> {
    let root =
        CANDIDATES.iter().find_map(|candidate| page.elements().find(|element| (candidate.matches)(*element)));
    let root = root.map(|root| with_rest(root, or_body));
    match root {
        Some(root) => Ok(root),
        None if or_body => whole(page),
        None => Err(not_found()),
    }
}

/// Returns the `body`, or the outermost element of a tree without one.
pub(super) fn whole(page: &Dom) -> Result<Element<'_>> {
    let body = page.elements().find(|element| element.tag() == "body");
    body.or_else(|| page.elements().next()).ok_or_else(not_found)
}

fn not_found() -> Error {
    Error::ArticleNotFound { tried: CANDIDATES.iter().map(|candidate| candidate.selector).collect() }
}

/// Returns `root`, or the element around it that contains the rest of the article: an end tag too many in the article
/// closes its element early. In a whole page, the rest is in the site's boxes around the article.
fn with_rest(root: Element<'_>, is_fragment: bool) -> Element<'_> {
    let is_box = |element: &Element<'_>| {
        element.id() == Some("article_content")
            || element.tag() == "article"
            || element.has_class("blog-content-box")
    };
    let (mut article, mut inner) = (root, root);
    for around in root.node().ancestors().take_while(|element| is_fragment || is_box(element)) {
        if following(inner).any(is_of_author) {
            article = around;
        }
        inner = around;
    }
    article
}

/// Returns the elements after the article that its author may have written.
pub(crate) fn after(article: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let parts = std::iter::once(article).chain(article.node().ancestors());
    parts.flat_map(|part| following(part).filter(|element| is_of_author(*element)))
}

/// The sibling elements after `element`.
fn following(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    std::iter::successors(element.node().next(), |node| node.next()).filter_map(Node::as_element)
}

/// Whether an element is one that an author writes. The boxes of the site beside an article are `div`s.
fn is_of_author(element: Element<'_>) -> bool {
    const TAGS: [&str; 13] =
        ["p", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "figure"];
    let shows = |e: Element<'_>| !e.node().is_whitespace_only() || e.find_tag("img").is_some();
    TAGS.contains(&element.tag()) && element.classes().next().is_none() && shows(element)
}

/// Whether `html`, a page or a fragment, has an element that contains an article.
///
/// ```
/// use csdown::{Limits, stages::extract};
/// assert!(extract::has_article("<div id=content_views>文</div>", &Limits::default()));
/// assert!(!extract::has_article("<p>文</p>", &Limits::default()));
/// ```
pub fn has_article(html: &str, limits: &Limits) -> bool {
    dom::parse(html, limits).is_ok_and(|page| root(&page, false).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;

    fn tag_and_id(html: &str, or_body: bool) -> Option<(String, String)> {
        let page = parse(html, &Limits::default()).unwrap();
        root(&page, or_body).ok().map(|e| (e.tag().to_owned(), e.id().unwrap_or_default().to_owned()))
    }

    #[test]
    fn the_outermost_content_view_is_the_article() {
        let html =
            "<article><div id=content_views class=a><div id=content_views class=b>x</div></div></article>";
        let page = parse(html, &Limits::default()).unwrap();
        assert!(root(&page, false).unwrap().has_class("a"));
    }

    #[test]
    fn the_rest_after_an_early_end_tag_belongs_to_the_article() {
        let found = |rest: &str| {
            let page = format!(
                "<article><div id=article_content><div id=content_views><p>一</div>{rest}</div></article>"
            );
            tag_and_id(&page, false)
        };
        let root = |tag: &str, id: &str| Some((tag.to_owned(), id.to_owned()));
        assert_eq!(found("<p>二"), root("div", "article_content"));
        assert_eq!(found("</div><pre>二</pre>"), root("article", ""));
        assert_eq!(found("<p>二</div><p>三"), root("article", ""));
        for boilerplate in ["", "<p> </p>", "<div>关注</div>", "<p class=artid>68</p>"] {
            assert_eq!(found(boilerplate), root("div", "content_views"), "{boilerplate}");
        }
        let fragment = "<div id=content_views><p>一</div></div><p>二";
        assert_eq!(tag_and_id(fragment, true), root("body", ""));
        assert_eq!(tag_and_id(fragment, false), root("div", "content_views"), "part of a whole page");
    }

    #[test]
    fn candidates_are_tried_in_order() {
        let found = |html: &str| tag_and_id(html, false).map(|(tag, _)| tag);
        assert_eq!(found("<article><section id=article_content>x"), Some("section".into()));
        assert_eq!(found("<article>x"), Some("article".into()));
        assert_eq!(found("<div class='blog-content-box'>x"), Some("div".into()));
        assert_eq!(found("<div>x"), None);
    }

    #[test]
    fn a_fragment_is_an_article_itself() {
        assert_eq!(tag_and_id("<p>x", true), Some(("body".into(), String::new())));
    }
}
