//! Expected differences, recorded while the page is read.

use std::collections::BTreeMap;

use super::visible::is_visible;
use crate::dom::{Element, Node};
use crate::location::Location;
use crate::report::Removed;

/// What the rules drop and change on purpose.
#[derive(Debug, Default)]
pub(super) struct ExpectedDifferences {
    /// Dropped content, by rule.
    pub(super) dropped: BTreeMap<String, Removed>,
    /// The number of intended changes, by name.
    pub(super) changed: BTreeMap<&'static str, usize>,
    /// Content that a rule dropped although it is no boilerplate.
    pub(super) losses: Vec<Loss>,
}

/// Content that a rule dropped although it is no boilerplate.
#[derive(Debug)]
pub(super) struct Loss {
    pub(super) rule: String,
    pub(super) location: Option<Location>,
    /// The start of its text, without whitespace; empty for an image.
    pub(super) text: String,
}

/// The number of characters kept of a loss.
const MAX_TEXT: usize = 60;

impl ExpectedDifferences {
    pub(super) fn dropped(&mut self, element: Element<'_>, rule: &str) {
        let below = || std::iter::once(element).chain(element.elements());
        let count = |tag: &str| below().filter(|e| e.tag() == tag).count();
        let (images, links) = (count("img"), count("a"));
        let texts = element.node().descendants().filter(|node| {
            node.parent_element().is_none_or(|parent| !matches!(parent.tag(), "style" | "script"))
        });
        let count_visible = |text: &str| text.chars().filter(|c| is_visible(*c)).count();
        let characters: usize = texts.filter_map(Node::as_text).map(count_visible).sum();
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

    /// Records that `rule` dropped an element that is no boilerplate.
    pub(super) fn lost(&mut self, element: Element<'_>, rule: &str) {
        let text = element.text().chars().filter(|c| is_visible(*c)).take(MAX_TEXT).collect();
        let location = element.node().location();
        self.losses.push(Loss { rule: rule.to_owned(), location, text });
    }

    /// Makes locations, which count from the beginning of the article's page, count from that of the input.
    pub(super) fn offset_locations(&mut self, lines: u32, bytes: usize) {
        for line in self.dropped.values_mut().flat_map(|removed| &mut removed.lines) {
            *line = line.saturating_add(lines);
        }
        for location in self.losses.iter_mut().map(|loss| &mut loss.location) {
            *location = location.take().map(|location| location.offset(lines, bytes));
        }
    }

    /// Records that a rule drops a text.
    pub(super) fn dropped_text(&mut self, node: Node<'_>, rule: &str) {
        let removed = self.dropped.entry(rule.to_owned()).or_default();
        removed.elements += 1;
        removed.characters +=
            node.as_text().map_or(0, |text| text.chars().filter(|c| is_visible(*c)).count());
        removed.lines.extend(node.line());
    }

    /// Adds the differences of another part of the input.
    pub(super) fn append(&mut self, other: Self) {
        for (rule, removed) in other.dropped {
            self.dropped.entry(rule).or_default().append(removed);
        }
        for (what, count) in other.changed {
            *self.changed.entry(what).or_default() += count;
        }
        self.losses.extend(other.losses);
    }

    pub(super) fn changed(&mut self, what: &'static str) {
        *self.changed.entry(what).or_default() += 1;
    }
}
