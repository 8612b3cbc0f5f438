//! Computes a lower bound of the Markdown's length before rendering it.
//!
//! Every line in nested quotes and lists starts with a marker for each level, so a page of one megabyte can expand to
//! gigabytes.

use crate::model::{Block, Document, Footnote, Inline, List, ListKind};

/// Returns a lower bound of the number of bytes that [`render`](super::render) writes for `document`. What it ignores
/// is proportional to the size of the document.
pub fn least_length(document: &Document) -> usize {
    blocks_length(&document.blocks, 0)
}

/// Returns a lower bound for `blocks`, whose lines have a prefix of `prefix` bytes.
fn blocks_length(blocks: &[Block], prefix: usize) -> usize {
    blocks.iter().fold(0, |sum, block| sum.saturating_add(block_length(block, prefix)))
}

fn block_length(block: &Block, prefix: usize) -> usize {
    let newlines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let lines = match block {
        Block::Quote(blocks) => return blocks_length(blocks, prefix + "> ".len()),
        Block::Footnote(Footnote { blocks, .. }) => return blocks_length(blocks, prefix + 4),
        Block::Details(details) => {
            let tags = 2 * (prefix + 1);
            return blocks_length(&details.blocks, prefix).saturating_add(tags);
        }
        Block::List(list) => return list_length(list, prefix),
        // No line is longer than in the document.
        _ if prefix == 0 => return 0,
        Block::Paragraph(line) => line.iter().filter(|inline| matches!(inline, Inline::Break)).count(),
        Block::Code(code) => newlines(&code.text),
        Block::Math(tex) => newlines(tex),
        Block::Table(table) => table.rows.len(),
        Block::Heading(_) | Block::Rule => 0,
    };
    (lines + 1).saturating_mul(prefix + 1)
}

fn list_length(list: &List, prefix: usize) -> usize {
    let marker = match list.kind {
        ListKind::Bullet => "- ".len(),
        ListKind::Ordered(_) => "1. ".len(),
    };
    list.items.iter().fold(0, |sum, item| sum.saturating_add(blocks_length(&item.blocks, prefix + marker)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeBlock;
    use crate::{Options, render::render};

    #[test]
    fn least_length_is_a_close_lower_bound() {
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
