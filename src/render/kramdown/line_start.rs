//! Characters that open a block at the start of a line, or turn the line before it into a heading.

use crate::render::context::ParagraphStart;
use crate::render::unit::Units;

/// Escapes the start of each line of a paragraph where needed.
pub(super) fn mark(units: &mut Units, paragraph_start: ParagraphStart) {
    let mut start = 0;
    while start < units.list.len() {
        let rest = units.list.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|unit| unit.c == '\n').unwrap_or(rest.len());
        if start > 0 || paragraph_start != ParagraphStart::Task {
            line(units, start, end);
        }
        start = end + 1;
    }
    if paragraph_start == ParagraphStart::Item && is_task(units) {
        units.escape(0, 1);
    }
    if paragraph_start != ParagraphStart::Task {
        definition(units);
    }
}

/// Escapes what opens a block in the line from `start` to `end`.
fn line(units: &mut Units, start: usize, end: usize) {
    let Some(unit) = units.list.get(start).copied() else { return };
    if !unit.is_bare() {
        // `*|` begins an item, even if the star opens emphasis.
        let is_item = unit.c == '*' && units.is_bare(start + 1, '|');
        return units.escape(start + 1, start + 1 + usize::from(is_item));
    }
    let text = units.list.get(start..end).unwrap_or_default();
    let count = |c: char| text.iter().take_while(|unit| unit.is_bare() && unit.c == c).count();
    let opens_after = |length: usize| matches!(units.char(start + length), Some(' ' | '\t' | '|'));
    let consists_of = |signs: &str| text.iter().all(|unit| signs.contains(unit.c));
    let found = match unit.c {
        '>' => Some(start),
        '#' if count('#') <= 6 && opens_after(count('#')) => Some(start),
        '-' | '+' | '*' | ':' if opens_after(1) => Some(start),
        // The underline of a heading, or a thematic break.
        '-' | '=' if start > 0 && consists_of("-= ") => Some(start),
        '-' | '*' | '_' if start == 0 && consists_of(&format!("{} ", unit.c)) => Some(start),
        // A tag may end in a later paragraph.
        '<' if units.char(start + 1).is_some_and(|c| c.is_alphabetic() || "_:/!".contains(c)) => Some(start),
        '^' if text.iter().skip(1).all(|unit| unit.c.is_whitespace()) => Some(start),
        '`' | '~' if count(unit.c) >= 3 => Some(start),
        '0'..='9' => {
            let digits = text.iter().take_while(|unit| unit.c.is_ascii_digit()).count();
            (units.is_bare(start + digits, '.') && opens_after(digits + 1)).then_some(start + digits)
        }
        _ => None,
    };
    if let Some(index) = found {
        units.escape(index, index + 1);
    }
}

fn is_task(units: &Units) -> bool {
    units.is_bare(0, '[')
        && matches!(units.char(1), Some(' ' | 'x' | 'X'))
        && units.char(2) == Some(']')
        && units.char(3).is_none_or(char::is_whitespace)
}

/// Escapes what would make the first line define a link, a footnote or an abbreviation: `[a]: b`, `*[a]: b`. Escaped
/// brackets count there, and an abbreviation may contain any.
fn definition(units: &mut Units) {
    let bracket = usize::from(units.char(0) == Some('*'));
    let length = units.list.iter().take_while(|unit| unit.c != '\n').count();
    let is_end = |index: &usize| units.char(*index) == Some(':') && units.before(*index) == Some(']');
    let ends: Vec<usize> = (bracket..length).filter(is_end).collect();
    if units.is_bare(bracket, '[') && !ends.is_empty() {
        units.escape(bracket, bracket + 1);
    } else if units.char(bracket) == Some('[') {
        ends.into_iter().for_each(|end| units.escape(end, end + 1));
    }
}
