//! Headings, and the names that links to them use.

use crate::chars::is_space;
use crate::dom::Element;
use crate::model::{Block, Heading, HeadingLevel, Inline};

use super::{Lowerer, heading_id, text};

impl Lowerer<'_> {
    /// Lowers a heading to one line: the paragraphs in it are joined, other blocks follow it (dialect `heading-br`). If
    /// a heading holds a whole article, its first paragraph becomes the heading.
    pub(super) fn heading(&mut self, element: Element<'_>, level: HeadingLevel) {
        let blocks = self.container(element);
        let (content, after) = if holds_article(element) { first_line(blocks) } else { one_line(blocks) };
        let mut heading = Heading { level, content, anchors: anchors(element) };
        if self.spacing.follows_article() {
            heading_id::respace(&mut heading);
        }
        self.block(Block::Heading(heading));
        self.blocks.extend(after);
    }
}

/// `<h2><div>title</div><p>text</p><p><img></p>…</h2>`: more blocks than a title has, with images or more text than a
/// title has.
fn holds_article(heading: Element<'_>) -> bool {
    const TITLE_BLOCKS: usize = 2;
    const TITLE_CHARACTERS: usize = 120;
    let blocks = heading.child_elements().filter(|child| matches!(child.tag(), "p" | "div"));
    let is_long = || heading.text().chars().filter(|c| !is_space(*c)).nth(TITLE_CHARACTERS).is_some();
    blocks.take(TITLE_BLOCKS + 1).count() > TITLE_BLOCKS && (heading.find_tag("img").is_some() || is_long())
}

fn first_line(mut blocks: Vec<Block>) -> (Vec<Inline>, Vec<Block>) {
    let rest = blocks.split_off(blocks.len().min(1));
    match blocks.pop() {
        Some(Block::Paragraph(line)) => (line, rest),
        first => (Vec::new(), first.into_iter().chain(rest).collect()),
    }
}

/// Joins the lines in `blocks`. Returns them and the other blocks.
pub(super) fn one_line(blocks: Vec<Block>) -> (Vec<Inline>, Vec<Block>) {
    let mut content = Vec::new();
    let mut after = Vec::new();
    for block in blocks {
        let (Block::Paragraph(line) | Block::Heading(Heading { content: line, .. })) = block else {
            after.push(block);
            continue;
        };
        if !content.is_empty() {
            content.push(Inline::Break);
        }
        content.extend(line);
    }
    (content, after)
}

/// Returns the `id` of the heading and those of anchors in it or right before it (dialect `heading-anchor`).
fn anchors(heading: Element<'_>) -> Vec<String> {
    let is_anchor = |e: &Element<'_>| e.tag() == "a" || e.tag() == "span";
    let before = heading
        .node()
        .previous()
        .and_then(|node| if node.is_whitespace_only() { node.previous() } else { None });
    let before = before.or_else(|| heading.node().previous()).and_then(crate::dom::Node::as_element);
    let before = before.filter(|e| is_anchor(e) && e.node().is_whitespace_only());
    let elements = [heading].into_iter().chain(heading.elements().filter(is_anchor)).chain(before);
    let names = elements.flat_map(|e| [e.id(), e.attribute("name")]).flatten();
    names.filter(|name| !name.is_empty()).map(text::percent_decode).collect()
}
