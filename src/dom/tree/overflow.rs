//! Elements beyond the depth limit.

use crate::dom::name::Name;

/// Open elements that lie deeper than the limit. They are not in the tree, but their end tags must not close anything
/// else.
#[derive(Debug)]
pub(super) struct Overflow {
    open: Vec<Name>,
    /// The number of open elements of each name.
    counts: [u32; 128],
    total: usize,
}

impl Default for Overflow {
    fn default() -> Self {
        Self { open: Vec::new(), counts: [0; 128], total: 0 }
    }
}

impl Overflow {
    /// The number of elements that were too deep.
    pub(super) const fn total(&self) -> usize {
        self.total
    }

    pub(super) fn push(&mut self, name: Name) {
        self.total += 1;
        self.open.push(name);
        if let Some(count) = self.counts.get_mut(name as usize) {
            *count += 1;
        }
    }

    /// Closes the innermost element of this name, if there is one.
    pub(super) fn close(&mut self, name: Name) -> bool {
        if self.open.is_empty() || self.counts.get(name as usize).is_none_or(|&count| count == 0) {
            return false;
        }
        while let Some(last) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(last as usize) {
                *count -= 1;
            }
            if last == name {
                break;
            }
        }
        true
    }

    /// Closes them all, because an element around them was closed.
    pub(super) fn clear(&mut self) {
        if !self.open.is_empty() {
            self.open.clear();
            self.counts.fill(0);
        }
    }
}
