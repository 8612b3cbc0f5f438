//! Footnotes of the page. Which notes and references find each other is known only when all of it was read, so that a page
//! that has any is read twice.

use super::footnote_pairs::Note;
use super::reader::PageReader;
use crate::dom::Element;
use crate::verify::inventory::{Category, FOOTNOTE, is_letter};

impl<'a> PageReader<'a, '_> {
    /// HTML knows no references, and links hold none.
    pub(super) fn footnote_reference(&mut self, element: Element<'a>) {
        let href = element.find_tag("a").and_then(|a| a.attribute("href")).filter(|_| !self.in_link);
        let label = href.and_then(|href| href.strip_prefix('#')).map(label).filter(|label| !label.is_empty());
        let Some(label) = label else { return self.named(element) };
        self.comes_from(element.node());
        let is_paired = self.footnotes.paired.as_ref().is_none_or(|(_, labels)| labels.contains(&label));
        if is_paired && !self.in_html {
            self.footnotes.referred.insert(label.clone());
            self.inventory.thing(Category::Footnotes, FOOTNOTE, 0, label);
        } else {
            self.expected.changed("footnote-unmatched");
            self.inventory.letters(&format!("[{label}]"));
        }
    }

    pub(super) fn footnotes(&mut self, element: Element<'a>) {
        let is_note = |e: Element<'a>| e.tag() == "li" && e.id().is_some();
        self.end_line();
        for note in super::code::outermost(element, is_note) {
            if self.in_table {
                self.boxed(note);
            } else {
                self.note(note);
            }
        }
    }

    fn note(&mut self, element: Element<'a>) {
        let label = label(element.id().unwrap_or_default());
        let is_inner = self.boxes > 0;
        let start = self.inventory.at();
        let Some((paired, _)) = &self.footnotes.paired else {
            self.note_itself(element);
            if self.inventory.at() > start && !label.is_empty() {
                self.footnotes.notes.push(Note { element, label, is_inner });
            }
            return;
        };
        if !paired.contains(&element.node().id()) {
            self.note_itself(element);
            if self.inventory.at() > start {
                self.expected.changed("footnote-unmatched");
            }
        } else if !is_inner {
            self.paired_note(element, label);
        }
    }

    /// Notes within other blocks stand at the end.
    pub(super) fn inner_footnotes(&mut self) {
        if self.footnotes.paired.is_some() {
            for note in std::mem::take(&mut self.footnotes.notes).into_iter().filter(|note| note.is_inner) {
                self.paired_note(note.element, note.label);
            }
        }
    }

    fn paired_note(&mut self, element: Element<'a>, label: String) {
        let start = self.inventory.at();
        self.note_itself(element);
        self.inventory.mark(Category::Footnotes, start, [1, 0, 0], label);
    }

    fn note_itself(&mut self, element: Element<'a>) {
        self.boxes += 1;
        self.boxed(element);
        self.boxes -= 1;
    }
}

/// The label in the name of a note, `1` in `fn1`; its case tells nothing, and no more do signs.
fn label(name: &str) -> String {
    let label = name.strip_prefix("fn").filter(|rest| !rest.is_empty()).unwrap_or(name);
    let label = label.trim_matches(|c| !is_letter(c)).to_lowercase();
    label.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '.') { c } else { '-' }).collect()
}
