//! What the rules mean to be different, told while the page is read.

use std::collections::BTreeMap;

use super::inventory::is_letter;
use crate::dom::{Element, Node};
use crate::report::Removed;

/// What was left out and what was changed because the rules say so.
#[derive(Debug, Default)]
pub(super) struct ExpectedDifferences {
    /// What was dropped, by the rule that says so.
    pub(super) dropped: BTreeMap<String, Removed>,
    /// How often something was meant to become something else, by the name of what.
    pub(super) changed: BTreeMap<&'static str, usize>,
}

impl ExpectedDifferences {
    pub(super) fn dropped(&mut self, element: Element<'_>, rule: &str) {
        let below = || std::iter::once(element).chain(element.elements());
        let count = |tag: &str| below().filter(|e| e.tag() == tag).count();
        let (images, links) = (count("img"), count("a"));
        let texts = element.node().descendants().filter(|node| {
            node.parent_element().is_none_or(|parent| !matches!(parent.tag(), "style" | "script"))
        });
        let letters = |text: &str| text.chars().filter(|c| is_letter(*c)).count();
        let characters: usize = texts.filter_map(Node::as_text).map(letters).sum();
        if characters + images + links == 0 {
            return;
        }
        let removed = self.dropped.entry(rule.to_owned()).or_default();
        removed.elements += 1;
        removed.characters += characters;
        removed.images += images;
        removed.links += links;
        removed.lines.extend(element.node().line());
    }

    pub(super) fn changed(&mut self, what: &'static str) {
        *self.changed.entry(what).or_default() += 1;
    }
}
