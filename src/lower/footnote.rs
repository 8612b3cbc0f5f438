//! Footnotes: references and notes.

use crate::clean::Disposition;
use crate::dom::Element;
use crate::model::{Block, Footnote};

use super::Lowerer;
use super::footnote_pairs::Role;

impl Lowerer<'_> {
    /// Lowers an element that belongs to a footnote (dialect `footnote`). Returns whether it does.
    pub(super) fn footnote(&mut self, element: Element<'_>) -> bool {
        let Some(role) = self.footnotes.role(element) else { return false };
        if self.classifier.by_user(element).is_some() || self.is_dropped(element) {
            return false;
        }
        match role {
            // A footnote reference is a link, and links do not nest.
            Role::Reference(_) if self.in_link => return false,
            Role::Reference(label) => {
                let label = label.clone();
                self.line.footnote_reference(label);
            }
            Role::References => element.child_elements().for_each(|reference| self.element(reference)),
            Role::Note(label) => {
                let label = label.clone();
                self.end_paragraph();
                let blocks = self.container(element);
                self.block(Block::Footnote(Footnote { label, blocks }));
            }
            Role::Boilerplate => self.drop(element, "footnote-boilerplate"),
        }
        true
    }

    /// Whether `element` is a note.
    pub(super) fn is_note(&self, element: Element<'_>) -> bool {
        matches!(self.footnotes.role(element), Some(Role::Note(_)))
            && self.classifier.by_user(element).is_none()
            && !matches!(self.classifier.classify(element), Disposition::Drop(_))
    }
}
