//! Rewriting of attribute values in a parsed page.

use std::collections::{BTreeMap, btree_map};

use super::arena::Dom;
use super::element::Element;
use super::text::Span;

impl Dom {
    /// The names and values of all attributes; those of identical tags once.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|attribute| (self.slice(attribute.name), self.slice(attribute.value)))
    }

    /// Collects the attributes for which `change`, called with the element, the name and the value, returns a new
    /// value. The result maps attribute indices to new values. Identical tags share their attributes, so `change` runs
    /// once for all of them.
    pub(crate) fn changed_attributes(
        &self,
        change: impl Fn(Element<'_>, &str, &str) -> Option<String>,
    ) -> BTreeMap<usize, String> {
        let mut changes = BTreeMap::new();
        for element in self.elements() {
            for (index, (name, value)) in element.attribute_indices().zip(element.attributes()) {
                if let btree_map::Entry::Vacant(entry) = changes.entry(index)
                    && let Some(value) = change(element, name, value)
                {
                    entry.insert(value);
                }
            }
        }
        changes
    }

    /// Applies the changes that [`Self::changed_attributes`] collected.
    pub(crate) fn change_attributes(&mut self, changes: BTreeMap<usize, String>) {
        for (index, value) in changes {
            let start = self.text.len();
            self.text.push_str(&value);
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.value = Span::new(start, self.text.len());
            }
        }
    }
}
