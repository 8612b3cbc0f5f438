//! A run of inlines as characters, each marked as text or markup, so that escaping sees exactly what is rendered.

/// The role of a rendered character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Literal text.
    Text,
    /// Markup.
    Markup,
    /// A delimiter that opens emphasis or the content of a link or image.
    Opens,
    /// The corresponding closing delimiter.
    Closes,
}

/// One rendered character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) c: char,
    pub(super) role: Role,
    /// Whether it must be escaped to be read literally.
    pub(super) escape: bool,
    /// The link or image whose content it belongs to, or 0. Emphasis cannot cross from one scope into another.
    pub(super) scope: usize,
}

impl Unit {
    /// Whether it is text that is not escaped yet.
    pub(super) fn is_bare(&self) -> bool {
        self.role == Role::Text && !self.escape
    }
}

/// Adjacent identical characters: bare text, or delimiters with the same role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The index of the first character.
    pub(super) start: usize,
    /// The index after the last character.
    pub(super) end: usize,
    /// The character.
    pub(super) c: char,
    /// The role of each character.
    pub(super) role: Role,
    /// The scope of each character.
    pub(super) scope: usize,
    /// The number of lines before it.
    pub(super) line: usize,
}

/// The characters of a run of inlines.
#[derive(Debug)]
pub(super) struct Units {
    /// The characters, in order.
    pub(super) list: Vec<Unit>,
    /// The number of scopes besides that of the line.
    pub(super) scopes: usize,
    scope: usize,
    /// Which ASCII characters occur in text.
    text: [bool; 128],
    /// Whether any character needs an escape.
    has_escapes: bool,
}

impl Units {
    /// Returns no characters, with room for this number.
    pub(super) fn with_capacity(length: usize) -> Self {
        Self { list: Vec::with_capacity(length), scopes: 0, scope: 0, text: [false; 128], has_escapes: false }
    }

    /// Appends `text`, whose characters all have the given `role`.
    pub(super) fn push(&mut self, text: &str, role: Role) {
        let scope = self.scope;
        for c in text.chars() {
            if role == Role::Text
                && let Some(occurs) = self.text.get_mut(c as usize)
            {
                *occurs = true;
            }
            self.list.push(Unit { c, role, escape: false, scope });
        }
    }

    /// Enters the content of a link or image. Returns the outer scope, to be restored with [`Self::leave_for`].
    pub(super) const fn enter(&mut self) -> usize {
        self.scopes += 1;
        std::mem::replace(&mut self.scope, self.scopes)
    }

    /// Restores `scope`.
    pub(super) const fn leave_for(&mut self, scope: usize) {
        self.scope = scope;
    }

    /// Whether text contains any of these ASCII characters.
    pub(super) fn has_text(&self, characters: &str) -> bool {
        characters.bytes().any(|byte| self.has(byte))
    }

    /// Whether text contains all of these ASCII characters.
    pub(super) fn has_all_text(&self, characters: &str) -> bool {
        characters.bytes().all(|byte| self.has(byte))
    }

    fn has(&self, byte: u8) -> bool {
        self.text.get(usize::from(byte)).is_some_and(|occurs| *occurs)
    }

    /// Whether any character needs an escape.
    pub(super) const fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// Returns the character at `index`.
    pub(super) fn char(&self, index: usize) -> Option<char> {
        self.list.get(index).map(|unit| unit.c)
    }

    /// Returns the character before `index`.
    pub(super) fn before(&self, index: usize) -> Option<char> {
        index.checked_sub(1).and_then(|index| self.char(index))
    }

    /// Whether there is a bare `c` at `index`.
    pub(super) fn is_bare(&self, index: usize, c: char) -> bool {
        self.list.get(index).is_some_and(|unit| unit.is_bare() && unit.c == c)
    }

    /// Marks the text characters in `start..end` to be escaped.
    pub(super) fn escape(&mut self, start: usize, end: usize) {
        self.has_escapes = true;
        for unit in self.list.iter_mut().take(end).skip(start) {
            unit.escape |= unit.role == Role::Text;
        }
    }

    /// Whether markup of the same character is adjacent to `run`.
    pub(super) fn touches_markup(&self, run: &Run) -> bool {
        let is_same = |index: usize| {
            self.list.get(index).is_some_and(|unit| unit.c == run.c && unit.role != Role::Text)
        };
        is_same(run.start.wrapping_sub(1)) || is_same(run.end)
    }

    /// Returns the runs of bare `c`, and those of markup for which `counts` returns true.
    pub(super) fn runs(&self, c: char, counts: impl Fn(&Unit) -> bool) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut line = 0;
        for (index, unit) in self.list.iter().enumerate() {
            line += usize::from(unit.c == '\n');
            if !((unit.is_bare() && unit.c == c) || (unit.role != Role::Text && counts(unit))) {
                continue;
            }
            let Unit { c, role, scope, .. } = *unit;
            match runs.last_mut() {
                Some(run) if run.end == index && (run.c, run.role, run.scope) == (c, role, scope) => {
                    run.end += 1;
                }
                _ => runs.push(Run { start: index, end: index + 1, c, role, scope, line }),
            }
        }
        runs
    }
}
