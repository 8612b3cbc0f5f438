//! Finds the article in a page, and what the page says about it.

pub mod metadata;
mod status;

pub use metadata::Metadata;
pub use status::{block_page, status};
