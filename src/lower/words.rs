//! The words that occur in an article.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::dom::{Dom, NodeId};

use super::char_class::is_word_character;
use super::line_tail::MAX_WORD_LENGTH;

/// The words of an article. Most articles ask for few or none, which are searched for; an index serves the others.
#[derive(Debug)]
pub(super) struct Words<'a> {
    dom: &'a Dom,
    /// Texts of `dom`.
    texts: &'a [(NodeId, &'a str)],
    /// The number of words searched for so far.
    searches: Cell<usize>,
    index: OnceCell<Index<'a>>,
}

/// The words, each with whether it occurs in the middle of a text, where it is certainly complete.
type Index<'a> = HashMap<&'a str, bool>;

/// The number of searches that take as long as an index.
const MAX_SEARCHES: usize = 32;

/// Longer words are not compared.
const MAX_LENGTH: usize = 2 * MAX_WORD_LENGTH;

impl<'a> Words<'a> {
    /// The words of these texts of a page.
    pub(super) const fn of(dom: &'a Dom, texts: &'a [(NodeId, &'a str)]) -> Self {
        Self { dom, texts, searches: Cell::new(0), index: OnceCell::new() }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// Whether `word` occurs in the middle of a text.
    pub(super) fn has_whole(&self, word: &str) -> bool {
        self.find(word) == Some(true)
    }

    /// Returns whether `word` occurs in the middle of a text. `None` if it does not occur.
    fn find(&self, word: &str) -> Option<bool> {
        self.searches.set(self.searches.get().saturating_add(1));
        if self.searches.get() <= MAX_SEARCHES {
            // Most words that are asked for are nowhere in the page.
            if self.dom.may_have(word) { search(self.texts, word) } else { None }
        } else {
            self.index.get_or_init(|| index(self.texts)).get(word).copied()
        }
    }
}

fn search(texts: &[(NodeId, &str)], word: &str) -> Option<bool> {
    if word.len() > MAX_LENGTH {
        return None;
    }
    let finder = Finder::new(word);
    let mut found = None;
    for text in texts.iter().map(|(_, text)| text.as_bytes()) {
        let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| !is_word_byte(*byte));
        for start in finder.find_iter(text) {
            let end = start + word.len();
            let before = start.checked_sub(1).and_then(|before| text.get(before));
            if is_end(before) && is_end(text.get(end)) {
                found = found.max(Some(start > 0 && end < text.len()));
            }
        }
        if found == Some(true) {
            return found;
        }
    }
    found
}

fn index<'a>(texts: &[(NodeId, &'a str)]) -> Index<'a> {
    let mut words = HashMap::with_capacity(2 * texts.len());
    for (_, text) in texts {
        let mut at = 0;
        while let Some(rest) = text.as_bytes().get(at..)
            && let Some(start) = rest.iter().position(|byte| is_word_byte(*byte))
        {
            let start = at + start;
            let length = rest.iter().skip(start - at).take_while(|byte| is_word_byte(**byte)).count();
            at = start + length;
            if length <= MAX_LENGTH
                && let Some(word) = text.get(start..at)
            {
                *words.entry(word).or_default() |= start > 0 && at < text.len();
            }
        }
    }
    words
}

fn is_word_byte(byte: u8) -> bool {
    is_word_character(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;
    use crate::dom::parse;
    use crate::options::Limits;

    #[test]
    fn searching_finds_what_the_index_has() {
        let node = parse("", &Limits::default()).unwrap().root().id();
        arbtest::arbtest(|u| {
            let parts = ["a", "b", "aa", "_", "7", " ", "-", "中", "é", &"a".repeat(MAX_LENGTH)];
            let texts = [arbitrary_text(u, &parts, 0..=8)?, arbitrary_text(u, &parts, 0..=8)?];
            let texts = texts.each_ref().map(|text| (node, text.as_str()));
            let word = arbitrary_text(u, &["a", "b", "_", "7"], 1..=4)?;
            assert_eq!(search(&texts, &word), index(&texts).get(word.as_str()).copied(), "{texts:?} {word}");
            Ok(())
        });
    }
}
