//! Puts what threads finish back into the order in which it was begun.

use std::collections::BTreeMap;

/// Values that come in any order and are taken in the order of their numbers.
pub(super) struct ReorderBuffer<T> {
    /// The number of the one to be taken next.
    pub(super) next: usize,
    early: BTreeMap<usize, T>,
}

impl<T> ReorderBuffer<T> {
    pub(super) const fn new() -> Self {
        Self { next: 0, early: BTreeMap::new() }
    }

    pub(super) fn put(&mut self, index: usize, value: T) {
        self.early.insert(index, value);
    }

    pub(super) fn take(&mut self) -> Option<(usize, T)> {
        let value = self.early.remove(&self.next)?;
        let index = self.next;
        self.next += 1;
        Some((index, value))
    }
}
