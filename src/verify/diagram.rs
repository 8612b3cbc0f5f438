//! Diagrams that became images, which are compared by their labels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::visible::visible_text;
use crate::dom::{self, Element, Node};
use crate::options::Limits;

/// The prefix of the URLs of such images: base64 of an SVG image whose first attributes are `xmlns:xlink` and
/// `xmlns`.
const URL_PREFIX: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxuczp4bGluaz0iaHR0cDovL3d3dy53My5vcmcvMTk5OS94bGluayIgeG1sbnM9Imh0dHA6Ly93d3cudzMub3JnLzIwMDAvc3Zn";

/// The prefix of the form in which such URLs are compared.
const LABELS_PREFIX: &str = "diagram:";

/// Returns the comparable form of the URL of an image of `svg`.
pub(super) fn comparable_url(svg: Element<'_>) -> String {
    let mut labels = String::from(LABELS_PREFIX);
    let mut nodes = svg.node().descendants();
    while let Some(node) = nodes.next() {
        let Some(element) = node.as_element() else { continue };
        if matches!(element.tag(), "text" | "foreignObject") {
            nodes.skip_below(node);
            labels.push_str(&label(node));
        }
    }
    labels
}

/// Returns the visible text of a label.
fn label(node: Node<'_>) -> String {
    let mut text = String::new();
    let mut nodes = node.descendants();
    while let Some(node) = nodes.next() {
        match (node.as_text(), node.as_element()) {
            (Some(own), _) => text.push_str(own),
            (_, Some(element)) if matches!(element.tag(), "script" | "style") => nodes.skip_below(node),
            _ => {}
        }
    }
    visible_text(&text)
}

/// Returns the same form for the URL of an image in Markdown, if it is a diagram.
pub(super) fn comparable_image_url(url: &str) -> Option<String> {
    if !url.starts_with(URL_PREFIX) {
        return None;
    }
    let xml = STANDARD.decode(url.split_once(',')?.1).ok()?;
    let page = dom::parse(std::str::from_utf8(&xml).ok()?, &Limits::default()).ok()?;
    let svg = page.elements().find(|element| element.tag() == "svg")?;
    Some(comparable_url(svg))
}
