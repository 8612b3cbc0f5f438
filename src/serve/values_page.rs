//! All values of a filter that has many.

use askama::Template;

use super::facet::Facet;
use super::facets::ValueView;
use super::list_request::ListRequest;
use super::reply::{Problem, Reply};
use super::shell::Shell;
use super::site::Site;
use crate::articles::Articles;
use crate::display::grouped;

#[derive(Template)]
#[template(path = "serve/values.html")]
struct ValuesPage {
    shell: Shell,
    facet: Facet,
    total: String,
    values: Vec<ValueView>,
}

/// Returns the page with the values of a filter, the most frequent first.
pub(super) fn values_page(
    site: &Site,
    articles: &Articles,
    request: &ListRequest,
    facet: Facet,
) -> Result<Reply, Problem> {
    let selection = request.selection().map_err(|error| Problem::bad_request(error.to_string()))?;
    let facets = articles.facets(&selection)?;
    let values: Vec<_> =
        facet.counts(&facets).iter().map(|count| ValueView::new(facet, count, request)).collect();
    Reply::html(&ValuesPage {
        shell: Shell::new(&site.name, request),
        facet,
        total: grouped(values.len()),
        values,
    })
}
