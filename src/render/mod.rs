//! Renders a normalised document as Markdown.
//!
//! Rendering does not change the content: [`crate::normalize`] has made it expressible. Rendered text is never
//! trimmed or split again; escapes are decided for a whole run of inlines at once.

mod bare_url;
mod block;
mod brackets;
mod context;
mod escape;
mod extra;
mod formula;
mod heading_ids;
mod html;
mod inline;
mod kramdown;
mod length;
mod line_start;
mod plain;
mod span_marks;
mod table;
mod tag;
mod tail;
mod tex;
mod unit;
mod writer;

pub use length::least_length;

use crate::markdown::shortcodes;
use crate::markdown::target::Templates;
use crate::model::Document;
use crate::options::Options;
use context::Context;

/// The length in bytes that blocks of articles have on average, with the blocks in them.
const BLOCK: usize = 256;

/// Renders `document`, which must be normalised. Returns only the body, which is empty or ends with one newline.
///
/// ```
/// use csdown::{Options, model::{Block, Document, Inline}, stages::render::render};
/// let document = Document { blocks: vec![Block::Paragraph(vec![Inline::Text("# 1".into())])] };
/// assert_eq!(render(&document, &Options::default()), "\\# 1\n");
/// ```
pub fn render(document: &Document, options: &Options) -> String {
    let mut writer = writer::Writer::with_capacity(document.blocks.len() * BLOCK);
    let context = Context::of(document, options);
    block::write(&mut writer, &document.blocks, &context);
    match context.syntax.templates {
        Some(Templates::Shortcodes) => shortcodes::escape(writer.finish()),
        // Front matter disables the others.
        Some(Templates::Nunjucks | Templates::Liquid) | None => writer.finish(),
    }
}
