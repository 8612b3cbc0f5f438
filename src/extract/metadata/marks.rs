//! The elements of a page by their classes and `id`s.

use crate::dom::Element;

/// What an element is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    Class(&'a str),
    Id(&'a str),
}

/// The classes and `id`s of a page, in its order.
pub(super) struct Marks<'a>(Vec<(Mark<'a>, Element<'a>)>);

impl<'a> Marks<'a> {
    pub(super) fn of(elements: &[Element<'a>]) -> Self {
        let marks = |element: &Element<'a>| {
            let element = *element;
            let marks = element.classes().map(Mark::Class).chain(element.id().map(Mark::Id));
            marks.map(move |mark| (mark, element))
        };
        Self(elements.iter().flat_map(marks).collect())
    }

    /// The elements that have one of these marks; twice those that have two.
    pub(super) fn of_any(&self, wanted: &[Mark<'_>]) -> impl Iterator<Item = Element<'a>> {
        self.0.iter().filter(|(mark, _)| wanted.contains(mark)).map(|(_, element)| *element)
    }

    pub(super) fn first(&self, wanted: &[Mark<'_>]) -> Option<Element<'a>> {
        self.of_any(wanted).next()
    }
}
