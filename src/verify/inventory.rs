//! What an article holds, in the order of reading: its letters, and what they are marked as.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is counted and compared. Text is compared letter by letter, everything else as a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Category {
    /// The letters, white space left out; a picture, a formula, a code block counts as one.
    Text,
    /// The lines: what stands between two breaks.
    Lines,
    /// Headings, with their levels.
    Headings,
    /// Code blocks, byte for byte.
    Code,
    /// The languages of code blocks, by the blocks.
    Languages,
    /// Pictures, by their addresses.
    Images,
    /// Alternative texts of pictures, by the pictures.
    Alts,
    /// Links, with where they lead.
    Links,
    /// Cells of tables, with their rows and columns; empty ones left out.
    Cells,
    /// Columns of tables that are aligned, and how.
    Alignments,
    /// Items of lists, with their depths, numbers and task boxes.
    Items,
    /// Quotations.
    Quotes,
    /// Bold runs.
    Strong,
    /// Italic runs.
    Emphasis,
    /// Struck-out runs.
    Strike,
    /// Code in a line.
    InlineCode,
    /// `sub sup kbd mark u ins`, for which Markdown has no form.
    Html,
    /// Formulas, by their TeX and whether they stand on lines of their own.
    Maths,
    /// References to footnotes.
    Footnotes,
}

impl Category {
    /// Every category, in the order of reports.
    pub const ALL: [Self; 19] = [
        Self::Text,
        Self::Lines,
        Self::Headings,
        Self::Code,
        Self::Languages,
        Self::Images,
        Self::Alts,
        Self::Links,
        Self::Cells,
        Self::Alignments,
        Self::Items,
        Self::Quotes,
        Self::Strong,
        Self::Emphasis,
        Self::Strike,
        Self::InlineCode,
        Self::Html,
        Self::Maths,
        Self::Footnotes,
    ];

    /// The name in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Headings => "headings",
            Self::Code => "code",
            Self::Languages => "languages",
            Self::Images => "images",
            Self::Alts => "alts",
            Self::Links => "links",
            Self::Cells => "cells",
            Self::Alignments => "alignments",
            Self::Items => "items",
            Self::Quotes => "quotes",
            Self::Strong => "strong",
            Self::Emphasis => "emphasis",
            Self::Strike => "strike",
            Self::InlineCode => "inline-code",
            Self::Html => "html",
            Self::Maths => "maths",
            Self::Footnotes => "footnotes",
        }
    }

    /// Whether it is a style of runs: what touches is one run, and none goes on in the next line.
    const fn is_style(self) -> bool {
        matches!(
            self,
            Self::Strong | Self::Emphasis | Self::Strike | Self::InlineCode | Self::Html | Self::Links
        )
    }
}

/// Stands in the text where a picture is.
pub(super) const IMAGE: char = '\u{fdd0}';
/// Stands in the text where a code block is.
pub(super) const CODE: char = '\u{fdd1}';
/// Stands in the text where a formula is.
pub(super) const MATHS: char = '\u{fdd2}';
/// Stands in the text where a footnote is referred to.
pub(super) const FOOTNOTE: char = '\u{fdd3}';

/// Whether `c` stands for a thing that is no text. Pages cannot hold these: they are no characters.
pub(super) const fn is_thing(c: char) -> bool {
    matches!(c, IMAGE | CODE | MATHS | FOOTNOTE)
}

/// Whether `c` is a letter that counts: white space and what never shows does not.
pub(super) const fn is_letter(c: char) -> bool {
    !(crate::chars::is_blank(c) || crate::chars::is_invisible(c) || crate::chars::is_joiner(c) || is_thing(c))
}

/// The letters of `text` that count, icons as what they show.
pub(super) fn letters(text: &str) -> String {
    let mut all = String::new();
    push_letters(&mut all, text);
    all
}

fn push_letters(all: &mut String, text: &str) {
    for part in text.split(|c: char| !is_letter(c)).filter(|part| !part.is_empty()) {
        if part.contains(|c: char| matches!(c, '\u{e000}'..='\u{f8ff}')) {
            all.extend(part.chars().filter_map(crate::chars::icon));
        } else {
            all.push_str(part);
        }
    }
}

/// What is said of a picture or a code block beside itself: an alternative text, a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    /// Whether it says so little that the rules let it go.
    pub(super) may_go: bool,
}

