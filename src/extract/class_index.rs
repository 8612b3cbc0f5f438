//! Elements by class and `id`.

use crate::dom::Element;

/// A class or an `id` of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Class(&'a str),
    Id(&'a str),
}

/// The classes and `id`s of a page's elements, in document order.
pub(super) struct ClassIndex<'a>(Vec<(Key<'a>, Element<'a>)>);

impl<'a> ClassIndex<'a> {
    pub(super) fn of(elements: &[Element<'a>]) -> Self {
        let entries = |element: &Element<'a>| {
            let element = *element;
            let keys = element.classes().map(Key::Class).chain(element.id().map(Key::Id));
            keys.map(move |key| (key, element))
        };
        // Most elements have one or two.
        let mut index = Vec::with_capacity(2 * elements.len());
        index.extend(elements.iter().flat_map(entries));
        Self(index)
    }

    /// Returns the elements that have one of `keys`. An element with two of them is returned twice.
    pub(super) fn with_any(&self, keys: &[Key<'_>]) -> impl Iterator<Item = Element<'a>> {
        self.0.iter().filter(|(key, _)| keys.contains(key)).map(|(_, element)| *element)
    }

    pub(super) fn first(&self, keys: &[Key<'_>]) -> Option<Element<'a>> {
        self.with_any(keys).next()
    }
}
