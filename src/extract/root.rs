//! Where in a page the article stands.

use crate::dom::{self, Dom, Element};
use crate::error::{Error, Result};
use crate::options::Limits;

/// A place an article can stand in, and its name in messages.
struct Place {
    name: &'static str,
    holds: fn(Element<'_>) -> bool,
}

/// The places, the surest first. In each the outermost element counts: pages pasted into articles bring a second
/// `#content_views` inside the first (dialect `nested-cv`).
const PLACES: [Place; 4] = [
    Place { name: "#content_views", holds: |element| element.id() == Some("content_views") },
    Place { name: "#article_content", holds: |element| element.id() == Some("article_content") },
    Place { name: "article", holds: |element| element.tag() == "article" },
    Place { name: "div.blog-content-box", holds: |element| element.has_class("blog-content-box") },
];

/// Finds the element that holds the article.
///
/// With `or_body` the body itself will do, as for a bare fragment; a whole page without an article is never
/// guessed at.
///
/// # Errors
///
/// [`Error::ArticleNotFound`] naming what was looked for.
pub fn root(dom: &Dom, or_body: bool) -> Result<Element<'_>> {
    let place = PLACES.iter().find_map(|place| dom.elements().find(|element| (place.holds)(*element)));
    place
        .or_else(|| or_body.then(|| dom.elements().find(|element| element.tag() == "body")).flatten())
        .ok_or_else(|| Error::ArticleNotFound { tried: PLACES.iter().map(|place| place.name).collect() })
}

/// Whether an article stands in one of its places in the page, or piece of one, `html`.
///
/// ```
/// use csdown::{Limits, extract};
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
        let dom = parse(html, &Limits::default()).unwrap();
        root(&dom, or_body).ok().map(|e| (e.tag().to_owned(), e.id().unwrap_or_default().to_owned()))
    }

    #[test]
    fn the_outermost_view_wins() {
        let html =
            "<article><div id=content_views class=a><div id=content_views class=b>x</div></div></article>";
        let dom = parse(html, &Limits::default()).unwrap();
        assert!(root(&dom, false).unwrap().has_class("a"));
    }

    #[test]
    fn places_are_tried_in_order() {
        let found = |html: &str| tag_and_id(html, false).map(|(tag, _)| tag);
        assert_eq!(found("<article><section id=article_content>x"), Some("section".into()));
        assert_eq!(found("<article>x"), Some("article".into()));
        assert_eq!(found("<div class='blog-content-box'>x"), Some("div".into()));
        assert_eq!(found("<div>x"), None);
    }

    #[test]
    fn a_fragment_is_its_own_article() {
        assert_eq!(tag_and_id("<p>x", true), Some(("body".into(), String::new())));
    }
}
