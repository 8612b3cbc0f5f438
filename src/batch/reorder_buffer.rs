//! Restores the order of results that threads finish out of order.

use std::collections::BTreeMap;

/// Accepts values in any order and returns them by index.
pub(super) struct ReorderBuffer<T> {
    /// The index of the next value to take.
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
