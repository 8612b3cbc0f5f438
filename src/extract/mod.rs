//! Finds the article in a page, and what the page says about it.

pub mod metadata;
mod root;

pub use metadata::Metadata;
pub use root::root;
