//! Finds the article in a page, and what the page says about it.

pub mod metadata;

pub use metadata::Metadata;
