//! Renders the document model as HTML, for reading in a browser or an e-book.
//!
//! The output is a fragment that is well-formed XML and HTML at once. Elements, attributes and URLs come from closed
//! types, so no document can write anything else: no scripts, styles, event handlers or unsafe URLs.

mod block;
mod characters;
mod element;
mod flat_text;
mod footnotes;
mod formula;
mod headings;
mod inline;
mod math_alphabet;
mod mathml;
mod notes;
mod options;
mod renderer;
mod table;
mod tex;
mod url;
mod writer;

pub use headings::OutlineEntry;
pub use options::{HtmlOptions, Wording};

use crate::model::Document;
use renderer::Renderer;
pub(crate) use url::encoded;

/// A rendered document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    /// The fragment: flow content without an element around it.
    pub html: String,
    /// The headings in reading order, except those in tables and footnotes.
    pub outline: Vec<OutlineEntry>,
    /// Whether it contains MathML.
    pub has_math: bool,
}

/// Renders a document as a fragment of HTML that is also well-formed XML.
///
/// The document may have any shape. What nests deeper than 256 elements is shown as text.
///
/// ```
/// use csdown::html::{HtmlOptions, to_html};
/// let document = csdown::parse_markdown("## 安装\n\n见[文档](https://a.cn/)和[脚本](javascript:x)。\n");
/// let html = to_html(&document, &HtmlOptions { heading_shift: 1, ..HtmlOptions::default() });
/// assert_eq!(
///     html.html,
///     "<h3 id=\"安装\">安装</h3>\n\
///      <p>见<a href=\"https://a.cn/\">文档</a>和<span class=\"unlinked\" title=\"javascript:x\">脚本</span>。</p>\n"
/// );
/// assert_eq!(html.outline[0].id, "安装");
/// ```
pub fn to_html(document: &Document, options: &HtmlOptions<'_>) -> Html {
    let mut renderer = Renderer::new(document, options);
    renderer.blocks(&document.blocks);
    renderer.footnotes();
    let Renderer { writer, outline, has_math, .. } = renderer;
    Html { html: writer.finish(), outline, has_math }
}
