//! Characters of text that could pair up as emphasis, strikethrough, code or maths.
//!
//! A delimiter is escaped if there is another it would pair with, and then both are. Escaping one would be enough for
//! a parser, but `\*a\*` shows more clearly than `\*a*` that both are literal.

use std::collections::HashMap;

use super::unit::{Role, Run, Unit, Units};
use crate::markdown::flanking::{Side, left_flanking, right_flanking, rule_of_three};

/// Whether a run of delimiters can open or close emphasis, as one parser sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Reading {
    opens: bool,
    closes: bool,
}

impl Reading {
    fn of(c: char, length: usize, before: Side, after: Side) -> Self {
        let (left, right) = (left_flanking(before, after), right_flanking(before, after));
        match c {
            // Longer runs are not strikethrough. Some parsers let `~~` open before anything.
            '~' if length > 2 => Self::default(),
            '~' => Self { opens: left || (length == 2 && after != Side::Whitespace), closes: right },
            '_' => Self {
                opens: left && (!right || before == Side::Punctuation),
                closes: right && (!left || after == Side::Punctuation),
            },
            _ => Self { opens: left, closes: right },
        }
    }
}

/// What a run of delimiters can pair with, as CommonMark reads it and as GitHub does. GitHub ignores `~` next to the
/// run when it checks the neighbouring characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Capability {
    /// The number of delimiters, modulo 3.
    length: usize,
    readings: [Reading; 2],
}

