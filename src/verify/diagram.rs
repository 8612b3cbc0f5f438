//! Drawings of the page that became pictures: what is compared of them are their labels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::inventory::letters;
use crate::dom::{self, Element, Node};
use crate::options::Limits;

/// How the addresses of such pictures begin: in base64, that of an SVG whose first two names are `xmlns:xlink` and `xmlns`.
const ADDRESS: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxuczp4bGluaz0iaHR0cDovL3d3dy53My5vcmcvMTk5OS94bGluayIgeG1sbnM9Imh0dHA6Ly93d3cudzMub3JnLzIwMDAvc3Zn";

/// What begins the form of an address in which such pictures are compared.
const DRAWING: &str = "drawing:";

/// The form in which the address of a picture of `svg` is compared.
pub(super) fn address(svg: Element<'_>) -> String {
    let mut labels = String::from(DRAWING);
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

/// The letters of a label, of its HTML those that show.
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
    letters(&text)
}

/// The same of the `address` of a picture in Markdown, if it is that of a drawing.
pub(super) fn of_address(url: &str) -> Option<String> {
    if !url.starts_with(ADDRESS) {
        return None;
    }
    let xml = STANDARD.decode(url.split_once(',')?.1).ok()?;
    let page = dom::parse(std::str::from_utf8(&xml).ok()?, &Limits::default()).ok()?;
    let svg = page.elements().find(|element| element.tag() == "svg")?;
    Some(address(svg))
}
