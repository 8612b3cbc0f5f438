//! The elements around an article.

use super::class_index::ClassIndex;
use super::script_variables::{self, Variables};
use crate::dom::{Dom, Element, Node};

/// Boxes about other articles, and boxes written by a machine.
const FOREIGN_CLASSES: [&str; 6] = [
    "recommend-box",
    "recommend-item-box",
    "comment-box",
    "comment-list-container",
    "similar_article",
    "ai-abstract-box",
];

/// What surrounds an article in its page. Collected once and read by the metadata readers and the status check.
///
/// Nothing inside the article is here: articles quote other pages, including their titles and scripts.
pub(super) struct Surroundings<'a> {
    /// The elements outside the article in document order. The contents of [`FOREIGN_CLASSES`] are skipped: they are
    /// most of a page.
    pub(super) elements: Vec<Element<'a>>,
    /// The same elements by class and `id`.
    pub(super) index: ClassIndex<'a>,
    /// The variables that the page's scripts set.
    pub(super) variables: Variables,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(page: &'a Dom) -> Self {
        let elements = elements(page);
        Self { index: ClassIndex::of(&elements), variables: script_variables::read(&elements), elements }
    }
}

/// Returns the element that contains nothing but the article. Old pages have no `#content_views`; in 2018, the box of
/// the article begins with its copyright notice.
pub(super) fn content_element(page: &Dom) -> Option<Element<'_>> {
    let is_view =
        |element: &Element<'_>| element.has_class("htmledit_views") || element.has_class("markdown_views");
    let views = page.by_id("content_views");
    views.or_else(|| {
        page.by_id("article_content").map(|own| own.child_elements().find(is_view).unwrap_or(own))
    })
}

fn elements(page: &Dom) -> Vec<Element<'_>> {
    let article = content_element(page).map(Element::node);
    let is_foreign = |element: Element<'_>| {
        element.has_attributes()
            && (element.id() == Some("content_views")
                || element.classes().any(|class| FOREIGN_CLASSES.contains(&class)))
    };
    let mut elements = Vec::new();
    let mut next = page.root().children().next();
    while let Some(node) = next {
        elements.extend(node.as_element());
        let is_skipped = Some(node) == article || node.as_element().is_some_and(is_foreign);
        let child = if is_skipped { None } else { node.children().next() };
        next = child.or_else(|| node_after(node));
    }
    elements
}

/// Returns the node that follows `node` and its descendants in document order.
fn node_after(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(node), |node| node.parent()).find_map(Node::next)
}
