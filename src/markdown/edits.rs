//! Replaces parts of a text, and maps positions in the result back.

use std::ops::Range;

/// A text that is made from another by replacing parts of it, in order.
#[derive(Debug)]
pub(super) struct Edits<'t> {
    text: &'t str,
    edited: String,
    /// How much of the text has been copied or replaced.
    copied: usize,
    positions: Positions,
}

/// Maps positions in an edited text to positions in the original: after each edit, the two that correspond.
#[derive(Debug, Default)]
pub(super) struct Positions(Vec<(usize, usize)>);

impl<'t> Edits<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, edited: String::new(), copied: 0, positions: Positions::default() }
    }

    /// Replaces a part of the text that is after all parts replaced before.
    pub(super) fn replace(&mut self, part: Range<usize>, with: &str) {
        self.edited.push_str(self.text.get(self.copied..part.start).unwrap_or_default());
        self.edited.push_str(with);
        self.copied = part.end;
        self.positions.0.push((self.edited.len(), part.end));
    }

    /// Returns the edited text; `None` if nothing was replaced.
    pub(super) fn finish(mut self) -> Option<(String, Positions)> {
        if self.positions.0.is_empty() {
            return None;
        }
        self.edited.push_str(self.text.get(self.copied..).unwrap_or_default());
        Some((self.edited, self.positions))
    }
}

impl Positions {
    /// Returns the position in the original of a position in the edited text.
    pub(super) fn original(&self, position: usize) -> usize {
        let next = self.0.partition_point(|(edited, _)| *edited <= position);
        let (edited, original) =
            next.checked_sub(1).and_then(|last| self.0.get(last)).copied().unwrap_or_default();
        let found = original + (position - edited);
        self.0.get(next).map_or(found, |(_, end)| found.min(*end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_mapped_back() {
        let mut edits = Edits::new("abcdef");
        edits.replace(1..3, "X");
        edits.replace(4..5, "YYY");
        let (edited, positions) = edits.finish().unwrap();
        assert_eq!(edited, "aXdYYYf");
        let original: Vec<usize> = (0..=edited.len()).map(|at| positions.original(at)).collect();
        assert_eq!(original, [0, 1, 3, 4, 5, 5, 5, 6]);
        assert!(Edits::new("a").finish().is_none());
    }
}
