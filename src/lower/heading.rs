//! Headings, and the names that links to them use.

use crate::chars::{is_invisible, is_joiner, is_space};
use crate::dom::{Element, Node};
use crate::model::{Block, Heading, HeadingLevel, Inline};

use super::list::is_shown;
use super::pre_text::visible_nodes;
use super::{Lowerer, heading_id, text};

impl Lowerer<'_> {
    /// Lowers a heading to one line: the paragraphs in it are joined, other blocks follow it (dialect `heading-br`). If
    /// a heading holds a whole article, its first paragraph becomes the heading.
    pub(super) fn heading(&mut self, element: Element<'_>, level: HeadingLevel) {
        let blocks = self.container(element);
        let is_article = self.holds_article(element);
        let (content, after) = if is_article { first_line(blocks) } else { one_line(blocks) };
        let mut heading = Heading { level, content, anchors: anchors(element, is_article) };
        if self.spacing.follows_article() {
            heading_id::respace(&mut heading);
        }
        self.block(Block::Heading(heading));
        self.blocks.extend(after);
    }

    /// `<h2><div>title</div><p>text</p><p><img></p>…</h2>`: more blocks than a title has, with images or more text than
    /// a title has; or `<h2><p>title</p><div><h2>section</h2>…`: another heading and more.
    fn holds_article(&self, heading: Element<'_>) -> bool {
        const TITLE_BLOCKS: usize = 2;
        const TITLE_CHARACTERS: usize = 120;
        let inner = heading.find(is_heading).map(|inner| self.count_visible(inner, TITLE_CHARACTERS + 1));
        if let Some(inner) = inner.filter(|inner| *inner > 0) {
            return self.count_visible(heading, inner + 1) > inner;
        }
        let blocks = heading.child_elements().filter(|child| matches!(child.tag(), "p" | "div"));
        blocks.take(TITLE_BLOCKS + 1).count() > TITLE_BLOCKS
            && (heading.find_tag("img").is_some()
                || self.count_visible(heading, TITLE_CHARACTERS + 1) > TITLE_CHARACTERS)
    }

    /// Counts the characters of `element` that no rule drops, up to `limit`.
    fn count_visible(&self, element: Element<'_>, limit: usize) -> usize {
        let (nodes, _) = visible_nodes(element, &self.classifier);
        let texts = nodes.into_iter().filter_map(Node::as_text).flat_map(str::chars);
        texts.filter(|c| !is_space(*c) && !is_invisible(*c) && !is_joiner(*c)).take(limit).count()
    }
}

fn first_line(mut blocks: Vec<Block>) -> (Vec<Inline>, Vec<Block>) {
    blocks.retain(is_shown);
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
        if content.is_empty() {
            content = line;
        } else {
            content.push(Inline::Break);
            content.extend(line);
        }
    }
    (content, after)
}

fn is_heading(element: Element<'_>) -> bool {
    element.name().is_heading()
}

/// Returns the `id` of the heading and those of anchors in it or right before it (dialect `heading-anchor`). If it holds
/// an article, the anchors of the headings in it are theirs.
fn anchors(heading: Element<'_>, is_article: bool) -> Vec<String> {
    let is_anchor = |e: &Element<'_>| e.tag() == "a" || e.tag() == "span";
    let is_gap = |node: &Node<'_>| node.as_element().is_none() && node.is_whitespace_only();
    let before = heading.node().previous();
    let before = before.and_then(|node| if is_gap(&node) { node.previous() } else { Some(node) });
    let before = before.and_then(Node::as_element);
    let before = before.filter(|e| is_anchor(e) && e.node().is_whitespace_only());
    let is_own = |e: &Element<'_>| {
        let mut around = e.node().ancestors().take_while(|above| above.node() != heading.node());
        !is_article || !around.any(is_heading)
    };
    let inside = heading.elements().filter(is_anchor).filter(is_own);
    let elements = [heading].into_iter().chain(inside).chain(before);
    let names = elements.flat_map(|e| [e.id(), e.attribute("name")]).flatten();
    names.filter(|name| !name.is_empty()).map(text::percent_decode).collect()
}
