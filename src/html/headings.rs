//! The ids of headings, and the outline.

use std::collections::HashMap;

use super::flat_text;
use crate::markdown::{Slugs, letters, names_of_fragment};
use crate::model::{Heading, HeadingLevel};

/// A heading in the outline of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// The level in the HTML, 1 to 6.
    pub level: u8,
    /// The `id` of the heading, with the prefix of the options.
    pub id: String,
    /// The text, not escaped.
    pub text: String,
}

/// The id of a heading whose text has no letters.
const NAMELESS: &str = "section";

/// The ids of all headings of a document, without the prefix.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The ids by the identity of their heading.
    assigned: HashMap<*const Heading, String>,
    /// The ids by themselves and by the anchors of their headings.
    named: HashMap<String, String>,
    /// The ids by the letters of their headings, for links whose author guessed the anchor.
    by_letters: HashMap<String, String>,
}

impl Ids {
    /// Assigns the ids: first to headings with an anchor, which links use.
    pub(super) fn new(headings: &[&Heading]) -> Self {
        let mut ids = Self::default();
        let mut slugs = Slugs::default();
        let (anchored, others): (Vec<&Heading>, Vec<&Heading>) =
            headings.iter().partition(|heading| name(heading).is_some());
        for heading in anchored.into_iter().chain(others) {
            let text = flat_text::of_line(&heading.content);
            let id = match slugs.next(name(heading).unwrap_or(&text)) {
                empty if empty.is_empty() => slugs.next(NAMELESS),
                slug => slug,
            };
            for name in heading.anchors.iter().filter(|anchor| !anchor.is_empty()).chain([&id]) {
                ids.named.entry(name.clone()).or_insert_with(|| id.clone());
            }
            ids.by_letters.entry(letters(&text)).or_insert_with(|| id.clone());
            ids.assigned.insert(heading, id);
        }
        ids
    }

    /// Returns the id of a heading of the document.
    pub(super) fn of(&self, heading: &Heading) -> &str {
        self.assigned.get(&std::ptr::from_ref(heading)).map_or(NAMELESS, String::as_str)
    }

    /// Returns the id of the heading that the fragment of a URL names.
    pub(super) fn named(&self, fragment: &str) -> Option<&str> {
        let [name, letters] = names_of_fragment(fragment);
        let exact = self.named.get(&name).or_else(|| self.named.get(fragment));
        let similar = || self.by_letters.get(&letters).filter(|_| !letters.is_empty());
        exact.or_else(similar).map(String::as_str)
    }
}

fn name(heading: &Heading) -> Option<&str> {
    heading.anchors.first().map(String::as_str).filter(|anchor| !anchor.is_empty())
}

/// Returns the level of a heading in the HTML.
pub(super) fn shifted(level: HeadingLevel, by: u8) -> u8 {
    level.get().saturating_add(by).min(6)
}
