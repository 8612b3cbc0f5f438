//! The result of a conversion.

use serde::Serialize;

use crate::extract::Metadata;
use crate::model::Document;
use crate::report::Report;

/// An image that the Markdown refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Asset {
    /// The image's URL as in the Markdown. Where the input was Markdown: without the suffix that makes the site's hosts
    /// scale or watermark the image.
    pub url: String,
    /// The URL with that suffix, where the page has it and `url` does not. Some images exist only under this URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// A converted article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct Conversion {
    /// Front matter and body. Ends with one newline.
    pub markdown: String,
    /// The document that the body was rendered from. `None` when the input was Markdown and was passed through
    /// unchanged; [`parse_markdown`](crate::parse_markdown) parses it.
    #[serde(skip)]
    pub document: Option<Document>,
    /// What is known about the article.
    pub metadata: Metadata,
    /// The images of the article in reading order, each URL once.
    pub assets: Vec<Asset>,
    /// Completeness, warnings and removals.
    pub report: Report,
}
