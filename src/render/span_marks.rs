//! Characters of text that could pair into emphasis, strike, code or maths.
//!
//! A delimiter is escaped when there is another that it would pair with, and then both are: one would do for a parser,
//! but `\*a\*` says better than `\*a*` that nothing is meant by either.

use std::collections::HashMap;

use super::unit::{Role, Run, Unit, Units};
use crate::markdown::flanking::{Side, left_flanking, right_flanking, rule_of_three};

/// What a run of delimiters can do, as one reader sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Reading {
    opens: bool,
    closes: bool,
}

impl Reading {
    fn of(c: char, length: usize, before: Side, after: Side) -> Self {
        let (left, right) = (left_flanking(before, after), right_flanking(before, after));
        match c {
            // Longer runs strike nothing. Some readers let `~~` open before anything.
            '~' if length > 2 => Self::default(),
            '~' => Self { opens: left || (length == 2 && after != Side::Blank), closes: right },
            '_' => Self {
                opens: left && (!right || before == Side::Punctuation),
                closes: right && (!left || after == Side::Punctuation),
            },
            _ => Self { opens: left, closes: right },
        }
    }
}

/// What a run of delimiters is to the runs before and after it: as CommonMark reads it, and as GitHub does, which looks
/// past `~` at what stands beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Power {
    /// The number of delimiters, or what the rule of three sees of it.
    length: usize,
    readings: [Reading; 2],
}

impl Power {
    fn of(units: &Units, run: &Run) -> Self {
        let tildes = |run: &mut dyn Iterator<Item = &Unit>| run.take_while(|unit| unit.c == '~').count();
        let tildes_before = tildes(&mut units.list.iter().take(run.start).rev());
        let tildes_after = tildes(&mut units.list.iter().skip(run.end));
        let length = run.end - run.start;
        let reading = |before: usize, after: usize| {
            let before = Side::of(units.before(run.start - before));
            Reading::of(run.c, length, before, Side::of(units.char(run.end + after)))
        };
        let mut readings = [reading(0, 0), reading(tildes_before, tildes_after)];
        if run.c == '~' && tildes_before > 0 {
            // Some readers let `~` close behind another, escaped or not.
            readings.iter_mut().for_each(|reading| reading.closes |= length <= 2);
        }
        Self { length: length % 3, readings }
    }

    fn may_open(self) -> bool {
        self.readings.iter().any(|reading| reading.opens)
    }

    fn may_close(self) -> bool {
        self.readings.iter().any(|reading| reading.closes)
    }

    /// Whether `self` would open what `closer` closes.
    fn pairs(self, closer: Self, c: char) -> bool {
        // Which reading holds depends on whether the `~` beside is escaped, so any two may meet.
        let readings = self.readings.into_iter().flat_map(|a| closer.readings.map(|b| (a, b)));
        readings.into_iter().any(|(opener, other)| {
            let both = opener.closes || other.opens;
            // GitHub gives up on both when it meets `~` and `~~` as a pair.
            let fits = c == '~' || !rule_of_three(self.length, closer.length, both);
            opener.opens && other.closes && fits
        })
    }
}

/// Runs of text `c` that a reader could take for emphasis.
pub(super) fn emphasis(units: &mut Units, c: char) {
    let is_delimiter = |unit: &Unit| unit.role != Role::Markup && matches!(unit.c, '*' | '~');
    let mut scopes: Vec<Vec<(Run, Power)>> = vec![Vec::new(); units.scopes + 1];
    let mut found = Vec::new();
    for run in units.runs(c, is_delimiter) {
        // GitHub looks past a bare `~` at what stands beside `*`.
        let is_seen_past = c == '~' && units.touches_delimiter(&run, '*');
        if run.role == Role::Text && (is_seen_past || units.touches_markup(&run)) {
            found.push(run);
        } else if let Some(scope) = scopes.get_mut(run.scope) {
            // Emphasis of another kind is there to be left: what it holds opens nothing behind it.
            let power = if run.c == c { Power::of(units, &run) } else { Power::default() };
            scope.push((run, power));
        }
    }
    for runs in &scopes {
        found.extend(closers(runs, c));
        found.extend(openers(runs, c));
    }
    for run in found {
        units.escape(run.start, run.end);
    }
}

/// The powers of text that emphasis of ours holds, or the line.
#[derive(Debug, Default)]
struct Level {
    /// The power of the delimiter of ours that opens it.
    markup: Option<Power>,
    /// Each power once.
    text: Vec<Power>,
}

impl Level {
    fn add(&mut self, power: Power) {
        if !self.text.contains(&power) {
            self.text.push(power);
        }
    }

