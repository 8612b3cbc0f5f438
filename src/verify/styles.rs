//! The styles of an inventory, in the form in which they are compared.
//!
//! Markdown cannot express every style at every place, so only what a reader sees counts: which letters and digits are
//! bold, italic or struck out, and which text is a link, code or in an HTML element.

use super::category::Category;
use super::inventory::{Inventory, Mark};
use super::visible::{CODE, IMAGE, is_placeholder};

impl Inventory {
    /// Converts the marks to the form in which they are compared.
    pub(super) fn finish(&mut self) {
        self.end_line();
        let Self { text, breaks, marks, plain, bare, .. } = self;
        plain.sort_unstable();
        bare.sort_unstable();
        let mut edges: Vec<usize> = bare.iter().flat_map(|(start, end)| [*start, *end]).collect();
        edges.extend_from_slice(breaks);
        edges.sort_unstable();
        for category in Category::ALL {
            let Some(marks) = marks.get_mut(category as usize) else { continue };
            marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
            if category.is_style() {
                // Merged first: elements of one style may be nested deeply around many lines.
                let mut lines = split_at(merged(std::mem::take(marks), breaks), &edges);
                lines.retain(|mark| mark.is_own || !is_within(mark, bare));
                lines.iter_mut().for_each(|mark| mark.is_own = false);
                *marks = merged(lines, breaks);
                // An image shows no style, and a code block cannot be a link.
                let unmarked = if category == Category::Links { CODE } else { IMAGE };
                *marks = without(unmarked, std::mem::take(marks), text);
                if category != Category::Links {
                    trim(marks, text);
                }
            }
            if category == Category::Items {
                for item in marks {
                    let end = breaks.get(breaks.partition_point(|at| *at <= item.start));
                    item.end = end.map_or(item.end, |end| item.end.min(*end));
                }
            }
        }
        self.reduce_emphasis();
    }

    /// Reduces emphasis to the letters, digits and code in it. Punctuation may move out of emphasis, and emphasis of
    /// punctuation alone shows nothing.
    fn reduce_emphasis(&mut self) {
        let code = self.marks(Category::InlineCode).iter().map(|mark| (mark.start, mark.end)).collect();
        let Self { text, marks, plain, .. } = self;
        let words = Words { text, code };
        for category in [Category::Strong, Category::Emphasis, Category::Strike] {
            let Some(marks) = marks.get_mut(category as usize) else { continue };
            let pieces = marks.iter().flat_map(|mark| words.of(mark));
            *marks = pieces.collect();
            if category == Category::Strong {
                drop_whole(marks, &words, plain);
            }
        }
    }
}

/// Whether a mark is within one of these ranges, which are sorted and do not overlap.
fn is_within(mark: &Mark, ranges: &[(usize, usize)]) -> bool {
    let next = ranges.partition_point(|(start, _)| *start <= mark.start);
    let around = next.checked_sub(1).and_then(|at| ranges.get(at));
    around.is_some_and(|(_, end)| mark.end <= *end)
}

/// The text, and the ranges of it that are code.
struct Words<'t> {
    text: &'t str,
    code: Vec<(usize, usize)>,
}

impl Words<'_> {
    /// Returns the parts of `mark` that are letters, digits or code.
    fn of(&self, mark: &Mark) -> Vec<Mark> {
        let mut parts: Vec<Mark> = Vec::new();
        for (at, c) in self.shown(mark.start, mark.end) {
            let end = at + c.len_utf8();
            match parts.last_mut().filter(|part| part.end == at) {
                Some(part) => part.end = end,
                None => parts.push(Mark { start: at, end, ..mark.clone() }),
            }
        }
        parts
    }

    /// Whether there is a letter, a digit or code between these offsets.
    fn is_in(&self, start: usize, end: usize) -> bool {
        self.shown(start, end).next().is_some()
    }

    /// Returns the letters, the digits and the code between these offsets.
    fn shown(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, char)> {
        let mut code = self.code.iter().skip(self.code.partition_point(|(_, end)| *end <= start)).peekable();
        let chars = self.text.get(start..end).unwrap_or_default().char_indices();
        chars.map(move |(at, c)| (start + at, c)).filter(move |(at, c)| {
            while code.next_if(|(_, end)| end <= at).is_some() {}
            c.is_alphanumeric() || (!is_placeholder(*c) && code.peek().is_some_and(|(start, _)| start <= at))
        })
    }
}

