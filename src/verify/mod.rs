//! Reads our Markdown back, independently of how it was written.

pub mod reparse;

pub use reparse::{equivalent, parse_markdown};
