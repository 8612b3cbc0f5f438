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
        // A footnote reference is a link, and links do not nest.
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

/// Derives the label from an `id`: `1` for `fn1`. Characters that are not allowed in labels become `-`.
fn label(id: &str) -> String {
    let label = text::collapse(id.strip_prefix("fn").filter(|rest| !rest.is_empty()).unwrap_or(id));
    label.chars().map(|c| if matches!(c, ' ' | '[' | ']' | '\\' | '`' | '^') { '-' } else { c }).collect()
}
