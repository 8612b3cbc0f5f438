//! What is known about an article: each value with its origin.

pub use crate::extract::metadata::{ArticleKind, Counts, Date, Metadata, Origin, Sourced};
