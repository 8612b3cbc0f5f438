//! The headings of articles in a book.

use super::chapter::ChapterHeading;
use crate::html::{HtmlOptions, OutlineEntry, to_html};
use crate::model::visit::{VisitMut, walk_block_mut};
use crate::model::{Block, Document, HeadingLevel};

/// Returns the headings of an article that have an id, in reading order.
pub(super) fn headings(document: &Document) -> Vec<ChapterHeading> {
    let outline = to_html(document, &HtmlOptions::default()).outline;
    outline.into_iter().map(|OutlineEntry { level, id, text }| ChapterHeading { level, id, text }).collect()
}

/// Returns what to add to the levels of an article's headings so that the highest ones are of level `highest`.
pub(super) fn shift_to(highest: u8, headings: &[ChapterHeading]) -> u8 {
    let own = headings.iter().map(|heading| heading.level).min().unwrap_or(highest);
    highest.saturating_sub(own)
}

/// Adds to the levels of all headings, up to level 6.
pub(super) fn shift(document: &mut Document, by: u8) {
    struct Shift(u8);
    impl VisitMut for Shift {
        fn visit_block_mut(&mut self, block: &mut Block) {
            if let Block::Heading(heading) = block {
                let level = heading.level.get().saturating_add(self.0).min(6);
                heading.level = HeadingLevel::new(level).unwrap_or(heading.level);
            }
            walk_block_mut(self, block);
        }
    }
    document.visit_mut(&mut Shift(by));
}
