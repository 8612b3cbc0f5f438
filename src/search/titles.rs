//! Finds articles by their titles, without the index.

use super::query::{Part, Query};
use super::snippet::has_all;
use crate::catalogue::{ArticleFilter, Catalogue, CatalogueError};

/// Returns the articles that the index lacks, or has as they were, and whose titles match `query`, the latest first.
///
/// # Errors
///
/// If the catalogue cannot be read.
pub fn find_in_titles(
    catalogue: &Catalogue,
    query: &Query,
    filter: &ArticleFilter,
) -> Result<Vec<i64>, CatalogueError> {
    if !query.searches(Part::Title) {
        return Ok(Vec::new());
    }
    let titles = catalogue.unindexed_titles(filter)?;
    Ok(titles.into_iter().filter(|(_, title)| has_all(title, query)).map(|(article, _)| article).collect())
}
