//! Reshapes a document until it is what a Markdown parser would give back.
//!
//! Model to model: nothing here knows HTML, and nothing here writes Markdown, though its flanking pass knows which
//! emphasis CommonMark would not accept. Running it twice changes nothing.

mod anchors;
mod block;
mod flanking;
mod footnote;
mod grid;
mod line;
mod nest;
mod slug;
mod table;

use crate::model::Document;
use crate::options::Options;
use crate::report::Report;

/// Reshapes `document`; what could not be kept as it was is told to `report`.
///
/// ```
/// use csdown::model::{Block, Document, Inline};
/// use csdown::{Options, Report, normalize::normalize};
/// let text = |s: &str| Inline::Text(s.into());
/// let mut document = Document { blocks: vec![Block::Paragraph(vec![
///     Inline::Strong(vec![text("重点 ")]), Inline::Strong(vec![]), text(" 后"),
/// ])] };
/// normalize(&mut document, &Options::default(), &mut Report::default());
/// assert_eq!(document.blocks, [Block::Paragraph(vec![Inline::Strong(vec![text("重点")]), text(" 后")])]);
/// ```
pub fn normalize(document: &mut Document, options: &Options, report: &mut Report) {
    let mut normalizer = Normalizer { options, report };
    let blocks = std::mem::take(&mut document.blocks);
    document.blocks = normalizer.blocks(blocks);
    let anchors_changed = anchors::resolve(document, normalizer.report);
    let footnotes_changed = footnote::pair(document, normalizer.report);
    // Links and references that became text may now stand beside text of their own kind.
    if anchors_changed || footnotes_changed {
        let blocks = std::mem::take(&mut document.blocks);
        document.blocks = normalizer.blocks(blocks);
    }
}

/// What every pass needs.
struct Normalizer<'a> {
    options: &'a Options,
    report: &'a mut Report,
}
