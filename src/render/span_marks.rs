//! Characters of text that could pair into emphasis, strike, code or maths.
//!
//! A delimiter is escaped when there is another that it would pair with, and then both are: one would do for a parser,
//! but `\*a\*` says better than `\*a*` that nothing is meant by either.

use std::collections::HashMap;

use super::unit::{Role, Run, Unit, Units};
use crate::flanking::{Side, left_flanking, right_flanking, rule_of_three};

/// What a run of delimiters is to the runs before and after it: as CommonMark reads it, and as GitHub does, which looks
/// past `~` at what stands beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Power {
    /// The number of delimiters, or of `*` and `_` what the rule of three sees of it.
    length: usize,
    opens: [bool; 2],
    closes: [bool; 2],
}

impl Power {
    fn of(units: &Units, run: &Run, c: char) -> Self {
        let side = |index| Side::of(units.char(index));
        let tildes = |run: &mut dyn Iterator<Item = &Unit>| run.take_while(|unit| unit.c == '~').count();
        let tildes_before = tildes(&mut units.list.iter().take(run.start).rev());
        let tildes_after = tildes(&mut units.list.iter().skip(run.end));
        let before = [0, tildes_before].map(|count| Side::of(units.before(run.start - count)));
        let after = [0, tildes_after].map(|count| side(run.end + count));
        let length = run.end - run.start;
        let reading = |reading: usize| {
            let (before, after) = (before[reading % 2], after[reading % 2]);
            let (left, right) = (left_flanking(before, after), right_flanking(before, after));
            match c {
                // Some readers let `~~` open before anything. Longer runs strike nothing.
                '~' => {
                    let left = left || (length == 2 && after != Side::Blank);
                    (left && length <= 2, right && length <= 2)
                }
                '_' => (
                    left && (!right || before == Side::Punctuation),
                    right && (!left || after == Side::Punctuation),
                ),
                _ => (left, right),
            }
        };
        let [plain, github] = [reading(0), reading(1)];
        let length = if c == '~' { length } else { length % 3 };
        Self { length, opens: [plain.0, github.0], closes: [plain.1, github.1] }
    }

    fn may_open(self) -> bool {
        self.opens.contains(&true)
    }

    fn may_close(self) -> bool {
        self.closes.contains(&true)
    }

    /// Whether `self` would open what `closer` closes.
    fn pairs(self, closer: Self, c: char) -> bool {
        let ours = self.opens.into_iter().zip(self.closes);
        let theirs = closer.opens.into_iter().zip(closer.closes);
        ours.zip(theirs).any(|((opens, also_closes), (also_opens, closes))| {
            let both = also_closes || also_opens;
            // GitHub gives up on both when it meets `~` and `~~` as a pair.
            opens && closes && (c == '~' || !rule_of_three(self.length, closer.length, both))
        })
    }
}

/// Runs of text `c` that a reader could take for emphasis.
pub(super) fn emphasis(units: &mut Units, c: char) {
    let is_delimiter = |unit: &Unit| unit.role != Role::Markup && matches!(unit.c, '*' | '~');
    let mut scopes: Vec<Vec<(Run, Power)>> = vec![Vec::new(); units.scopes + 1];
    let mut found = Vec::new();
    for run in units.runs(c, is_delimiter) {
        if run.role == Role::Text && units.touches_markup(&run) {
            found.push(run);
        } else if let Some(scope) = scopes.get_mut(run.scope) {
            // Emphasis of another kind is there to be left: what it holds opens nothing behind it.
            let power = if run.c == c { Power::of(units, &run, c) } else { Power::default() };
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
    /// How many delimiters of ours are open, and their power.
    markup: Option<(usize, Power)>,
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
        self.markup.map(|(_, power)| power).into_iter().chain(self.text.iter().copied())
    }
}

/// Takes `count` delimiters of ours from the innermost levels; gives the levels that are closed by it.
fn leave(levels: &mut Vec<Level>, mut count: usize) -> Vec<Level> {
    let mut left = Vec::new();
    while let Some((open, _)) = levels.last_mut().and_then(|level| level.markup.as_mut()) {
        let taken = count.min(*open);
        *open -= taken;
        count -= taken;
        if *open > 0 {
            break;
        }
        left.extend(levels.pop());
    }
    left
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
            Role::Opens => {
                levels.push(Level { markup: Some((run.end - run.start, power)), text: Vec::new() });
            }
            Role::Closes | Role::Markup => drop(leave(&mut levels, run.end - run.start)),
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
            Role::Closes => {
                levels.push(Level { markup: Some((run.end - run.start, power)), text: Vec::new() });
            }
            Role::Opens | Role::Markup => {
                let left = leave(&mut levels, run.end - run.start);
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
    let (mut before_markup, mut before_escaped) = (false, false);
    for run in runs.iter().rev() {
        let length = run.end - run.start;
        let pairs = count.get(&length).is_some_and(|&count| count > 1) || (length == 1 && before_escaped);
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
    let opener = all.iter().copied().find(|index| is_bare(index) && opens(index));
    let closer = all.iter().copied().rfind(|index| !is_bare(index) || closes(index));
    let found: Vec<usize> = all
        .into_iter()
        .filter(is_bare)
        .filter(|index| {
            (opens(index) && closer.is_some_and(|closer| *index < closer))
                || (closes(index) && opener.is_some_and(|opener| opener < *index))
        })
        .collect();
    for index in found {
        units.escape(index, index + 1);
    }
}
