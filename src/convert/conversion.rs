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
    /// The length of the front matter that was written.
    #[serde(skip)]
    pub(super) front_matter_length: usize,
}

impl Conversion {
    /// Returns the Markdown without the front matter that csdown wrote. Markdown that was passed through keeps the
    /// front matter of its author.
    ///
    /// ```
    /// let page = "<h1 class=title-article>题</h1><div id=content_views><p>文</p></div>";
    /// let conversion = csdown::Converter::default().convert(page)?;
    /// assert_eq!(conversion.markdown, "---\ntitle: 题\n---\n\n# 题\n\n文\n");
    /// assert_eq!(conversion.body(), "# 题\n\n文\n");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    pub fn body(&self) -> &str {
        self.markdown.get(self.front_matter_length..).unwrap_or_default()
    }
}
