//! Extracts the text and the code of an article from its Markdown.

use crate::chars::letters;
use crate::markdown::{front_matter_end, read};
use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{Block, Document, Heading, HeadingLevel, Inline, plain_text};
use crate::options::Dialect;

/// What is searched of an article besides its title. A line is a block, a line of one, or a line of code.
#[derive(Debug, Default)]
pub(super) struct ArticleText {
    /// The text, with inline code and formulas, and alternative texts of images.
    pub(super) text: String,
    /// The code blocks and the inline code.
    pub(super) code: String,
}

impl ArticleText {
    /// Reads Markdown in `dialect`. A heading at its beginning that repeats the title is left out.
    pub(super) fn read(markdown: &str, dialect: Dialect, title: &str) -> Self {
        let mut found = Self::default();
        document(markdown, dialect, title).visit(&mut found);
        found
    }
}

/// Reads Markdown in `dialect` without front matter and without a heading at its beginning that repeats the title.
pub(crate) fn document(markdown: &str, dialect: Dialect, title: &str) -> Document {
    let body = markdown.get(front_matter_end(markdown)..).unwrap_or_default();
    without_title(read(body, dialect), title)
}

/// Returns a document without a heading at its beginning that repeats the title.
pub(crate) fn without_title(mut document: Document, title: &str) -> Document {
    if opens_with(&document, title) {
        document.blocks.remove(0);
    }
    document
}

impl Visit for ArticleText {
    fn visit_block(&mut self, block: &Block) {
        match block {
            Block::Code(code) => push_line(&mut self.code, &code.text),
            Block::Math(tex) => push_line(&mut self.text, tex),
            _ => walk_block(self, block),
        }
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text.push_str(text),
            Inline::Code(code) => {
                self.text.push_str(code);
                push_line(&mut self.code, code);
            }
            Inline::Math(math) => {
                self.text.push(' ');
                self.text.push_str(&math.tex);
                self.text.push(' ');
            }
            Inline::Image(image) if !image.alt.is_empty() => {
                self.text.push('\n');
                push_line(&mut self.text, &image.alt);
            }
            Inline::Break => self.text.push('\n'),
            _ => walk_inline(self, inline),
        }
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// Whether the first block is a main heading with this text.
fn opens_with(document: &Document, title: &str) -> bool {
    let is_title = |heading: &Heading| {
        heading.level == HeadingLevel::ONE && letters(&plain_text(&heading.content)) == letters(title)
    };
    matches!(document.blocks.first(), Some(Block::Heading(heading)) if is_title(heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_code_are_read_from_markdown() {
        let markdown = "---\ntitle: 题\n---\n\n# 题\n\n一**二**`三`[四](http://x.y)  \n五![图](a.png)六\n\n\
            ```c\nint a;\nb();\n```\n\n- 七\n- 八\n\n| 九 | 十 |\n| --- | --- |\n| 甲 | $x$ |\n";
        let found = ArticleText::read(markdown, Dialect::default(), "题");
        assert_eq!(found.text, "一二三四\n五\n图\n六\n七\n八\n九\n十\n甲\n x \n");
        assert_eq!(found.code, "三\nint a;\nb();\n");
    }

    #[test]
    fn only_the_heading_that_repeats_the_title_is_left_out() {
        let text = |markdown| ArticleText::read(markdown, Dialect::default(), "题：一").text;
        assert_eq!(text("# 题 一\n\n文"), "文\n");
        assert_eq!(text("# 题二\n\n文"), "题二\n文\n");
        assert_eq!(text("## 题一\n"), "题一\n");
        assert_eq!(text(""), "");
    }

    #[test]
    fn the_dialect_decides_what_is_a_formula() {
        let text = |dialect: &str| ArticleText::read("量$$`x_1`$$\n", dialect.parse().unwrap(), "").text;
        assert_eq!(text("kramdown"), "量 `x_1` \n");
    }
}
