//! The articles of an archive, for people who read them: lists with facets, and the Markdown of each article as a document,
//! with what its links and images lead to.
//!
//! The catalogue of the folder says what there is; see `docs/catalogue.md`. Only the Markdown that is there is read, and
//! nothing is written.
//!
//! ```
//! use csdown::articles::{Articles, Selection};
//! use csdown::catalogue::Catalogue;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join("csdown-articles");
//! # std::fs::create_dir_all(&folder)?;
//! # Catalogue::open(&folder)?;
//! let Some(catalogue) = Catalogue::read(&folder)? else { return Ok(()) };
//! let articles = Articles::new(catalogue);
//! for number in articles.select(&Selection::default())? {
//!     let article = articles.read(number)?;
//!     println!("{}: {} blocks", article.summary.title, article.document.blocks.len());
//! }
//! # Ok(())
//! # }
//! ```

mod counting;
mod destinations;
mod facets;
mod original;
mod passed_through;
mod read;
mod summary;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::HashSet;

use crate::catalogue::{ArticleFilter, Catalogue, CatalogueError, Order};
use crate::search::Query;

pub use destinations::Target;
pub use facets::{Count, Facets};
pub use read::{Article, ReadError};
pub use summary::Summary;

use facets::FacetTable;

/// The articles of an archive. Sees what other processes change meanwhile.
#[derive(Debug)]
pub struct Articles {
    catalogue: Catalogue,
    facets: RefCell<Option<FacetTable>>,
}

/// Which articles to list, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// What they contain. Needs the search index; see [`search::update`](crate::search::update).
    pub query: Query,
    /// What is known about them.
    pub filter: ArticleFilter,
    /// The order. [`Order::Best`] without a query is that of [`Order::Newest`].
    pub order: Order,
}

impl Articles {
    /// Creates a view of the articles in a catalogue.
    pub const fn new(catalogue: Catalogue) -> Self {
        Self { catalogue, facets: RefCell::new(None) }
    }

    /// Returns the catalogue.
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns the numbers of the articles that match and have Markdown, in order.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read, or its search index is damaged.
    pub fn select(&self, selection: &Selection) -> Result<Vec<i64>, CatalogueError> {
        let Selection { query, filter, order } = selection;
        let Some(expression) = query.expression() else {
            return self.catalogue.list_articles(filter, *order);
        };
        if !self.catalogue.has_index()? {
            return Ok(Vec::new());
        }
        if *order == Order::Best {
            let found = self.catalogue.search_index(&expression, filter)?;
            return Ok(found.into_iter().map(|(article, _)| article).collect());
        }
        let found: HashSet<i64> = self.found(&expression)?.into_iter().collect();
        let mut articles = self.catalogue.list_articles(filter, *order)?;
        articles.retain(|article| found.contains(article));
        Ok(articles)
    }

    /// Returns what a list shows of an article; `None` if there is no such article, or it has no Markdown.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn summary(&self, number: i64) -> Result<Option<Summary>, CatalogueError> {
        Ok(self.catalogue.listed(number)?.map(|row| Summary::of(number, row)))
    }

    /// Returns the articles that match an expression of the search index.
    fn found(&self, expression: &str) -> Result<Vec<i64>, CatalogueError> {
        self.catalogue.matches_in_index(expression)
    }
}
