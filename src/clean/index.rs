//! Finds the few rules that can match an element, so that only those are tested.
//!
//! Each rule is a bit. The element's name and classes each exclude some rules, and most elements of an article end up
//! with none.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::iter;
use std::sync::LazyLock;

use rustc_hash::FxHasher;

use super::kind::{Disposition, Kind};
use super::rules::{RULES, Rule};
use super::tags::NAMES;
use super::words::FoundWords;
use crate::dom::{Element, Name, TagKey};

/// A subset of [`RULES`], as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RuleSet(u128);

const _: () = assert!(RULES.len() <= 128, "one bit for each rule");

/// What an element's name and attributes say about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidates {
    /// What the element is if no rule matches, by its name.
    by_name: Disposition<'static>,
    /// The rules that can still match; they take precedence over the name.
    rules: RuleSet,
}

impl Candidates {
    /// Returns the disposition of `element`: that of the first matching rule, else that of its name.
    pub(super) fn disposition(self, element: Element<'_>) -> Disposition<'static> {
        self.rule(element).map_or(self.by_name, Rule::disposition)
    }

    /// Returns the first rule that matches `element`.
    pub(super) fn rule(self, element: Element<'_>) -> Option<&'static Rule> {
        self.rules.iter().find(|rule| (rule.when.test)(element))
    }
}

impl RuleSet {
    /// Collects the rules that satisfy `test`.
    fn of(test: impl Fn(&Rule) -> bool) -> Self {
        Self(RULES.iter().rev().fold(0, |bits, rule| bits << 1 | u128::from(test(rule))))
    }

    /// Keeps the rules that satisfy `test`.
    fn filter(self, test: impl Fn(&Rule) -> bool) -> Self {
        let (mut left, mut kept) = (self.0, self.0);
        while let Some(rule) = RULES.get(left.trailing_zeros() as usize) {
            let others = left & (left - 1);
            if !test(rule) {
                kept &= !(left ^ others);
            }
            left = others;
        }
        Self(kept)
    }

    /// Iterates over the rules in table order.
    pub(super) fn iter(mut self) -> impl Iterator<Item = &'static Rule> {
        iter::from_fn(move || {
            let rule = RULES.get(self.0.trailing_zeros() as usize)?;
            self.0 &= self.0 - 1;
            Some(rule)
        })
    }
}

/// A map from tag or class names. Its keys come from our own tables, so no page can cause collisions.
type NameMap<T> = HashMap<&'static str, T, BuildHasherDefault<FxHasher>>;

struct Index {
    /// For each tag name in our tables, its own disposition and the rules for that name or for any name.
    names: NameMap<(Disposition<'static>, RuleSet)>,
    /// The same by [`Name`], which covers nearly all elements.
    known: Vec<(Disposition<'static>, RuleSet)>,
    /// The same for names in neither table.
    other: (Disposition<'static>, RuleSet),
    /// For each class, the rules that require it.
    classes: NameMap<RuleSet>,
    /// The rules that require no class.
    classless: RuleSet,
    /// The rules that can match elements without attributes.
    bare: RuleSet,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let boxes = Name::ALL.iter().filter(|name| name.has_own_lines());
    let boxes = boxes.map(|name| (name.text(), Disposition::Lower(Kind::Paragraph)));
    let in_tags =
        NAMES.iter().flat_map(|(kind, names)| names.iter().map(|name| (*name, Disposition::Lower(*kind))));
    let for_any = RuleSet::of(|rule| rule.when.tags.is_empty());
    let other = (Disposition::Unwrap, for_any);
    let mut names: NameMap<_> =
        boxes.chain(in_tags).map(|(name, by_name)| (name, (by_name, for_any))).collect();
    let mut classes = NameMap::default();
    for (at, rule) in RULES.iter().enumerate() {
        let bit = 1 << at;
        for &name in rule.when.tags {
            names.entry(name).or_insert(other).1.0 |= bit;
        }
        for &class in rule.when.classes {
            classes.entry(class).or_insert(RuleSet(0)).0 |= bit;
        }
    }
    Index {
        known: Name::ALL.iter().map(|name| names.get(name.text()).copied().unwrap_or(other)).collect(),
        names,
        other,
        classes,
        classless: RuleSet::of(|rule| rule.when.classes.is_empty()),
        bare: RuleSet::of(|rule| rule.when.classes.is_empty() && rule.when.attributes.is_none()),
    }
});

/// Returns what the name and the attributes of `element` say about it.
pub(super) fn candidates(element: Element<'_>) -> Candidates {
    let index = &*INDEX;
    let by_name = match element.name() {
        Name::Other => index.names.get(element.tag()),
        name => index.known.get(name as usize),
    };
    let (by_name, for_name) = by_name.copied().unwrap_or(index.other);
    if !element.has_attributes() {
        return Candidates { by_name, rules: RuleSet(for_name.0 & index.bare.0) };
    }
    let for_classes = element.classes().filter_map(|class| index.classes.get(class));
    let for_classes = for_classes.fold(index.classless.0, |bits, rules| bits | rules.0);
    let rules = RuleSet(for_name.0 & for_classes);
    Candidates { by_name, rules: rules.filter(|rule| rule.when.attributes.is_none_or(|test| test(element))) }
}

/// Returns the disposition of elements with this tag name, rules aside.
pub(super) fn by_name(name: &str) -> Disposition<'static> {
    INDEX.names.get(name).map_or(Disposition::Unwrap, |(by_name, _)| *by_name)
}

/// A cache of candidates for one article: elements with the same start tag are looked up once.
#[derive(Debug, Default)]
pub(super) struct Cache {
    slots: RefCell<Vec<Option<(TagKey, Candidates)>>>,
    /// The rules that cannot match in the article.
    excluded: RuleSet,
}

/// The number of cached start tags. Newer ones replace older ones.
const CACHE_SLOTS: usize = 64;

impl Cache {
    /// Creates a cache for an article with these words, without the rules that need others.
    pub(super) fn only_with(words: FoundWords) -> Self {
        let excluded = RuleSet::of(|rule| rule.when.words.is_some_and(|needed| !words.may_have(needed)));
        Self { excluded, ..Self::default() }
    }

    /// Same as [`candidates`], without the excluded rules.
    pub(super) fn candidates(&self, element: Element<'_>) -> Candidates {
        let Some(key) = element.tag_key() else { return self.look_up(element) };
        let slot = key.hash() % CACHE_SLOTS;
        if let Some(Some((known, found))) = self.slots.borrow().get(slot)
            && *known == key
        {
            return *found;
        }
        let found = self.look_up(element);
        let mut slots = self.slots.borrow_mut();
        slots.resize(CACHE_SLOTS, None);
        if let Some(slot) = slots.get_mut(slot) {
            *slot = Some((key, found));
        }
        found
    }

    fn look_up(&self, element: Element<'_>) -> Candidates {
        let Candidates { by_name, rules } = candidates(element);
        Candidates { by_name, rules: RuleSet(rules.0 & !self.excluded.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rules: RuleSet) -> Vec<&'static str> {
        rules.iter().map(|rule| rule.name).collect()
    }

    #[test]
    fn iterates_in_table_order() {
        let all: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names(RuleSet::of(|_| true)), all);
        assert_eq!(names(RuleSet::of(|_| false)), [""; 0]);
    }
}
