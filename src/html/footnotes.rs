//! Writes references to footnotes and the list of them at the end.

use super::element::{Attribute, Class, Element, Role, Void};
use super::notes::Reference;
use super::renderer::Renderer;
use super::url::Href;
use crate::model::Block;

impl Renderer<'_> {
    /// Writes the list of footnotes.
    pub(super) fn footnotes(&mut self) {
        let Some(mut next) = self.notes.next() else { return };
        self.in_note = true;
        let label = Attribute::AriaLabel(self.options.wording.footnotes);
        let attributes = [Attribute::Class(Class::Footnotes), Attribute::Role(Role::Endnotes), label];
        self.writer.start(Element::Section, attributes);
        self.writer.line_end();
        self.writer.void(Void::Hr, []);
        self.writer.line_end();
        self.writer.start(Element::Ol, []);
        self.writer.line_end();
        loop {
            let (footnote, number, references) = next;
            let id = self.id(&note_id(number));
            self.writer.start(Element::Li, [Attribute::Id(&id)]);
            self.note(&footnote.blocks, number, references);
            self.writer.end();
            self.writer.line_end();
            next = match self.notes.next() {
                Some(next) => next,
                None => break,
            };
        }
        self.writer.end();
        self.writer.line_end();
        self.writer.end();
        self.writer.line_end();
    }
}

impl<'a> Renderer<'a> {
    /// Writes the blocks of a note, with the links back to the text in its last paragraph.
    fn note(&mut self, blocks: &'a [Block], number: usize, references: usize) {
        let (before, last) = match blocks.split_last() {
            Some((Block::Paragraph(content), before)) => (before, content.as_slice()),
            _ => (blocks, [].as_slice()),
        };
        if !before.is_empty() {
            self.writer.line_end();
            self.blocks(before);
        }
        if references == 0 && last.is_empty() {
            return;
        }
        self.writer.start(Element::P, []);
        self.inlines(last);
        for occurrence in 1..=references {
            self.writer.text(" ");
            let href = Href::fragment(&self.id(&reference_id(number, occurrence)));
            let label = Attribute::AriaLabel(self.options.wording.back);
            let attributes = [Attribute::Href(&href), Attribute::Role(Role::Backlink), label];
            self.writer.start(Element::A, attributes);
            // The variation selector asks for text instead of an emoji.
            self.writer.text("↩\u{fe0e}");
            self.writer.end();
        }
        self.writer.end();
    }

    /// Writes a reference, which is text if there is no such note.
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some(Reference { number, occurrence }) = self.notes.refer(label) else {
            self.writer.text("[^");
            self.writer.text(label);
            self.writer.text("]");
            return;
        };
        let id = self.id(&reference_id(number, occurrence));
        self.writer.start(Element::Sup, [Attribute::Class(Class::Footnote), Attribute::Id(&id)]);
        let href = Href::fragment(&self.id(&note_id(number)));
        let is_link = !self.in_link;
        if is_link {
            self.writer.start(Element::A, [Attribute::Href(&href), Attribute::Role(Role::Noteref)]);
        }
        self.writer.text(&format!("[{number}]"));
        if is_link {
            self.writer.end();
        }
        self.writer.end();
    }
}

/// Returns the id of a note. No slug of a heading has a dot.
fn note_id(number: usize) -> String {
    format!("fn.{number}")
}

/// Returns the id of a reference.
fn reference_id(number: usize, occurrence: usize) -> String {
    if occurrence == 1 { format!("fnref.{number}") } else { format!("fnref.{number}.{occurrence}") }
}
