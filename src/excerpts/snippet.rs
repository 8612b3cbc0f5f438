//! A few lines of a text, with marks.

use std::ops::Range;

use super::search_text::SearchText;

/// The number of lines shown before and after the target line.
const CONTEXT_LINES: usize = 2;
/// The number of further lines shown of a mark that spans lines.
const MAX_MARKED_LINES: usize = 4;
/// The number of characters shown of a line.
const MAX_WIDTH: usize = 240;
/// The number of characters shown before the target in a longer line.
const MAX_LEAD: usize = 60;

/// A few lines of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet {
    /// The lines, in order.
    pub lines: Vec<SnippetLine>,
}

/// A line of a text, shortened at both ends if it is very long.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnippetLine {
    /// The line number, from 1.
    pub number: usize,
    /// Whether it is the line of the diagnostic.
    pub is_target: bool,
    /// The text of the line.
    pub segments: Vec<Segment>,
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// Whether it is highlighted.
    pub is_marked: bool,
}

/// The location of a diagnostic in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The first byte.
    pub(super) byte: usize,
    /// The bytes to highlight.
    pub(super) marks: Vec<Range<usize>>,
}

impl Target {
    /// A target at `bytes`, which are highlighted if `is_marked`.
    pub(super) fn at(bytes: &Range<usize>, is_marked: bool) -> Self {
        let mark = Some(bytes.clone()).filter(|bytes| is_marked && !bytes.is_empty());
        Self { byte: bytes.start, marks: mark.into_iter().collect() }
    }
}

impl Snippet {
    /// Returns the lines around `target`.
    pub(super) fn around(text: &SearchText<'_>, target: &Target) -> Self {
        let target_line = text.line_of(target.byte);
        let last = target.marks.iter().map(|mark| text.line_of(mark.end)).max().unwrap_or(target_line);
        let last = last.clamp(target_line, target_line + MAX_MARKED_LINES);
        let numbers = target_line.saturating_sub(CONTEXT_LINES)..=last + CONTEXT_LINES;
        let line = |number: usize| {
            let bytes = text.line(number)?;
            let segments = segments(text.text, &bytes, target);
            Some(SnippetLine { number: number + 1, is_target: number == target_line, segments })
        };
        Self { lines: numbers.filter_map(line).collect() }
    }

    /// Returns the number of the first line, or 0 without lines.
    pub fn first(&self) -> usize {
        self.lines.first().map_or(0, |line| line.number)
    }

    /// Returns the number of the last line, or 0 without lines.
    pub fn last(&self) -> usize {
        self.lines.last().map_or(0, |line| line.number)
    }
}

/// Returns the line of `text` at `bytes`, shortened around the target and split at marks.
fn segments(text: &str, bytes: &Range<usize>, target: &Target) -> Vec<Segment> {
    let first_mark = target.marks.iter().map(|mark| mark.start).find(|start| bytes.contains(start));
    let matters = first_mark.unwrap_or(target.byte).clamp(bytes.start, bytes.end);
    let before = text.get(bytes.start..matters).unwrap_or_default();
    let line = text.get(bytes.clone()).unwrap_or_default();
    let is_long = line.chars().nth(MAX_WIDTH).is_some();
    let lead = before.char_indices().rev().nth(MAX_LEAD - 1).filter(|_| is_long);
    let start = bytes.start + lead.map_or(0, |(at, _)| at);
    let shown = text.get(start..bytes.end).unwrap_or_default();
    let end = start + shown.char_indices().nth(MAX_WIDTH).map_or(shown.len(), |(at, _)| at);

    let mut segments = Vec::new();
    let mut push = |range: Range<usize>, is_marked| {
        let text = text.get(range).unwrap_or_default().to_owned();
        if !text.is_empty() {
            segments.push(Segment { text, is_marked });
        }
    };
    let mut at = start;
    for mark in &target.marks {
        let (from, to) = (mark.start.clamp(at, end), mark.end.clamp(at, end));
        push(at..from, false);
        push(from..to, true);
        at = to;
    }
    push(at..end, false);
    let cut = || Segment { text: "…".to_owned(), is_marked: false };
    if start > bytes.start {
        segments.insert(0, cut());
    }
    if end < bytes.end {
        segments.push(cut());
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, byte: usize, marks: &[(usize, usize)]) -> Vec<String> {
        let marks = marks.iter().map(|(start, end)| *start..*end).collect();
        let snippet = Snippet::around(&SearchText::html(text, 0), &Target { byte, marks });
        let segment = |segment: &Segment| {
            if segment.is_marked { format!("[{}]", segment.text) } else { segment.text.clone() }
        };
        let line = |line: &SnippetLine| format!("{}{} ", line.number, if line.is_target { "!" } else { ":" });
        snippet
            .lines
            .iter()
            .map(|one| line(one) + &one.segments.iter().map(segment).collect::<String>())
            .collect()
    }

    #[test]
    fn the_lines_around_a_target_are_shown() {
        assert_eq!(shown("a\nb\nc\nd\ne\nf", 6, &[(6, 7)]), ["2: b", "3: c", "4! [d]", "5: e", "6: f"]);
        assert_eq!(shown("abc", 0, &[(1, 2), (2, 3)]), ["1! a[b][c]"]);
        assert_eq!(shown("", 0, &[]), ["1! "]);
        assert_eq!(shown("a\nb", 99, &[]), ["1: a", "2! b"]);
    }

    #[test]
    fn a_mark_may_span_lines() {
        assert_eq!(shown("ab\ncd\ne\nf", 1, &[(1, 4)]), ["1! a[b]", "2: [c]d", "3: e", "4: f"]);
    }

    #[test]
    fn a_long_line_is_shortened_around_the_target() {
        let text = "字".repeat(1000);
        let line = shown(&text, 1500, &[(1500, 1503)]).remove(0);
        assert_eq!(line, format!("1! …{}[字]{}…", "字".repeat(60), "字".repeat(179)));
    }
}
