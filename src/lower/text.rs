//! Helpers for text.

use std::borrow::Cow;
use std::mem;
use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

pub(super) use crate::chars::{icon, wingding};
use crate::chars::{is_cjk, is_invisible, is_simple, is_space, trim_start};
use crate::dom::{Element, Name, Node};
use crate::model::Inline;

/// Counts the visible characters below `element`, whitespace excluded.
pub(super) fn count_characters(element: Element<'_>) -> usize {
    let shown = |text: &str| text.chars().filter(|&c| !is_space(c) && !is_invisible(c)).count();
    let is_source = |parent: Element<'_>| matches!(parent.name(), Name::Style | Name::Script);
    let is_shown = |node: Node<'_>| !node.parent_element().is_some_and(is_source);
    let texts = element.node().descendants().filter_map(|node| node.as_text().filter(|_| is_shown(node)));
    texts.map(shown).sum()
}

/// Returns the number of characters that `<input value="…">` shows.
pub(super) fn count_field(input: Element<'_>) -> usize {
    let shows = |kind: &str| !matches!(kind, "hidden" | "checkbox" | "radio");
    let is_shown = input.tag() == "input" && input.attribute("type").is_none_or(shows);
    let value = input.attribute("value").filter(|_| is_shown).unwrap_or_default();
    value.chars().filter(|&c| !is_space(c) && !is_invisible(c)).count()
}

/// Returns the text below `element` with whitespace collapsed and trimmed.
pub(super) fn collapsed(element: Element<'_>) -> String {
    collapse(&element.text())
}

/// Removes invisible characters from `text`, collapses its whitespace and trims it.
pub(super) fn collapse(text: &str) -> String {
    let text = text.trim_ascii();
    if is_simple(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|&c| !is_invisible(c)));
    }
    out
}

/// Whether all of `content` is in an element of the kind of `style`, bold or italic.
pub(super) fn is_wholly(mut content: &[Inline], style: &Inline) -> bool {
    while let [only] = content {
        if mem::discriminant(only) == mem::discriminant(style) {
            return true;
        }
        let (Inline::Strong(inner) | Inline::Emphasis(inner)) = only else { return false };
        content = inner;
    }
    false
}