/// Tells a picture or a code block from others, whatever its white space.
fn fingerprint(thing: &str) -> [u32; 2] {
    let mut hasher = DefaultHasher::new();
    thing.chars().filter(|c| is_letter(*c)).for_each(|c| c.hash(&mut hasher));
    let hash = hasher.finish();
    [hash & u64::from(u32::MAX), hash >> 32].map(|half| u32::try_from(half).unwrap_or_default())
}

/// A stretch of the text that is something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Where it begins and ends, in bytes of the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Numbers that belong to it: the level of a heading, the row and column of a cell, …
    pub(super) numbers: [u32; 3],
    /// The address, the source, the label.
    pub(super) value: String,
}

/// What an article holds.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// The letters.
    pub(super) text: String,
    /// Where the lines of the text end, in bytes of it, growing.
    pub(super) breaks: Vec<usize>,
    /// Where stretches of the text come from: the byte of the text they begin at, and a line of the page or a byte of
    /// the Markdown; growing.
    pub(super) origins: Vec<(usize, usize)>,
    marks: [Vec<Mark>; Category::ALL.len()],
    /// Where a box ended or began: code before and after it is not one.
    sealed: usize,
    /// Ranges in which bold around all of it says nothing more: headings and cells of the first row.
    plain: Vec<(usize, usize)>,
    /// Lines that no style around them reaches, with the one they have.
    bare: Vec<(usize, usize, Option<Category>)>,
}

