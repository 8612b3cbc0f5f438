//! The document model: an article without HTML or Markdown.
//!
//! Everything is owned and serializable. [`visit`] walks a document, [`to_markdown`](crate::to_markdown) renders it.
//!
//! A document may have any shape: emphasis may nest in itself, text may be split, cells may contain blocks. In a
//! *normalized* document every construct can be expressed in Markdown, so that a parser reads the same document back.
//! [`Conversion::document`](crate::Conversion::document) is normalized.

mod block;
mod inline;
mod table;
mod text;
pub mod visit;

pub use block::{
    Block, CodeBlock, CodeLanguage, Details, Footnote, Heading, HeadingLevel, List, ListItem, ListKind,
};
pub use inline::{Image, Inline, Link, Math, Tag};
pub use table::{Alignment, Cell, Origin, Table, TableForm};
pub use text::plain_text;

use serde::{Deserialize, Serialize};

/// An article: its blocks in reading order.
///
/// ```
/// use csdown::model::{Block, Document, Inline};
/// let document = Document { blocks: vec![Block::Paragraph(vec![Inline::Text("你好".into())])] };
/// assert_eq!(serde_json::to_string(&document)?, r#"{"blocks":[{"paragraph":[{"text":"你好"}]}]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The top-level blocks.
    pub blocks: Vec<Block>,
}
