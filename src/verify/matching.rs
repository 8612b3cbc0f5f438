//! Matches two sequences with each other, for no more than so long.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// More things than this are not matched one by one: that could take the square of the time.
const MOST: usize = 4000;

/// How many pairs of things may be looked at in all, whatever the sequences.
const PAIRS: usize = 1 << 28;

/// What is left of the time that one comparison may take.
#[derive(Debug)]
pub(super) struct Matching {
    pairs: Cell<usize>,
    is_cut_off: Cell<bool>,
}

impl Matching {
    pub(super) const fn new() -> Self {
        Self { pairs: Cell::new(PAIRS), is_cut_off: Cell::new(false) }
    }

    /// How `a` becomes `b`, or `None` when it could take too long to tell.
    pub(super) fn of<T: Eq + Hash>(&self, a: &[T], b: &[T]) -> Option<Vec<DiffOp>> {
        let all = a.len() + b.len();
        let left =
            self.pairs.get().checked_sub(all.saturating_mul(all)).filter(|_| a.len().max(b.len()) <= MOST);
        let Some(left) = left else {
            self.is_cut_off.set(true);
            return None;
        };
        self.pairs.set(left);
        // Long texts of one beginning take long to compare, and numbers do not.
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

    /// Whether anything was cut off since this was last asked.
    pub(super) fn was_cut_off(&self) -> bool {
        self.is_cut_off.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_cut_off() {
        let matching = Matching::new();
        let (few, many) = ([1, 2], vec![1; MOST + 1]);
        assert!(matching.of(&few, &few).is_some() && !matching.was_cut_off());
        assert!(matching.of(&few, &many).is_none() && matching.was_cut_off() && !matching.was_cut_off());
        let most = vec![1; MOST];
        let times = (0..100).take_while(|_| matching.of(&most, &most).is_some()).count();
        assert!((1..100).contains(&times) && matching.was_cut_off());
    }
}
