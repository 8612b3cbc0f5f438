//! Footnotes of the page. Which footnotes and references match is only known at the end of the page, so a page that
//! has any is read twice.

use super::footnote_pairs::Note;
use super::reader::PageReader;
use crate::dom::Element;
use crate::verify::category::Category;
use crate::verify::inventory::{FOOTNOTE, is_visible};

impl<'a> PageReader<'a, '_> {
    /// Reads a footnote reference. HTML and links cannot contain one.
    pub(super) fn footnote_reference(&mut self, element: Element<'a>) {
        let href = element.find_tag("a").and_then(|a| a.attribute("href")).filter(|_| !self.in_link);
        let label = href.and_then(|href| href.strip_prefix('#')).map(label).filter(|label| !label.is_empty());
        let Some(label) = label else { return self.by_name(element) };
        self.set_origin(element.node());
        let is_paired = self.footnotes.paired.as_ref().is_none_or(|(_, labels)| labels.contains(&label));
        if is_paired && !self.in_html {
            self.footnotes.referred.insert(label.clone());
            self.inventory.push_placeholder(Category::Footnotes, FOOTNOTE, 0, label);
        } else {
            self.expected.changed("footnote-unmatched");
            self.inventory.push_text(&format!("[{label}]"));
        }
    }

    pub(super) fn footnotes(&mut self, element: Element<'a>) {
        let is_note = |e: Element<'a>| e.tag() == "li" && e.id().is_some();
        self.end_line();
        for note in super::code::outermost(element, is_note) {
            if self.in_table {
                self.block(note);
            } else {
                self.note(note);
            }
        }
    }

    fn note(&mut self, element: Element<'a>) {
        let label = label(element.id().unwrap_or_default());
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
                self.paired_note(note.element, note.label);
            }
        }
    }

    fn paired_note(&mut self, element: Element<'a>, label: String) {
        let start = self.inventory.offset();
        self.note_itself(element);
        self.inventory.mark(Category::Footnotes, start, [1, 0, 0], label);
    }

    fn note_itself(&mut self, element: Element<'a>) {
        self.open_blocks += 1;
        self.block(element);
        self.open_blocks -= 1;
    }
}

/// Returns the label in the `id` of a footnote, such as `1` in `fn1`. Case and punctuation are ignored.
fn label(name: &str) -> String {
    let label = name.strip_prefix("fn").filter(|rest| !rest.is_empty()).unwrap_or(name);
    let label = label.trim_matches(|c| !is_visible(c)).to_lowercase();
    label.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '.') { c } else { '-' }).collect()
}
