//! What a page says about its article, each value with where it came from.

use serde::Serialize;

/// A value with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub from: Origin,
}

/// Where a value of the metadata came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// `h1.title-article`.
    Heading,
    /// The YAML block before the page.
    FrontMatter,
}

/// What is known of an article. `None`, or an empty list, where nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Metadata {
    /// The title.
    pub title: Option<Sourced<String>>,
}
