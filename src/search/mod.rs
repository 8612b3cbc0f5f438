//! Full-text search in the articles of an output folder, in Chinese and other languages.
//!
//! [`update`] brings the index in the folder's [`Catalogue`](crate::catalogue::Catalogue) up to date, and [`search`]
//! answers a [`Query`]. `docs/search.md` describes queries and results.
//!
//! ```
//! use csdown::catalogue::{ArticleFilter, Catalogue};
//! use csdown::search::{Query, search, update};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join("csdown-search");
//! # std::fs::create_dir_all(&folder)?;
//! let catalogue = Catalogue::open(&folder)?;
//! update(&catalogue, &mut |_, _| {})?;
//! let found = search(&catalogue, &Query::parse("线程 in:title")?, &ArticleFilter::default(), 10)?;
//! for hit in &found.hits {
//!     println!("{}: {}", hit.output, hit.title.text);
//! }
//! # Ok(())
//! # }
//! ```

mod index;
mod query;
mod results;
mod snippet;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod tokens;

pub use index::{find_edited, is_damaged, is_outdated, rebuild, reindex, remove, update, update_some};
pub use query::{Part, Query, QueryError};
pub use results::{Found, Hit, hit, reindex_edited, search};
pub use snippet::Snippet;
pub(crate) use text::{document, without_title};
pub use titles::find_in_titles;
