//! Characters that are markup within a line.

use crate::render::context::{Container, Context};
use crate::render::unit::{Role, Run, Unit, Units};

/// The characters that a backslash escapes, besides `~`, which it escapes everywhere but in the text of an image.
pub(super) const ESCAPABLE: &str = "\\.*_+`<>()[]{}#!:|\"'$=-";

/// Escapes every bare `c`.
pub(super) fn escape_all(units: &mut Units, c: char) {
    for index in 0..units.list.len() {
        escape_if(units, index, c, true);
    }
}

fn escape_if(units: &mut Units, index: usize, c: char, condition: bool) {
    if condition && units.is_bare(index, c) {
        units.escape(index, index + 1);
    }
}

/// Escapes closing `#`, and `{#` that would end the heading with its id.
pub(super) fn heading(units: &mut Units) {
    let start = units.list.iter().rposition(|unit| unit.c != '#').map_or(0, |index| index + 1);
    if units.before(start).is_none_or(char::is_whitespace) {
        units.escape(start, start + 1);
    }
    for index in 0..units.list.len() {
        let has_hash = units.char(index + 1) == Some('#');
        escape_if(units, index, '{', has_hash);
    }
}

/// Escapes the first sign of a cell that could be part of a line between the rows: `---`, `=`.
pub(super) fn cell(units: &mut Units) {
    let is_rule = units.list.iter().all(|unit| matches!(unit.c, '-' | '=' | '+' | ':' | '|' | ' '));
    if let Some(sign) = units.list.iter().position(|unit| matches!(unit.c, '-' | '=')).filter(|_| is_rule) {
        units.escape(sign, sign + 1);
    }
}

/// Escapes brackets that would form a link, an image or a footnote reference. A link's URL may be any text.
pub(super) fn brackets(units: &mut Units, context: &Context<'_>) {
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).copied() else { continue };
        let next = units.char(index + 1);
        let is_special = match unit.c {
            '[' | ']' if unit.scope > 0 => true,
            '[' => next == Some('^') && is_reference(units, index + 2, context),
            ']' => next == Some('('),
            '!' => is_markup(units, index + 1, '['),
            // Alone after a formula, it would end the block.
            '^' => ['[', '$'].iter().any(|&c| is_markup(units, index.wrapping_sub(1), c)),
            _ => false,
        };
        escape_if(units, index, unit.c, is_special);
    }
}

fn is_markup(units: &Units, index: usize, c: char) -> bool {
    units.list.get(index).is_some_and(|unit| unit.role != Role::Text && unit.c == c)
}

/// Whether a footnote has the label that starts at `start`.
fn is_reference(units: &Units, start: usize, context: &Context<'_>) -> bool {
    context.labels.begin(units.list.iter().skip(start).map(|unit| unit.c))
}

/// Escapes `<` that could begin a tag, a comment or an autolink. Names may have letters of any script.
pub(super) fn angles(units: &mut Units) {
    let last = |c: char| units.list.iter().rposition(|unit| unit.c == c).unwrap_or_default();
    let (close, at) = (last('>'), last('@'));
    for index in 0..units.list.len().min(close) {
        let opens = units.char(index + 1).is_some_and(|c| match c {
            '_' | ':' | '/' | '!' | '?' => true,
            '-' | '.' => index < at,
            c => c.is_alphabetic() || (c.is_alphanumeric() && index < at),
        });
        escape_if(units, index, '<', opens);
    }
}

/// Escapes `*` unless it has whitespace on both sides or is the only one.
pub(super) fn stars(units: &mut Units) {
    let runs = delimiters(units, '*');
    let is_alone = matches!(runs.as_slice(), [run] if run.end - run.start <= 2 && run.scope == 0);
    for run in runs.iter().filter(|run| run.role == Role::Text && !is_alone) {
        let is_apart = is_space(units.before(run.start)) && is_space(units.char(run.end));
        if !is_apart || run.end - run.start > 1 {
            units.escape(run.start, run.end);
        }
    }
}

