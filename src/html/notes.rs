//! The numbers of footnotes, in the order of their references.

use std::collections::HashMap;

use crate::model::Footnote;

/// The footnotes of a document.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// All notes, in reading order.
    all: Vec<Note<'a>>,
    by_label: HashMap<&'a str, usize>,
    /// Numbered notes, as positions in `all`.
    order: Vec<usize>,
    /// How many of `order` are written.
    written: usize,
    /// The notes before this one are numbered.
    first_unnumbered: usize,
}

#[derive(Debug)]
struct Note<'a> {
    footnote: &'a Footnote,
    number: Option<usize>,
    references: usize,
}

/// A reference to a note.
pub(super) struct Reference {
    pub(super) number: usize,
    /// 1 for the first reference to the note.
    pub(super) occurrence: usize,
}

impl<'a> Notes<'a> {
    pub(super) fn new(footnotes: &[&'a Footnote]) -> Self {
        let mut notes = Self::default();
        for (position, footnote) in footnotes.iter().enumerate() {
            notes.all.push(Note { footnote, number: None, references: 0 });
            notes.by_label.entry(&footnote.label).or_insert(position);
        }
        notes
    }

    /// Adds a reference. `None` if no note has the label.
    pub(super) fn refer(&mut self, label: &str) -> Option<Reference> {
        let position = *self.by_label.get(label)?;
        let number = self.number(position)?;
        let note = self.all.get_mut(position)?;
        note.references += 1;
        Some(Reference { number, occurrence: note.references })
    }

    fn number(&mut self, position: usize) -> Option<usize> {
        let note = self.all.get_mut(position)?;
        let order = &mut self.order;
        Some(*note.number.get_or_insert_with(|| {
            order.push(position);
            order.len()
        }))
    }

    /// Returns the next note to write, with its number and how often the text refers to it: first those with references,
    /// then the others.
    pub(super) fn next(&mut self) -> Option<(&'a Footnote, usize, usize)> {
        if self.written == self.order.len() {
            while self.all.get(self.first_unnumbered)?.number.is_some() {
                self.first_unnumbered += 1;
            }
            self.number(self.first_unnumbered)?;
        }
        let note = self.all.get(*self.order.get(self.written)?)?;
        self.written += 1;
        Some((note.footnote, self.written, note.references))
    }
}
