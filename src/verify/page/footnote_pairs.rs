//! Matching of footnotes with references.

use std::collections::HashSet;
use std::rc::Rc;

use super::footnote_parts::Parts;
use crate::dom::{Element, NodeId};

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    /// What elements are to footnotes.
    pub(super) parts: Rc<Parts>,
    /// The labels of all references.
    pub(super) referred: HashSet<String>,
    /// The footnotes, inner ones before the ones that contain them.
    pub(super) notes: Vec<Note<'a>>,
    /// The footnotes that have a reference, and their labels. `None` in the first reading.
    pub(super) paired: Option<(HashSet<NodeId>, HashSet<String>)>,
}

#[derive(Debug)]
pub(super) struct Note<'a> {
    pub(super) element: Element<'a>,
    pub(super) label: String,
    /// Whether it is inside a quote, an item or another footnote.
    pub(super) is_inner: bool,
}

impl<'a> Footnotes<'a> {
    /// Returns the state for the first reading of the article in `root`.
    pub(super) fn of(root: Element<'a>) -> Self {
        Self { parts: Rc::new(Parts::of(root)), ..Self::default() }
    }

    /// Returns the state for a second reading, or `None` if one is not needed.
    pub(super) fn paired(self) -> Option<Self> {
        if self.paired.is_some() || (self.referred.is_empty() && self.notes.is_empty()) {
            return None;
        }
        let mut labels = HashSet::new();
        let is_paired =
            |note: &Note<'a>| self.referred.contains(&note.label) && labels.insert(note.label.clone());
        let notes: Vec<Note<'a>> = self.notes.into_iter().filter(is_paired).collect();
        let elements = notes.iter().map(|note| note.element.node().id()).collect();
        Some(Self { parts: self.parts, notes, paired: Some((elements, labels)), ..Self::default() })
    }
}
