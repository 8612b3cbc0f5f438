//! Counts articles by what is known about them.

use std::collections::HashSet;

use super::facets::{Count, FacetTable, Facets, Values};
use super::{Articles, Selection};
use crate::catalogue::{ArticleFilter, CatalogueError};

/// What a filter has for a facet.
type Part<T> = fn(&mut ArticleFilter) -> &mut Vec<T>;

impl Articles {
    /// Counts the values of the articles of a selection.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read, or its search index is damaged.
    pub fn facets(&self, selection: &Selection) -> Result<Facets, CatalogueError> {
        let counter = Counter::new(self, selection)?;
        let mut table = self.facets.borrow_mut();
        let version = self.catalogue.version_of_data()?;
        if table.as_ref().is_none_or(|table| table.version != version) {
            *table = Some(FacetTable::read(&self.catalogue, version)?);
        }
        let Some(table) = table.as_ref() else { return Ok(Facets::default()) };
        let mut years = counter.count(&table.years, |filter| &mut filter.years)?;
        years.sort_by(|a, b| b.value.cmp(&a.value));
        Ok(Facets {
            years,
            tags: counter.count(&table.tags, |filter| &mut filter.tags)?,
            columns: counter.count(&table.columns, |filter| &mut filter.columns)?,
            authors: counter.count(&table.authors, |filter| &mut filter.authors)?,
            statuses: counter.count(&table.statuses, |filter| &mut filter.statuses)?,
        })
    }
}

/// Counts the articles of a selection.
struct Counter<'a> {
    articles: &'a Articles,
    filter: &'a ArticleFilter,
    /// The articles that match the query; `None` without one.
    found: Option<HashSet<i64>>,
    /// The articles that match all filters, too.
    selected: Vec<i64>,
}

impl<'a> Counter<'a> {
    fn new(articles: &'a Articles, selection: &'a Selection) -> Result<Self, CatalogueError> {
        let found = match selection.query.expression() {
            Some(expression) if articles.catalogue.has_index()? => {
                Some(articles.found(&expression)?.into_iter().collect())
            }
            Some(_) => Some(HashSet::new()),
            None => None,
        };
        let mut counter = Self { articles, filter: &selection.filter, found, selected: Vec::new() };
        counter.selected = counter.matching(&selection.filter)?;
        Ok(counter)
    }

    /// Counts the values of a facet without its filter.
    fn count<T>(&self, values: &Values, part: Part<T>) -> Result<Vec<Count>, CatalogueError> {
        let mut filter = self.filter.clone();
        let own = part(&mut filter);
        if own.is_empty() {
            return Ok(values.count(&self.selected));
        }
        own.clear();
        Ok(values.count(&self.matching(&filter)?))
    }

    fn matching(&self, filter: &ArticleFilter) -> Result<Vec<i64>, CatalogueError> {
        let mut articles = self.articles.catalogue.matching_articles(filter)?;
        if let Some(found) = &self.found {
            articles.retain(|article| found.contains(article));
        }
        Ok(articles)
    }
}
