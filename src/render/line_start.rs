//! Characters that would open a block where a line of a paragraph begins.

use super::unit::Units;

/// Marks the starts of all lines of the paragraph `units`; `item_start` where `[x]` would be a task box.
pub(super) fn mark(units: &mut Units, item_start: bool) {
    let mut start = 0;
    while start <= units.list.len() {
        let rest = units.list.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|unit| unit.c == '\n').unwrap_or(rest.len());
        if let Some(index) = marker(units, start, end) {
            units.escape(index, index + 1);
        }
        fence(units, start);
        start = end + 1;
    }
    let definition =
        units.list.windows(2).any(|pair| matches!(pair, [a, b] if a.c == ']' && a.literal && b.c == ':'));
    if units.is_literal(0, '[') && (definition || (item_start && is_task(units))) {
        units.escape(0, 1);
    }
}

fn is_task(units: &Units) -> bool {
    matches!(units.char(1), Some(' ' | 'x' | 'X'))
        && units.char(2) == Some(']')
        && units.char(3).is_none_or(char::is_whitespace)
}

/// The character to escape in the line from `start` to `end`, if it would open or underline a block.
fn marker(units: &Units, start: usize, end: usize) -> Option<usize> {
    let first = units.list.get(start).filter(|unit| unit.literal)?.c;
    let blank_at = |index| units.char(index).is_none_or(char::is_whitespace);
    let line = || units.list.iter().take(end).skip(start);
    let found = match first {
        '>' => true,
        '#' => {
            let count = line().take_while(|unit| unit.c == '#').count();
            count <= 6 && blank_at(start + count)
        }
        '-' | '+' | '*' if blank_at(start + 1) => true,
        '-' | '*' | '_' if line().all(|unit| unit.c == first || unit.c == ' ') => {
            first == '-' || line().filter(|unit| unit.c == first).count() >= 3
        }
        '=' if start > 0 => line().all(|unit| matches!(unit.c, '=' | ' ')),
        '-' | ':' | '|' if start > 0 => {
            line().all(|unit| matches!(unit.c, '-' | ':' | '|' | ' ')) && line().any(|unit| unit.c == '-')
        }
        '0'..='9' => {
            let count = line().take_while(|unit| unit.literal && unit.c.is_ascii_digit()).count();
            let index = start + count;
            let marks = matches!(units.char(index), Some('.' | ')')) && blank_at(index + 1);
            return (count <= 9 && marks).then_some(index);
        }
        _ => false,
    };
    found.then_some(start)
}

fn fence(units: &mut Units, start: usize) {
    for c in ['`', '~'] {
        let rest = units.list.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|unit| unit.literal && unit.c == c).count();
        if count >= 3 {
            units.escape(start, start + count);
        }
    }
}
