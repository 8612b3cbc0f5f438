//! What is being read, with its blocks and the lists around it.

use std::ops::Range;

/// What is being read: the article, a cell, an item, …
#[derive(Debug, Default)]
pub(super) struct Container {
    /// Whether it is a heading or a summary, which is one line.
    pub(super) is_line: bool,
    /// Its blocks so far, apart from paragraphs.
    pub(super) blocks: Vec<Block>,
    /// The offset at which it begins.
    pub(super) start: usize,
    /// The offset at which its first paragraph ends.
    pub(super) first_end: Option<usize>,
    /// Whether what is around it is HTML, where formulas are text.
    pub(super) in_html: bool,
    /// The list around it, of which it is no item.
    pub(super) list: Option<List>,
}

/// A block, and its range in the text.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Heading,
    /// A table that is only used for layout or a flattened section, whose blocks count too, or images after a heading.
    Group,
    Code,
    /// A list, quote, table, formula, note or rule.
    Other,
}

impl Container {
    /// Whether the first block at `start` is anything but a paragraph.
    pub(super) fn opens_with_block(&self, start: usize) -> bool {
        let mut blocks = self.blocks.iter().filter(|block| block.kind != BlockKind::Group);
        blocks.next().is_some_and(|block| block.range.start == start)
    }
}

/// A list that is being read.
#[derive(Debug, Default)]
pub(super) struct List {
    /// The number of the next item, if items are numbered.
    pub(super) next: Option<u32>,
    pub(super) has_items: bool,
    pub(super) place: Place,
    /// The last boundary in the last item, and the offset at which the item ends.
    pub(super) boundary: usize,
    pub(super) end: usize,
    /// The last item, if it holds only a list so far.
    pub(super) sublist_item: Option<SublistItem>,
    /// The offset of the first item, and how many blocks precede it in the container.
    pub(super) first: Option<(usize, usize)>,
}

/// An item that holds only a list.
#[derive(Debug)]
pub(super) struct SublistItem {
    pub(super) start: usize,
    /// Its number plus one, or 0.
    pub(super) number: u32,
    /// Whether it is an item of its own rather than a part of the one before.
    pub(super) is_counted: bool,
}

/// What of a list is being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Itself,
    Item,
    /// Content beside the items.
    Stray,
}