/// Escapes `_` that would open or close emphasis. Before a letter or digit it closes nothing. In the text of a link, it
/// would even be closed by one in its URL.
pub(super) fn underscores(units: &mut Units) {
    let runs = delimiters(units, '_');
    let is_long = |run: &Run| run.end - run.start > 2;
    let opens = |run: &Run| {
        run.role == Role::Opens || (!follows_letter(units, run.start) && !is_space(units.char(run.end)))
    };
    let closes = |run: &Run| {
        let is_in_word = units.char(run.end).is_some_and(char::is_alphanumeric);
        run.role == Role::Closes || (!is_space(units.before(run.start)) && !is_in_word)
    };
    let first_open = runs.iter().position(|run| opens(run) || is_long(run)).unwrap_or(runs.len());
    let last_close = runs.iter().rposition(|run| closes(run) || is_long(run)).unwrap_or_default();
    let pairs = |(index, run): &(usize, &Run)| {
        run.role == Role::Text
            && (is_long(run)
                || (opens(run) && (*index < last_close || run.scope > 0))
                || (closes(run) && *index > first_open))
    };
    let found: Vec<Run> = runs.iter().enumerate().filter(pairs).map(|(_, run)| *run).collect();
    for run in found {
        units.escape(run.start, run.end);
    }
}

/// Returns the runs of `c` in text and in delimiters.
fn delimiters(units: &Units, c: char) -> Vec<Run> {
    units.runs(c, |unit| unit.role != Role::Markup && unit.c == c)
}

/// Whether the text before `index` ends in a letter, or in one and a hyphen.
fn follows_letter(units: &Units, index: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    match units.before(index) {
        Some('-') => is_letter(index.checked_sub(1).and_then(|hyphen| units.before(hyphen))),
        c => is_letter(c),
    }
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

/// Escapes `~~` unless it is the only one.
pub(super) fn tildes(units: &mut Units) {
    let mut runs = units.runs('~', |unit| unit.c == '~');
    runs.retain(|run| run.role != Role::Text || run.end - run.start > 1 || units.touches_markup(run));
    let is_alone = matches!(runs.as_slice(), [run] if run.end - run.start <= 3 && run.scope == 0);
    for run in runs.iter().filter(|run| run.role == Role::Text && !is_alone) {
        units.escape(run.start, run.end);
    }
}

/// Escapes backticks if there are others, whatever their number: `` ` `` opens a code span that a run of three closes.
pub(super) fn backticks(units: &mut Units) {
    if units.runs('`', |unit| unit.c == '`').len() > 1 {
        escape_all(units, '`');
    }
}

/// Escapes `$` beside another one.
pub(super) fn dollars(units: &mut Units) {
    for index in 0..units.list.len() {
        let is_pair = units.before(index) == Some('$') || units.char(index + 1) == Some('$');
        escape_if(units, index, '$', is_pair);
    }
}

/// Escapes whatever looks like an entity: `&a-b.c;`, `&#1;`, `&#xa;`.
pub(super) fn entities(units: &mut Units) {
    for index in 0..units.list.len() {
        let begins =
            units.is_bare(index, '&') && begins_entity(units.list.get(index + 1..).unwrap_or_default());
        escape_if(units, index, '&', begins);
    }
}

fn begins_entity(rest: &[Unit]) -> bool {
    let is_name = |unit: &&Unit| unit.c.is_ascii_alphanumeric() || matches!(unit.c, '_' | ':' | '-' | '.');
    let rest =
        if rest.first().is_some_and(|unit| unit.c == '#') { rest.get(1..).unwrap_or_default() } else { rest };
    let length = rest.iter().take(MAX_ENTITY_LENGTH).take_while(is_name).count();
    length > 0 && rest.get(length).is_some_and(|unit| unit.c == ';')
}

/// The maximum length of the name of an entity.
const MAX_ENTITY_LENGTH: usize = 33;

/// Escapes `{:`, an attribute list, and `--`, `<<`, `>>`, which become typographic signs.
pub(super) fn pairs(units: &mut Units) {
    for index in 0..units.list.len() {
        let next = units.char(index + 1);
        escape_if(units, index, '{', next == Some(':'));
        for sign in ['-', '<', '>'] {
            escape_if(units, index, sign, next == Some(sign));
        }
    }
}

/// Escapes the pipes of a cell, and those of a paragraph if each line has one, as it would be a table.
pub(super) fn pipes(units: &mut Units, container: Container) {
    let mut lines = units.list.split(|unit| unit.c == '\n');
    if container == Container::Cell || lines.all(|line| line.iter().any(|unit| unit.c == '|')) {
        escape_all(units, '|');
    }
}

/// Escapes backslashes before characters that they would escape, and at the end of a line, where they would break it.
pub(super) fn backslashes(units: &mut Units) {
    for index in 0..units.list.len() {
        let is_special =
            units.char(index + 1).is_some_and(|next| ESCAPABLE.contains(next) || matches!(next, '~' | '\n'));
        escape_if(units, index, '\\', is_special);
    }
}
