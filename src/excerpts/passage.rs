//! A few lines of a text, what matters in them marked.

use std::ops::Range;

use super::letters::Letters;

/// How many lines before and after the line that matters are shown.
const AROUND: usize = 2;
/// How many lines a mark may reach over and still be shown.
const REACH: usize = 4;
/// How many characters of a line are shown.
const WIDTH: usize = 240;
/// How many characters before what matters are shown of a longer line.
const LEAD: usize = 60;

/// A few lines of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passage {
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// A line of a text, the beginning and the end of a very long one left out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Whether it is the one that is told of.
    pub is_meant: bool,
    /// What stands in it.
    pub pieces: Vec<Piece>,
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what is told of.
    pub is_marked: bool,
}

/// What is told of in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The byte where it begins.
    pub(super) byte: usize,
    /// The bytes that are to be marked.
    pub(super) marks: Vec<Range<usize>>,
}

impl Place {
    /// The place of `bytes`, which are to be marked or not.
    pub(super) fn at(bytes: &Range<usize>, is_marked: bool) -> Self {
        let mark = Some(bytes.clone()).filter(|bytes| is_marked && !bytes.is_empty());
        Self { byte: bytes.start, marks: mark.into_iter().collect() }
    }
}

impl Passage {
    /// The lines around `place`.
    pub(super) fn around(text: &Letters<'_>, place: &Place) -> Self {
        let meant = text.line_of(place.byte);
        let last = place.marks.iter().map(|mark| text.line_of(mark.end)).max().unwrap_or(meant);
        let last = last.clamp(meant, meant + REACH);
        let numbers = meant.saturating_sub(AROUND)..=last + AROUND;
        let line = |number: usize| {
            let bytes = text.line(number)?;
            let pieces = pieces(text.text, &bytes, place);
            Some(Line { number: number + 1, is_meant: number == meant, pieces })
        };
        Self { lines: numbers.filter_map(line).collect() }
    }

    /// The number of the first line; 0 when there is none.
    pub fn first(&self) -> usize {
        self.lines.first().map_or(0, |line| line.number)
    }

    /// The number of the last line; 0 when there is none.
    pub fn last(&self) -> usize {
        self.lines.last().map_or(0, |line| line.number)
    }
}

/// The line of `text` at `bytes`, cut around what matters and parted at the ends of marks.
fn pieces(text: &str, bytes: &Range<usize>, place: &Place) -> Vec<Piece> {
    let first_mark = place.marks.iter().map(|mark| mark.start).find(|start| bytes.contains(start));
    let matters = first_mark.unwrap_or(place.byte).clamp(bytes.start, bytes.end);
    let before = text.get(bytes.start..matters).unwrap_or_default();
    let line = text.get(bytes.clone()).unwrap_or_default();
    let is_long = line.chars().nth(WIDTH).is_some();
    let lead = before.char_indices().rev().nth(LEAD - 1).filter(|_| is_long);
    let start = bytes.start + lead.map_or(0, |(at, _)| at);
    let shown = text.get(start..bytes.end).unwrap_or_default();
    let end = start + shown.char_indices().nth(WIDTH).map_or(shown.len(), |(at, _)| at);

    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, is_marked| {
        let text = text.get(range).unwrap_or_default().to_owned();
        if !text.is_empty() {
            pieces.push(Piece { text, is_marked });
        }
    };
    let mut at = start;
    for mark in &place.marks {
        let (from, to) = (mark.start.clamp(at, end), mark.end.clamp(at, end));
        push(at..from, false);
        push(from..to, true);
        at = to;
    }
    push(at..end, false);
    let cut = || Piece { text: "…".to_owned(), is_marked: false };
    if start > bytes.start {
        pieces.insert(0, cut());
    }
    if end < bytes.end {
        pieces.push(cut());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, byte: usize, marks: &[(usize, usize)]) -> Vec<String> {
        let marks = marks.iter().map(|(start, end)| *start..*end).collect();
        let passage = Passage::around(&Letters::of_html(text, 0), &Place { byte, marks });
        let piece =
            |piece: &Piece| if piece.is_marked { format!("[{}]", piece.text) } else { piece.text.clone() };
        let line = |line: &Line| format!("{}{} ", line.number, if line.is_meant { "!" } else { ":" });
        passage
            .lines
            .iter()
            .map(|one| line(one) + &one.pieces.iter().map(piece).collect::<String>())
            .collect()
    }

    #[test]
    fn the_lines_around_a_place_are_shown() {
        assert_eq!(shown("a\nb\nc\nd\ne\nf", 6, &[(6, 7)]), ["2: b", "3: c", "4! [d]", "5: e", "6: f"]);
        assert_eq!(shown("abc", 0, &[(1, 2), (2, 3)]), ["1! a[b][c]"]);
        assert_eq!(shown("", 0, &[]), ["1! "]);
        assert_eq!(shown("a\nb", 99, &[]), ["1: a", "2! b"]);
    }

    #[test]
    fn a_mark_may_reach_over_lines() {
        assert_eq!(shown("ab\ncd\ne\nf", 1, &[(1, 4)]), ["1! a[b]", "2: [c]d", "3: e", "4: f"]);
    }

    #[test]
    fn of_a_long_line_what_matters_is_shown() {
        let text = "字".repeat(1000);
        let line = shown(&text, 1500, &[(1500, 1503)]).remove(0);
        assert_eq!(line, format!("1! …{}[字]{}…", "字".repeat(60), "字".repeat(179)));
    }
}
