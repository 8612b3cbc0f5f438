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
use writer::Writer;

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
    render_after(String::new(), document, options)
}

/// Renders `document` after `front_matter`, which is empty or ends with a blank line.
pub(crate) fn render_after(front_matter: String, document: &Document, options: &Options) -> String {
    let start = front_matter.len();
    let mut writer = Writer::after(front_matter, document.blocks.len() * BLOCK);
    let context = Context::of(document, options);
    block::write(&mut writer, &document.blocks, &context);
    let mut markdown = writer.finish();
    match context.syntax.templates {
        Some(Templates::Shortcodes) => {
            let body = markdown.split_off(start);
            markdown + &shortcodes::escape(body)
        }
        // Front matter disables the others.
        Some(Templates::Nunjucks | Templates::Liquid) | None => markdown,
    }
}
