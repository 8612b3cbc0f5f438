//! The document model: what an article says, free of HTML and of Markdown.
//!
//! Lowering builds it, normalising reshapes it until it is what a Markdown parser would give back, and
//! rendering writes it. Everything here is owned and serialisable, and knows nothing of the rest of the crate.
//!
//! Two shapes of document exist. *Lowered*: as the page has it; emphasis may nest in itself, text may be split,
//! cells hold blocks. *Normalised*: what [`crate::normalize::normalize`] leaves; `parse(render(d)) == d` holds.

mod block;
mod inline;
mod table;
mod text;
pub mod visit;

pub use block::{Block, CodeBlock, CodeLanguage, Footnote, Heading, HeadingLevel, List, ListItem, ListKind};
pub use inline::{Image, Inline, Link, Math, Tag};
pub use table::{Alignment, Cell, Table, TableForm};
pub use text::plain_text;

use serde::{Deserialize, Serialize};

/// A whole article: its blocks in reading order.
///
/// ```
/// use csdown::model::{Block, Document, Inline};
/// let document = Document { blocks: vec![Block::Paragraph(vec![Inline::Text("你好".into())])] };
/// assert_eq!(serde_json::to_string(&document)?, r#"{"blocks":[{"paragraph":[{"text":"你好"}]}]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The blocks, outermost first.
    pub blocks: Vec<Block>,
}
