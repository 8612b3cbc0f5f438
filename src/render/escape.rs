//! Decides which characters of a run must be escaped, and writes the run. Minimal: a character is escaped only where
//! bare it could change the parse. Each rule is one pass over the run.

use super::inline::Place;
use super::unit::Units;
use super::{line_start, span_marks};
use crate::options::HardBreak;

/// Marks every character of `units` that needs an escape.
pub(super) fn mark(units: &mut Units, place: Place) {
    span_marks::emphasis(units, '*');
    span_marks::emphasis(units, '_');
    span_marks::tildes(units);
    span_marks::backticks(units);
    span_marks::dollars(units);
    span_marks::brackets(units);
    angles(units);
    entities(units);
    match place {
        Place::Paragraph { item_start } => line_start::mark(units, item_start),
        Place::Heading => closing_hashes(units),
        Place::Cell => {}
    }
    backslashes(units);
}

fn angles(units: &mut Units) {
    let last_close = units.list.iter().rposition(|unit| unit.c == '>').unwrap_or(0);
    for index in 0..units.list.len() {
        let tag = units
            .char(index + 1)
            .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        let opens_line = matches!(units.before(index), None | Some('\n'));
        if units.is_literal(index, '<') && tag && (opens_line || index < last_close) {
            units.escape(index, index + 1);
        }
    }
}

fn entities(units: &mut Units) {
    for index in 0..units.list.len() {
        let entity = || {
            let body = units.list.get(index + 1..).unwrap_or_default();
            let end = body.iter().take(33).position(|unit| unit.c == ';')?;
            let name = body.get(..end)?;
            (end > 0 && name.iter().all(|unit| unit.c.is_ascii_alphanumeric() || unit.c == '#')).then_some(())
        };
        if units.is_literal(index, '&') && entity().is_some() {
            units.escape(index, index + 1);
        }
    }
}

/// A backslash is literal but before punctuation and at the end of a line.
fn backslashes(units: &mut Units) {
    for index in 0..units.list.len() {
        let bites = units.char(index + 1).is_some_and(|next| next.is_ascii_punctuation() || next == '\n');
        if units.is_literal(index, '\\') && bites {
            units.escape(index, index + 1);
        }
    }
}

fn closing_hashes(units: &mut Units) {
    let start = units.list.iter().rposition(|unit| unit.c != '#').map_or(0, |index| index + 1);
    if units.before(start).is_none_or(|c| c == ' ') {
        units.escape(start, start + 1);
    }
}

/// The Markdown of marked `units`.
pub(super) fn write(units: &Units, place: Place, hard_break: HardBreak) -> String {
    let mut out = String::with_capacity(units.list.len() + units.list.len() / 8);
    let mut url_end = 0;
    for (index, unit) in units.list.iter().enumerate() {
        if unit.literal && index >= url_end && (begins(units, index, "http") || begins(units, index, "www."))
        {
            url_end = bare_url_end(units, index);
        }
        match unit.c {
            '\n' => out.push_str(match hard_break {
                HardBreak::Backslash => "\\\n",
                HardBreak::Spaces => "  \n",
            }),
            '|' if place == Place::Cell => out.push_str("\\|"),
            // GFM reads a bare address before it reads backslashes.
            c if unit.escape && index < url_end => {
                out.push_str("&#");
                out.push_str(&u32::from(c).to_string());
                out.push(';');
            }
            c => {
                if unit.escape {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

fn begins(units: &Units, index: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, c)| units.is_literal(index + offset, c))
}

/// Where the bare address at `start` ends; `start` when there is none.
fn bare_url_end(units: &Units, start: usize) -> usize {
    let is_url = ["http://", "https://", "www."].iter().any(|word| begins(units, start, word));
    if !is_url {
        return start;
    }
    let rest = units.list.iter().skip(start).take_while(|unit| unit.literal && !unit.c.is_whitespace());
    // One more: what stands right behind an address would be swallowed as well.
    start + rest.count()
}

#[cfg(test)]
mod tests {
    use crate::model::Inline;
    use crate::options::HardBreak;
    use crate::render::inline::{Place, write};

    fn paragraph(text: &str) -> String {
        write(&[Inline::Text(text.into())], Place::Paragraph { item_start: false }, HardBreak::Spaces)
    }

    #[test]
    fn what_can_stay_bare_stays_bare() {
        for text in
            ["snake_case", "a * b", "1.5", "C#", "[x]", "a < b", "2560*1440", "a & b", "C:\\dir", "$5 和 $6"]
        {
            assert_eq!(paragraph(text), text);
        }
    }

    #[test]
    fn what_would_be_read_as_markup_is_escaped() {
        for (text, expected) in [
            ("1*2*3", "1\\*2\\*3"),
            ("_a_", "\\_a\\_"),
            ("1~3年，5~8年", "1\\~3年，5\\~8年"),
            ("[a](b)", "[a\\](b)"),
            ("<div>", "\\<div>"),
            ("&lt;", "\\&lt;"),
            ("1. a", "1\\. a"),
            ("---", "\\---"),
            ("`a`", "\\`a\\`"),
            ("$x$", "\\$x\\$"),
        ] {
            assert_eq!(paragraph(text), expected);
        }
    }

    #[test]
    fn no_backslash_stands_in_a_bare_address() {
        assert_eq!(paragraph("http://a/?__biz_=1&_"), "http://a/?&#95;&#95;biz&#95;=1&&#95;");
    }
}
