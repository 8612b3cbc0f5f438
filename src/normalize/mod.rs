//! Reshapes a document until it is what a Markdown parser would return.
//!
//! Works on the model only, without HTML or Markdown, though `emphasis` knows what CommonMark rejects and `math` what
//! it would read as a block. Normalising twice changes nothing.
//!
//! Recursion is as deep as the document, which [`crate::options::Limits`] bounds.

mod anchors;
mod bare_url;
mod block;
mod edge_punctuation;
mod emphasis;
mod footnote;
mod grid;
mod heading_bold;
mod leaf;
mod line;
mod line_kind;
mod math;
mod nest;
mod references;
mod settled;
mod table;
mod text;
mod title;
mod without_html;

pub(crate) use anchors::anchors;

use crate::markdown::target::{Syntax, allows_html};
use crate::model::Document;
use crate::options::{Emphasis, InternalLinks, Options};
use crate::report::Report;
use references::References;
use settled::Texts;

/// Normalises `document` and reports what could not be kept.
///
/// ```
/// use csdown::model::{Block, Document, Inline};
/// use csdown::{Options, Report, stages::normalize::normalize};
/// let text = |s: &str| Inline::Text(s.into());
/// let mut document = Document { blocks: vec![Block::Paragraph(vec![
///     Inline::Strong(vec![text("重点 ")]), Inline::Strong(vec![]), text(" 后"),
/// ])] };
/// normalize(&mut document, &Options::default(), &mut Report::default());
/// assert_eq!(document.blocks, [Block::Paragraph(vec![Inline::Strong(vec![text("重点")]), text(" 后")])]);
/// ```
pub fn normalize(document: &mut Document, options: &Options, report: &mut Report) {
    let mut normalizer = Normalizer::new(options, report);
    normalizer.repeat(document);
    normalizer.settle_references(document);
}

/// Normalises the document of an article with this title: the profile decides whether the document opens with it, and a
/// first block that repeats it is removed. A document that `is_written`, read from Markdown of csdown, may open with it
/// already. Any other comes from lowering.
pub(crate) fn normalize_article(
    document: &mut Document,
    title: Option<&str>,
    is_written: bool,
    options: &Options,
    report: &mut Report,
) {
    let mut normalizer = Normalizer::new(options, report);
    // Lowering has collapsed the whitespace of texts.
    normalizer.texts = if is_written { Texts::Any } else { Texts::Spaced };
    normalizer.repeat(document);
    normalizer.texts = Texts::Any;
    normalizer.edges(document, title, is_written);
    normalizer.settle_references(document);
}

/// The maximum number of passes over headings that contain links to other changed headings, and over emphasis.
const MAX_PASSES: usize = 4;

/// The state shared by all passes.
struct Normalizer<'a> {
    options: &'a Options,
    report: &'a mut Report,
    /// Whether the blocks are in a cell, where a heading keeps its line breaks.
    in_cell: bool,
    /// Whether the blocks are in a quote.
    in_quote: bool,
    /// What is known about the texts of the document.
    texts: Texts,
}

impl<'a> Normalizer<'a> {
    const fn new(options: &'a Options, report: &'a mut Report) -> Self {
        Self { options, report, in_cell: false, in_quote: false, texts: Texts::Any }
    }
}

impl Normalizer<'_> {
    /// Pairs footnotes and resolves links to headings.
    fn settle_references(&mut self, document: &mut Document) {
        let References { has_notes, has_links, has_links_in_headings } = References::of(document);
        // Links and references that became text may now be adjacent to other text. A footnote that contained only
        // unmatched footnotes is now empty, so the passes are repeated until nothing changes.
        while has_notes && footnote::pair(document, self.report) {
            self.repeat(document);
        }
        for _ in 0..MAX_PASSES {
            if !(has_links_in_headings && anchors::settle_headings(document, self.report)) {
                break;
            }
            self.repeat(document);
        }
        if self.options.internal_links == InternalLinks::Relative {
            self.report.anchors = anchors(document, self.options);
        }
        if anchors::resolve(document, has_links, Syntax::of(self.options), self.report) {
            self.repeat(document);
        }
    }

    fn repeat(&mut self, document: &mut Document) {
        if allows_html(self.options) {
            return self.once(document);
        }
        without_html::replace_elements(document);
        self.once(document);
        // The neighbours of what was between tags may now need another form.
        for _ in 0..MAX_PASSES {
            if !without_html::unwrap_emphasis(document) {
                break;
            }
            self.once(document);
        }
    }

    fn once(&mut self, document: &mut Document) {
        let blocks = std::mem::take(&mut document.blocks);
        document.blocks = self.blocks(blocks);
    }

    /// Returns how to write emphasis that CommonMark would not accept.
    const fn emphasis(&self) -> Emphasis {
        match self.options.emphasis {
            Emphasis::Html if !allows_html(self.options) => Emphasis::Auto,
            chosen => chosen,
        }
    }
}
