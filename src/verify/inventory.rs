//! The inventory of an article: its text in reading order, and marked ranges of it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

use super::category::Category;
use super::characters::Characters;
use super::visible::{CODE, IMAGE, push_visible, visible_parts};

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
    visible_parts(content).for_each(|part| hasher.write(part.as_bytes()));
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
    /// Whether it belongs to a line that ignores the styles around it.
    pub(super) is_own: bool,
}

impl Mark {
    /// Adds the code block that follows this one.
    fn join(&mut self, next: &Self) {
        let ([soft, parts, lines], [next_soft, next_parts, next_lines]) = (self.numbers, next.numbers);
        self.numbers = [soft | next_soft, parts + next_parts, lines + next_lines];
        self.value.push('\n');
        self.value.push_str(&next.value);
    }
}

/// The inventory of an article.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// The visible text.
    pub(super) text: String,
    /// The visible characters of the source, counted apart from reading it.
    pub(super) characters: Characters,
    /// Those of the elements that rules drop.
    pub(super) dropped_characters: Characters,
    /// The byte offsets in the text at which lines end, in ascending order.
    pub(super) breaks: Vec<usize>,
    /// The origins of the text: byte offsets in it, each with the bytes of the page or the Markdown that the text from
    /// there on comes from, in ascending order.
    pub(super) origins: Vec<(usize, Range<usize>)>,
    pub(super) marks: [Vec<Mark>; Category::ALL.len()],
    /// The last offset at which a block began or ended. Code before and after it is not merged.
    pub(super) boundary: usize,
    /// Ranges in which bold around everything is redundant: headings and header cells.
    pub(super) plain: Vec<(usize, usize)>,
    /// Lines that ignore the styles around them.
    pub(super) bare: Vec<(usize, usize)>,
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
        for marks in &mut self.marks {
            while marks.pop_if(|mark| mark.end > start).is_some() {}
        }
        for ranges in [&mut self.plain, &mut self.bare] {
            while ranges.pop_if(|(_, end)| *end > start).is_some() {}
        }
        self.boundary = self.boundary.min(start);
    }

    /// Whether the text since `start` is a link, apart from images.
    pub(super) fn is_link(&self, start: usize) -> bool {
        let only_images = |from: usize, to: usize| {
            self.text.get(from..to).is_some_and(|text| text.chars().all(|c| c == IMAGE))
        };
        let mut links = self.marks(Category::Links).iter().rev().take_while(|link| link.start >= start);
        links
            .find(|link| !only_images(link.start, link.end))
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

    /// Returns the last offset at which a block began or ended.
    pub(super) fn boundary(&self) -> usize {
        self.boundary
    }

    /// Records that no block began or ended after `boundary`.
    pub(super) fn set_boundary(&mut self, boundary: usize) {
        self.boundary = boundary;
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

    /// Adds text without styles at `at`, where an item begins that has just been read. It may be a line of its own.
    pub(super) fn insert(&mut self, at: usize, text: &str, is_line: bool) {
        self.text.insert_str(at, text);
        let length = text.len();
        let next = self.breaks.partition_point(|end| *end <= at);
        self.breaks.iter_mut().skip(next).for_each(|end| *end += length);
        if is_line {
            self.breaks.insert(next, at + length);
        }
        self.origins
            .iter_mut()
            .rev()
            .take_while(|(start, _)| *start > at)
            .for_each(|(start, _)| *start += length);
        for mark in
            self.marks.iter_mut().flat_map(|marks| marks.iter_mut().rev().take_while(|mark| mark.end > at))
        {
            (mark.start, mark.end) = (mark.start + length, mark.end + length);
        }
        for ranges in [&mut self.plain, &mut self.bare] {
            ranges.iter_mut().rev().take_while(|(start, _)| *start >= at).for_each(|(start, end)| {
                (*start, *end) = (*start + length, *end + length);
            });
        }
        self.boundary += if self.boundary > at { length } else { 0 };
        self.bare.push((at, at + length));
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
            marks.push(Mark { start, end, numbers, value, is_own: false });
        }
    }

    /// Marks `range` of the text.
    pub(super) fn mark_range(&mut self, category: Category, range: Range<usize>, value: String) {
        if let Some(marks) = self.marks_mut(category) {
            marks.push(Mark { start: range.start, end: range.end, value, ..Mark::default() });
        }
    }

    /// Marks `range` of the text with a style that lines have which ignore those around them.
    pub(super) fn mark_own(&mut self, category: Category, range: Range<usize>) {
        if let Some(marks) = self.marks_mut(category).filter(|_| !range.is_empty()) {
            marks.push(Mark { start: range.start, end: range.end, is_own: true, ..Mark::default() });
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
        if let Some(Label { text, is_optional }) = label.filter(|label| !label.text.is_empty())
            && let Some(marks) = self.marks_mut(category)
        {
            let ([a, b], end) = (fingerprint(labelled), start + IMAGE.len_utf8());
            let numbers = [a, b, u32::from(is_optional)];
            marks.push(Mark { start, end, numbers, value: text, is_own: false });
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
        for mark in marks.iter().filter(|mark| mark.numbers[2] == 0) {
            there.get_mut(&key(text, mark)).into_iter().for_each(|left| *left = left.saturating_sub(1));
        }
        let before = marks.len();
        marks.retain(|mark| {
            let is_there = |left: &mut usize| left.checked_sub(1).map(|rest| *left = rest).is_some();
            mark.numbers[2] == 0 || there.get_mut(&key(text, mark)).is_some_and(is_there)
        });
        marks.iter_mut().for_each(|mark| mark.numbers[2] = 0);
        before - marks.len()
    }

    /// Adds a code block. Blocks with nothing between them are merged, as an editor may have split them: the code
    /// follows what ends at `before`. `is_soft` is set if the page lost its whitespace.
    pub(super) fn code(&mut self, text: &str, is_soft: bool, language: Option<Label>, before: usize) {
        self.end_line();
        let at = self.offset();
        let has_boundary = self.boundary >= before;
        let (is_line, is_gap) = (u32::from(!text.contains('\n')), text.chars().all(crate::chars::is_space));
        if let Some(last) = self.marks_mut(Category::Code).and_then(|marks| marks.last_mut())
            && last.end == before
            && !has_boundary
        {
            let numbers = [u32::from(is_soft || is_gap), u32::from(!is_gap), is_line];
            last.join(&Mark { numbers, value: text.to_owned(), ..Mark::default() });
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

    /// Records that the lines since `start` have the styles they have now, and ignore those around them.
    pub(super) fn unstyled(&mut self, start: usize) {
        for marks in &mut self.marks {
            marks.iter_mut().rev().take_while(|mark| mark.start >= start).for_each(|mark| mark.is_own = true);
        }
        self.bare.push((start, self.offset()));
    }

    /// Adds the inventory of a part of the input that follows and begins at the byte `start`. If it `opens_with_code`,
    /// the code belongs to a code block that ends here.
    pub(super) fn append(&mut self, mut other: Self, start: usize, opens_with_code: bool) {
        let at = self.offset();
        if opens_with_code
            && self.follows_code()
            && let Some((code, languages)) = other.take_first_code()
            && let Some(last) = self.marks_mut(Category::Code).and_then(|marks| marks.last_mut())
        {
            last.join(&code);
            let (start, end) = (last.start, last.end);
            let moved = languages.into_iter().map(|mark| Mark { start, end, ..mark });
            self.marks_mut(Category::Languages).into_iter().for_each(|marks| marks.extend(moved.clone()));
        }
        self.text.push_str(&other.text);
        self.characters.extend(&other.characters);
        self.dropped_characters.extend(&other.dropped_characters);
        self.breaks.extend(other.breaks.iter().map(|end| end + at));
        let origins = other.origins.into_iter();
        self.origins
            .extend(origins.map(|(offset, bytes)| (offset + at, bytes.start + start..bytes.end + start)));
        for (marks, others) in self.marks.iter_mut().zip(other.marks) {
            let moved = |mark: Mark| Mark { start: mark.start + at, end: mark.end + at, ..mark };
            marks.extend(others.into_iter().map(moved));
        }
        self.plain.extend(other.plain.iter().map(|(start, end)| (start + at, end + at)));
        self.bare.extend(other.bare.iter().map(|(start, end)| (start + at, end + at)));
        if other.boundary > 0 {
            self.boundary = other.boundary + at;
        }
    }
}
