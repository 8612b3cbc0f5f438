//! Which footnotes and references belong together.

use std::collections::HashSet;

use crate::dom::{Element, NodeId};

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    /// Labels that are referred to.
    pub(super) referred: HashSet<String>,
    /// The notes, those in others before these.
    pub(super) notes: Vec<Note<'a>>,
    /// The notes that something refers to, and their labels; `None` while the page is read for the first time.
    pub(super) paired: Option<(HashSet<NodeId>, HashSet<String>)>,
}

#[derive(Debug)]
pub(super) struct Note<'a> {
    pub(super) element: Element<'a>,
    pub(super) label: String,
    /// Whether it stands in a quote, an item or another note.
    pub(super) is_inner: bool,
}

impl<'a> Footnotes<'a> {
    /// What a second reading needs to know; `None` when there is nothing to know.
    pub(super) fn paired(self) -> Option<Self> {
        if self.paired.is_some() || (self.referred.is_empty() && self.notes.is_empty()) {
            return None;
        }
        let mut labels = HashSet::new();
        let is_paired =
            |note: &Note<'a>| self.referred.contains(&note.label) && labels.insert(note.label.clone());
        let notes: Vec<Note<'a>> = self.notes.into_iter().filter(is_paired).collect();
        let elements = notes.iter().map(|note| note.element.node().id()).collect();
        Some(Self { notes, paired: Some((elements, labels)), ..Self::default() })
    }
}
