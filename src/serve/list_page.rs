//! The list of articles.

use std::collections::HashSet;

use askama::Template;

use super::facet::Facet;
use super::facets::FacetView;
use super::list_request::{ListRequest, ORDERS};
use super::marked::Marked;
use super::reply::{Problem, Reply};
use super::shell::Shell;
use super::site::Site;
use crate::articles::{Articles, Facets, Selection, Summary};
use crate::catalogue::{CatalogueError, Order};
use crate::display::{Visible, grouped};
use crate::search::{self, Hit, Part};

/// The articles on a page.
const PAGE: usize = 50;

/// A whole page.
#[derive(Template)]
#[template(path = "serve/list.html")]
struct ListPage {
    shell: Shell,
    list: List,
}

/// The part of the page that a new query changes.
#[derive(Template)]
#[template(path = "serve/results.html")]
struct ListPart {
    list: List,
}

/// What is listed.
#[derive(Debug, Default)]
struct List {
    /// The number of articles, or what is wrong with the query.
    status: String,
    /// Whether the query is wrong.
    is_wrong: bool,
    /// What the search lacks.
    note: Option<String>,
    /// Whether that changes soon.
    is_indexing: bool,
    results: Vec<ResultView>,
    /// The chosen values of filters, and the URLs of the list without them.
    chips: Vec<Chip>,
    /// The list without any filter, if it has some.
    without_filters: Option<String>,
    facets: Vec<FacetView>,
    /// The orders: words, URL, and whether it is that of the list.
    orders: Vec<(&'static str, String, bool)>,
    pages: Option<Pages>,
}

/// An article in the list.
#[derive(Debug)]
struct ResultView {
    url: String,
    title: Marked,
    author: Option<Choice>,
    date: Option<Visible<String>>,
    tags: Vec<Choice>,
    /// How much of the article there is, unless all.
    status: Option<Visible<String>>,
    excerpt: Option<Marked>,
    is_code: bool,
}

/// A value that the list can be filtered by.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: Visible<String>,
    pub(super) url: String,
}

/// A chosen value of a filter.
#[derive(Debug)]
struct Chip {
    facet: Facet,
    value: Visible<String>,
    url: String,
}

/// The pages of a long list.
#[derive(Debug)]
struct Pages {
    number: String,
    count: String,
    first: String,
    last: String,
    previous: Option<String>,
    next: Option<String>,
}

/// Returns the page with the list.
pub(super) fn list_page(site: &Site, articles: &Articles, request: &ListRequest) -> Result<Reply, Problem> {
    Reply::html(&ListPage { shell: Shell::new(&site.name, request), list: list(site, articles, request)? })
}

/// Returns the part of the page that a new query changes.
pub(super) fn list_part(site: &Site, articles: &Articles, request: &ListRequest) -> Result<Reply, Problem> {
    Reply::html(&ListPart { list: list(site, articles, request)? })
}

fn list(site: &Site, articles: &Articles, request: &ListRequest) -> Result<List, Problem> {
    let selection = match request.selection() {
        Ok(selection) => selection,
        Err(error) => {
            return Ok(List { status: sentence(&error.to_string()), is_wrong: true, ..List::default() });
        }
    };
    let (numbers, facets) = found(site, articles, &selection)?;
    let last = numbers.len().saturating_sub(1) / PAGE;
    let request = &request.on_page(request.page.min(last));
    let first = request.page * PAGE;
    let mut results = Vec::new();
    for number in numbers.iter().skip(first).take(PAGE) {
        // It may be gone since it was listed.
        if let Some(summary) = articles.summary(*number)? {
            results.push(ResultView::new(request, summary, hit(site, articles, &selection, *number)?));
        }
    }
    let state = site.index.get();
    let is_searched = !selection.query.is_empty();
    Ok(List {
        status: count(numbers.len(), first, results.len()),
        is_wrong: false,
        note: (is_searched && state.missing > 0).then(|| unindexed(state.missing)),
        is_indexing: is_searched && state.is_running,
        results,
        chips: request.chosen.iter().map(|(facet, value)| Chip::new(request, *facet, value)).collect(),
        without_filters: (request.chosen.len() > 1)
            .then(|| ListRequest { chosen: Vec::new(), page: 0, ..request.clone() }.url()),
        facets: FacetView::all(&facets, request),
        orders: orders(request, is_searched),
        pages: Pages::new(request, last),
    })
}

