//! Walking a document.

use super::{Block, Document, Footnote, Image, Inline, Link, List, Table};

impl Document {
    /// Calls `found` with each image, in reading order.
    pub fn images(&self, found: &mut impl FnMut(&Image)) {
        self.inlines(&mut |inline| {
            if let Inline::Image(image) = inline {
                found(image);
            }
        });
    }

    /// Calls `found` with each image, in reading order, to change it.
    pub fn images_mut(&mut self, found: &mut impl FnMut(&mut Image)) {
        in_blocks_mut(&mut self.blocks, found);
    }

    /// Calls `found` with each inline at any depth, the outer before the inner, in reading order.
    pub fn inlines(&self, found: &mut impl FnMut(&Inline)) {
        in_blocks(&self.blocks, found);
    }
}

fn in_blocks(blocks: &[Block], found: &mut impl FnMut(&Inline)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => in_line(&heading.content, found),
            Block::Paragraph(line) => in_line(line, found),
            Block::List(List { items, .. }) => items.iter().for_each(|item| in_blocks(&item.blocks, found)),
            Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => in_blocks(blocks, found),
            Block::Table(table) => in_table(table, found),
            Block::Code(_) | Block::Math(_) | Block::Rule => {}
        }
    }
}

fn in_table(table: &Table, found: &mut impl FnMut(&Inline)) {
    in_line(&table.caption, found);
    table.rows.iter().flatten().for_each(|cell| in_blocks(&cell.blocks, found));
}

fn in_line(line: &[Inline], found: &mut impl FnMut(&Inline)) {
    for inline in line {
        found(inline);
        match inline {
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content)
            | Inline::Link(Link { content, .. }) => in_line(content, found),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Image(_)
            | Inline::Math(_)
            | Inline::Break
            | Inline::FootnoteReference(_) => {}
        }
    }
}

fn in_blocks_mut(blocks: &mut [Block], found: &mut impl FnMut(&mut Image)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => in_line_mut(&mut heading.content, found),
            Block::Paragraph(line) => in_line_mut(line, found),
            Block::List(List { items, .. }) => {
                items.iter_mut().for_each(|item| in_blocks_mut(&mut item.blocks, found));
            }
            Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => in_blocks_mut(blocks, found),
            Block::Table(table) => {
                in_line_mut(&mut table.caption, found);
                table.rows.iter_mut().flatten().for_each(|cell| in_blocks_mut(&mut cell.blocks, found));
            }
            Block::Code(_) | Block::Math(_) | Block::Rule => {}
        }
    }
}

fn in_line_mut(line: &mut [Inline], found: &mut impl FnMut(&mut Image)) {
    for inline in line {
        match inline {
            Inline::Image(image) => found(image),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content)
            | Inline::Link(Link { content, .. }) => in_line_mut(content, found),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Math(_)
            | Inline::Break
            | Inline::FootnoteReference(_) => {}
        }
    }
}
