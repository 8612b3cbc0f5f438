//! What all pages have: the name of the archive and the search box.

use super::facet::Facet;
use super::list_request::{ListRequest, ORDERS};
use crate::display::Visible;

/// The head of a page.
#[derive(Debug, Default)]
pub(super) struct Shell {
    /// The name of the archive.
    pub(super) archive: Visible<String>,
    /// The query in the search box.
    pub(super) query: String,
    /// The filters and the order that a new query keeps: names and values of hidden fields.
    pub(super) kept: Vec<(&'static str, String)>,
    /// The URL of the list.
    pub(super) list: String,
}

impl Shell {
    /// The head of a page that was reached from this list.
    pub(super) fn new(archive: &str, request: &ListRequest) -> Self {
        let chosen = request.chosen.iter().map(|(facet, value)| (Facet::name(*facet), value.clone()));
        let order = ORDERS.iter().find(|(order, ..)| Some(*order) == request.order);
        Self {
            archive: Visible(archive.to_owned()),
            query: request.query.clone(),
            kept: chosen.chain(order.map(|(_, name, _)| ("order", (*name).to_owned()))).collect(),
            list: request.url(),
        }
    }
}
