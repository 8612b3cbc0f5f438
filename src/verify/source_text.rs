//! Maps the text of an inventory back to the page or the Markdown it was read from.

use std::ops::Range;

use super::inventory::Inventory;
use super::visible::{is_placeholder, is_visible};
use crate::dom;
use crate::location::{LineIndex, Location};

/// The text that an inventory was read from.
#[derive(Debug)]
pub(super) struct SourceText<'a> {
    text: &'a str,
    index: LineIndex,
    /// Lines and bytes of the input before `text`.
    before: (u32, usize),
}

impl<'a> SourceText<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, index: LineIndex::default(), before: (0, 0) }
    }

    /// A text that begins after so many lines and bytes of the input.
    pub(super) fn after(text: &'a str, lines: u32, bytes: usize) -> Self {
        Self { before: (lines, bytes), ..Self::new(text) }
    }

    /// The location of a range of the inventory's text.
    pub(super) fn location(&self, inventory: &Inventory, range: Range<usize>) -> Option<Location> {
        let first = self.character(inventory, range.start)?;
        let text = inventory.text.get(range.clone()).unwrap_or_default();
        let last = text.char_indices().next_back().filter(|(offset, _)| *offset > 0);
        let last = last.and_then(|(offset, _)| self.character(inventory, range.start + offset));
        Some(self.locate(first.start..last.map_or(first.end, |last| last.end.max(first.end))))
    }

    /// The location of the character after `same`, with which the code at `at` of the inventory begins.
    pub(super) fn location_in_code(
        &self,
        inventory: &Inventory,
        at: usize,
        same: &str,
        next: Option<char>,
    ) -> Option<Location> {
        let (_, bytes) = origin(inventory, at)?;
        let mut code = bytes.clone();
        let source = self.text.get(code.clone()).unwrap_or_default();
        if source.starts_with("```") || source.starts_with("~~~") {
            code.start += source.find('\n').map_or(0, |end| end + 1);
        }
        let count = same.chars().filter(|c| is_visible(*c)).count();
        let found = next.and_then(|next| self.find_character(&code, count, next));
        Some(self.locate(found.unwrap_or(bytes)))
    }

    fn locate(&self, bytes: Range<usize>) -> Location {
        let (lines, before) = self.before;
        self.index.location(self.text, bytes).offset(lines, before)
    }

    /// The bytes of the character at `at` of the inventory's text, or of what contains it.
    fn character(&self, inventory: &Inventory, at: usize) -> Option<Range<usize>> {
        let (start, bytes) = origin(inventory, at)?;
        let character = inventory.text.get(at..).and_then(|rest| rest.chars().next());
        let before = inventory.text.get(start..at).unwrap_or_default();
        let count = before.chars().filter(|c| !is_placeholder(*c)).count();
        let found =
            character.filter(|c| !is_placeholder(*c)).and_then(|c| self.find_character(&bytes, count, c));
        Some(found.unwrap_or(bytes))
    }

    /// The bytes of `character`, which has `count` characters before it in `bytes`. If these are a tag, it is searched
    /// for in what follows the tag.
    fn find_character(
        &self,
        bytes: &Range<usize>,
        mut count: usize,
        character: char,
    ) -> Option<Range<usize>> {
        let skips_tags = self.text.get(bytes.clone())?.starts_with('<');
        let end = if skips_tags { self.text.len() } else { bytes.end };
        let mut at = bytes.start;
        while at < end {
            let rest = self.text.get(at..end)?;
            let c = rest.chars().next()?;
            let (length, c) = match c {
                '<' if skips_tags && is_tag(rest) => {
                    at += rest.find('>')? + 1;
                    continue;
                }
                '&' => reference(rest).unwrap_or((1, c)),
                _ => (c.len_utf8(), c),
            };
            if is_visible(c) {
                if count == 0 {
                    return (c == character).then_some(at..at + length);
                }
                count -= 1;
            }
            at += length;
        }
        None
    }
}

/// Where the character at `at` comes from: the beginning of its stretch of text, and the bytes of the source.
fn origin(inventory: &Inventory, at: usize) -> Option<(usize, Range<usize>)> {
    let next = inventory.origins.partition_point(|(start, _)| *start <= at);
    inventory.origins.get(next.saturating_sub(1)).cloned()
}

fn is_tag(text: &str) -> bool {
    text.as_bytes().get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!'))
}

/// The length of the character reference that `text` begins with, and its character.
fn reference(text: &str) -> Option<(usize, char)> {
    const MAX_LENGTH: usize = 32;
    let end = text.bytes().take(MAX_LENGTH).position(|byte| byte == b';')? + 1;
    let decoded = dom::decode_entities(text.get(..end)?);
    let mut characters = decoded.chars();
    characters.next().filter(|_| characters.next().is_none()).map(|c| (end, c))
}
