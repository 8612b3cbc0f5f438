//! Reads our Markdown back, independently of how it was written.

mod equivalent;
pub mod reparse;

pub use equivalent::equivalent;
pub use reparse::parse_markdown;
