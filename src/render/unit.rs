//! A run of inlines as characters, each known to be text or markup, so that escaping sees what is rendered.

/// What a rendered character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Text, to be read as itself.
    Text,
    /// Markup.
    Markup,
    /// A delimiter that opens emphasis, or the text of a link or image.
    Opens,
    /// A delimiter that closes it.
    Closes,
}

/// One rendered character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// The character.
    pub(super) c: char,
    /// What it is.
    pub(super) role: Role,
    /// Whether it must be escaped to be read as itself.
    pub(super) escape: bool,
    /// The text of a link or image it stands in, or 0. Emphasis does not reach from one into another.
    pub(super) scope: usize,
}

impl Unit {
    /// Whether it is text that is not yet escaped.
    pub(super) fn is_bare(&self) -> bool {
        self.role == Role::Text && !self.escape
    }
}

/// Characters of one kind side by side: bare text, or delimiters of one role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The index of the first.
    pub(super) start: usize,
    /// The index behind the last.
    pub(super) end: usize,
    /// The character.
    pub(super) c: char,
    /// What they are.
    pub(super) role: Role,
    /// The scope they stand in.
    pub(super) scope: usize,
}

/// The characters of a run of inlines.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// In order.
    pub(super) list: Vec<Unit>,
    /// How many scopes there are beside that of the line.
    pub(super) scopes: usize,
    scope: usize,
    /// The ASCII characters there are of text, a bit for each.
    text: u128,
    /// Whether there is anything to be escaped.
    has_escapes: bool,
}

impl Units {
    /// Appends `text`, each character of which is a `role`.
    pub(super) fn push(&mut self, text: &str, role: Role) {
        if role == Role::Text {
            self.text = text.bytes().filter(u8::is_ascii).fold(self.text, |set, byte| set | 1 << byte);
        }
        let scope = self.scope;
        self.list.reserve(text.chars().count());
        self.list.extend(text.chars().map(|c| Unit { c, role, escape: false, scope }));
    }

    /// Enters the text of a link or image; gives the scope to leave for.
    pub(super) const fn enter(&mut self) -> usize {
        self.scopes += 1;
        std::mem::replace(&mut self.scope, self.scopes)
    }

    /// Goes on in `scope`.
    pub(super) const fn leave_for(&mut self, scope: usize) {
        self.scope = scope;
    }

    /// Whether text has any of these ASCII characters.
    pub(super) fn has_text(&self, characters: &str) -> bool {
        characters.bytes().any(|byte| self.text & 1 << byte != 0)
    }

    /// Whether text has all of these ASCII characters.
    pub(super) fn has_all_text(&self, characters: &str) -> bool {
        characters.bytes().all(|byte| self.text & 1 << byte != 0)
    }

    /// Whether there is anything to be escaped.
    pub(super) const fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// The character at `index`.
    pub(super) fn char(&self, index: usize) -> Option<char> {
        self.list.get(index).map(|unit| unit.c)
    }

    /// The character before `index`.
    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|index| self.char(index))
    }

    /// Whether bare text `c` stands at `index`.
    pub(super) fn is_bare(&self, index: usize, c: char) -> bool {
        self.list.get(index).is_some_and(|unit| unit.is_bare() && unit.c == c)
    }

    /// Asks for the characters from `start` to before `end` to be escaped, where they are text.
    pub(super) fn escape(&mut self, start: usize, end: usize) {
        self.has_escapes = true;
        for unit in self.list.iter_mut().take(end).skip(start) {
            unit.escape |= unit.role == Role::Text;
        }
    }

    /// Whether markup of the same character stands right beside `run`.
    pub(super) fn touches_markup(&self, run: &Run) -> bool {
        let is_same = |index: usize| {
            self.list.get(index).is_some_and(|unit| unit.c == run.c && unit.role != Role::Text)
        };
        is_same(run.start.wrapping_sub(1)) || is_same(run.end)
    }

    /// Whether a delimiter `c` of ours stands right beside `run`.
    pub(super) fn touches_delimiter(&self, run: &Run, c: char) -> bool {
        let is_delimiter = |index: usize| {
            self.list
                .get(index)
                .is_some_and(|unit| unit.c == c && matches!(unit.role, Role::Opens | Role::Closes))
        };
        is_delimiter(run.start.wrapping_sub(1)) || is_delimiter(run.end)
    }

    /// The runs of `c` that is bare text, and of markup for which `counts` holds.
    pub(super) fn runs(&self, c: char, counts: impl Fn(&Unit) -> bool) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (index, unit) in self.list.iter().enumerate() {
            if !((unit.is_bare() && unit.c == c) || (unit.role != Role::Text && counts(unit))) {
                continue;
            }
            let Unit { c, role, scope, .. } = *unit;
            match runs.last_mut() {
                Some(run) if run.end == index && (run.c, run.role, run.scope) == (c, role, scope) => {
                    run.end += 1;
                }
                _ => runs.push(Run { start: index, end: index + 1, c, role, scope }),
            }
        }
        runs
    }
}
