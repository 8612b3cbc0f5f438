//! The element that contains the article.

use crate::dom::{self, Dom, Element};
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
    let fallback =
        || page.elements().find(|element| element.tag() == "body").or_else(|| page.elements().next());
    root.or_else(|| if or_body { fallback() } else { None }).ok_or_else(|| Error::ArticleNotFound {
        tried: CANDIDATES.iter().map(|candidate| candidate.selector).collect(),
    })
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
