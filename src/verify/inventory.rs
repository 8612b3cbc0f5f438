//! The inventory of an article: its text in reading order, and marked ranges of it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::category::Category;
use crate::options::Emphasis;

/// The placeholder of an image in the text.
pub(super) const IMAGE: char = '\u{fdd0}';
/// The placeholder of a code block in the text.
pub(super) const CODE: char = '\u{fdd1}';
/// The placeholder of a formula in the text.
pub(super) const MATHS: char = '\u{fdd2}';
/// The placeholder of a footnote reference in the text.
pub(super) const FOOTNOTE: char = '\u{fdd3}';

/// Whether `c` is a placeholder. Placeholders are Unicode noncharacters, which pages do not contain.
pub(super) const fn is_placeholder(c: char) -> bool {
    matches!(c, IMAGE | CODE | MATHS | FOOTNOTE)
}

/// Whether `c` counts as text: not whitespace, invisible or a placeholder.
pub(super) const fn is_visible(c: char) -> bool {
    !(crate::chars::is_space(c)
        || crate::chars::is_invisible(c)
        || crate::chars::is_joiner(c)
        || is_placeholder(c))
}

/// Returns the visible characters of `text`. Icons are replaced by the text they show.
pub(super) fn visible_text(text: &str) -> String {
    let mut all = String::new();
    push_visible(&mut all, text);
    all
}

fn push_visible(all: &mut String, text: &str) {
    for part in text.split(|c: char| !is_visible(c)).filter(|part| !part.is_empty()) {
        if part.contains(|c: char| matches!(c, '\u{e000}'..='\u{f8ff}')) {
            all.extend(part.chars().filter_map(crate::chars::icon));
        } else {
            all.push_str(part);
        }
    }
}

/// The alternative text of an image, or the language of a code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    /// Whether it is so meaningless that the rules allow dropping it.
    pub(super) is_optional: bool,
}

/// Identifies an image or a code block, ignoring whitespace.
fn fingerprint(content: &str) -> [u32; 2] {
    let mut hasher = DefaultHasher::new();
    content.chars().filter(|c| is_visible(*c)).for_each(|c| c.hash(&mut hasher));
    let hash = hasher.finish();
    [hash & u64::from(u32::MAX), hash >> 32].map(|half| u32::try_from(half).unwrap_or_default())
}

/// A marked range of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The byte range in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Numbers that depend on the category: the level of a heading, the row and column of a cell, …
    pub(super) numbers: [u32; 3],
    /// The URL, source or label.
    pub(super) value: String,
}

/// The inventory of an article.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// The visible text.
    pub(super) text: String,
    /// The byte offsets in the text at which lines end, in ascending order.
    pub(super) breaks: Vec<usize>,
    /// The origins of the text: byte offsets in it, each with the bytes of the page or the Markdown that the text from
    /// there on comes from, in ascending order.
    pub(super) origins: Vec<(usize, Range<usize>)>,
    marks: [Vec<Mark>; Category::ALL.len()],
    /// The last offset at which a block began or ended. Code before and after it is not merged.
    boundary: usize,
    /// Ranges in which bold around everything is redundant: headings and header cells.
    plain: Vec<(usize, usize)>,
    /// Lines that ignore the styles around them, with their own style if any.
    bare: Vec<(usize, usize, Option<Category>)>,
}

