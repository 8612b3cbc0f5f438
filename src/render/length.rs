//! How long Markdown is at least, told before any is written.
//!
//! A line in quotes and lists begins with a mark for each, so that a page of a megabyte may stand for a gigabyte.

use crate::model::{Block, Document, Footnote, Inline, List, ListKind};

/// The least number of bytes that [`render`](super::render) writes for `document`. All that it leaves out is in
/// proportion to the document.
pub fn least_length(document: &Document) -> usize {
    of_blocks(&document.blocks, 0)
}

/// What the lines of `blocks` take, each under a prefix of so many bytes.
fn of_blocks(blocks: &[Block], prefix: usize) -> usize {
    blocks.iter().fold(0, |sum, block| sum.saturating_add(of_block(block, prefix)))
}

fn of_block(block: &Block, prefix: usize) -> usize {
    let newlines = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
    let lines = match block {
        Block::Quote(blocks) => return of_blocks(blocks, prefix + "> ".len()),
        Block::Footnote(Footnote { blocks, .. }) => return of_blocks(blocks, prefix + 4),
        Block::List(list) => return of_list(list, prefix),
        Block::Paragraph(line) => line.iter().filter(|inline| matches!(inline, Inline::Break)).count(),
        Block::Code(code) => newlines(&code.text),
        Block::Math(tex) => newlines(tex),
        Block::Table(table) => table.rows.len(),
        Block::Heading(_) | Block::Rule => 0,
    };
    (lines + 1).saturating_mul(prefix + 1)
}

fn of_list(list: &List, prefix: usize) -> usize {
    let marker = match list.kind {
        ListKind::Bullet => "- ".len(),
        ListKind::Ordered(_) => "1. ".len(),
    };
    list.items.iter().fold(0, |sum, item| sum.saturating_add(of_blocks(&item.blocks, prefix + marker)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeBlock;
    use crate::{Options, render::render};

    #[test]
    fn is_less_than_what_is_written_but_not_by_much() {
        let text = |text: &str| Inline::Text(text.to_owned());
        let lines = vec![text("a"), Inline::Break, text("b"), Inline::Break, text("c")];
        let mut blocks = vec![
            Block::Paragraph(lines),
            Block::Code(CodeBlock { language: None, text: "a\nb".to_owned() }),
            Block::Math("a\nb".to_owned()),
        ];
        for _ in 0..100 {
            blocks = vec![Block::Quote(blocks)];
        }
        let document = Document { blocks };
        let (least, written) = (least_length(&document), render(&document, &Options::default()).len());
        assert!(least <= written && written <= 3 * least, "{least} {written}");
    }
}
