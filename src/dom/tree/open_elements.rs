//! The *stack of open elements*.

use std::ops::Deref;

use rustc_hash::FxHashSet;

use super::open::{Content, Open};
use crate::dom::arena::NodeId;
use crate::dom::name::Name;

/// The *stack of open elements*, which may be as deep as the page is long.
///
/// Most elements lie near its top. What would have to be searched for in all of it is counted instead: a page may ask
/// for it with each of its tags.
#[derive(Debug)]
pub(super) struct OpenElements {
    list: Vec<Open>,
    /// The number of open elements of each name.
    counts: [u32; Name::ALL.len()],
    /// The open formatting elements.
    formatting: FxHashSet<NodeId>,
    /// The greatest number of open elements so far.
    max_length: usize,
    /// The number of elements that were removed from below the top, although the tree still holds what lies above them.
    removed: usize,
}

/// Searches end this many elements below the top. An element further below keeps open what a misnested end tag would
/// close.
const MAX_DISTANCE: usize = 512;

impl Default for OpenElements {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            counts: [0; Name::ALL.len()],
            formatting: FxHashSet::default(),
            max_length: 0,
            removed: 0,
        }
    }
}

impl Deref for OpenElements {
    type Target = [Open];

    fn deref(&self) -> &[Open] {
        &self.list
    }
}

impl OpenElements {
    /// An upper bound on the depth of the tree.
    pub(super) const fn max_depth(&self) -> usize {
        self.max_length + self.removed
    }

    /// The elements near the top with their indices, innermost first.
    pub(super) fn innermost(&self) -> impl Iterator<Item = (usize, &Open)> {
        self.list.iter().enumerate().rev().take(MAX_DISTANCE)
    }

    /// Whether an element of this name is open.
    pub(super) fn has(&self, name: Name) -> bool {
        self.counts.get(name as usize).is_some_and(|&count| count > 0)
    }

    /// Whether the formatting element `node` is open.
    pub(super) fn has_formatting(&self, node: NodeId) -> bool {
        self.formatting.contains(&node)
    }

    pub(super) fn push(&mut self, node: NodeId, name: Name, content: Content) {
        let outer = self.list.last().map_or(Name::Other, |open| open.context);
        let open = Open::new(node, name, content, outer);
        self.list.push(open);
        self.count_opened(open);
        self.max_length = self.max_length.max(self.list.len());
    }

    pub(super) fn insert(&mut self, index: usize, node: NodeId, name: Name, content: Content) {
        let below = index.checked_sub(1).and_then(|index| self.list.get(index));
        let outer = below.map_or(Name::Other, |open| open.context);
        let open = Open::new(node, name, content, outer);
        self.list.insert(index, open);
        self.count_opened(open);
    }

    pub(super) fn pop(&mut self) {
        if let Some(open) = self.list.pop() {
            self.count_closed(open);
        }
    }

    pub(super) fn truncate(&mut self, length: usize) {
        while self.list.len() > length {
            self.pop();
        }
    }

    pub(super) fn remove(&mut self, index: usize) {
        if index < self.list.len() {
            let open = self.list.remove(index);
            self.count_closed(open);
            self.removed += 1;
        }
    }

    /// Replaces the node of a formatting element by its copy.
    pub(super) fn replace(&mut self, index: usize, copy: NodeId) {
        if let Some(open) = self.list.get_mut(index) {
            self.formatting.remove(&open.node);
            self.formatting.insert(copy);
            open.node = copy;
        }
    }

    #[inline]
    fn count_opened(&mut self, open: Open) {
        if let Some(count) = self.counts.get_mut(open.name as usize) {
            *count += 1;
        }
        if open.name.is_formatting() {
            self.formatting.insert(open.node);
        }
    }

    #[inline]
    fn count_closed(&mut self, open: Open) {
        if let Some(count) = self.counts.get_mut(open.name as usize) {
            *count -= 1;
        }
        if open.name.is_formatting() {
            self.formatting.remove(&open.node);
        }
    }
}
