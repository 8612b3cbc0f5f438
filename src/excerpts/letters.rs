//! A text by its letters, so that words of a page are found in its source and in its Markdown whatever markup stands
//! between them.

use std::ops::Range;

use memchr::{memchr, memchr2};

use crate::markdown::front_matter_end;

/// How many letters before and after a place are searched.
const REACH: usize = 20_000;

/// How many letters before a place, and how many in all, are sought on the other side: the more, the surer.
const SOUGHT: [(usize, usize); 8] = [(0, 24), (24, 24), (0, 12), (12, 12), (0, 6), (6, 6), (0, 2), (2, 2)];

/// How many bytes a tag or an address in Markdown has at most.
const LONGEST: usize = 4096;

/// The tags that Markdown of ours may hold; any other `<` in it is text.
const TAGS: [&str; 17] = [
    "sub", "sup", "kbd", "mark", "u", "ins", "br", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol",
    "li", "strong",
];

/// A text and where the letters and digits in it stand that are no markup.
#[derive(Debug)]
pub(super) struct Letters<'a> {
    pub(super) text: &'a str,
    /// How many bytes of metadata it begins with.
    body: usize,
    /// Each with its byte.
    all: Vec<(char, usize)>,
    /// The bytes at which lines begin.
    lines: Vec<usize>,
}

impl<'a> Letters<'a> {
    /// Those of a page, whose article is behind `body` bytes of metadata. Tags are passed over.
    pub(super) fn of_html(text: &'a str, body: usize) -> Self {
        Self::of(text, body, |rest| {
            let next = rest.get(1..).and_then(|rest| rest.chars().next());
            let is_tag = next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
            // What is never closed ends where the next one begins.
            (rest.starts_with('<') && is_tag)
                .then(|| rest.get(1..)?.find(['<', '>']).map(|end| end + 1))
                .flatten()
        })
    }

    /// Those of Markdown. Its metadata, tags and the addresses of links are passed over.
    pub(super) fn of_markdown(text: &'a str) -> Self {
        Self::of(text, front_matter_end(text), |rest| {
            // What is never closed is no markup, and must not be looked for to the end again and again.
            let near = rest.as_bytes().get(..LONGEST).unwrap_or(rest.as_bytes());
            if rest.starts_with("](") {
                return memchr2(b')', b'\n', near);
            }
            let name = rest.strip_prefix('<')?.trim_start_matches('/');
            let end = name.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric());
            TAGS.contains(&name.get(..end?)?).then(|| memchr(b'>', near)).flatten()
        })
    }

    /// Those of `text`; `markup` tells how many bytes to pass over.
    fn of(text: &'a str, body: usize, markup: impl Fn(&str) -> Option<usize>) -> Self {
        let mut letters = Vec::new();
        let mut after = body;
        for (at, c) in text.char_indices() {
            if at < after {
                continue;
            }
            if c.is_alphanumeric() {
                letters.push((c, at));
                continue;
            }
            let rest = || text.get(at..).unwrap_or_default();
            match c {
                '<' | ']' => after = at + markup(rest()).unwrap_or_default(),
                '&' => {
                    if let Some((length, c)) = reference(rest()) {
                        after = at + length;
                        letters.extend(c.filter(|c| c.is_alphanumeric()).map(|c| (c, at)));
                    }
                }
                _ => {}
            }
        }
        let ends = text.match_indices('\n').map(|(at, _)| at + 1).filter(|end| *end < text.len());
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, body, all: letters, lines }
    }

    /// The line of a byte, from 0.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The bytes of a line, without its end; `None` when there is none.
    pub(super) fn line(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.lines.get(line)?;
        let end = self.lines.get(line + 1).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end)?;
        Some(start..start + line.strip_suffix('\n').unwrap_or(line).len())
    }

    /// The first letter at `byte` or behind it.
    fn letter_at(&self, byte: usize) -> usize {
        self.all.partition_point(|(_, at)| *at < byte)
    }

    /// The byte of a letter; that of the last one when there is none.
    pub(super) fn byte_of(&self, letter: usize) -> usize {
        self.all.get(letter).or(self.all.last()).map_or(0, |(_, at)| *at)
    }

    /// Where the letters of `words` stand, nearest to the letter `near`.
    fn find(&self, words: &str, near: usize) -> Option<usize> {
        let words: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
        let first = near.saturating_sub(REACH);
        let reach = self.all.get(first..near.saturating_add(REACH).min(self.all.len()))?;
        let is_here = |found: &[(char, usize)]| found.iter().map(|(c, _)| c).eq(&words);
        let found = reach.windows(words.len().max(1)).enumerate().filter(|(_, found)| is_here(found));
        found.map(|(at, _)| first + at).min_by_key(|at| at.abs_diff(near))
    }

    /// The byte in `other` where the words at `byte` stand; those of metadata have none.
    pub(super) fn counterpart(&self, byte: usize, other: &Self) -> Option<usize> {
        let at = self.letter_at(byte);
        if byte < self.body {
            return None;
        }
        let near = at.saturating_mul(other.all.len()).checked_div(self.all.len())?;
        SOUGHT.into_iter().find_map(|(back, length)| {
            let start = at.checked_sub(back)?;
            let words: String = self.all.get(start..start + length)?.iter().map(|(c, _)| *c).collect();
            Some(other.byte_of(other.find(&words, near)? + back))
        })
    }
}

/// How long the character reference is that `text` begins with, and what it means when it is a number.
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

    fn of(letters: &Letters<'_>) -> String {
        letters.all.iter().map(|(c, _)| *c).collect()
    }

    #[test]
    fn markup_holds_no_letters() {
        let html = Letters::of_html("<p class=a>\n 一 &amp;<b\n>二</b> &#x4e09; 1 < 2 &copy</p>", 0);
        assert_eq!(of(&html), "一二三12copy");
        let markdown = Letters::of_markdown("**一**<sub>二</sub>[三](http://a/b) `Vec<T>` \\<x");
        assert_eq!(of(&markdown), "一二三VecTx");
        assert_eq!(of(&Letters::of_html("<p 一<b>二", 0)), "二");
    }

    #[test]
    fn words_are_found_across_markup_and_nearest() {
        let html = Letters::of_html("<p>一二</p>\n<p>三</p>\n<p>一<b>二</b></p>", 0);
        assert_eq!(html.find("一 二", 0), Some(0));
        assert_eq!(html.find("一 二", 3), Some(3));
        assert_eq!((html.find("四", 0), html.find("", 0)), (None, None));
        assert_eq!((html.line_of(html.byte_of(3)), html.line_of(0), html.line_of(999)), (2, 0, 2));
    }

    #[test]
    fn a_place_is_found_on_the_other_side() {
        let html = Letters::of_html("<p>甲乙丙丁戊己</p><p><img src=a>庚辛壬癸子丑</p>", 0);
        let markdown = Letters::of_markdown("甲乙丙丁戊己\n\n庚辛壬癸子丑\n");
        let at = html.text.find("<img").unwrap_or_default();
        let line = |byte| html.counterpart(byte, &markdown).map(|byte| markdown.line_of(byte));
        assert_eq!((line(0), line(at)), (Some(0), Some(2)));
    }
}