    fn powers(&self) -> impl Iterator<Item = Power> {
        self.markup.into_iter().chain(self.text.iter().copied())
    }
}

/// Opens a level for each delimiter of a run: `***` may be closed by `*` and later by `**`.
fn enter(levels: &mut Vec<Level>, run: &Run, power: Power) {
    let level = || Level { markup: Some(power), text: Vec::new() };
    levels.extend((run.start..run.end).map(|_| level()));
}

/// Closes a level for each delimiter of a run; gives what they held.
fn leave(levels: &mut Vec<Level>, run: &Run) -> Vec<Level> {
    let open = levels.iter().rev().take(run.end - run.start).take_while(|level| level.markup.is_some());
    levels.split_off(levels.len() - open.count())
}

/// Text that could close what text or markup before it opened. What closed emphasis held opens nothing any more.
fn closers(runs: &[(Run, Power)], c: char) -> Vec<Run> {
    let mut found = Vec::new();
    let mut levels = vec![Level::default()];
    for &(run, power) in runs {
        match run.role {
            Role::Text => {
                if power.may_close()
                    && levels.iter().flat_map(Level::powers).any(|opener| opener.pairs(power, c))
                {
                    found.push(run);
                }
                if let Some(level) = levels.last_mut().filter(|_| power.may_open()) {
                    level.add(power);
                }
            }
            Role::Opens => enter(&mut levels, &run, power),
            Role::Closes | Role::Markup => drop(leave(&mut levels, &run)),
        }
    }
    found
}

/// Text that could open what text or markup after it closes. Nothing opens inside emphasis that goes on behind it.
fn openers(runs: &[(Run, Power)], c: char) -> Vec<Run> {
    let mut found = Vec::new();
    let mut levels = vec![Level::default()];
    for &(run, power) in runs.iter().rev() {
        match run.role {
            Role::Text => {
                let Some(level) = levels.last_mut() else { continue };
                if power.may_open() && level.powers().any(|closer| power.pairs(closer, c)) {
                    found.push(run);
                }
                if power.may_close() {
                    level.add(power);
                }
            }
            Role::Closes => enter(&mut levels, &run, power),
            Role::Opens | Role::Markup => {
                let left = leave(&mut levels, &run);
                let inside = left.into_iter().flat_map(|level| level.text);
                if let Some(level) = levels.last_mut() {
                    inside.chain(power.may_close().then_some(power)).for_each(|power| level.add(power));
                }
            }
        }
    }
    found
}

/// Backticks: a run pairs with the next of its length. Before code of ours none stays: some readers lose count of it.
pub(super) fn backticks(units: &mut Units) {
    let runs = units.runs('`', |unit| unit.c == '`');
    let mut count: HashMap<usize, usize> = HashMap::new();
    for run in runs.iter().filter(|run| run.role == Role::Text) {
        *count.entry(run.end - run.start).or_default() += 1;
    }
    // Escaped, a run of any length stands in the way of a single one as so many single ones.
    let last_escaped = units.list.iter().rposition(|unit| unit.c == '`' && unit.escape);
    let (mut before_markup, mut before_escaped) = (false, false);
    for run in runs.iter().rev() {
        let length = run.end - run.start;
        let pairs = count.get(&length).is_some_and(|&count| count > 1)
            || (length == 1 && (before_escaped || last_escaped > Some(run.start)));
        if run.role != Role::Text {
            before_markup = true;
        } else if units.touches_markup(run) || before_markup || pairs {
            units.escape(run.start, run.end);
            before_escaped = true;
        }
    }
}

/// Dollar signs, which open before and close after what is not blank.
pub(super) fn dollars(units: &mut Units) {
    let all: Vec<usize> = (0..units.list.len()).filter(|&index| units.char(index) == Some('$')).collect();
    let is_one_run = all.first().zip(all.last()).is_none_or(|(first, last)| last - first < all.len());
    if is_one_run && all.len() < 4 {
        // It encloses nothing.
        return;
    }
    let opens = |index: &usize| Side::of(units.char(index + 1)) != Side::Blank;
    let closes = |index: &usize| Side::of(units.before(*index)) != Side::Blank;
    let is_bare = |index: &usize| units.is_bare(*index, '$');
    let first_open = all.iter().copied().find(|index| is_bare(index) && opens(index));
    let last_close = all.iter().copied().rfind(|index| !is_bare(index) || closes(index));
    let pairs = |index: &usize| {
        (opens(index) && last_close.is_some_and(|close| *index < close))
            || (closes(index) && first_open.is_some_and(|open| open < *index))
    };
    let found: Vec<usize> = all.into_iter().filter(|index| is_bare(index) && pairs(index)).collect();
    for index in found {
        units.escape(index, index + 1);
    }
}
