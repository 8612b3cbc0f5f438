//! Spans of the text of a page.

use std::ops::Range;

/// A range of bytes in the text of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Span {
    /// The first byte.
    pub(super) start: u32,
    /// The byte after the last.
    pub(super) end: u32,
}

impl Span {
    /// The span of a node that was not parsed from text.
    pub(super) const UNKNOWN: Self = Self { start: u32::MAX, end: u32::MAX };

    /// The span from `start` up to `end`. The limit on the bytes of a page keeps both in range.
    pub(super) fn new(start: usize, end: usize) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: offset(start), end: offset(end) }
    }

    /// The length in bytes.
    pub(super) const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub(super) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span at the start.
    pub(super) const fn before(self) -> Self {
        Self { start: self.start, end: self.start }
    }

    /// The span from the start to the end of `other`.
    pub(super) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: self.end.max(other.end) }
    }

    /// The span without the first `count` bytes.
    pub(super) const fn without_first(self, count: u32) -> Self {
        Self { start: self.start + count, end: self.end }
    }
}

/// The text of a page during parsing: the source, followed by decoded texts.
#[derive(Debug)]
pub(super) struct Texts<'s> {
    source: &'s str,
    decoded: String,
    /// Texts are copied to join them while `decoded` is shorter than this.
    max_copied: usize,
}

/// The bytes that may be copied even for the smallest page.
const MIN_COPIED: usize = 1 << 16;

impl<'s> Texts<'s> {
    pub(super) const fn new(source: &'s str) -> Self {
        Self { source, decoded: String::new(), max_copied: 2 * source.len() + MIN_COPIED }
    }

    /// Creates texts without a source.
    pub(super) const fn without_source(max_copied: usize) -> Texts<'static> {
        Texts { source: "", decoded: String::new(), max_copied }
    }

    /// The text of `span`.
    pub(super) fn get(&self, span: Span) -> &str {
        let (start, end) = (span.start as usize, span.end as usize);
        let text = match start.checked_sub(self.source.len()) {
            None => self.source.get(start..end),
            Some(start) => self.decoded.get(start..end - self.source.len()),
        };
        text.unwrap_or_default()
    }

    /// Appends a decoded text and returns its span.
    pub(super) fn keep(&mut self, text: &str) -> Span {
        let start = self.source.len() + self.decoded.len();
        self.decoded.push_str(text);
        Span::new(start, start + text.len())
    }

    /// Joins two texts, which misnested markup has separated. `None` once the copies are far longer than the page:
    /// copying on would take quadratic time.
    pub(super) fn joined(&mut self, first: Span, second: Span) -> Option<Span> {
        if first.end == second.start {
            return Some(Span { start: first.start, end: second.end });
        }
        let is_last = first.end as usize == self.source.len() + self.decoded.len();
        let first = match is_last && first.start as usize >= self.source.len() {
            true => first,
            false if self.decoded.len() + first.len() <= self.max_copied => self.copied(first),
            false => return None,
        };
        let end = self.copied(second).end;
        Some(Span { start: first.start, end })
    }

    fn copied(&mut self, span: Span) -> Span {
        let text = self.get(span).to_owned();
        self.keep(&text)
    }

    /// The complete text, for which all spans are valid.
    pub(super) fn finish(self) -> String {
        let mut text = String::with_capacity(self.source.len() + self.decoded.len());
        text.push_str(self.source);
        text.push_str(&self.decoded);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_joined_as_long_as_that_is_cheap() {
        let mut texts = Texts::new("abcdefgh");
        let joined = texts.joined(Span::new(0, 2), Span::new(2, 3)).unwrap();
        assert_eq!(joined, Span::new(0, 3));
        let joined = texts.joined(joined, Span::new(0, 1)).unwrap();
        let joined = texts.joined(joined, Span::new(3, 4)).unwrap();
        assert_eq!(texts.get(joined), "abcad");
        assert_eq!(texts.finish(), "abcdefghabcad");
    }

    #[test]
    fn copying_is_bounded() {
        let source = "x".repeat(MIN_COPIED);
        let mut texts = Texts::new(&source);
        let mut join = || texts.joined(Span::new(0, MIN_COPIED), Span::new(0, 1));
        assert_eq!((0..9).filter(|_| join().is_some()).count(), 2);
    }
}
