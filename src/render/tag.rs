//! Text that a reader would take for HTML or for an address in angle brackets, by the grammar of CommonMark 0.31.

use super::unit::Unit;
use crate::markdown::destination::is_host;

/// Names of the elements whose tags make a block of HTML at the start of a line, whatever follows.
#[rustfmt::skip]
const BLOCKS: [&str; 66] = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "pre", "script", "search", "section", "style",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "track", "ul",
];

/// Whether `<` at `start` begins a block of HTML, the start of a line being there.
pub(super) fn opens_block(units: &[Unit], start: usize) -> bool {
    let after = |index: usize| units.get(index).map(|unit| unit.c);
    match after(start + 1) {
        Some('?') => true,
        Some('!') => {
            after(start + 2).is_some_and(|c| c.is_ascii_alphabetic())
                || ["!--", "![CDATA["].iter().any(|mark| stands(units, start + 1, mark))
        }
        _ => {
            let begin = start + 1 + usize::from(after(start + 1) == Some('/'));
            let end = begin + name(units, begin);
            let called: String =
                units.iter().take(end).skip(begin).map(|unit| unit.c.to_ascii_lowercase()).collect();
            let ends = after(end).is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'));
            ends && BLOCKS.contains(&called.as_str())
        }
    }
}

/// The ends after which a comment, an instruction, a declaration or a section of text is none.
#[derive(Debug, Default)]
pub(super) struct Ends([Option<usize>; 4]);

/// What begins with `<!` or `<?`, whether a letter must follow, and what ends it.
const SPANS: [(&str, bool, &str); 4] =
    [("!--", false, "-->"), ("?", false, "?>"), ("![CDATA[", false, "]]>"), ("!", true, ">")];

impl Ends {
    /// Where each of them stands last in `units`. In a quote, the next line begins with a `>` that some readers take
    /// for the end of a declaration.
    pub(super) fn of(units: &[Unit]) -> Self {
        let is_end =
            |index: usize, end: &str| stands(units, index, end) || (end == ">" && stands(units, index, "\n"));
        Self(SPANS.map(|(_, _, end)| (0..units.len()).rev().find(|&index| is_end(index, end))))
    }
}

/// Whether `<` at `start` begins a tag, a comment or the like, or an address.
pub(super) fn opens(units: &[Unit], start: usize, ends: &Ends) -> bool {
    let begin = start + 1;
    let is_letter = |index: usize| units.get(index).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    // `<!-->` is a comment.
    let is_span = SPANS.iter().zip(ends.0).any(|((mark, lettered, _), end)| {
        stands(units, begin, mark)
            && (!lettered || is_letter(begin + mark.len()))
            && end.is_some_and(|end| end > begin)
    });
    is_span || tag(units, begin).is_some() || is_address(units, begin)
}

fn stands(units: &[Unit], start: usize, text: &str) -> bool {
    text.chars().enumerate().all(|(offset, c)| units.get(start + offset).is_some_and(|unit| unit.c == c))
}

fn count(units: &[Unit], start: usize, holds: impl Fn(char) -> bool) -> usize {
    units.iter().skip(start).take_while(|unit| holds(unit.c)).count()
}

/// The length of the name of a tag at `start`.
fn name(units: &[Unit], start: usize) -> usize {
    let begins = units.get(start).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    if begins { count(units, start, |c| c.is_ascii_alphanumeric() || c == '-') } else { 0 }
}

fn blanks(units: &[Unit], start: usize) -> usize {
    count(units, start, |c| matches!(c, ' ' | '\t' | '\n'))
}

/// The end of the tag whose `<` stands before `start`.
fn tag(units: &[Unit], start: usize) -> Option<usize> {
    let closes = stands(units, start, "/");
    let begin = start + usize::from(closes);
    let length = name(units, begin);
    let mut at = begin + length;
    while let Some(end) = attribute(units, at).filter(|_| !closes) {
        at = end;
    }
    at += blanks(units, at);
    at += usize::from(!closes && stands(units, at, "/"));
    (length > 0 && stands(units, at, ">")).then_some(at + 1)
}

/// The end of the attribute, with the blanks before it, at `start`.
fn attribute(units: &[Unit], start: usize) -> Option<usize> {
    let gap = blanks(units, start);
    let begin = start + gap;
    let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':');
    let length = count(units, begin, |c| starts(c) || c.is_ascii_digit() || matches!(c, '.' | '-'));
    if gap == 0 || !units.get(begin).is_some_and(|unit| starts(unit.c)) {
        return None;
    }
    let end = begin + length;
    let equals = end + blanks(units, end);
    if !stands(units, equals, "=") {
        return Some(end);
    }
    value(units, equals + 1 + blanks(units, equals + 1))
}

/// The end of the value at `start`.
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

/// Whether `scheme:address>` or `name@host>` stands at `start`.
fn is_address(units: &[Unit], start: usize) -> bool {
    let inside = count(units, start, |c| !matches!(c, '<' | '>') && !c.is_whitespace() && !c.is_control());
    let scheme = count(units, start, |c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    let begins = units.get(start).is_some_and(|unit| unit.c.is_ascii_alphabetic());
    let has_scheme = begins && (2..=32).contains(&scheme) && stands(units, start + scheme, ":");
    stands(units, start + inside, ">") && (has_scheme || is_mail(units, start, start + inside))
}

/// Whether the address of a mailbox stands from `start` to `end`.
fn is_mail(units: &[Unit], start: usize, end: usize) -> bool {
    let name = count(units, start, |c| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let host: String = units.iter().take(end).skip(start + name + 1).map(|unit| unit.c).collect();
    name > 0 && stands(units, start + name, "@") && is_host(&host)
}