/// Splits marks at these offsets, which are sorted.
fn split_at(marks: Vec<Mark>, edges: &[usize]) -> Vec<Mark> {
    let mut cut = Vec::with_capacity(marks.len());
    for mut mark in marks {
        let first = edges.partition_point(|at| *at <= mark.start);
        for at in edges.iter().skip(first).take_while(|at| **at < mark.end) {
            cut.push(Mark { end: *at, ..mark.clone() });
            mark.start = *at;
        }
        cut.push(mark);
    }
    cut
}

/// Merges adjacent and overlapping marks of one kind. None continues on the next line.
fn merged(mut marks: Vec<Mark>, breaks: &[usize]) -> Vec<Mark> {
    marks.sort_by(|a, b| {
        (a.numbers, &a.value, a.is_own, a.start).cmp(&(b.numbers, &b.value, b.is_own, b.start))
    });
    let mut done: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let continues = |before: &Mark| {
            (before.numbers, &before.value, before.is_own) == (mark.numbers, &mark.value, mark.is_own)
                && (mark.start < before.end
                    || (mark.start == before.end && breaks.binary_search(&mark.start).is_err()))
        };
        match done.last_mut().filter(|before| continues(before)) {
            Some(before) => before.end = before.end.max(mark.end),
            None => done.push(mark),
        }
    }
    done.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    done
}

/// Splits marks at a placeholder, which they do not cover.
fn without(placeholder: char, marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    let mut cut = Vec::with_capacity(marks.len());
    for mark in marks {
        let mut start = mark.start;
        for part in text.get(mark.start..mark.end).unwrap_or_default().split(placeholder) {
            let end = start + part.len();
            cut.push(Mark { start, end, ..mark.clone() });
            start = end + placeholder.len_utf8();
        }
    }
    cut.retain(|mark| mark.end > mark.start);
    cut
}

/// Trims placeholders from both ends of styles.
fn trim(marks: &mut Vec<Mark>, text: &str) {
    for mark in marks.iter_mut() {
        let inner = text.get(mark.start..mark.end).unwrap_or_default();
        let start = mark.start + (inner.len() - inner.trim_start_matches(is_placeholder).len());
        mark.end = start.max(mark.end - (inner.len() - inner.trim_end_matches(is_placeholder).len()));
        mark.start = start;
    }
    marks.retain(|mark| mark.end > mark.start);
}

/// Removes bold from headings and header cells in which only numbering and punctuation are not bold.
fn drop_whole(marks: &mut Vec<Mark>, words: &Words<'_>, plain: &[(usize, usize)]) {
    let mut whole = Vec::new();
    for &(start, end) in plain {
        let first = marks.partition_point(|mark| mark.start < start);
        let bold = marks.iter().skip(first).take_while(|mark| mark.start < end);
        let mut at = start;
        let mut is_whole = false;
        for (index, mark) in bold.filter(|mark| mark.end <= end).enumerate() {
            is_whole = if index == 0 {
                is_numbering(words.text.get(at..mark.start).unwrap_or_default())
            } else {
                is_whole && !words.is_in(at, mark.start)
            };
            at = at.max(mark.end);
        }
        if is_whole && !words.is_in(at, end) {
            whole.push((start, end));
        }
    }
    marks.retain(|mark| !is_within(mark, &whole));
}

/// Whether the visible text before the bold of a heading is its number.
fn is_numbering(text: &str) -> bool {
    const AROUND: &str = "第章节步骤部分篇回讲课条一二三四五六七八九十百两零";
    const NAMES: [&str; 5] = ["step", "part", "chapter", "section", "lesson"];
    let text = text.to_lowercase();
    let rest = NAMES.iter().find_map(|name| text.strip_prefix(name)).unwrap_or(&text);
    let is_number = |c: char| c.is_numeric() || AROUND.contains(c);
    // The text is without spaces: `2 a`.
    let is_numbered = |word: &str| {
        let letters = word.chars().filter(|c| !is_number(*c)).count();
        letters == 0 || (letters == 1 && word.contains(is_number))
    };
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        let is_letter = word.len() == 1 || word.chars().all(|c| "ivx".contains(c));
        is_numbered(word) || (is_letter && rest.contains(|c: char| !c.is_alphanumeric()))
    })
}
