//! Reshapes a document until it is what a Markdown parser would give back.
//!
//! Model to model: nothing here knows HTML, and nothing here writes Markdown, though `emphasis` knows what CommonMark
//! would not accept and `math` what it would take for a block. Running it twice changes nothing.
//!
//! It recurses as deep as the document nests, which [`crate::options::Limits`] bounds.

mod anchors;
mod block;
mod emphasis;
mod footnote;
mod grid;
mod leaf;
mod line;
mod math;
mod nest;
mod table;
mod text;

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
    // Links and references that became text may then stand beside text of their own kind.
    // A note that held nothing but notes is none once they are gone, so pairing goes on until nothing changes.
    while footnote::pair(document, normalizer.report) {
        normalizer.again(document);
    }
    for _ in 0..ROUNDS {
        if !anchors::settle_headings(document, normalizer.report) {
            break;
        }
        normalizer.again(document);
    }
    if anchors::resolve(document, normalizer.report) {
        normalizer.again(document);
    }
}

/// How often headings are looked at again whose links lead to headings that changed.
const ROUNDS: usize = 4;

/// What every pass needs.
struct Normalizer<'a> {
    options: &'a Options,
    report: &'a mut Report,
}

impl Normalizer<'_> {
    fn again(&mut self, document: &mut Document) {
        let blocks = std::mem::take(&mut document.blocks);
        document.blocks = self.blocks(blocks);
    }
}
