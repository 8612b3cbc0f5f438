//! Whether a document has anything to read.

use crate::chars;
use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{Block, Document, Inline};

/// Whether `document` has text, an image, code or a formula anywhere.
pub(super) fn has_content(document: &Document) -> bool {
    document.blocks.iter().any(|block| {
        let mut search = Search { is_found: false };
        search.visit_block(block);
        search.is_found
    })
}

struct Search {
    is_found: bool,
}

impl Visit for Search {
    fn visit_block(&mut self, block: &Block) {
        match block {
            Block::Code(code) => self.is_found |= is_visible(&code.text),
            Block::Math(tex) => self.is_found |= is_visible(tex),
            _ if self.is_found => {}
            _ => walk_block(self, block),
        }
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) | Inline::Code(text) => self.is_found |= is_visible(text),
            Inline::Math(math) => self.is_found |= is_visible(&math.tex),
            Inline::Image(_) | Inline::FootnoteReference(_) => self.is_found = true,
            _ => walk_inline(self, inline),
        }
    }
}

fn is_visible(text: &str) -> bool {
    text.chars().any(chars::is_visible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    #[test]
    fn anything_to_read_is_content() {
        for text in ["一", "# 一", "- > 一", "![](a.png)", "```\n一\n```", "$x$", "|a|b|\n|-|-|\n||一|"]
        {
            assert!(has_content(&parse(text)), "{text}");
        }
        for text in ["", "---", "- -", "```\n\n```", "&nbsp;\u{200b}", "|||\n|-|-|\n|||"] {
            assert!(!has_content(&parse(text)), "{text}");
        }
    }
}
