//! Writes a normalised document as Markdown.
//!
//! Nothing is decided here about what the document says: [`crate::normalize`] has made it sayable. Rendered text is
//! never trimmed or split again; what must be escaped is decided over a whole run of inlines at once.

mod bare_url;
mod block;
mod brackets;
mod context;
mod escape;
mod html;
mod inline;
mod length;
mod line_start;
mod plain;
mod span_marks;
mod table;
mod tag;
mod tail;
mod unit;
mod writer;

pub use length::least_length;

use crate::model::Document;
use crate::options::Options;
use context::Context;

/// The Markdown of `document`, which must be normalised: body only, ended by one newline, or empty.
///
/// ```
/// use csdown::{Options, model::{Block, Document, Inline}, render::render};
/// let document = Document { blocks: vec![Block::Paragraph(vec![Inline::Text("# 1".into())])] };
/// assert_eq!(render(&document, &Options::default()), "\\# 1\n");
/// ```
pub fn render(document: &Document, options: &Options) -> String {
    let mut writer = writer::Writer::default();
    block::write(&mut writer, &document.blocks, &Context::of(document, options));
    writer.finish()
}
