//! Footnotes of the page. Which footnotes and references match is only known at the end of the page, so a page that
//! has any is read twice.

use std::rc::Rc;

use super::container::BlockKind;
use super::footnote_pairs::Note;
use super::footnote_parts::Part;
use super::reader::PageReader;
use crate::dom::Element;
use crate::verify::category::Category;
use crate::verify::visible::FOOTNOTE;

impl<'a> PageReader<'a, '_> {
    /// Reads an element that is part of a footnote, unless a rule removes it or it is where none can be.
    pub(super) fn footnote_part(&mut self, element: Element<'a>) -> bool {
        let parts = Rc::clone(&self.footnotes.parts);
        let Some(part) = parts.part(element) else { return false };
        let is_free = self.rules.is_some_and(|rules| rules.by_user(element).is_none());
        if !is_free || self.is_dropped(element) {
            return false;
        }
        match part {
            Part::Reference(_) if self.in_link => return false,
            Part::Reference(label) => self.footnote_reference(element, label),
            Part::ReferenceGroup => element.child_elements().for_each(|child| self.element(child)),
            Part::Note(label) => {
                if let Some(list) = self.lists.last_mut().filter(|_| element.tag() == "li") {
                    list.next = list.next.map(|next| next.saturating_add(1));
                    list.has_items = false;
                }
                self.end_line();
                self.note(element, label);
            }
            Part::Backlink => self.drop(element, "footnote-boilerplate"),
        }
        true
    }

    /// Reads a footnote reference. HTML cannot contain one.
    fn footnote_reference(&mut self, element: Element<'a>, label: &str) {
        let label = comparable(label);
        self.set_origin(element.node());
        // Its text may be another number than that of the note.
        self.inventory.dropped_characters.add_element(element);
        let is_paired = self.footnotes.paired.as_ref().is_none_or(|(_, labels)| labels.contains(&label));
        if is_paired && !self.in_html {
            self.footnotes.referred.insert(label.clone());
            self.inventory.push_placeholder(Category::Footnotes, FOOTNOTE, 0, label);
        } else {
            self.expected.changed("footnote-unmatched");
            self.inventory.push_text(&format!("[{label}]"));
        }
    }

    fn note(&mut self, element: Element<'a>, label: &str) {
        let label = comparable(label);
        let is_inner = self.open_blocks > 0;
        let start = self.inventory.offset();
        let Some((paired, _)) = &self.footnotes.paired else {
            self.note_itself(element);
            if self.inventory.offset() > start && !label.is_empty() {
                self.footnotes.notes.push(Note { element, label, is_inner });
            }
            return;
        };
        if !paired.contains(&element.node().id()) {
            self.note_itself(element);
            if self.inventory.offset() > start {
                self.expected.changed("footnote-unmatched");
            }
        } else if !is_inner {
            self.paired_note(element, label);
        }
    }

    /// Reads the footnotes that are inside other blocks, which are moved to the end.
    pub(super) fn inner_footnotes(&mut self) {
        if self.footnotes.paired.is_some() {
            for note in std::mem::take(&mut self.footnotes.notes).into_iter().filter(|note| note.is_inner) {
                let start = self.inventory.offset();
                self.paired_note(note.element, note.label);
                for around in note.element.node().ancestors() {
                    self.mark_style(around, start);
                }
            }
        }
    }

    fn paired_note(&mut self, element: Element<'a>, label: String) {
        let start = self.inventory.offset();
        self.note_itself(element);
        self.inventory.mark(Category::Footnotes, start, [1, 0, 0], label);
    }

    fn note_itself(&mut self, element: Element<'a>) {
        self.end_line();
        let start = self.inventory.offset();
        let lists = std::mem::take(&mut self.lists);
        let outer = self.enter(false);
        self.open_blocks += 1;
        self.block(element);
        self.open_blocks -= 1;
        self.leave(start, outer, BlockKind::Other);
        self.lists = lists;
    }
}

/// Returns a label in the form in which labels are compared: case and punctuation are ignored.
fn comparable(label: &str) -> String {
    let label = label.to_lowercase();
    label.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '.') { c } else { '-' }).collect()
}
