//! What rendering depends on besides the content itself.

use std::collections::HashSet;

use crate::model::{Document, Inline};
use crate::options::{HardBreak, Options};

/// What writing depends on beside what is written.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) hard_break: HardBreak,
    /// The labels of footnotes, in lower case.
    pub(super) labels: HashSet<String>,
    /// How many characters the longest of them has.
    pub(super) longest_label: usize,
}

impl Context {
    pub(super) fn of(document: &Document, options: &Options) -> Self {
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

/// Where a run of inlines stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// On lines of its own.
    Paragraph {
        /// What stands before it.
        start: ParagraphStart,
    },
    /// After `#`.
    Heading,
    /// In a cell of a GFM table.
    Cell,
}

/// What stands on the line on which a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParagraphStart {
    /// At most the marks of what it is in.
    Block,
    /// The mark of a list item, behind which `[x]` would be a task box.
    Item,
    /// The box of a task, behind which nothing opens a block.
    Task,
}
