//! Characters of text that could pair into emphasis, strike, code, maths or links.

use super::flanking::{Side, left_flanking, right_flanking};
use super::unit::Units;

/// What a run of text could do.
#[derive(Clone, Copy)]
struct Powers {
    start: usize,
    end: usize,
    opens: bool,
    closes: bool,
}

/// Escapes all that have a power, when `markup` stands among them or one could open and a later one close.
fn escape_pairs(units: &mut Units, powers: &[Powers], markup: bool) {
    let opener = powers.iter().position(|run| run.opens);
    let closer = powers.iter().rposition(|run| run.closes);
    if markup || matches!((opener, closer), (Some(opener), Some(closer)) if opener < closer) {
        for run in powers.iter().filter(|run| run.opens || run.closes) {
            units.escape(run.start, run.end);
        }
    }
}

/// `*` and `_`, by the flanking rules.
pub(super) fn emphasis(units: &mut Units, c: char) {
    let powers: Vec<Powers> = units
        .runs(c)
        .into_iter()
        .map(|(start, end)| {
            let (before, after) = (Side::of(units.before(start)), Side::of(units.char(end)));
            let (left, right) = (left_flanking(before, after), right_flanking(before, after));
            let intraword = c == '_' && left && right;
            Powers {
                start,
                end,
                opens: left && (!intraword || before == Side::Punctuation),
                closes: right && (!intraword || after == Side::Punctuation),
            }
        })
        .collect();
    let markup = c == '*' && units.stars;
    escape_pairs(units, &powers, markup);
}

/// `~` and `~~`, which GitHub pairs even between letters. Longer runs strike nothing.
pub(super) fn tildes(units: &mut Units) {
    let powers: Vec<Powers> = units
        .runs('~')
        .into_iter()
        .map(|(start, end)| {
            let fuses = [units.before(start), units.char(end)].contains(&Some('~'));
            let strikes = end - start <= 2 || fuses;
            Powers {
                start,
                end,
                opens: strikes && Side::of(units.char(end)) != Side::Blank,
                closes: strikes && Side::of(units.before(start)) != Side::Blank,
            }
        })
        .collect();
    let markup = units.tildes;
    escape_pairs(units, &powers, markup);
}

/// Backticks: a lone run pairs with nothing.
pub(super) fn backticks(units: &mut Units) {
    let runs = units.runs('`');
    let others = units.list.iter().any(|unit| unit.c == '`' && !unit.literal);
    if others || runs.len() > 1 {
        for (start, end) in runs {
            units.escape(start, end);
        }
    }
}

/// Dollar signs, which open before and close after what is not blank.
pub(super) fn dollars(units: &mut Units) {
    let powers: Vec<Powers> = units
        .runs('$')
        .into_iter()
        .flat_map(|(start, end)| (start..end).map(|index| (index, index + 1)))
        .map(|(start, end)| Powers {
            start,
            end,
            opens: Side::of(units.char(end)) != Side::Blank,
            closes: Side::of(units.before(start)) != Side::Blank,
        })
        .collect();
    let markup = units.list.iter().any(|unit| unit.c == '$' && !unit.literal);
    escape_pairs(units, &powers, markup);
}

/// What could make a link, image, footnote reference, or upset the brackets of ours.
pub(super) fn brackets(units: &mut Units) {
    for index in 0..units.list.len() {
        let next = units.char(index + 1);
        let next_is_markup = units.list.get(index + 1).is_some_and(|unit| !unit.literal);
        let after_reference =
            index.checked_sub(1).and_then(|i| units.list.get(i)).is_some_and(|u| u.c == ']' && !u.literal);
        let escape = match units.char(index) {
            Some(']') => next == Some('(') || (next == Some('[') && next_is_markup),
            Some('[') => next == Some('^') || after_reference,
            Some('!') => next == Some('[') && next_is_markup,
            Some('(' | ':') => after_reference,
            _ => false,
        };
        if escape {
            units.escape(index, index + 1);
        }
    }
    for (start, end) in std::mem::take(&mut units.bracketed) {
        balance(units, start, end);
    }
}

/// Escapes all brackets of the link text from `start` to `end` when they do not pair up.
fn balance(units: &mut Units, start: usize, end: usize) {
    let mut depth = 0_i64;
    let mut balanced = true;
    for unit in units.list.iter().take(end).skip(start).filter(|unit| unit.literal && !unit.escape) {
        depth += i64::from(unit.c == '[') - i64::from(unit.c == ']');
        balanced &= depth >= 0;
    }
    if !balanced || depth != 0 {
        for index in start..end {
            if matches!(units.char(index), Some('[' | ']')) {
                units.escape(index, index + 1);
            }
        }
    }
}
