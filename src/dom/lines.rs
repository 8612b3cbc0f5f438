//! The number of the line at a place, for places that come in order.

use memchr::Memchr;

/// Counts the lines of a page on the way through it.
#[derive(Debug)]
pub(super) struct Lines<'s> {
    /// The ends of lines that were not met yet.
    ends: Memchr<'s>,
    /// The next of them.
    next: usize,
    /// The line before it, from 1.
    line: u32,
}

impl<'s> Lines<'s> {
    pub(super) fn of(source: &'s str) -> Self {
        let mut ends = Memchr::new(b'\n', source.as_bytes());
        let next = ends.next().unwrap_or(usize::MAX);
        Self { ends, next, line: 1 }
    }

    /// The line of what stands at `place`, which is not before the place asked for last.
    pub(super) fn at(&mut self, place: usize) -> u32 {
        while self.next < place {
            self.line = self.line.saturating_add(1);
            self.next = self.ends.next().unwrap_or(usize::MAX);
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newline_ends_the_line_it_stands_on() {
        let mut lines = Lines::of("ab\n\nc");
        assert_eq!([0, 2, 3, 3, 4, 5, 9].map(|place| lines.at(place)), [1, 1, 2, 2, 3, 3, 3]);
    }
}
