//! Text that a parser would read as HTML or as an autolink in angle brackets, by the grammar of CommonMark 0.31.

use super::unit::Unit;
use crate::markdown::destination::is_host;

/// Elements whose tags start an HTML block at the start of a line, whatever follows.
#[rustfmt::skip]
const BLOCK_TAGS: [&str; 66] = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "pre", "script", "search", "section", "style",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "track", "ul",
];

/// Whether `<` at `start`, the start of a line, begins an HTML block.
pub(super) fn opens_block(units: &[Unit], start: usize) -> bool {
    let after = |index: usize| units.get(index).map(|unit| unit.c);
    match after(start + 1) {
        Some('?') => true,
        Some('!') => {
            after(start + 2).is_some_and(|c| c.is_ascii_alphabetic())
                || ["!--", "![CDATA["].iter().any(|mark| has(units, start + 1, mark))
        }
        _ => {
            let begin = start + 1 + usize::from(after(start + 1) == Some('/'));
            let end = begin + name(units, begin);
            let tag_name: String =
                units.iter().take(end).skip(begin).map(|unit| unit.c.to_ascii_lowercase()).collect();
            let ends = after(end).is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'));
            ends && BLOCK_TAGS.contains(&tag_name.as_str())
        }
    }
}

/// The last position of each terminator of comments, processing instructions, declarations and CDATA sections. None
/// of these constructs can begin after it.
#[derive(Debug, Default)]
pub(super) struct Ends([Option<usize>; 4]);

/// The text that follows `<`, whether an ASCII letter must follow that, and the terminator.
const SPANS: [(&str, bool, &str); 4] =
    [("!--", false, "-->"), ("?", false, "?>"), ("![CDATA[", false, "]]>"), ("!", true, ">")];

impl Ends {
    /// Finds the last position of each terminator in `units`. In a quote, the next line begins with a `>`, which some
    /// parsers take as the end of a declaration.
    pub(super) fn of(units: &[Unit]) -> Self {
        let is_end =
            |index: usize, end: &str| has(units, index, end) || (end == ">" && has(units, index, "\n"));
        Self(SPANS.map(|(_, _, end)| (0..units.len()).rev().find(|&index| is_end(index, end))))
    }
}

/// Whether `<` at `start` begins a tag, a comment or similar construct, or an autolink.
pub(super) fn opens(units: &[Unit], start: usize, ends: &Ends) -> bool {
    let begin = start + 1;
    let is_letter = |index: usize| units.get(index).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    // `<!-->` is a complete comment.
    let is_span = SPANS.iter().zip(ends.0).any(|((mark, needs_letter, _), end)| {
        has(units, begin, mark)
            && (!needs_letter || is_letter(begin + mark.len()))
            && end.is_some_and(|end| end > begin)
    });
    is_span || tag(units, begin).is_some() || is_autolink(units, begin)
}

fn has(units: &[Unit], start: usize, text: &str) -> bool {
    text.chars().enumerate().all(|(offset, c)| units.get(start + offset).is_some_and(|unit| unit.c == c))
}

fn count(units: &[Unit], start: usize, holds: impl Fn(char) -> bool) -> usize {
    units.iter().skip(start).take_while(|unit| holds(unit.c)).count()
}

/// Returns the length of the tag name at `start`.
fn name(units: &[Unit], start: usize) -> usize {
    let begins = units.get(start).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    if begins { count(units, start, |c| c.is_ascii_alphanumeric() || c == '-') } else { 0 }
}

fn whitespace(units: &[Unit], start: usize) -> usize {
    count(units, start, |c| matches!(c, ' ' | '\t' | '\n'))
}

/// Returns the end of the tag whose `<` is right before `start`.
fn tag(units: &[Unit], start: usize) -> Option<usize> {
    let closes = has(units, start, "/");
    let begin = start + usize::from(closes);
    let length = name(units, begin);
    let mut at = begin + length;
    while let Some(end) = attribute(units, at).filter(|_| !closes) {
        at = end;
    }
    at += whitespace(units, at);
    at += usize::from(!closes && has(units, at, "/"));
    (length > 0 && has(units, at, ">")).then_some(at + 1)
}

/// Returns the end of the attribute at `start`, including the whitespace before it.
fn attribute(units: &[Unit], start: usize) -> Option<usize> {
    let gap = whitespace(units, start);
    let begin = start + gap;
    let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':');
    let length = count(units, begin, |c| starts(c) || c.is_ascii_digit() || matches!(c, '.' | '-'));
    if gap == 0 || !units.get(begin).is_some_and(|unit| starts(unit.c)) {
        return None;
    }
    let end = begin + length;
    let equals = end + whitespace(units, end);
    if !has(units, equals, "=") {
        return Some(end);
    }
    value(units, equals + 1 + whitespace(units, equals + 1))
}

/// Returns the end of the attribute value at `start`.
fn value(units: &[Unit], start: usize) -> Option<usize> {
    let first = units.get(start)?.c;
    if matches!(first, '"' | '\'') {
        let end = start + 1 + count(units, start + 1, |c| c != first);
        return units.get(end).map(|_| end + 1);
    }
    let length =
        count(units, start, |c| !matches!(c, ' ' | '\t' | '\n' | '"' | '\'' | '=' | '<' | '>' | '`'));
    (length > 0).then_some(start + length)
}

/// Whether `scheme:path>` or `name@host>` begins at `start`.
fn is_autolink(units: &[Unit], start: usize) -> bool {
    let inside = count(units, start, |c| !matches!(c, '<' | '>') && !c.is_whitespace() && !c.is_control());
    let scheme = count(units, start, |c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    let begins = units.get(start).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    let has_scheme = begins && (2..=32).contains(&scheme) && has(units, start + scheme, ":");
    has(units, start + inside, ">") && (has_scheme || is_email(units, start, start + inside))
}

/// Whether the text from `start` to `end` is an email address.
fn is_email(units: &[Unit], start: usize, end: usize) -> bool {
    let name = count(units, start, |c| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let host: String = units.iter().take(end).skip(start + name + 1).map(|unit| unit.c).collect();
    name > 0 && has(units, start + name, "@") && is_host(&host)
}
