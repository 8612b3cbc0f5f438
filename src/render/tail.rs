//! What follows the brackets of a link, `(url "title")`, or of a link reference definition, `: url "title"`.

use super::unit::Unit;

/// The maximum nesting of parentheses in a URL. Parsers stop counting there.
const MAX_DEPTH: i32 = 32;

/// Whether `(url)` or `(url "title")` begins at `start`.
pub(super) fn is_link(units: &[Unit], start: usize) -> bool {
    if char_at(units, start) != Some('(') {
        return false;
    }
    let begin = skip_whitespace(units, start + 1);
    if char_at(units, begin) == Some(')') {
        return true;
    }
    let Some(end) = url(units, begin) else { return false };
    let next = skip_whitespace(units, end);
    let closed = |index| char_at(units, skip_whitespace(units, index)) == Some(')');
    closed(end) || (next > end && title(units, next).is_some_and(closed))
}

/// Whether a URL, optionally followed by a title, fills the rest of the line from `start`.
pub(super) fn is_definition(units: &[Unit], start: usize) -> bool {
    let Some(end) = url(units, skip_whitespace(units, start)) else { return false };
    let rest = || units.iter().skip(end).skip_while(|unit| matches!(unit.c, ' ' | '\t')).map(|unit| unit.c);
    rest().next().is_none_or(|c| c == '\n') || title(units, skip_whitespace(units, end)).is_some()
}

fn char_at(units: &[Unit], index: usize) -> Option<char> {
    units.get(index).map(|unit| unit.c)
}

fn skip_whitespace(units: &[Unit], start: usize) -> usize {
    let whitespace = units.iter().skip(start).take_while(|unit| matches!(unit.c, ' ' | '\t' | '\n')).count();
    start + whitespace
}

/// Returns the end of the URL at `start`.
fn url(units: &[Unit], start: usize) -> Option<usize> {
    let rest = || units.iter().enumerate().skip(start);
    if units.get(start).is_some_and(|unit| unit.c == '<' && !unit.escape) {
        let (end, unit) =
            rest().skip(1).find(|(_, unit)| matches!(unit.c, '<' | '>' | '\n') && !unit.escape)?;
        return (unit.c == '>').then_some(end + 1);
    }
    let mut depth = 0_i32;
    for (index, unit) in rest() {
        match unit.c {
            _ if unit.escape => {}
            '(' if depth == MAX_DEPTH => return None,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(index).filter(|end| *end > start),
            ')' => depth -= 1,
            c if c == ' ' || c.is_ascii_control() => {
                return Some(index).filter(|end| depth == 0 && *end > start);
            }
            _ => {}
        }
    }
    Some(units.len()).filter(|end| depth == 0 && *end > start)
}

/// Returns the end of the title at `start`.
fn title(units: &[Unit], start: usize) -> Option<usize> {
    let close = match char_at(units, start)? {
        c @ ('"' | '\'') => c,
        '(' => ')',
        _ => return None,
    };
    let ends = |unit: &Unit| unit.c == close || (close == ')' && unit.c == '(');
    let end = start + 1 + units.iter().skip(start + 1).position(ends)?;
    (char_at(units, end) == Some(close)).then_some(end + 1)
}
