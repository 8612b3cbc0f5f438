//! Finds the article in a page, what the page says about it, and whether all of it is there.

mod list_page;
pub mod metadata;
mod root;
mod status;

pub use list_page::listed_articles;
pub use metadata::Metadata;
pub use root::{has_article, root};
pub use status::{block_page, stands_in, status};
