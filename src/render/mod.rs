//! Writes a normalised document as Markdown.
//!
//! Nothing is decided here about what the document says: [`crate::normalize`] has made it sayable. Rendered text is
//! never trimmed or split again; what must be escaped is decided over a whole run of inlines at once.

mod address;
mod block;
mod brackets;
mod destination;
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

pub(crate) use destination::destination;
pub use length::least_length;

use std::collections::HashSet;

use crate::model::{Document, Inline};
use crate::options::{HardBreak, Options};

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

/// What writing depends on beside what is written.
#[derive(Debug)]
struct Context {
    hard_break: HardBreak,
    /// The labels of footnotes, in lower case.
    labels: HashSet<String>,
    /// How many characters the longest of them has.
    longest_label: usize,
}

impl Context {
    fn of(document: &Document, options: &Options) -> Self {
        let mut labels = HashSet::new();
        document.inlines(&mut |inline| {
            if let Inline::FootnoteReference(label) = inline {
                labels.insert(label.to_lowercase());
            }
        });
        let longest_label = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
        Self { hard_break: options.hard_break, labels, longest_label }
    }
}