/// Decodes the percent-encoding in `text` if the result is UTF-8.
pub(super) fn percent_decode(text: &str) -> String {
    if memchr(b'%', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// Whether an `em` was written as `_` or `*` of identifiers, products or TeX: `x<em>i)$$ … $$x</em>i` (dialect
/// `em-false`).
///
/// Such an `em` starts and ends within words and does not look like prose. If most in the article are like that, one
/// that looks like prose counts, too: `mean<em>squared</em>error`.
pub(super) fn is_code_like(emphasis: Element<'_>, is_usual: bool) -> bool {
    is_inside_words(emphasis) && (is_usual || looks_like_code(emphasis))
}

/// Whether most of the article's `em` that start and end within words are code.
pub(super) fn code_like_is_usual(emphases: &[Element<'_>]) -> bool {
    let inside = emphases.iter().filter(|emphasis| is_inside_words(**emphasis));
    inside.map(|emphasis| if looks_like_code(*emphasis) { 1 } else { -1 }).sum::<i32>() > 0
}

fn is_inside_words(emphasis: Element<'_>) -> bool {
    let is_word = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let node = emphasis.node();
    let before =
        adjacent_character(node.previous(), Node::previous, str::trim_end, |text| text.chars().next_back());
    let after = adjacent_character(node.next(), Node::next, str::trim_start, |text| text.chars().next());
    before.is_some_and(|c| is_word(c) || matches!(c, '}' | ']' | ')' | '"'))
        && after.is_some_and(|c| is_word(c) || matches!(c, '{' | '[' | '(' | '\\'))
        && emphasis.find_tag("a").is_none()
}

/// Whether an `em` contains characters of code or is too short to be prose.
fn looks_like_code(emphasis: Element<'_>) -> bool {
    const SIGNS: &[char] = &['=', '(', ')', '[', ']', '{', '}', '$', '\\', '/', '"', '_'];
    /// The limit of characters to check. No identifier or formula is longer, and `em` may be nested.
    const MAX_CHECKED_CHARACTERS: usize = 2000;
    let texts = emphasis.node().descendants().filter_map(Node::as_text);
    let mut shown = texts.flat_map(str::chars).filter(|&c| !is_space(c)).take(MAX_CHECKED_CHARACTERS);
    let mut length = 0;
    shown.any(|c| {
        length += 1;
        c.is_ascii_digit() || SIGNS.contains(&c)
    }) || length <= 2
}

/// Returns the adjacent character of the nearest sibling with text.
fn adjacent_character<'a>(
    neighbour: Option<Node<'a>>,
    onward: fn(Node<'a>) -> Option<Node<'a>>,
    trim: fn(&str) -> &str,
    pick: fn(&str) -> Option<char>,
) -> Option<char> {
    let mut nodes = std::iter::successors(neighbour, |node| onward(*node));
    let nearest = nodes.find(|node| node.as_element().is_some() || !node.is_whitespace_only())?;
    pick(trim(&nearest.text()))
}

/// Whether a `span` directly follows one with the same style: word processors split text where it was edited (dialect
/// `src-word`).
pub(super) fn continues_run(element: Element<'_>) -> bool {
    /// The limit of siblings without text between the two.
    const MAX_EMPTY_SIBLINGS: usize = 16;
    let before =
        || std::iter::successors(element.node().previous(), |node| node.previous()).take(MAX_EMPTY_SIBLINGS);
    element.name() == Name::Span
        && element.style().is_some()
        && before()
            .find(|node| !node.is_whitespace_only())
            .and_then(Node::as_element)
            .is_some_and(|e| e.tag() == "span" && e.style() == element.style())
}

/// `<span style="float:right">`: shown at the other end of the line, apart from what precedes it.
pub(super) fn floats_right(element: Element<'_>) -> bool {
    element.style().is_some_and(|style| style.contains("float"))
        && element.style_property("float").as_deref() == Some("right")
}

/// Whether an element holds a single letter that cannot be a word: `<b>W</b>eb`.
pub(super) fn is_drop_cap(element: Element<'_>) -> bool {
    let Some(text) = element.node().children().next().and_then(Node::as_text) else { return false };
    let mut shown = trim_start(text).chars();
    matches!(shown.next(), Some('B'..='H' | 'J'..='Z')) && trim_start(shown.as_str()).is_empty()
}

/// Whether a joiner after `last` has an effect: after emoji and scripts that need it, but not after Chinese and Latin.
pub(super) fn keeps_joiner(last: Option<char>) -> bool {
    last.is_some_and(|c| !c.is_ascii() && !is_cjk(c) && c > '\u{5ff}')
}

/// Characters that break a line.
pub(super) const fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the test below compiles")]
static TOC_MARKER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*@?\[toc\](?:\([^()]*\))?").expect("pattern is valid"));

/// Removes `[TOC]` and `@[toc](title)` from the start of a line (dialect `toc-literal`).
pub(super) fn strip_toc_marker(line: &mut [Inline]) {
    if let Some(Inline::Text(text)) = line.first_mut()
        && matches!(text.trim_ascii_start().as_bytes(), [b'@' | b'[', ..])
        && let Some(marker) = TOC_MARKER.find(text)
    {
        *text = text.get(marker.end()..).unwrap_or_default().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_toc_markers_only() {
        let mut line = [Inline::Text("@[TOC](目录)正文".into())];
        strip_toc_marker(&mut line);
        assert_eq!(line, [Inline::Text("正文".into())]);
    }

    #[test]
    fn collapses_whitespace() {
        assert_eq!(collapse(" a\u{a0}\n b\u{200b}c "), "a bc");
    }

    #[test]
    fn decodes_percent_encoded_utf8() {
        assert_eq!(percent_decode("%E4%B8%80."), "一.");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%ff"), "%ff");
    }
}