/// Returns the articles of a selection, and what they can be filtered by. Articles that are not in the search index yet
/// are found by their titles.
fn found(
    site: &Site,
    articles: &Articles,
    selection: &Selection,
) -> Result<(Vec<i64>, Facets), CatalogueError> {
    let found = articles.select(selection).and_then(|numbers| Ok((numbers, articles.facets(selection)?)));
    let (mut numbers, facets) = match found {
        Err(error) if search::is_damaged(&error) => {
            site.index.report_damage();
            (Vec::new(), Facets::default())
        }
        found => found?,
    };
    if !selection.query.is_empty() && site.index.get().missing > 0 {
        let known: HashSet<i64> = numbers.iter().copied().collect();
        let titled = search::find_in_titles(articles.catalogue(), &selection.query, &selection.filter)?;
        numbers.extend(titled.into_iter().filter(|number| !known.contains(number)));
    }
    Ok((numbers, facets))
}

/// Reads an article as a result of the query, if there is one.
fn hit(
    site: &Site,
    articles: &Articles,
    selection: &Selection,
    number: i64,
) -> Result<Option<Hit>, CatalogueError> {
    if selection.query.is_empty() {
        return Ok(None);
    }
    let hit = search::hit(articles.catalogue(), &selection.query, number)?;
    if hit.as_ref().is_some_and(|hit| hit.is_edited) {
        site.index.report_edited(number);
    }
    Ok(hit)
}

fn orders(request: &ListRequest, is_searched: bool) -> Vec<(&'static str, String, bool)> {
    let actual = request.actual_order();
    let orders = ORDERS.iter().filter(|(order, ..)| is_searched || *order != Order::Best);
    orders.map(|(order, _, words)| (*words, request.ordered(*order).url(), *order == actual)).collect()
}

/// Says how many articles there are, and which are shown.
fn count(total: usize, first: usize, shown: usize) -> String {
    match total {
        0 => "No articles".to_owned(),
        1 => "1 article".to_owned(),
        _ if shown == total => format!("{} articles", grouped(total)),
        _ => format!("{}–{} of {} articles", grouped(first + 1), grouped(first + shown), grouped(total)),
    }
}

fn unindexed(missing: usize) -> String {
    match missing {
        1 => "1 article is not indexed yet: only its title is searched.".to_owned(),
        _ => format!("{} articles are not indexed yet: only their titles are searched.", grouped(missing)),
    }
}

/// Makes a sentence of an error.
fn sentence(error: &str) -> String {
    let mut rest = error.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}

impl ResultView {
    /// An article of the list, as a result of the query if there is one.
    fn new(request: &ListRequest, summary: Summary, hit: Option<Hit>) -> Self {
        let is_code = hit.as_ref().is_some_and(|hit| hit.part == Part::Code);
        let excerpt =
            hit.as_ref().map(|hit| Marked::new(&hit.snippet)).filter(|excerpt| !excerpt.parts.is_empty());
        Self {
            url: format!("/article/{}{}", summary.number, request.parameters()),
            title: hit.map_or_else(|| Marked::plain(summary.title.clone()), |hit| Marked::new(&hit.title)),
            author: summary.author.as_deref().map(|author| Choice::new(request, Facet::Author, author)),
            date: summary.date().map(|date| Visible(date.to_owned())),
            tags: summary.tags.iter().map(|tag| Choice::new(request, Facet::Tag, tag)).collect(),
            status: summary.status.filter(|status| status != "complete").map(Visible),
            excerpt,
            is_code,
        }
    }
}

impl Choice {
    /// A value that narrows the list, if it does not do so already.
    fn new(request: &ListRequest, facet: Facet, value: &str) -> Self {
        let url =
            if request.has(facet, value) { request.on_page(0) } else { request.toggled(facet, value) }.url();
        Self { value: Visible(value.to_owned()), url }
    }

    /// A value of a list that has no other filter.
    pub(super) fn alone(facet: Facet, value: &str) -> Self {
        Self::new(&ListRequest::default(), facet, value)
    }
}

impl Chip {
    fn new(request: &ListRequest, facet: Facet, value: &str) -> Self {
        Self { facet, value: Visible(value.to_owned()), url: request.toggled(facet, value).url() }
    }
}

impl Pages {
    fn new(request: &ListRequest, last: usize) -> Option<Self> {
        let (page, url) = (request.page, |page| request.on_page(page).url());
        (last > 0).then(|| Self {
            number: grouped(page + 1),
            count: grouped(last + 1),
            first: url(0),
            last: url(last),
            previous: page.checked_sub(1).map(url),
            next: (page < last).then(|| url(page + 1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_says_what_is_shown() {
        let counts = [(0, 0, 0), (1, 0, 1), (50, 0, 50), (1234, 1200, 34)];
        let said = counts.map(|(total, first, shown)| count(total, first, shown));
        assert_eq!(said, ["No articles", "1 article", "50 articles", "1,201–1,234 of 1,234 articles"]);
    }

    #[test]
    fn an_error_becomes_a_sentence() {
        assert_eq!(sentence("the query only excludes"), "The query only excludes.");
        assert_eq!(sentence(""), ".");
    }
}
