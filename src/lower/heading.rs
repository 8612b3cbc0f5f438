//! Headings, with the names links reach them by.

use crate::dom::Element;
use crate::model::{Block, Heading, HeadingLevel, Inline};

use super::{Lowerer, link};

impl Lowerer<'_> {
    /// A heading is one line: paragraphs inside become one, other blocks are moved after it
    /// (dialect `heading-br`).
    pub(super) fn heading(&mut self, element: Element<'_>, level: HeadingLevel) {
        let mut content = Vec::new();
        let mut after = Vec::new();
        for block in self.container(element) {
            let (Block::Paragraph(line) | Block::Heading(Heading { content: line, .. })) = block else {
                after.push(block);
                continue;
            };
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            content.extend(line);
        }
        self.block(Block::Heading(Heading { level, content, anchors: anchors(element) }));
        self.blocks.extend(after);
    }
}

/// The `id` of the heading and those of the anchors in it or right before it (dialect `heading-anchor`).
fn anchors(heading: Element<'_>) -> Vec<String> {
    let is_anchor = |e: &Element<'_>| e.tag() == "a" || e.tag() == "span";
    let before =
        heading.node().previous().and_then(|node| if node.is_blank() { node.previous() } else { None });
    let before = before.or_else(|| heading.node().previous()).and_then(crate::dom::Node::as_element);
    let before = before.filter(|e| is_anchor(e) && e.node().is_blank());
    let elements = [heading].into_iter().chain(heading.elements().filter(is_anchor)).chain(before);
    let names = elements.flat_map(|e| [e.id(), e.attribute("name")]).flatten();
    names.filter(|name| !name.is_empty()).map(link::percent_decoded).collect()
}