impl Inventory {
    /// Returns the marks of a category, ordered by their start.
    pub(super) fn marks(&self, category: Category) -> &[Mark] {
        self.marks.get(category as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn marks_mut(&mut self, category: Category) -> Option<&mut Vec<Mark>> {
        self.marks.get_mut(category as usize)
    }

    /// Returns the length of the text so far.
    pub(super) fn offset(&self) -> usize {
        self.text.len()
    }

    /// Sets the origin of the text that follows.
    pub(super) fn set_origin(&mut self, bytes: Range<usize>) {
        let at = self.offset();
        match self.origins.last_mut() {
            Some((start, from)) if *start == at => *from = bytes,
            Some((_, from)) if *from == bytes => {}
            _ => self.origins.push((at, bytes)),
        }
    }

    /// Adds the visible characters of `text`.
    pub(super) fn push_text(&mut self, text: &str) {
        push_visible(&mut self.text, text);
    }

    /// Removes what was added since `start`.
    pub(super) fn truncate(&mut self, start: usize) {
        self.text.truncate(start);
        self.breaks.truncate(self.breaks.partition_point(|at| *at <= start));
        self.origins.truncate(self.origins.partition_point(|(at, _)| *at <= start));
        self.marks.iter_mut().for_each(|marks| marks.retain(|mark| mark.end <= start));
    }

    /// Whether the text since `start` is a link, apart from images.
    pub(super) fn is_link(&self, start: usize) -> bool {
        let only_images = |from: usize, to: usize| {
            self.text.get(from..to).is_some_and(|text| text.chars().all(|c| c == IMAGE))
        };
        self.marks(Category::Links)
            .last()
            .is_some_and(|link| only_images(start, link.start) && only_images(link.end, self.offset()))
    }

    /// Removes the marks of `category` since `start`.
    pub(super) fn remove_marks(&mut self, category: Category, start: usize) {
        if let Some(marks) = self.marks_mut(category) {
            while marks.pop_if(|mark| mark.start >= start).is_some() {}
        }
    }

    /// Records that a block begins or ends here.
    pub(super) fn mark_boundary(&mut self) {
        self.boundary = self.offset();
    }

    /// Records that a block begins here. Returns the boundary before it, for [`Self::end_block`].
    pub(super) fn begin_block(&mut self) -> usize {
        let before = self.boundary;
        self.mark_boundary();
        before
    }

    /// Records that the block from `start` ends here. One without content separates nothing.
    pub(super) fn end_block(&mut self, start: usize, before: usize) {
        self.boundary = if self.offset() == start { before } else { self.offset() };
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self) {
        let at = self.offset();
        if self.breaks.last().copied().unwrap_or_default() < at {
            self.breaks.push(at);
        }
    }

    /// Returns the number of lines since `start`, including the current one.
    pub(super) fn lines_since(&self, start: usize) -> usize {
        self.breaks.len() + 1 - self.breaks.partition_point(|end| *end <= start)
    }

    /// Whether a line ends after `start`.
    pub(super) fn has_break_after(&self, start: usize) -> bool {
        self.breaks.last().is_some_and(|end| *end > start)
    }

    /// Whether the current line is empty.
    pub(super) fn is_line_start(&self) -> bool {
        self.breaks.last().copied().unwrap_or_default() == self.offset()
    }

    /// Marks the text since `start`, unless it is empty.
    pub(super) fn mark(&mut self, category: Category, start: usize, numbers: [u32; 3], value: String) {
        let end = self.offset();
        if end > start
            && let Some(marks) = self.marks_mut(category)
        {
            marks.push(Mark { start, end, numbers, value });
        }
    }

    /// Marks `range` of the text.
    pub(super) fn mark_range(&mut self, category: Category, range: Range<usize>, value: String) {
        if let Some(marks) = self.marks_mut(category) {
            marks.push(Mark { start: range.start, end: range.end, numbers: [0; 3], value });
        }
    }

    /// Adds a placeholder and marks it.
    pub(super) fn push_placeholder(
        &mut self,
        category: Category,
        placeholder: char,
        number: u32,
        value: String,
    ) {
        let start = self.offset();
        self.text.push(placeholder);
        self.mark(category, start, [number, 0, 0], value);
    }

    /// Adds the image at `url`.
    pub(super) fn push_image(&mut self, url: String, alt: Option<Label>) {
        let start = self.offset();
        self.text.push(IMAGE);
        self.label(Category::Alts, start, &url, alt);
        self.mark(Category::Images, start, [0; 3], url);
    }

    /// Adds the label of the image or code block at `start`, whose URL or code is `labelled`.
    fn label(&mut self, category: Category, start: usize, labelled: &str, label: Option<Label>) {
        if let Some(Label { text, is_optional }) = label.filter(|label| !label.text.is_empty()) {
            let [a, b] = fingerprint(labelled);
            self.mark(category, start, [a, b, u32::from(is_optional)], text);
        }
    }

    /// Drops the optional labels and links that `found` does not contain. Returns how many were dropped.
    pub(super) fn drop_optional(&mut self, category: Category, found: &Self) -> usize {
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

    /// Adds a code block. Blocks with nothing between them are merged, as an editor may have split them. `is_soft` is
    /// set if the page lost their whitespace.
    pub(super) fn code(&mut self, text: &str, is_soft: bool, language: Option<Label>) {
        self.end_line();
        let at = self.offset();
        let has_boundary = self.boundary == at;
        let (is_line, is_gap) = (u32::from(!text.contains('\n')), text.chars().all(crate::chars::is_space));
        if let Some(last) = self.marks_mut(Category::Code).and_then(|marks| marks.last_mut())
            && last.end == at
            && !has_boundary
        {
            let [soft, parts, lines] = last.numbers;
            last.numbers = [soft | u32::from(is_soft || is_gap), parts + u32::from(!is_gap), lines + is_line];
            last.value.push('\n');
            last.value.push_str(text);
            let start = last.start;
            self.label(Category::Languages, start, text, language.filter(|_| !is_gap));
        } else if !is_gap {
            self.text.push(CODE);
            self.mark(Category::Code, at, [u32::from(is_soft), 1, is_line], text.to_owned());
            self.label(Category::Languages, at, text, language);
        }
        self.end_line();
    }

    /// Records that bold around all the text since `start` is redundant.
    pub(super) fn plain(&mut self, start: usize) {
        self.plain.push((start, self.offset()));
    }

    /// Records that the lines since `start` have the style `own` and no other.
    pub(super) fn unstyled(&mut self, start: usize, own: Option<Category>) {
        self.bare.push((start, self.offset(), own));
    }

    /// Adds the inventory of a part of the input that follows and begins at the byte `start`.
    pub(super) fn append(&mut self, other: Self, start: usize) {
        self.end_line();
        let at = self.offset();
        self.text.push_str(&other.text);
        self.breaks.extend(other.breaks.iter().map(|end| end + at));
        let origins = other.origins.into_iter();
        self.origins
            .extend(origins.map(|(offset, bytes)| (offset + at, bytes.start + start..bytes.end + start)));
        for (marks, others) in self.marks.iter_mut().zip(other.marks) {
            let moved = |mark: Mark| Mark { start: mark.start + at, end: mark.end + at, ..mark };
            marks.extend(others.into_iter().map(moved));
        }
        self.plain.extend(other.plain.iter().map(|(start, end)| (start + at, end + at)));
        self.bare.extend(other.bare.iter().map(|(start, end, own)| (start + at, end + at, *own)));
        self.end_line();
    }

    /// Converts the marks to the form in which they are compared.
    pub(super) fn finish(&mut self, emphasis: Emphasis) {
        self.end_line();
        let Self { text, breaks, marks, plain, bare, .. } = self;
        plain.sort_unstable();
        for category in Category::ALL {
            let Some(marks) = marks.get_mut(category as usize) else { continue };
            marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
            if category.is_style() {
                // Merged first: elements of one style may be nested deeply around many lines.
                let mut lines = split_at_breaks(merged(std::mem::take(marks), breaks), breaks);
                lines.retain(|mark| {
                    let next = bare.partition_point(|(start, ..)| *start <= mark.start);
                    let around = next.checked_sub(1).and_then(|at| bare.get(at));
                    around.is_none_or(|(_, end, own)| mark.end > *end || *own == Some(category))
                });
                lines.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
                *marks = lines;
                if category != Category::Links {
                    *marks = split_at_images(std::mem::take(marks), text);
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
            if matches!(category, Category::Strong | Category::Emphasis | Category::Strike) {
                *marks = split_at_punctuation(std::mem::take(marks), text, emphasis);
            }
        }
        self.drop_bare_emphasis();
    }

    /// Drops emphasis that holds no letter, no digit and no code.
    fn drop_bare_emphasis(&mut self) {
        let Self { text, marks, .. } = self;
        let code: Vec<usize> = marks
            .get(Category::InlineCode as usize)
            .map(|marks| marks.iter().map(|mark| mark.start).collect())
            .unwrap_or_default();
        for category in [Category::Strong, Category::Emphasis, Category::Strike] {
            let Some(marks) = marks.get_mut(category as usize) else { continue };
            marks.retain(|mark| {
                let first = code.partition_point(|start| *start < mark.start);
                code.get(first).is_some_and(|start| *start < mark.end)
                    || text.get(mark.start..mark.end).unwrap_or_default().contains(char::is_alphanumeric)
            });
        }
    }
}

/// Splits marks at the ends of lines.
fn split_at_breaks(marks: Vec<Mark>, breaks: &[usize]) -> Vec<Mark> {
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

/// Merges adjacent and overlapping marks of one kind. None continues on the next line.
fn merged(mut marks: Vec<Mark>, breaks: &[usize]) -> Vec<Mark> {
    marks.sort_by(|a, b| (a.numbers, &a.value, a.start).cmp(&(b.numbers, &b.value, b.start)));
    let mut done: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let continues = |before: &Mark| {
            (before.numbers, &before.value) == (mark.numbers, &mark.value)
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

/// Splits marks at images, which show no style.
fn split_at_images(marks: Vec<Mark>, text: &str) -> Vec<Mark> {
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

/// Punctuation of sentences, brackets and quotation marks, which the option `auto` moves out of emphasis.
const SENTENCE: &str = "：，。；！？、…:,;!?.（）()【】［］[]｛｝{}《》〈〉「」『』“”‘’〔〕〖〗＂\"";

/// Splits emphasis at punctuation that may have moved out of it. Two adjacent runs are no longer adjacent once the comma
/// between them has moved out of its run.
fn split_at_punctuation(marks: Vec<Mark>, text: &str, emphasis: Emphasis) -> Vec<Mark> {
    let is_cut = |c: char| match emphasis {
        Emphasis::Auto => is_placeholder(c) || SENTENCE.contains(c),
        Emphasis::Move => is_placeholder(c) || crate::chars::is_punctuation(c),
        Emphasis::Space | Emphasis::Html => false,
    };
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

/// Removes bold from headings and header cells in which only numbering and punctuation are not bold.
fn drop_whole(marks: &mut Vec<Mark>, text: &str, plain: &[(usize, usize)]) {
    let mut whole = Vec::new();
    for &(start, end) in plain {
        let first = marks.partition_point(|mark| mark.start < start);
        let bold: Vec<&Mark> = marks
            .iter()
            .skip(first)
            .take_while(|mark| mark.start < end)
            .filter(|mark| {
                mark.end <= end
                    && text
                        .get(mark.start..mark.end)
                        .is_some_and(|inner| inner.contains(char::is_alphanumeric))
            })
            .collect();
        let mut at = start;
        let mut is_whole = !bold.is_empty();
        for (index, mark) in bold.iter().enumerate() {
            let gap = text.get(at..mark.start).unwrap_or_default();
            is_whole &= if index == 0 { is_numbering(gap) } else { !gap.contains(char::is_alphanumeric) };
            at = at.max(mark.end);
        }
        if is_whole && !text.get(at..end).is_some_and(|rest| rest.contains(char::is_alphanumeric)) {
            whole.push((start, end));
        }
    }
    marks.retain(|mark| {
        let at = whole.partition_point(|(start, _)| *start <= mark.start);
        let within = at.checked_sub(1).and_then(|at| whole.get(at));
        within.is_none_or(|(_, end)| mark.end > *end)
    });
}

/// Whether the visible text before the bold of a heading is its number.
fn is_numbering(text: &str) -> bool {
    const AROUND: &str = "第章节步骤部分篇回讲课条一二三四五六七八九十百两零";
    const NAMES: [&str; 5] = ["step", "part", "chapter", "section", "lesson"];
    let text = text.to_lowercase();
    let rest = NAMES.iter().find_map(|name| text.strip_prefix(name)).unwrap_or(&text);
    let is_number = |c: char| c.is_numeric() || AROUND.contains(c);
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        let is_letter = word.len() == 1 || word.chars().all(|c| "ivx".contains(c));
        word.chars().all(is_number) || (is_letter && rest.contains(|c: char| !c.is_alphanumeric()))
    })
}
