//! Footnotes of the Markdown editor: `sup.footnote-ref` and `section.footnotes`.

use crate::dom::Element;
use crate::model::{Block, Footnote};

use super::pre_text::outermost;
use super::{Lowerer, text};

impl Lowerer<'_> {
    /// `<sup class="footnote-ref"><a href="#fn1">[1]</a></sup>`
    pub(super) fn footnote_reference(&mut self, element: Element<'_>) {
        let link =
            element.find_tag("a").and_then(|a| a.attribute("href")).and_then(|href| href.strip_prefix('#'));
        // Links do not nest, and a reference is one.
        match link.map(label).filter(|label| !label.is_empty() && !self.in_link) {
            Some(label) => self.line.footnote_reference(label),
            None => self.html(element, crate::model::Tag::Sup),
        }
    }

    /// `<section class="footnotes"><ol><li id="fn1" class="footnote-item">`
    pub(super) fn footnotes(&mut self, element: Element<'_>) {
        let is_note = |e: Element<'_>| e.tag() == "li" && e.id().is_some();
        self.end_paragraph();
        for note in outermost(element, is_note) {
            let label = label(note.id().unwrap_or_default());
            let blocks = self.container(note);
            self.block(Block::Footnote(Footnote { label, blocks }));
        }
    }
}

/// The label in an `id`: `1` in `fn1`. Characters a label may not hold become `-`.
fn label(id: &str) -> String {
    let label = text::collapse(id.strip_prefix("fn").filter(|rest| !rest.is_empty()).unwrap_or(id));
    label.chars().map(|c| if matches!(c, ' ' | '[' | ']' | '\\' | '`' | '^') { '-' } else { c }).collect()
}
