//! The letters and digits of a text without its markup, to find the text at a location of the page in the Markdown and
//! the other way round. The document model keeps no locations, so the other side has to be searched.

use std::ops::Range;

use memchr::{memchr, memchr2};

use crate::markdown::front_matter_end;

/// The greatest distance between the expected and the found position, in characters.
const MAX_DISTANCE: usize = 20_000;

/// The searched text, longest first: the number of characters before the location, and in total.
const CONTEXTS: [(usize, usize); 8] = [(0, 24), (24, 24), (0, 12), (12, 12), (0, 6), (6, 6), (0, 2), (2, 2)];

/// The maximum length of a tag or a link destination in Markdown.
const MAX_BYTES: usize = 4096;

/// The HTML tags that generated Markdown may contain; any other `<` is text.
const TAGS: [&str; 17] = [
    "sub", "sup", "kbd", "mark", "u", "ins", "br", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol",
    "li", "strong",
];

/// A text with its letters and digits outside markup.
#[derive(Debug)]
pub(super) struct SearchText<'a> {
    pub(super) text: &'a str,
    /// The byte at which the body begins, after front matter.
    body: usize,
    /// The letters and digits, each with its byte.
    characters: Vec<(char, usize)>,
    /// The bytes at which lines begin.
    lines: Vec<usize>,
}

impl<'a> SearchText<'a> {
    /// Indexes a page whose body begins at the byte `body`. Tags are skipped.
    pub(super) fn html(text: &'a str, body: usize) -> Self {
        Self::new(text, body, |rest| {
            let next = rest.get(1..).and_then(|rest| rest.chars().next());
            let is_tag = next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
            // An unclosed tag ends where the next one begins.
            (rest.starts_with('<') && is_tag)
                .then(|| rest.get(1..)?.find(['<', '>']).map(|end| end + 1))
                .flatten()
        })
    }

    /// Indexes Markdown. Front matter, tags and link destinations are skipped.
    pub(super) fn markdown(text: &'a str) -> Self {
        Self::new(text, front_matter_end(text), |rest| {
            // Unclosed markup is text; without a limit, searching for its end would take quadratic time.
            let near = rest.as_bytes().get(..MAX_BYTES).unwrap_or(rest.as_bytes());
            if rest.starts_with("](") {
                return memchr2(b')', b'\n', near);
            }
            let name = rest.strip_prefix('<')?.trim_start_matches('/');
            let end = name.bytes().take(MAX_BYTES).position(|byte| !byte.is_ascii_alphanumeric());
            TAGS.contains(&name.get(..end?)?).then(|| memchr(b'>', near)).flatten()
        })
    }

