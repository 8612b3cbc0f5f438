//! The visible end of a line under construction, as far as it affects the spacing of what follows.

use super::char_class::{CharClass, is_infix, is_word_character};

/// Whether a line so far consists of a number with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbering {
    /// The number of characters, while it may be one.
    count: Option<u8>,
    /// Whether one of them is a mark.
    marked: bool,
}

impl Numbering {
    /// The state at the start of a line.
    pub(super) const START: Self = Self { count: Some(0), marked: false };
    /// `(12.10)`
    const MAX_LENGTH: u8 = 7;

    /// Adds a character, with or without a space before it.
    pub(super) const fn push(&mut self, c: char, spaced: bool) {
        let Some(count) = self.count else { return };
        let continues = !spaced && is_numbering(c) && count < Self::MAX_LENGTH;
        self.count = if continues { Some(count + 1) } else { None };
        self.marked = self.count.is_some() && (self.marked || !c.is_ascii_digit());
    }

    pub(super) const fn is_open(self) -> bool {
        self.count.is_some()
    }

    pub(super) const fn is_some(self) -> bool {
        matches!(self.count, Some(1..)) && self.marked
    }

    /// Returns the kind of section number that the line so far can be. Longer numbers without a mark are years.
    pub(super) const fn section(self) -> Option<SectionNumber> {
        match self.count {
            Some(1..) if self.marked => Some(SectionNumber::Marked),
            Some(1..=2) => Some(SectionNumber::Bare),
            _ => None,
        }
    }
}

/// Characters of numbers at the start of a line.
pub(super) const fn is_numbering(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '(' | ')')
}

/// A number at the start of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum SectionNumber {
    /// `1`
    Bare,
    /// `1.`, `2.1`, `(3)`
    Marked,
}

/// The end of a growing line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineTail {
    /// The last visible character.
    last: Option<char>,
    /// The character directly before it.
    before: Option<char>,
    /// The word at the end of the line.
    word: String,
    numbering: Numbering,
    /// Whether a quotation mark is open.
    quoted: bool,
    /// Whether an operator with a space on its left ends the line.
    infix: bool,
}

/// Longer words are not compared.
pub(super) const MAX_WORD_LENGTH: usize = 32;

impl LineTail {
    pub(super) const fn new() -> Self {
        Self {
            last: None,
            before: None,
            word: String::new(),
            numbering: Numbering::START,
            quoted: false,
            infix: false,
        }
    }

    /// Starts a new line.
    pub(super) fn clear(&mut self) {
        let Self { last, before, word, numbering, quoted, infix } = self;
        word.clear();
        (*last, *before, *numbering, *quoted, *infix) = (None, None, Numbering::START, false, false);
    }

    pub(super) const fn last(&self) -> Option<char> {
        self.last
    }

    pub(super) const fn before(&self) -> Option<char> {
        self.before
    }

    pub(super) fn word(&self) -> &str {
        &self.word
    }

    pub(super) const fn quoted(&self) -> bool {
        self.quoted
    }

    pub(super) const fn infix(&self) -> bool {
        self.infix
    }

    /// Notes that the space before the last character was restored, not read from the page.
    pub(super) const fn mark_space_restored(&mut self) {
        self.infix = false;
    }

    /// Adds a character, with or without a space before it.
    pub(super) fn push(&mut self, c: char, spaced: bool) {
        let spaced = spaced && self.last.is_some();
        self.infix = if spaced { is_infix(c) } else { self.completes_arrow(c) };
        self.before = self.last.filter(|_| !spaced);
        self.last = Some(c);
        if spaced || !is_word_character(c) {
            self.word.clear();
        }
        if is_word_character(c) && self.word.len() <= MAX_WORD_LENGTH {
            self.word.push(c);
        }
        self.numbering.push(c, spaced);
        self.quoted ^= c == '"';
    }

    /// Whether `c` completes an arrow with the operator at the end of the line.
    const fn completes_arrow(&self, c: char) -> bool {
        self.infix && c == '>' && matches!(self.last, Some('-' | '='))
    }

    /// Adds characters without a space before the first, with single spaces within and none at the end.
    pub(super) fn push_words(&mut self, text: &str) {
        let mut back = text.chars().rev();
        let Some(last) = back.next() else { return };
        let before = back.next();
        self.infix = match before {
            None => self.completes_arrow(last),
            Some(' ') => is_infix(last),
            Some('-' | '=') => last == '>' && back.next() == Some(' '),
            Some(_) => false,
        };
        self.before = before.or(self.last).filter(|c| *c != ' ');
        self.last = Some(last);
        let word_length = text.bytes().rev().take_while(|byte| is_word_character(char::from(*byte))).count();
        if word_length < text.len() {
            self.word.clear();
        }
        let word = text.get(text.len() - word_length..).unwrap_or_default();
        let room = (MAX_WORD_LENGTH + 1).saturating_sub(self.word.len());
        self.word.push_str(word.get(..room).unwrap_or(word));
        let mut start = text.chars();
        while self.numbering.is_open()
            && let Some(c) = start.next()
        {
            self.numbering.push(c, false);
        }
        self.quoted ^= has_odd_quotes(text);
    }

    /// Returns the kind of section number that the line so far can be.
    pub(super) const fn section(&self) -> Option<SectionNumber> {
        self.numbering.section()
    }

    /// Returns the class of the line's end.
    pub(super) fn class(&self) -> Option<CharClass> {
        if self.numbering.is_some() { Some(CharClass::Numbering) } else { self.last.map(CharClass::of) }
    }
}

fn has_odd_quotes(text: &str) -> bool {
    text.bytes().fold(false, |odd, byte| odd ^ (byte == b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;

    #[test]
    fn pushing_words_equals_pushing_characters() {
        arbtest::arbtest(|u| {
            let (mut by_words, mut by_characters) = (LineTail::new(), LineTail::new());
            for _ in 0..u.int_in_range(1..=4)? {
                let spaced = u.arbitrary()?;
                let first = u.arbitrary()?;
                by_words.push(first, spaced);
                by_characters.push(first, spaced);
                let letters = ["a", "B", "_", "7", ".", "(", "\"", "中", "é", "=", ">", " "];
                let word = arbitrary_text(u, &letters, 0..=40)?;
                let word = word.trim_end_matches(' ');
                by_words.push_words(word);
                let mut spaced = false;
                for c in word.chars() {
                    if c != ' ' {
                        by_characters.push(c, spaced);
                    }
                    spaced = c == ' ';
                }
                assert_eq!(by_words, by_characters);
            }
            Ok(())
        });
    }
}
