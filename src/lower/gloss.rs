//! Readings above characters, quotation marks and alerts: what browsers and sites write around text.

use crate::clean::alert_kind;
use crate::dom::{Element, Node};
use crate::model::{Block, Inline};

use super::spacing::BoundaryFlags;
use super::{Lowerer, text};

impl Lowerer<'_> {
    /// `<ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby>`: the reading in its own brackets, or in `()` without any.
    pub(super) fn gloss(&mut self, reading: Element<'_>) {
        if reading.node().is_whitespace_only() {
            return self.children(reading);
        }
        let [open, close] = brackets(reading);
        self.glued(&open);
        self.children(reading);
        self.line.flag_boundary(BoundaryFlags::RAISED);
        self.line.text(&close);
        self.line.boundary(false);
    }

    /// `<q>文</q>`: with the quotation marks that browsers add.
    pub(super) fn quotation(&mut self, element: Element<'_>) {
        let depth = element.node().ancestors().filter(|above| above.tag() == "q").count();
        let [open, close] = if depth.is_multiple_of(2) { ["“", "”"] } else { ["‘", "’"] };
        self.line.boundary(false);
        self.line.text(open);
        self.line.flag_boundary(BoundaryFlags::RAISED);
        self.children(element);
        self.line.flag_boundary(BoundaryFlags::RAISED);
        self.line.text(close);
        self.line.boundary(false);
    }

    /// `<div class="markdown-alert markdown-alert-note">`: a quote that starts with `[!NOTE]` (dialect `alert`).
    pub(super) fn alert(&mut self, element: Element<'_>) {
        let kind = alert_kind(element).unwrap_or_default().to_ascii_uppercase();
        let mut blocks = vec![Block::Paragraph(vec![Inline::Text(format!("[!{kind}]"))])];
        blocks.append(&mut self.container(element));
        self.block(Block::Quote(blocks));
    }

    /// Adds text that no space separates from what is around it.
    fn glued(&mut self, text: &str) {
        self.line.flag_boundary(BoundaryFlags::RAISED);
        self.line.text(text);
        self.line.flag_boundary(BoundaryFlags::RAISED);
    }
}

/// Returns the brackets beside a reading.
fn brackets(reading: Element<'_>) -> [String; 2] {
    let before = std::iter::successors(reading.node().previous(), |node| node.previous());
    let after = std::iter::successors(reading.node().next(), |node| node.next());
    [
        own_bracket(before).unwrap_or_else(|| "(".to_owned()),
        own_bracket(after).unwrap_or_else(|| ")".to_owned()),
    ]
}

/// Returns the bracket in the first of these elements, if that is an `rp`.
fn own_bracket<'a>(mut siblings: impl Iterator<Item = Node<'a>>) -> Option<String> {
    let nearest = siblings.find_map(Node::as_element).filter(|e| e.tag() == "rp")?;
    Some(text::collapsed(nearest)).filter(|bracket| !bracket.is_empty())
}
