//! Small questions about text.

use std::sync::LazyLock;

use regex::Regex;

use crate::chars::{is_blank, is_cjk, is_invisible};
use crate::dom::{Element, Node};
use crate::model::Inline;

/// The shown characters below `element`, white space left out.
pub(super) fn count_characters(element: Element<'_>) -> usize {
    let shown = |text: &str| text.chars().filter(|&c| !is_blank(c) && !is_invisible(c)).count();
    let texts = element.node().descendants().filter(|node| {
        node.parent_element().is_none_or(|parent| !matches!(parent.tag(), "style" | "script"))
    });
    texts.filter_map(Node::as_text).map(shown).sum()
}

/// The text below `element` with white space collapsed to single blanks and trimmed.
pub(super) fn collapsed(element: Element<'_>) -> String {
    collapse(&element.text())
}

/// `text` without invisible characters, its white space collapsed to single blanks and trimmed.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|&c| !is_invisible(c)));
    }
    out
}

/// An `em` that came from unescaped `_` or `*` of identifiers and TeX (dialect `em-false`).
pub(super) fn is_code_like(element: Element<'_>) -> bool {
    let is_code = |c| matches!(c, '=' | '(' | ')' | '[' | ']' | '{' | '}' | '$' | '\\' | '/' | '"' | '_');
    element.text().contains(is_code)
}

/// An element that holds one letter which cannot be a word: `<b>W</b>eb`.
pub(super) fn is_drop_cap(element: Element<'_>) -> bool {
    let Some(text) = element.node().children().next().and_then(Node::as_text) else { return false };
    let mut letters = text.trim().chars();
    let single = letters.next().filter(|_| letters.next().is_none());
    single.is_some_and(|c| c.is_ascii_uppercase() && !matches!(c, 'A' | 'I'))
}

/// Whether a joiner after `last` binds: emoji and scripts that need it do, Chinese and Latin do not.
pub(super) fn keeps_joiner(last: Option<char>) -> bool {
    last.is_some_and(|c| !c.is_ascii() && !is_cjk(c) && c > '\u{5ff}')
}

/// Symbols of Wingdings and Symbol in the private use area, and what they show (dialect `ch-pua`).
const SYMBOLS: [(char, char); 10] = [
    ('\u{f06c}', '•'),
    ('\u{f0b7}', '•'),
    ('\u{f06e}', '■'),
    ('\u{f0a7}', '■'),
    ('\u{f075}', '◆'),
    ('\u{f0d8}', '➢'),
    ('\u{f0fc}', '✓'),
    ('\u{f0e0}', '→'),
    ('\u{f070}', '□'),
    ('\u{f0a8}', '□'),
];

/// What the font Wingdings shows for `c`; the letters word processors use for bullets (dialect `src-word`).
pub(super) const fn wingding(c: char) -> char {
    match c {
        'l' | '·' => '•',
        'n' | '§' => '■',
        'u' => '◆',
        'v' => '❖',
        'q' => '❑',
        'p' => '□',
        'Ø' => '➢',
        'ü' => '✓',
        'û' => '✗',
        'à' => '→',
        other => other,
    }
}

/// Letters of icon fonts, which show nothing without the font.
const ICONS: [char; 4] = ['\u{e5e5}', '\u{e0be}', '\u{e5e4}', '\u{e011}'];

/// The character that shows what `c` shows, or `None` when that is nothing.
pub(super) fn icon(c: char) -> Option<char> {
    if !matches!(c, '\u{e000}'..='\u{f8ff}') {
        return Some(c);
    }
    let symbol = SYMBOLS.iter().find(|(private, _)| *private == c).map(|(_, shown)| *shown);
    if ICONS.contains(&c) { None } else { symbol.or(Some(c)) }
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the test below compiles")]
static TOC_MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*@?\[toc\](?:\([^()]*\))?").expect("pattern is valid"));

/// Removes `[TOC]` and `@[toc](title)` from the beginning of a line (dialect `toc-literal`).
pub(super) fn strip_toc_marker(line: &mut [Inline]) {
    if let Some(Inline::Text(text)) = line.first_mut()
        && let Some(marker) = TOC_MARKER.find(text)
    {
        *text = text.get(marker.end()..).unwrap_or_default().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toc_marker_goes_and_the_text_after_it_stays() {
        let mut line = [Inline::Text("@[TOC](目录)正文".into())];
        strip_toc_marker(&mut line);
        assert_eq!(line, [Inline::Text("正文".into())]);
    }

    #[test]
    fn white_space_collapses() {
        assert_eq!(collapse(" a\u{a0}\n b\u{200b}c "), "a bc");
    }

    #[test]
    fn private_use_symbols_become_what_they_show() {
        assert_eq!(icon('\u{f06c}'), Some('•'));
        assert_eq!(icon('\u{e5e5}'), None);
        assert_eq!(icon('字'), Some('字'));
    }
}
