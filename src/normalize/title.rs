//! The edges of an article: it opens with its title once or not at all, and no rule is first or last.

use crate::chars::{is_space, letters};
use crate::model::{Block, Document, Heading, HeadingLevel, Inline, Link, plain_text};

use super::Normalizer;

impl Normalizer<'_> {
    /// Removes rules at the edges and a first block that repeats the title, and adds the title where the profile
    /// requires it.
    pub(super) fn edges(&mut self, document: &mut Document, title: Option<&str>) {
        drop_outer_rules(&mut document.blocks);
        let Some(title) = title else { return };
        let mut anchors = Vec::new();
        if let [first, rest @ ..] = document.blocks.as_slice()
            && rest.iter().any(|block| *block != Block::Rule)
            && let Some(line) = repetition(first, title)
        {
            let characters = plain_text(line).chars().filter(|&c| !is_space(c)).count();
            self.report.record_removal("title-repeated", None, characters);
            // Links to the removed heading point to the title.
            if let Block::Heading(heading) = document.blocks.remove(0) {
                anchors = heading.anchors;
            }
            drop_outer_rules(&mut document.blocks);
        }
        if self.options.profile.opens_with_title() {
            let content = vec![Inline::Text(title.to_owned())];
            let heading = Heading { level: HeadingLevel::ONE, content, anchors };
            let blocks = self.blocks(vec![Block::Heading(heading)]);
            document.blocks.splice(0..0, blocks);
        }
    }
}

/// Removes rules at the start and the end of an article, where they separate nothing (dialect `hr`). At the start of a
/// file a rule would also be read as the start of front matter.
fn drop_outer_rules(blocks: &mut Vec<Block>) {
    let is_content = |block: &Block| *block != Block::Rule;
    blocks.truncate(blocks.iter().rposition(is_content).map_or(0, |last| last + 1));
    blocks.drain(..blocks.iter().position(is_content).unwrap_or(0));
}

/// Returns the line of a heading or paragraph that says what the title says, and nothing else.
fn repetition<'b>(block: &'b Block, title: &str) -> Option<&'b [Inline]> {
    let (Block::Heading(Heading { content: line, .. }) | Block::Paragraph(line)) = block else { return None };
    let title = letters(title);
    (!title.is_empty() && letters(&plain_text(line)) == title && line.iter().all(is_text)).then_some(line)
}

/// Whether `inline` is nothing but text. A link to another page, an image, a formula or a footnote is
/// content of its own.
fn is_text(inline: &Inline) -> bool {
    match inline {
        Inline::Text(_) | Inline::Code(_) | Inline::Break => true,
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => content.iter().all(is_text),
        Inline::Link(Link { url, content, .. }) => url.starts_with('#') && content.iter().all(is_text),
        Inline::Image(_) | Inline::Math(_) | Inline::FootnoteReference(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::options::{Options, Profile};
    use crate::report::Report;
    use crate::{markdown, normalize, render};

    /// Returns the article `body`, titled `《Ａ》1`, and the number of characters removed from it.
    fn titled(body: &str, profile: Profile) -> (String, usize) {
        let (options, mut report) = (Options { profile, ..Options::default() }, Report::default());
        let mut document = markdown::parse(body);
        normalize::normalize_article(&mut document, Some("《Ａ》1"), &options, &mut report);
        let removed = report.removed.get("title-repeated").map_or(0, |removed| removed.characters);
        (render::render(&document, &options), removed)
    }

    #[test]
    fn first_block_does_not_repeat_the_title() {
        for first in ["# A1", "###### a-1", "**A** 1", "~~A~~ `1`。", "A1\n\n---", "[A 1](#x)"] {
            assert_eq!(titled(&format!("{first}\n\nb"), Profile::Hugo).0, "b\n", "{first}");
        }
        assert_eq!(titled("## A 1\n\nb", Profile::Plain), ("# 《Ａ》1\n\nb\n".to_owned(), 2));
    }

    #[test]
    fn keeps_a_first_block_that_is_more_than_the_title() {
        for first in ["## A12", "[A1](http://a.b)", "A1 ![](c)", "A1  \nc", "> A1", "- A1", "```\nA1\n```"] {
            let body = format!("{first}\n\nb\n");
            assert_eq!(titled(&body, Profile::Hugo), (body.clone(), 0));
        }
    }

    #[test]
    fn keeps_a_title_that_is_the_whole_article() {
        for body in ["# A1\n", "A1\n", "A1\n\n---\n"] {
            assert_eq!(titled(body, Profile::Hugo).1, 0, "{body}");
        }
        assert_eq!(titled("b\n\n# A1\n", Profile::Hugo).1, 0);
    }
}
