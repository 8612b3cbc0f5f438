//! Matches two sequences within a time limit.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Longer sequences are not matched, as that could take quadratic time.
const MAX_LENGTH: usize = 4000;

/// The total number of pairs that one comparison may examine.
const MAX_PAIRS: usize = 1 << 28;

/// The remaining budget of one comparison.
#[derive(Debug)]
pub(super) struct Matching {
    pairs: Cell<usize>,
    is_cut_off: Cell<bool>,
}

impl Matching {
    pub(super) const fn new() -> Self {
        Self { pairs: Cell::new(MAX_PAIRS), is_cut_off: Cell::new(false) }
    }

    /// Returns the edits from `a` to `b`, or `None` if computing them could take too long.
    pub(super) fn edits<T: Eq + Hash>(&self, a: &[T], b: &[T]) -> Option<Vec<DiffOp>> {
        let all = a.len() + b.len();
        let left = self
            .pairs
            .get()
            .checked_sub(all.saturating_mul(all))
            .filter(|_| a.len().max(b.len()) <= MAX_LENGTH);
        let Some(left) = left else {
            self.is_cut_off.set(true);
            return None;
        };
        self.pairs.set(left);
        // Comparing long texts with a common prefix is slow, so each distinct one is replaced by a number.
        let mut known: HashMap<&T, usize> = HashMap::with_capacity(all);
        let numbers: Vec<usize> = a
            .iter()
            .chain(b)
            .map(|thing| {
                let next = known.len();
                *known.entry(thing).or_insert(next)
            })
            .collect();
        let (a, b) = numbers.split_at(a.len());
        Some(capture_diff_slices(Algorithm::Myers, a, b))
    }

    /// Returns whether anything was cut off since the last call.
    pub(super) fn was_cut_off(&self) -> bool {
        self.is_cut_off.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_off_what_takes_too_long() {
        let matching = Matching::new();
        let (few, many) = ([1, 2], vec![1; MAX_LENGTH + 1]);
        assert!(matching.edits(&few, &few).is_some() && !matching.was_cut_off());
        assert!(matching.edits(&few, &many).is_none() && matching.was_cut_off() && !matching.was_cut_off());
        let longest = vec![1; MAX_LENGTH];
        let times = (0..100).take_while(|_| matching.edits(&longest, &longest).is_some()).count();
        assert!((1..100).contains(&times) && matching.was_cut_off());
    }
}
