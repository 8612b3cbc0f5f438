//! What csdown knows about an output folder: its inputs, articles, files and downloads.
//!
//! [`CATALOGUE`] in the folder is an SQLite file, whose tables `docs/catalogue.md` describes. It is in WAL mode, so that
//! readers and one writer do not wait for each other, and a run that is killed leaves it whole. Runs that write hold the
//! folder's lock. What a run is about to write is committed first ([`Catalogue::intend`]), so that no file of csdown is
//! unknown in later runs; see `files.rs`.
//!
//! A catalogue may come from someone else: paths in it are used only if they stay below the folder.

mod articles;
mod connection;
mod downloads;
mod error;
mod files;
mod filter;
mod journal;
mod legacy;
mod link_report;
mod links;
mod listing;
mod open;
mod original_links;
mod output;
mod report;
mod search;
mod settings;
mod sources;
mod status;
#[cfg(test)]
mod tests;

pub use articles::{ArticleRow, ImageRow, KnownArticle, LinkRow};
pub use connection::{CATALOGUE, Catalogue};
pub use downloads::DownloadRow;
pub use error::CatalogueError;
pub use files::{FileRow, OutputContents, Recorded};
pub use filter::ArticleFilter;
pub use link_report::{LinkedHost, LinkedTo, UnknownFragment};
pub use links::StoredLink;
pub use listing::Order;
pub(crate) use listing::{ListedRow, StoredArticle};
pub(crate) use original_links::{is_pending, original};
pub use report::EntryRow;
pub(crate) use search::{FoundRow, UnindexedRow};
pub use settings::Settings;
pub(crate) use sources::source_kind;
pub use status::{ArticleCounts, DownloadCounts, ProblemRow, WarningCount};
