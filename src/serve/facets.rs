//! The filters beside the list, with the number of articles of each value.

use super::facet::Facet;
use super::list_request::ListRequest;
use crate::articles::{Count, Facets};
use crate::display::{Visible, grouped};

/// The values that are shown at once.
const FIRST: usize = 8;

/// The values that are shown on demand. If there are more, they have a page.
const MORE: usize = 40;

/// A facet on a page.
#[derive(Debug)]
pub(super) struct FacetView {
    pub(super) facet: Facet,
    /// The first values, and those that are chosen.
    pub(super) first: Vec<ValueView>,
    /// More values, which are shown on demand.
    pub(super) more: Vec<ValueView>,
    /// The number of values, and the URL of their page, if there are still more.
    pub(super) all: Option<(String, String)>,
}

impl FacetView {
    /// Returns the facets that have something to choose.
    pub(super) fn all(facets: &Facets, request: &ListRequest) -> Vec<Self> {
        let views = Facet::ALL.into_iter().map(|facet| Self::new(facet, facet.counts(facets), request));
        views.filter(|view| view.first.len() > 1 || view.first.iter().any(|value| value.is_chosen)).collect()
    }

    fn new(facet: Facet, counts: &[Count], request: &ListRequest) -> Self {
        let (mut first, mut more) = (Vec::new(), Vec::new());
        for (rank, count) in counts.iter().enumerate() {
            let view = ValueView::new(facet, count, request);
            if rank < FIRST || view.is_chosen {
                first.push(view);
            } else if more.len() < MORE {
                more.push(view);
            }
        }
        let is_all = first.len() + more.len() == counts.len();
        let all = (!is_all).then(|| {
            (grouped(counts.len()), format!("/values/{}{}", facet.name(), request.on_page(0).parameters()))
        });
        Self { facet, first, more, all }
    }
}

/// A value of a facet on a page.
#[derive(Debug)]
pub(super) struct ValueView {
    pub(super) value: Visible<String>,
    pub(super) articles: String,
    /// The list with the value added or removed.
    pub(super) url: String,
    pub(super) is_chosen: bool,
}

impl ValueView {
    pub(super) fn new(facet: Facet, count: &Count, request: &ListRequest) -> Self {
        Self {
            value: Visible(count.value.clone()),
            articles: grouped(count.articles),
            url: request.toggled(facet, &count.value).url(),
            is_chosen: request.has(facet, &count.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(number: usize) -> Vec<Count> {
        (0..number).map(|number| Count { value: number.to_string(), articles: 1 }).collect()
    }

    #[test]
    fn chosen_values_are_among_the_first() {
        let request = ListRequest::parse("tag=60").unwrap();
        let view = FacetView::new(Facet::Tag, &counts(61), &request);
        assert_eq!((view.first.len(), view.more.len()), (FIRST + 1, MORE));
        assert_eq!(view.all, Some(("61".to_owned(), "/values/tag?tag=60".to_owned())));
        assert!(view.first.last().unwrap().is_chosen);
    }

    #[test]
    fn few_values_need_no_page() {
        let view = FacetView::new(Facet::Tag, &counts(FIRST + MORE), &ListRequest::default());
        assert_eq!((view.first.len(), view.more.len(), view.all), (FIRST, MORE, None));
    }

    #[test]
    fn a_facet_with_one_value_is_left_out() {
        let facets = Facets { tags: counts(1), authors: counts(2), ..Facets::default() };
        let shown = |text: &str| {
            let views = FacetView::all(&facets, &ListRequest::parse(text).unwrap());
            views.iter().map(|view| view.facet).collect::<Vec<_>>()
        };
        assert_eq!(shown(""), [Facet::Author]);
        assert_eq!(shown("tag=0"), [Facet::Tag, Facet::Author]);
    }
}
