//! Separates blocks from lines, and moves images and blocks out of a line.

use std::ops::Range;

use super::container::{Block, BlockKind, Container, Place};
use super::reader::PageReader;
use crate::dom::{Element, Node};
use crate::verify::category::Category;
use crate::verify::inventory::Inventory;

/// What follows a line because it does not fit into it.
#[derive(Debug)]
pub(super) struct LineRest {
    inventory: Inventory,
    /// The blocks in it.
    blocks: Vec<Block>,
    opens_with_code: bool,
}

impl<'a> PageReader<'a, '_> {
    /// Begins a container. Returns the one around it.
    pub(super) fn enter(&mut self, is_line: bool) -> Container {
        // Blocks in a summary follow its HTML.
        let in_html = self.in_html;
        self.in_html &= is_line || self.in_table;
        let list = self.lists.pop_if(|list| !is_line && list.first.is_none() && list.place != Place::Item);
        std::mem::replace(
            &mut self.container,
            Container { is_line, list, start: self.inventory.offset(), in_html, ..Container::default() },
        )
    }

    /// Ends the container that `start` began, which is a block of the one around it.
    pub(super) fn leave(&mut self, start: usize, outer: Container, kind: BlockKind) {
        let inner = std::mem::replace(&mut self.container, outer);
        self.lists.extend(inner.list);
        self.in_html = inner.in_html;
        self.add_block(start, kind);
        if kind == BlockKind::Group {
            self.container.blocks.extend(inner.blocks);
        }
    }

    /// Adds the block since `start`, unless it is empty.
    pub(super) fn add_block(&mut self, start: usize, kind: BlockKind) {
        self.insert_block(self.container.blocks.len(), start, kind);
    }

    /// Adds the block since `start`, unless it is empty, before the blocks in it, the first of which is at `index`.
    pub(super) fn insert_block(&mut self, index: usize, start: usize, kind: BlockKind) {
        let range = start..self.inventory.offset();
        if !range.is_empty() {
            self.container.blocks.insert(index, Block { kind, range });
        }
    }

    /// Adds a rule, which shows no text.
    pub(super) fn add_rule(&mut self) {
        let at = self.inventory.offset();
        self.container.blocks.push(Block { kind: BlockKind::Other, range: at..at });
    }

    /// Reads `nodes` as one line. Returns what does not fit into the line and follows it: images, then blocks. A
    /// heading in a cell keeps its breaks.
    pub(super) fn line_of(
        &mut self,
        nodes: impl IntoIterator<Item = Node<'a>>,
        has_breaks: bool,
    ) -> LineRest {
        let start = self.inventory.offset();
        let title = self.title.take();
        let outer = self.enter(true);
        nodes.into_iter().for_each(|node| self.node(node));
        let Container { blocks, .. } = std::mem::replace(&mut self.container, outer);
        self.title = title;
        let mut blocks = blocks.into_iter().filter(|block| block.kind != BlockKind::Heading).peekable();
        let opens_with_code = blocks.peek().is_some_and(|block| block.kind == BlockKind::Code);
        let blocks = blocks.map(|block| block.range);
        let moved = self.inventory.move_behind(start, blocks, has_breaks);
        (0..moved.count).for_each(|_| self.expected.changed("heading-moved"));
        let inventory = self.inventory.split_off(start, moved.images);
        let range = moved.blocks - moved.images..inventory.offset();
        let opens_with_code = opens_with_code && range.start == 0;
        let images = Block { kind: BlockKind::Group, range: 0..range.start };
        let mut blocks = vec![images, Block { kind: BlockKind::Other, range }];
        blocks.retain(|block| !block.range.is_empty());
        LineRest { inventory, blocks, opens_with_code }
    }

    /// Reads `element`, of which only the first paragraph is the line. Returns what follows it.
    pub(super) fn first_line_of(&mut self, element: Element<'a>) -> LineRest {
        let start = self.inventory.offset();
        let title = self.title.take();
        let outer = self.enter(false);
        self.block(element);
        let inner = std::mem::replace(&mut self.container, outer);
        self.lists.extend(inner.list);
        self.in_html = inner.in_html;
        self.title = title;
        let has_line = inner.blocks.first().is_none_or(|block| block.range.start != start);
        let end = inner.first_end.filter(|_| has_line).unwrap_or(start);
        let mut after = self.inventory.split_off(start, end);
        let moved = self.inventory.move_behind(start, std::iter::empty(), false);
        let mut rest = self.inventory.split_off(start, moved.images);
        let images = rest.offset();
        if images == 0 {
            std::mem::swap(&mut rest, &mut after);
        } else {
            rest.append(after, 0, false);
        }
        let mut blocks = inner.blocks;
        for Block { range, .. } in &mut blocks {
            *range = range.start - end + images..range.end - end + images;
        }
        let opens_with_code =
            blocks.first().is_some_and(|block| block.kind == BlockKind::Code && block.range.start == 0);
        LineRest { inventory: rest, blocks, opens_with_code }
    }

    /// Adds what follows a line.
    pub(super) fn add_rest(&mut self, rest: LineRest) {
        if rest.inventory.offset() == 0 {
            return;
        }
        let at = self.inventory.offset();
        self.inventory.append(rest.inventory, 0, rest.opens_with_code);
        self.inventory.end_line();
        let moved = |range: Range<usize>| range.start + at..range.end + at;
        let blocks = rest.blocks.into_iter();
        self.container.blocks.extend(blocks.map(|Block { kind, range }| Block { kind, range: moved(range) }));
    }

    /// Reads the captions of a table as bold lines after the blocks in them. Returns the offset of the lines.
    pub(super) fn captions(&mut self, captions: Vec<Element<'a>>) -> usize {
        self.end_line();
        let start = self.inventory.offset();
        if captions.is_empty() {
            return start;
        }
        let outer = self.enter(false);
        captions.into_iter().for_each(|caption| self.block(caption));
        let Container { blocks, list, in_html, .. } = std::mem::replace(&mut self.container, outer);
        self.lists.extend(list);
        self.in_html = in_html;
        let mut at = start;
        let mut lines = Vec::new();
        for block in blocks {
            if block.range.start > at {
                lines.push(at..block.range.start);
            }
            at = at.max(block.range.end);
        }
        lines.push(at..self.inventory.offset());
        let moved = self.inventory.move_lines(start, lines.into_iter());
        if moved > start {
            self.expected.changed("caption-moved");
            self.container.blocks.push(Block { kind: BlockKind::Other, range: start..moved });
        }
        self.inventory.mark_own(Category::Strong, moved..self.inventory.offset());
        moved
    }

    /// Reads a block element whose lines have one style, but not the blocks in it.
    pub(super) fn styled_block(&mut self, element: Element<'a>, category: Category) {
        self.end_line();
        let mut at = self.inventory.offset();
        let known = self.container.blocks.len();
        self.children(element);
        self.end_line();
        let end = self.inventory.offset();
        let blocks = self.container.blocks.iter().skip(known).map(|block| block.range.clone());
        for block in blocks.chain(std::iter::once(end..end)) {
            if block.start > at {
                self.inventory.mark_own(category, at..block.start);
            }
            at = at.max(block.end);
        }
    }
}
