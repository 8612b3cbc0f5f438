//! What a document refers to within itself. Most articles have nothing of it, and need not be searched for each.

use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{Block, Document, Inline};

/// The kinds of references in a document.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Whether it has footnotes or references to any.
    pub(super) has_notes: bool,
    /// Whether it has links into itself.
    pub(super) has_links: bool,
    /// Whether it has such links in headings.
    pub(super) has_links_in_headings: bool,
}

impl References {
    pub(super) fn of(document: &Document) -> Self {
        let mut search = Search { found: Self::default(), in_heading: false };
        document.visit(&mut search);
        search.found
    }
}

struct Search {
    found: References,
    in_heading: bool,
}

impl Visit for Search {
    fn visit_block(&mut self, block: &Block) {
        self.found.has_notes |= matches!(block, Block::Footnote(_));
        self.in_heading = matches!(block, Block::Heading(_));
        walk_block(self, block);
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::FootnoteReference(_) => self.found.has_notes = true,
            Inline::Link(link) if link.url.starts_with('#') => {
                self.found.has_links = true;
                self.found.has_links_in_headings |= self.in_heading;
            }
            _ => {}
        }
        walk_inline(self, inline);
    }
}
