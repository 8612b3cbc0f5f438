//! The text of what nests too deep for elements, read without recursion.

use crate::model::{Block, Inline};

/// A part of a document that is still to be read.
enum Part<'a> {
    Block(&'a Block),
    Inline(&'a Inline),
    /// The space between blocks.
    Gap,
}

/// Returns the text of a block.
pub(super) fn of_block(block: &Block) -> String {
    read(Part::Block(block))
}

/// Returns the text of an inline.
pub(super) fn of_inline(inline: &Inline) -> String {
    read(Part::Inline(inline))
}

/// Returns the text of a line as [`plain_text`](crate::model::plain_text) does.
pub(super) fn of_line(line: &[Inline]) -> String {
    let mut text = String::new();
    let mut inlines: Vec<&Inline> = line.iter().rev().collect();
    while let Some(inline) = inlines.pop() {
        match inline {
            Inline::Image(_) | Inline::FootnoteReference(_) => {}
            other => match content(other) {
                [] => push_text(other, &mut text),
                content => inlines.extend(content.iter().rev()),
            },
        }
    }
    text
}

fn read(part: Part<'_>) -> String {
    let mut text = String::new();
    let mut parts = vec![part];
    while let Some(part) = parts.pop() {
        let at = parts.len();
        match part {
            Part::Gap => text.push(' '),
            Part::Block(block) => {
                push_block(block, &mut text, &mut parts);
                parts.push(Part::Gap);
            }
            Part::Inline(inline) => {
                push_text(inline, &mut text);
                parts.extend(content(inline).iter().map(Part::Inline));
            }
        }
        // The last part is read first.
        if let Some(added) = parts.get_mut(at..) {
            added.reverse();
        }
    }
    text
}

fn push_block<'a>(block: &'a Block, text: &mut String, parts: &mut Vec<Part<'a>>) {
    match block {
        Block::Heading(heading) => parts.extend(heading.content.iter().map(Part::Inline)),
        Block::Paragraph(content) => parts.extend(content.iter().map(Part::Inline)),
        Block::List(list) => parts.extend(list.items.iter().flat_map(|item| &item.blocks).map(Part::Block)),
        Block::Quote(blocks) => parts.extend(blocks.iter().map(Part::Block)),
        Block::Details(details) => {
            parts.extend(details.summary.iter().map(Part::Inline));
            parts.push(Part::Gap);
            parts.extend(details.blocks.iter().map(Part::Block));
        }
        Block::Code(code) => text.push_str(&code.text),
        Block::Math(tex) => text.push_str(tex),
        Block::Table(table) => {
            parts.extend(table.caption.iter().map(Part::Inline));
            parts.push(Part::Gap);
            parts.extend(table.rows.iter().flatten().flat_map(|cell| &cell.blocks).map(Part::Block));
        }
        // Notes are listed at the end.
        Block::Footnote(_) | Block::Rule => {}
    }
}

/// Returns the inlines within an inline.
fn content(inline: &Inline) -> &[Inline] {
    match inline {
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => content,
        Inline::Link(link) => &link.content,
        _ => &[],
    }
}

/// Appends the text of an inline without content.
fn push_text(inline: &Inline, text: &mut String) {
    match inline {
        Inline::Text(s) | Inline::Code(s) => text.push_str(s),
        Inline::Image(image) => text.push_str(&image.alt),
        Inline::Math(math) => text.push_str(&math.tex),
        Inline::Break => text.push(' '),
        Inline::FootnoteReference(label) => text.extend(["[^", label, "]"]),
        _ => {}
    }
}
