//! Characters that would open a block at the start of a line in a paragraph.

use super::context::{Context, ParagraphStart};
use super::unit::{Role, Unit, Units};
use super::{tag, tail};

/// Escapes the start of each line of the paragraph `units` where needed.
pub(super) fn mark(units: &mut Units, paragraph_start: ParagraphStart, context: &Context<'_>) {
    let mut start = 0;
    while start <= units.list.len() {
        let rest = units.list.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|unit| unit.c == '\n').unwrap_or(rest.len());
        let is_open = start > 0 || paragraph_start != ParagraphStart::Task;
        if let Some(index) = marker(units, start, end).filter(|_| is_open) {
            let run = units.list.iter().skip(index).take_while(|unit| unit.c == '`').count();
            units.escape(index, index + run.max(1));
        }
        if is_open {
            colon_after_reference(units, start, context);
        }
        start = end + 1;
    }
    if paragraph_start == ParagraphStart::Item && is_task(units) {
        units.escape(0, 1);
    }
}

fn is_task(units: &Units) -> bool {
    units.is_bare(0, '[')
        && matches!(units.char(1), Some(' ' | 'x' | 'X'))
        && units.char(2) == Some(']')
        && (units.char(3).is_none_or(char::is_whitespace) || units.char(4) == Some('\n'))
}

/// Whether `[^label]:` starts at `start`.
fn is_footnote_definition(units: &Units, start: usize, end: usize) -> bool {
    let line = units.list.get(start + 1..end).unwrap_or_default();
    let close = line.iter().position(|unit| unit.c == ']').map(|length| start + 1 + length);
    units.char(start + 1) == Some('^') && close.is_some_and(|close| units.char(close + 1) == Some(':'))
}

/// Escapes the start of a paragraph that would parse as a link reference definition, `[label]: url`. Must run after
/// brackets are marked.
pub(super) fn mark_definition(units: &mut Units) {
    if is_definition(units) {
        units.escape(0, 1);
    }
}

fn is_definition(units: &Units) -> bool {
    let is_bracket = |unit: &Unit| matches!(unit.c, '[' | ']') && !unit.escape;
    let close = units.list.iter().skip(1).position(is_bracket);
    close.is_some_and(|length| {
        let end = length + 1;
        let has_text = |unit: &Unit| !unit.c.is_whitespace();
        units.is_bare(0, '[')
            && units.is_bare(end, ']')
            && units.is_bare(end + 1, ':')
            && units.list.iter().take(end).skip(1).any(has_text)
            && tail::is_definition(&units.list, end + 2)
    })
}

/// `[^1]:` at the start of a line would define the footnote.
fn colon_after_reference(units: &mut Units, start: usize, context: &Context<'_>) {
    let is_reference = units.list.get(start).is_some_and(|unit| unit.role == Role::Markup && unit.c == '[')
        && units.char(start + 1) == Some('^');
    if is_reference && !context.labels.is_empty() {
        let line = units.list.get(start..).unwrap_or_default();
        let close = start + line.iter().position(|unit| unit.c == ']').unwrap_or_default();
        if units.is_bare(close + 1, ':') {
            units.escape(close + 1, close + 2);
        }
    }
}

/// Returns the character to escape in the line from `start` to `end` if the line would open or underline a block.
fn marker(units: &Units, start: usize, end: usize) -> Option<usize> {
    let first = units.list.get(start).filter(|unit| unit.is_bare())?.c;
    let space_at = |index| units.char(index).is_none_or(char::is_whitespace);
    let line = || units.list.iter().take(end).skip(start);
    let count = |c| line().take_while(|unit| unit.is_bare() && unit.c == c).count();
    let is_interrupting = start > 0;
    let found = match first {
        '>' => true,
        '#' => count('#') <= 6 && space_at(start + count('#')),
        // An empty list item cannot interrupt a paragraph.
        '-' | '+' | '*' if space_at(start + 1) && !(is_interrupting && is_whitespace(line().skip(1))) => true,
        '-' | '*' | '_' if line().all(|unit| unit.c == first || unit.c == ' ') => {
            (first == '-' && is_interrupting) || line().filter(|unit| unit.c == first).count() >= 3
        }
        '=' if is_interrupting => is_underline(line()),
        '-' | ':' | '|' if is_interrupting => {
            line().all(|unit| matches!(unit.c, '-' | ':' | '|' | ' ')) && line().any(|unit| unit.c == '-')
        }
        '~' => count('~') >= 3,
        '`' => count('`') >= 3 && !line().skip(count('`')).any(|unit| unit.c == '`'),
        '<' => tag::opens_block(&units.list, start),
        '[' => is_footnote_definition(units, start, end),
        '0'..='9' => return number(units, start, end),
        _ => false,
    };
    found.then_some(start)
}

fn is_whitespace<'a>(mut line: impl Iterator<Item = &'a Unit>) -> bool {
    line.all(|unit| unit.c.is_whitespace())
}

/// Whether the line is `===`, optionally followed by whitespace.
fn is_underline<'a>(line: impl Iterator<Item = &'a Unit>) -> bool {
    is_whitespace(line.skip_while(|unit| unit.c == '='))
}

/// Returns the delimiter after a list item's number. Only an item numbered 1 can interrupt a paragraph.
fn number(units: &Units, start: usize, end: usize) -> Option<usize> {
    let line = units.list.get(start..end).unwrap_or_default();
    let digits: String = line.iter().map(|unit| unit.c).take(10).take_while(char::is_ascii_digit).collect();
    let index = start + digits.len();
    let is_delimiter =
        matches!(units.char(index), Some('.' | ')')) && units.list.get(index).is_some_and(Unit::is_bare);
    let has_space = units.char(index + 1).is_none_or(char::is_whitespace);
    let has_text = !is_whitespace(line.iter().skip(digits.len() + 1));
    let begins = start == 0 || (digits.parse() == Ok(1) && has_text);
    (digits.len() <= 9 && is_delimiter && has_space && begins).then_some(index)
}