impl Capability {
    fn of(units: &Units, run: &Run) -> Self {
        let tildes = |run: &mut dyn Iterator<Item = &Unit>| run.take_while(|unit| unit.c == '~').count();
        let tildes_before = tildes(&mut units.list.iter().take(run.start).rev());
        let tildes_after = tildes(&mut units.list.iter().skip(run.end));
        let length = run.end - run.start;
        let reading = |side: fn(Option<char>) -> Side, before: usize, after: usize| {
            let (before, after) = (units.before(run.start - before), units.char(run.end + after));
            Reading::of(run.c, length, side(before), side(after))
        };
        let mut readings = [reading(Side::of, 0, 0), reading(Side::on_github, tildes_before, tildes_after)];
        if run.c == '~' && tildes_before > 0 {
            // Some parsers let `~` close after another `~`, escaped or not.
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

    /// Whether `self` would open emphasis that `closer` closes.
    fn pairs(self, closer: Self, c: char) -> bool {
        // Which reading applies depends on whether an adjacent `~` is escaped, so any two readings can meet.
        let readings = self.readings.into_iter().flat_map(|a| closer.readings.map(|b| (a, b)));
        readings.into_iter().any(|(opener, other)| {
            let both = opener.closes || other.opens;
            // GitHub discards both when `~` meets `~~`.
            let fits = c == '~' || !rule_of_three(self.length, closer.length, both);
            opener.opens && other.closes && fits
        })
    }
}

/// Escapes runs of `c` in text that a parser could read as emphasis.
pub(super) fn emphasis(units: &mut Units, c: char) {
    let is_delimiter = |unit: &Unit| unit.role != Role::Markup && matches!(unit.c, '*' | '_' | '~');
    let all = units.runs(c, is_delimiter);
    if let [run] = all.as_slice()
        && !units.touches_markup(run)
    {
        // There is nothing to pair with.
        return;
    }
    let mut scopes: Vec<Vec<(Run, Capability)>> = vec![Vec::new(); units.scopes + 1];
    let mut found = Vec::new();
    // The number of `*` that are open, before and after the previous delimiter.
    let mut stars = [0_usize; 2];
    for run in all {
        let [_, open] = stars;
        match run.role {
            Role::Opens if run.c == '*' => stars = [open, open + (run.end - run.start)],
            Role::Closes if run.c == '*' => stars = [open, open.saturating_sub(run.end - run.start)],
            _ => {}
        }
        let is_seen_past = c == '~' && breaks_delimiter(units, &run, stars);
        if run.role == Role::Text && (is_seen_past || units.touches_markup(&run)) {
            found.push(run);
        } else if let Some(scope) = scopes.get_mut(run.scope) {
            // Other emphasis only needs to be left again: delimiters inside it cannot open anything after it.
            let capability = if run.c == c { Capability::of(units, &run) } else { Capability::default() };
            scope.push((run, capability));
        }
    }
    for runs in &scopes {
        let closers = closers(runs, c);
        found.extend(openers(runs, &closers, c));
        found.extend(closers.into_iter().map(|closer| closer.run));
    }
    for run in found {
        units.escape(run.start, run.end);
    }
}

/// Whether a rendered delimiter beside the tildes of `run` would no longer be accepted if GitHub ignored them. `stars`
/// are open before the one on each side.
fn breaks_delimiter(units: &Units, run: &Run, stars: [usize; 2]) -> bool {
    let beside = [run.start.wrapping_sub(1), run.end].into_iter().zip(stars);
    beside.into_iter().any(|(index, outer)| {
        let delimiter = units.list.get(index).filter(|unit| matches!(unit.c, '*' | '_'));
        delimiter.is_some_and(|unit| match unit.role {
            Role::Opens => !is_accepted(units, index, |before, after| {
                let may_close = unit.c == '*' && outer > 0 && right_flanking(before, after);
                !may_close && Reading::of(unit.c, 1, before, after).opens
            }),
            Role::Closes => {
                !is_accepted(units, index, |before, after| Reading::of(unit.c, 1, before, after).closes)
            }
            Role::Text | Role::Markup => false,
        })
    })
}

/// Whether the rendered delimiter at `index` passes `test`, whether or not the tildes beside it are ignored.
fn is_accepted(units: &Units, index: usize, test: impl Fn(Side, Side) -> bool) -> bool {
    let Some(delimiter) = units.list.get(index) else { return false };
    let is_same = |unit: &&Unit| unit.c == delimiter.c && unit.role == delimiter.role;
    let is_tilde = |unit: &&Unit| unit.c == '~';
    let before = || units.list.iter().take(index).rev().skip_while(is_same);
    let after = || units.list.iter().skip(index).skip_while(is_same);
    let char_of = |unit: Option<&Unit>| unit.map(|unit| unit.c);
    let sides =
        |near: Option<&Unit>, far: Option<&Unit>| [Side::of(char_of(near)), Side::on_github(char_of(far))];
    let others = sides(after().next(), after().find(|unit| !is_tilde(unit)));
    let sides = sides(before().next(), before().find(|unit| !is_tilde(unit)));
    sides.into_iter().all(|before| others.into_iter().all(|after| test(before, after)))
}

/// The delimiters at one level of nesting: inside rendered emphasis, or directly in the line.
#[derive(Debug, Default)]
struct Level {
    /// The rendered delimiter that opens the level.
    markup: Option<Capability>,
    /// The distinct runs in other rendered delimiters and in the text of other lines.
    other: Vec<Capability>,
    /// The distinct delimiter runs in text on the current line.
    text: Vec<Capability>,
}

impl Level {
    fn others(&self) -> impl Iterator<Item = Capability> {
        self.markup.into_iter().chain(self.other.iter().copied())
    }
}

fn add(all: &mut Vec<Capability>, capability: Capability) {
    if !all.contains(&capability) {
        all.push(capability);
    }
}

/// Opens a level for each delimiter of a run: `***` may be closed by `*` and later by `**`.
fn enter(levels: &mut Vec<Level>, run: &Run, capability: Capability) {
    let level = || Level { markup: Some(capability), ..Level::default() };
    levels.extend((run.start..run.end).map(|_| level()));
}

/// Closes a level for each delimiter of a run and returns the closed levels.
fn leave(levels: &mut Vec<Level>, run: &Run) -> Vec<Level> {
    let open = levels.iter().rev().take(run.end - run.start).take_while(|level| level.markup.is_some());
    levels.split_off(levels.len() - open.count())
}

/// A run in text that could close an earlier opener.
struct Closer {
    run: Run,
    /// Whether all those openers are text on the same line.
    is_local: bool,
}

/// Finds runs in text that could close an earlier opener. Delimiters inside emphasis that has been closed can no
/// longer open anything.
fn closers(runs: &[(Run, Capability)], c: char) -> Vec<Closer> {
    let mut found = Vec::new();
    let mut levels = vec![Level::default()];
    let mut line = 0;
    for &(run, capability) in runs {
        if std::mem::replace(&mut line, run.line) != run.line {
            levels.iter_mut().for_each(|level| {
                let text = std::mem::take(&mut level.text);
                text.into_iter().for_each(|capability| add(&mut level.other, capability));
            });
        }
        match run.role {
            Role::Text => {
                let pairs = |opener: Capability| capability.may_close() && opener.pairs(capability, c);
                let is_local = !levels.iter().flat_map(Level::others).any(pairs);
                if !is_local || levels.iter().flat_map(|level| level.text.iter().copied()).any(pairs) {
                    found.push(Closer { run, is_local });
                }
                if let Some(level) = levels.last_mut().filter(|_| capability.may_open()) {
                    add(&mut level.text, capability);
                }
            }
            Role::Opens => enter(&mut levels, &run, capability),
            Role::Closes | Role::Markup => drop(leave(&mut levels, &run)),
        }
    }
    found
}

/// Finds runs in text that could open a later closer in markup, or a local one of `closers`. A delimiter inside
/// emphasis cannot open emphasis that ends outside it. Escaping a closer on a later line is enough.
fn openers(runs: &[(Run, Capability)], closers: &[Closer], c: char) -> Vec<Run> {
    let mut found = Vec::new();
    let mut levels = vec![Level::default()];
    let mut closers = closers.iter().rev().peekable();
    let mut line = 0;
    for &(run, capability) in runs.iter().rev() {
        if std::mem::replace(&mut line, run.line) != run.line {
            levels.iter_mut().for_each(|level| level.text.clear());
        }
        match run.role {
            Role::Text => {
                let Some(level) = levels.last_mut() else { continue };
                let pairs = |closer: Capability| capability.pairs(closer, c);
                if capability.may_open() && level.others().chain(level.text.iter().copied()).any(pairs) {
                    found.push(run);
                }
                let closer = closers.next_if(|closer| closer.run.start == run.start);
                if capability.may_close() && closer.is_none_or(|closer| closer.is_local) {
                    add(&mut level.text, capability);
                }
            }
            Role::Closes => enter(&mut levels, &run, capability),
            Role::Opens | Role::Markup => {
                let left = leave(&mut levels, &run);
                let Some(level) = levels.last_mut() else { continue };
                for inside in left {
                    inside.text.into_iter().for_each(|capability| add(&mut level.text, capability));
                    inside.other.into_iter().for_each(|capability| add(&mut level.other, capability));
                }
                if capability.may_close() {
                    add(&mut level.other, capability);
                }
            }
        }
    }
    found
}

/// Escapes backticks. A run pairs with the next run of the same length. Before rendered code, all backticks are
/// escaped, because some parsers miscount them.
pub(super) fn backticks(units: &mut Units) {
    let runs = units.runs('`', |unit| unit.c == '`');
    let mut count: HashMap<usize, usize> = HashMap::new();
    for run in runs.iter().filter(|run| run.role == Role::Text) {
        *count.entry(run.end - run.start).or_default() += 1;
    }
    // An escaped run counts as that many single backticks, any of which could pair with a single one.
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

/// Escapes dollar signs, which open before and close after non-whitespace.
pub(super) fn dollars(units: &mut Units) {
    let all: Vec<usize> = (0..units.list.len()).filter(|&index| units.char(index) == Some('$')).collect();
    let is_one_run = all.first().zip(all.last()).is_none_or(|(first, last)| last - first < all.len());
    if is_one_run && all.len() < 4 {
        // The run encloses nothing.
        return;
    }
    let opens = |index: &usize| Side::of(units.char(index + 1)) != Side::Whitespace;
    let closes = |index: &usize| Side::of(units.before(*index)) != Side::Whitespace;
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