impl Inventory {
    /// The marks of one category, in the order they begin in.
    pub(super) fn marks(&self, category: Category) -> &[Mark] {
        self.marks.get(category as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn marks_mut(&mut self, category: Category) -> Option<&mut Vec<Mark>> {
        self.marks.get_mut(category as usize)
    }

    /// How far the text goes.
    pub(super) fn at(&self) -> usize {
        self.text.len()
    }

    /// What follows comes from `place`.
    pub(super) fn come_from(&mut self, place: usize) {
        let at = self.at();
        match self.origins.last_mut() {
            Some((start, from)) if *start == at => *from = place,
            Some((_, from)) if *from == place => {}
            _ => self.origins.push((at, place)),
        }
    }

    /// Adds the letters of `text`.
    pub(super) fn letters(&mut self, text: &str) {
        push_letters(&mut self.text, text);
    }

    /// Takes back what was written in this line since `start`.
    pub(super) fn forget(&mut self, start: usize) {
        self.text.truncate(start);
        self.marks.iter_mut().for_each(|marks| marks.retain(|mark| mark.end <= start));
    }

    /// Whether what was written since `start` is a link, pictures left out.
    pub(super) fn is_link(&self, start: usize) -> bool {
        let only_pictures = |from: usize, to: usize| {
            self.text.get(from..to).is_some_and(|text| text.chars().all(|c| c == IMAGE))
        };
        self.marks(Category::Links)
            .last()
            .is_some_and(|link| only_pictures(start, link.start) && only_pictures(link.end, self.at()))
    }

    /// Takes back the end of the line.
    pub(super) fn go_on(&mut self) {
        let at = self.at();
        self.breaks.pop_if(|end| *end == at);
    }

    /// Takes back the marks of `category` since `start`.
    pub(super) fn unmark(&mut self, category: Category, start: usize) {
        if let Some(marks) = self.marks_mut(category) {
            while marks.pop_if(|mark| mark.start >= start).is_some() {}
        }
    }

    /// A box ends or begins here.
    pub(super) fn seal(&mut self) {
        self.sealed = self.at();
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self) {
        let at = self.at();
        if self.breaks.last().copied().unwrap_or_default() < at {
            self.breaks.push(at);
        }
    }

    /// How many lines were ended since `start`, and the one that is open.
    pub(super) fn lines_since(&self, start: usize) -> usize {
        self.breaks.len() + 1 - self.breaks.partition_point(|end| *end <= start)
    }

    /// Whether nothing stands in the line yet.
    pub(super) fn is_line_start(&self) -> bool {
        self.breaks.last().copied().unwrap_or_default() == self.at()
    }

    /// Marks what was written since `start`, if that is anything.
    pub(super) fn mark(&mut self, category: Category, start: usize, numbers: [u32; 3], value: String) {
        let end = self.at();
        if end > start
            && let Some(marks) = self.marks_mut(category)
        {
            marks.push(Mark { start, end, numbers, value });
        }
    }

    /// Adds a thing that is no text.
    pub(super) fn thing(&mut self, category: Category, thing: char, number: u32, value: String) {
        let start = self.at();
        self.text.push(thing);
        self.mark(category, start, [number, 0, 0], value);
    }

    /// Adds the picture at `address`.
    pub(super) fn picture(&mut self, address: String, alt: Option<Label>) {
        let start = self.at();
        self.text.push(IMAGE);
        self.label(Category::Alts, start, &address, alt);
        self.mark(Category::Images, start, [0; 3], address);
    }

    /// Says `label` of the `thing` that stands at `start`.
    fn label(&mut self, category: Category, start: usize, thing: &str, label: Option<Label>) {
        if let Some(Label { text, may_go }) = label.filter(|label| !label.text.is_empty()) {
            let [a, b] = fingerprint(thing);
            self.mark(category, start, [a, b, u32::from(may_go)], text);
        }
    }

    /// Drops of what may go all that `found` does not have. Returns how much that was.
    pub(super) fn let_go(&mut self, category: Category, found: &Self) -> usize {
        let Self { text, marks, .. } = self;
        let Some(marks) = marks.get_mut(category as usize) else { return 0 };
        if marks.iter().all(|mark| mark.numbers[2] == 0) {
            return 0;
        }
        let key = |text: &str, mark: &Mark| {
            let text = text.get(mark.start..mark.end).unwrap_or_default();
            (mark.numbers[0], mark.numbers[1], mark.value.clone(), text.to_owned())
        };
        let mut there: HashMap<_, usize> = HashMap::new();
        for mark in found.marks(category) {
            *there.entry(key(&found.text, mark)).or_default() += 1;
        }
        let before = marks.len();
        marks.retain(|mark| {
            let left = there.get_mut(&key(text, mark)).filter(|left| **left > 0);
            mark.numbers[2] == 0 || left.map(|left| *left -= 1).is_some()
        });
        marks.iter_mut().for_each(|mark| mark.numbers[2] = 0);
        before - marks.len()
    }

    /// Adds a code block; blocks with nothing between them are one, as an editor may have cut them up. `is_soft`
    /// tells that the page lost the white space.
    pub(super) fn code(&mut self, text: &str, is_soft: bool, language: Option<Label>) {
        self.end_line();
        let at = self.at();
        let is_sealed = self.sealed == at;
        let (is_line, is_blank) = (u32::from(!text.contains('\n')), text.chars().all(crate::chars::is_blank));
        if let Some(last) = self.marks_mut(Category::Code).and_then(|marks| marks.last_mut())
            && last.end == at
            && !is_sealed
        {
            let [soft, parts, lines] = last.numbers;
            last.numbers =
                [soft | u32::from(is_soft || is_blank), parts + u32::from(!is_blank), lines + is_line];
            last.value.push('\n');
            last.value.push_str(text);
            let start = last.start;
            self.label(Category::Languages, start, text, language);
        } else if !is_blank {
            self.text.push(CODE);
            self.mark(Category::Code, at, [u32::from(is_soft), 1, is_line], text.to_owned());
            self.label(Category::Languages, at, text, language);
        }
        self.end_line();
    }

    /// In what was written since `start`, bold around all of it says nothing.
    pub(super) fn plain(&mut self, start: usize) {
        self.plain.push((start, self.at()));
    }

    /// What was written since `start`, lines of its own, has the style `own` and no other.
    pub(super) fn bare(&mut self, start: usize, own: Option<Category>) {
        self.bare.push((start, self.at(), own));
    }

    /// Brings the marks into the form that is compared.
    pub(super) fn finish(&mut self, trims_punctuation: bool) {
        self.end_line();
        let Self { text, breaks, marks, plain, bare, .. } = self;
        plain.sort_unstable();
        for category in Category::ALL {
            let Some(marks) = marks.get_mut(category as usize) else { continue };
            marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
            if category.is_style() {
                let mut lines = in_lines(std::mem::take(marks), breaks);
                lines.retain(|mark| {
                    let next = bare.partition_point(|(start, ..)| *start <= mark.start);
                    let around = next.checked_sub(1).and_then(|at| bare.get(at));
                    around.is_none_or(|(_, end, own)| mark.end > *end || *own == Some(category))
                });
                *marks = merged(lines, breaks);
                if category != Category::Links {
                    *marks = without_pictures(std::mem::take(marks), text);
                    trim(marks, text);
                }
            }
            match category {
                Category::Strong => drop_whole(marks, text, plain),
                Category::Items => marks.iter_mut().for_each(|item| {
                    let end = breaks.get(breaks.partition_point(|at| *at <= item.start));
                    item.end = end.map_or(item.end, |end| item.end.min(*end));
                }),
                _ => {}
            }
            if trims_punctuation && category.is_style() && category != Category::Links {
                *marks = at_punctuation(std::mem::take(marks), text);
            }
        }
    }
}

/// Marks cut where lines end.
fn in_lines(marks: Vec<Mark>, breaks: &[usize]) -> Vec<Mark> {
    let mut cut = Vec::with_capacity(marks.len());
    for mut mark in marks {
        let first = breaks.partition_point(|at| *at <= mark.start);
        for at in breaks.iter().skip(first).take_while(|at| **at < mark.end) {
            cut.push(Mark { end: *at, ..mark.clone() });
            mark.start = *at;
        }
        cut.push(mark);
    }
    cut
}

/// Marks of one kind that touch or lie in each other, as one; none goes on in the next line.
fn merged(mut marks: Vec<Mark>, breaks: &[usize]) -> Vec<Mark> {
    marks.sort_by(|a, b| (a.numbers, &a.value, a.start).cmp(&(b.numbers, &b.value, b.start)));
    let mut done: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let goes_on = |before: &Mark| {
            (before.numbers, &before.value) == (mark.numbers, &mark.value)
                && (mark.start < before.end
                    || (mark.start == before.end && breaks.binary_search(&mark.start).is_err()))
        };
        match done.last_mut().filter(|before| goes_on(before)) {
            Some(before) => before.end = before.end.max(mark.end),
            None => done.push(mark),
        }
    }
    done.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    done
}

/// Marks cut where pictures are: no style shows on those.
fn without_pictures(marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    let mut cut = Vec::with_capacity(marks.len());
    for mark in marks {
        let mut start = mark.start;
        for part in text.get(mark.start..mark.end).unwrap_or_default().split(IMAGE) {
            let end = start + part.len();
            cut.push(Mark { start, end, ..mark.clone() });
            start = end + IMAGE.len_utf8();
        }
    }
    cut
}

/// Takes things that are no text off the edges of styles.
fn trim(marks: &mut Vec<Mark>, text: &str) {
    for mark in marks.iter_mut() {
        let inner = text.get(mark.start..mark.end).unwrap_or_default();
        let start = mark.start + (inner.len() - inner.trim_start_matches(is_thing).len());
        mark.end = start.max(mark.end - (inner.len() - inner.trim_end_matches(is_thing).len()));
        mark.start = start;
    }
    marks.retain(|mark| mark.end > mark.start);
}

/// Styles cut at punctuation, which may stand outside of them: two with a comma between that belongs to one are no
/// longer side by side when it has left.
fn at_punctuation(marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    let is_cut = |c: char| is_thing(c) || crate::chars::is_punctuation(c);
    let pieces = marks.into_iter().flat_map(|mark| {
        let inner = text.get(mark.start..mark.end).unwrap_or_default();
        let mut start = mark.start;
        inner.split(is_cut).filter_map(move |piece| {
            let here = start;
            let end = here + piece.len();
            start = end + text.get(end..)?.chars().next().map_or(0, char::len_utf8);
            (!piece.is_empty()).then(|| Mark { start: here, end, ..mark.clone() })
        })
    });
    pieces.collect()
}

/// Drops bold from the stretches all of which are bold.
fn drop_whole(marks: &mut Vec<Mark>, text: &str, plain: &[(usize, usize)]) {
    let letters = |start: usize, end: usize| {
        let part = text.get(start..end).unwrap_or_default();
        part.chars().filter(|c| !is_thing(*c)).count()
    };
    let mut whole = Vec::new();
    for &(start, end) in plain {
        let first = marks.partition_point(|mark| mark.start < start);
        let within = || marks.iter().skip(first).take_while(|mark| mark.end <= end && mark.start < end);
        let bold: usize = within().map(|mark| letters(mark.start, mark.end)).sum();
        if bold > 0 && bold == letters(start, end) {
            whole.push((start, end));
        }
    }
    marks.retain(|mark| {
        let at = whole.partition_point(|(start, _)| *start <= mark.start);
        let within = at.checked_sub(1).and_then(|at| whole.get(at));
        within.is_none_or(|(_, end)| mark.end > *end)
    });
}
