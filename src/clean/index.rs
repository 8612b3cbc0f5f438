//! Which rows of the table an element may meet, so that few are asked.
//!
//! A row is a bit. Name and classes each leave some of them, and most elements of an article are left with none.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter;
use std::sync::LazyLock;

use super::classify::{Disposition, NAMES};
use super::rules::{RULES, Rule};
use crate::dom::{Element, Name, TagKey};

/// Rows of [`RULES`], as bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows(u128);

const _: () = assert!(RULES.len() <= 128, "a bit for each row");

/// What is known of an element by its name and attributes alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// What its name says.
    what: Disposition<'static>,
    /// The rows it may still meet, which come first.
    rows: Rows,
}

impl Told {
    /// What `element` is: what the first row says that holds, else its name.
    pub(super) fn disposition(self, element: Element<'_>) -> Disposition<'static> {
        self.rule(element).map_or(self.what, Rule::disposition)
    }

    /// The first row that holds for `element`.
    pub(super) fn rule(self, element: Element<'_>) -> Option<&'static Rule> {
        self.rows.rules().find(|rule| (rule.when.test)(element))
    }
}

impl Rows {
    /// The rows that `test` holds for.
    fn of(test: impl Fn(&Rule) -> bool) -> Self {
        Self(RULES.iter().rev().fold(0, |rows, rule| rows << 1 | u128::from(test(rule))))
    }

    /// Those of the rows that `test` holds for.
    fn that_hold(self, test: impl Fn(&Rule) -> bool) -> Self {
        let (mut left, mut rows) = (self.0, self.0);
        while let Some(rule) = RULES.get(left.trailing_zeros() as usize) {
            let others = left & (left - 1);
            if !test(rule) {
                rows &= !(left ^ others);
            }
            left = others;
        }
        Self(rows)
    }

    /// The rows themselves, in the order of the table.
    pub(super) fn rules(mut self) -> impl Iterator<Item = &'static Rule> {
        iter::from_fn(move || {
            let rule = RULES.get(self.0.trailing_zeros() as usize)?;
            self.0 &= self.0 - 1;
            Some(rule)
        })
    }
}

struct Index {
    /// What a name says by itself, and the rows that ask for it or for none.
    names: Words<(Disposition<'static>, Rows)>,
    /// The same for the names that the parser knows, which are nearly all there are.
    known: Vec<(Disposition<'static>, Rows)>,
    /// The same for names that neither table has.
    other: (Disposition<'static>, Rows),
    /// The rows that ask for a class.
    classes: Words<Rows>,
    /// The rows that ask for no class.
    classless: Rows,
    /// The rows that elements without attributes may meet.
    bare: Rows,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let of_name = |name: &str| Rows::of(|rule| rule.when.tags.is_empty() || rule.when.tags.contains(&name));
    let of_class = |class: &str| Rows::of(|rule| rule.when.classes.contains(&class));
    let asked = RULES.iter().flat_map(|rule| rule.when.tags).map(|name| (*name, Disposition::Unwrap));
    let named =
        NAMES.iter().flat_map(|(kind, names)| names.iter().map(|name| (*name, Disposition::Lower(*kind))));
    let classes = RULES.iter().flat_map(|rule| rule.when.classes);
    let names: Words<_> = asked.chain(named).map(|(name, what)| (name, (what, of_name(name)))).collect();
    let other = (Disposition::Unwrap, Rows::of(|rule| rule.when.tags.is_empty()));
    Index {
        known: Name::ALL.iter().map(|name| names.get(name.text()).copied().unwrap_or(other)).collect(),
        names,
        other,
        classes: classes.map(|class| (*class, of_class(class))).collect(),
        classless: Rows::of(|rule| rule.when.classes.is_empty()),
        bare: Rows::of(|rule| rule.when.classes.is_empty() && rule.when.attributes.is_none()),
    }
});

/// What `element` is by its name, and the rows that its name and its attributes leave.
pub(super) fn look_up(element: Element<'_>) -> Told {
    let index = &*INDEX;
    let told = match element.name() {
        Name::Other => index.names.get(element.tag()),
        name => index.known.get(name as usize),
    };
    let (what, named) = told.copied().unwrap_or(index.other);
    if !element.has_attributes() {
        return Told { what, rows: Rows(named.0 & index.bare.0) };
    }
    let classes = element.classes().filter_map(|class| index.classes.get(class));
    let rows = Rows(named.0 & classes.fold(index.classless.0, |rows, row| rows | row.0));
    Told { what, rows: rows.that_hold(|rule| rule.when.attributes.is_none_or(|test| test(element))) }
}

/// What an element of this name is by its name.
pub(super) fn name(name: &str) -> Disposition<'static> {
    INDEX.names.get(name).map_or(Disposition::Unwrap, |(what, _)| *what)
}

/// What was told of the elements of one article. Those that look the same need be looked up but once.
#[derive(Debug, Default)]
pub(super) struct Memory(RefCell<Vec<Option<(TagKey, Told)>>>);

/// How many looks are remembered: one takes the place of another.
const LOOKS: usize = 64;

impl Memory {
    /// As [`look_up`] tells.
    pub(super) fn look_up(&self, element: Element<'_>) -> Told {
        let Some(look) = element.tag_key() else { return look_up(element) };
        let place = look.hash() % LOOKS;
        let known = self.0.borrow().get(place).copied().flatten();
        match known {
            Some((seen, told)) if seen == look => told,
            _ => {
                let told = look_up(element);
                let mut all = self.0.borrow_mut();
                all.resize(LOOKS, None);
                if let Some(place) = all.get_mut(place) {
                    *place = Some((look, told));
                }
                told
            }
        }
    }
}

/// A table that words are looked up in. The words in it are ours, so that no page can make it slow.
type Words<T> = HashMap<&'static str, T, BuildHasherDefault<WordHasher>>;

/// FNV-1a, the fastest for words as short as names and classes.
struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 =
            bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: Rows) -> Vec<&'static str> {
        rows.rules().map(|rule| rule.name).collect()
    }

    #[test]
    fn rows_come_in_the_order_of_the_table() {
        let all: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names(Rows::of(|_| true)), all);
        assert_eq!(names(Rows::of(|_| false)), [""; 0]);
    }
}
