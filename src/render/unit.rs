//! A run of inlines as characters, each known to be text or markup, so that escaping sees what is rendered.

/// One rendered character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// The character.
    pub(super) c: char,
    /// Whether it is text, to be read as itself.
    pub(super) literal: bool,
    /// Whether it must be escaped to be read as itself.
    pub(super) escape: bool,
}

/// The characters of a run, and which delimiters of ours are among them.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// In order.
    pub(super) list: Vec<Unit>,
    /// Where the texts of links and images stand, inner ones first.
    pub(super) bracketed: Vec<(usize, usize)>,
    /// Whether `*` emphasis is written.
    pub(super) stars: bool,
    /// Whether emphasis is open that was found to work with all that is in it.
    pub(super) judged: bool,
    /// Whether `~~` is written.
    pub(super) tildes: bool,
}

impl Units {
    /// Appends markup.
    pub(super) fn raw(&mut self, text: &str) {
        self.list.extend(text.chars().map(|c| Unit { c, literal: false, escape: false }));
    }

    /// Appends text.
    pub(super) fn literal(&mut self, text: &str) {
        self.list.extend(text.chars().map(|c| Unit { c, literal: true, escape: false }));
    }

    /// The character at `index`.
    pub(super) fn char(&self, index: usize) -> Option<char> {
        self.list.get(index).map(|unit| unit.c)
    }

    /// The character before `index`.
    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|index| self.char(index))
    }

    /// Whether text `c` stands at `index`.
    pub(super) fn is_literal(&self, index: usize, c: char) -> bool {
        self.list.get(index).is_some_and(|unit| unit.literal && unit.c == c)
    }

    /// Asks for the characters from `start` to before `end` to be escaped, where they are text.
    pub(super) fn escape(&mut self, start: usize, end: usize) {
        for unit in self.list.iter_mut().take(end).skip(start) {
            unit.escape |= unit.literal;
        }
    }

    /// The runs of text `c`, as start and end.
    pub(super) fn runs(&self, c: char) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (index, _) in self.list.iter().enumerate().filter(|(_, unit)| unit.literal && unit.c == c) {
            match runs.last_mut() {
                Some(run) if run.1 == index => run.1 += 1,
                _ => runs.push((index, index + 1)),
            }
        }
        runs
    }
}