    /// Indexes `text`; `markup` returns the number of bytes to skip.
    fn new(text: &'a str, body: usize, markup: impl Fn(&str) -> Option<usize>) -> Self {
        let mut characters = Vec::new();
        let mut after = body;
        for (at, c) in text.char_indices() {
            if at < after {
                continue;
            }
            if c.is_alphanumeric() {
                characters.push((c, at));
                continue;
            }
            let rest = || text.get(at..).unwrap_or_default();
            match c {
                '<' | ']' => after = at + markup(rest()).unwrap_or_default(),
                '&' => {
                    if let Some((length, c)) = reference(rest()) {
                        after = at + length;
                        characters.extend(c.filter(|c| c.is_alphanumeric()).map(|c| (c, at)));
                    }
                }
                _ => {}
            }
        }
        let ends = text.match_indices('\n').map(|(at, _)| at + 1).filter(|end| *end < text.len());
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, body, characters, lines }
    }

    /// Returns the line of a byte, from 0.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// Returns the bytes of a line without its line break.
    pub(super) fn line(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.lines.get(line)?;
        let end = self.lines.get(line + 1).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end)?;
        Some(start..start + line.strip_suffix('\n').unwrap_or(line).len())
    }

    /// Returns the index of the first character at or after `byte`.
    fn index_at(&self, byte: usize) -> usize {
        self.characters.partition_point(|(_, at)| *at < byte)
    }

    /// Returns the byte of a character, or of the last one if the index is too large.
    pub(super) fn byte_of(&self, letter: usize) -> usize {
        self.characters.get(letter).or(self.characters.last()).map_or(0, |(_, at)| *at)
    }

    /// Returns the index at which `words` occur nearest to the index `near`.
    fn find(&self, words: &str, near: usize) -> Option<usize> {
        let words: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
        let first = near.saturating_sub(MAX_DISTANCE);
        let reach =
            self.characters.get(first..near.saturating_add(MAX_DISTANCE).min(self.characters.len()))?;
        let is_here = |found: &[(char, usize)]| found.iter().map(|(c, _)| c).eq(&words);
        let found = reach.windows(words.len().max(1)).enumerate().filter(|(_, found)| is_here(found));
        found.map(|(at, _)| first + at).min_by_key(|at| at.abs_diff(near))
    }

    /// Returns the byte of `other` with the same text as at `byte`; `None` within the front matter.
    pub(super) fn counterpart(&self, byte: usize, other: &Self) -> Option<usize> {
        let at = self.index_at(byte);
        if byte < self.body {
            return None;
        }
        let near = at.saturating_mul(other.characters.len()).checked_div(self.characters.len())?;
        CONTEXTS.into_iter().find_map(|(back, length)| {
            let start = at.checked_sub(back)?;
            let words: String = self.characters.get(start..start + length)?.iter().map(|(c, _)| *c).collect();
            Some(other.byte_of(other.find(&words, near)? + back))
        })
    }
}

/// Returns the length of the character reference at the start of `text`, and its character if it is numeric.
fn reference(text: &str) -> Option<(usize, Option<char>)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let number = name.strip_prefix('#').and_then(|number| {
        let hexadecimal = number.strip_prefix(['x', 'X']).map(|number| u32::from_str_radix(number, 16));
        hexadecimal.unwrap_or_else(|| number.parse()).ok()
    });
    Some((end + 1, number.and_then(char::from_u32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(characters: &SearchText<'_>) -> String {
        characters.characters.iter().map(|(c, _)| *c).collect()
    }

    #[test]
    fn markup_is_skipped() {
        let html = SearchText::html("<p class=a>\n 一 &amp;<b\n>二</b> &#x4e09; 1 < 2 &copy</p>", 0);
        assert_eq!(of(&html), "一二三12copy");
        let markdown = SearchText::markdown("**一**<sub>二</sub>[三](http://a/b) `Vec<T>` \\<x");
        assert_eq!(of(&markdown), "一二三VecTx");
        assert_eq!(of(&SearchText::html("<p 一<b>二", 0)), "二");
    }

    #[test]
    fn words_are_found_across_markup_and_nearest() {
        let html = SearchText::html("<p>一二</p>\n<p>三</p>\n<p>一<b>二</b></p>", 0);
        assert_eq!(html.find("一 二", 0), Some(0));
        assert_eq!(html.find("一 二", 3), Some(3));
        assert_eq!((html.find("四", 0), html.find("", 0)), (None, None));
        assert_eq!((html.line_of(html.byte_of(3)), html.line_of(0), html.line_of(999)), (2, 0, 2));
    }

    #[test]
    fn a_location_is_found_on_the_other_side() {
        let html = SearchText::html("<p>甲乙丙丁戊己</p><p><img src=a>庚辛壬癸子丑</p>", 0);
        let markdown = SearchText::markdown("甲乙丙丁戊己\n\n庚辛壬癸子丑\n");
        let at = html.text.find("<img").unwrap_or_default();
        let line = |byte| html.counterpart(byte, &markdown).map(|byte| markdown.line_of(byte));
        assert_eq!((line(0), line(at)), (Some(0), Some(2)));
    }
}
