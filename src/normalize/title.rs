//! The edges of an article: it opens with its title once or not at all, and no rule is first or last.

use crate::chars::{is_space, letters};
use crate::model::{Block, Document, Heading, HeadingLevel, Inline, Link, plain_text};

use super::Normalizer;

impl Normalizer<'_> {
    /// Removes rules at the edges and first blocks that repeat the title, and adds the title where the profile requires
    /// it.
    ///
    /// A document that `is_written`, read from Markdown of csdown, may open with the title already.
    pub(super) fn edges(&mut self, document: &mut Document, title: Option<&str>, is_written: bool) {
        drop_outer_rules(&mut document.blocks);
        let Some(title) = title else { return };
        let mut anchors = if is_written { take_title(document, title) } else { Vec::new() };
        for repeated in repetitions(&document.blocks, title).into_iter().rev() {
            let (line, names) = match document.blocks.remove(repeated) {
                Block::Heading(Heading { content, anchors, .. }) => (content, anchors),
                Block::Paragraph(line) => (line, Vec::new()),
                _ => continue,
            };
            let characters = plain_text(&line).chars().filter(|&c| !is_space(c)).count();
            self.report.record_removal("title-repeated", None, characters);
            // Links to the removed heading point to the title.
            anchors.extend(names);
        }
        drop_outer_rules(&mut document.blocks);
        if self.options.profile.opens_with_title() {
            let content = vec![Inline::Text(title.to_owned())];
            let heading = Heading { level: HeadingLevel::ONE, content, anchors };
            let blocks = self.blocks(vec![Block::Heading(heading)]);
            document.blocks.splice(0..0, blocks);
        }
    }
}

/// Removes the heading with which a document opens if it is the title. Returns its anchors.
fn take_title(document: &mut Document, title: &str) -> Vec<String> {
    match document.blocks.first() {
        Some(Block::Heading(Heading { level: HeadingLevel::ONE, content, anchors }))
            if letters(&plain_text(content)) == letters(title) =>
        {
            let anchors = anchors.clone();
            document.blocks.remove(0);
            anchors
        }
        _ => Vec::new(),
    }
}

/// Removes rules at the start and the end of an article, where they separate nothing (dialect `hr`). At the start of a
/// file a rule would also be read as the start of front matter.
fn drop_outer_rules(blocks: &mut Vec<Block>) {
    let is_content = |block: &Block| *block != Block::Rule;
    blocks.truncate(blocks.iter().rposition(is_content).map_or(0, |last| last + 1));
    blocks.drain(..blocks.iter().position(is_content).unwrap_or(0));
}

/// Returns the positions of the first blocks that repeat the title: a heading or paragraph, and a heading after up to
/// two short paragraphs or images. Empty if nothing else is in the article.
fn repetitions(blocks: &[Block], title: &str) -> Vec<usize> {
    /// The limit of paragraphs before a heading, and of the letters and digits in one.
    const MAX_PARAGRAPHS: usize = 2;
    const MAX_LETTERS: usize = 30;
    let title = letters(title);
    let longest = title.chars().count().max(MAX_LETTERS);
    let mut found = Vec::new();
    let mut paragraphs = 0;
    for (position, block) in blocks.iter().enumerate() {
        let (line, is_heading) = match block {
            Block::Heading(heading) => (&heading.content, true),
            Block::Paragraph(line) => (line, false),
            Block::Rule => continue,
            _ => break,
        };
        let text = plain_text(line);
        if has_more_letters(&text, longest) {
            break;
        }
        let letters = letters(&text);
        if letters == title && line.iter().all(is_text) && (is_heading || paragraphs == 0) {
            found.push(position);
        } else if is_heading || paragraphs == MAX_PARAGRAPHS || letters.chars().count() > MAX_LETTERS {
            break;
        } else {
            paragraphs += 1;
        }
    }
    let is_content = |(position, block): (usize, &Block)| *block != Block::Rule && !found.contains(&position);
    if title.is_empty() || !blocks.iter().enumerate().any(is_content) {
        found.clear();
    }
    found
}

/// Whether `text` certainly has more than `max` letters and digits, in the form in which they are compared: no two of
/// these become one.
fn has_more_letters(text: &str, max: usize) -> bool {
    let is_counted = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{9fff}');
    text.chars().filter(is_counted).nth(max).is_some()
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
    use super::{has_more_letters, letters};
    use crate::options::{Options, Profile};
    use crate::report::Report;
    use crate::{markdown, normalize, render};

    /// Returns the article `body`, titled `《Ａ》1`, and the number of characters removed from it.
    fn titled(body: &str, profile: Profile) -> (String, usize) {
        let (options, mut report) = (Options { profile, ..Options::default() }, Report::default());
        let mut document = markdown::parse(body);
        normalize::normalize_article(&mut document, Some("《Ａ》1"), false, &options, &mut report);
        let removed = report.removed.get("title-repeated").map_or(0, |removed| removed.characters);
        (render::render(&document, &options), removed)
    }

    #[test]
    fn first_block_does_not_repeat_the_title() {
        for first in ["# A1", "###### a-1", "**A** 1", "~~A~~ `1`。", "A1\n\n---", "[A 1](#x)"] {
            assert_eq!(titled(&format!("{first}\n\nb"), Profile::Hugo).0, "b\n", "{first}");
        }
        assert_eq!(titled("A1\n\n# A 1\n\nb", Profile::Hugo), ("b\n".to_owned(), 4));
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
    fn a_heading_after_short_paragraphs_does_not_repeat_the_title() {
        for first in ["![](c)", "a\n\n![](c)", "---\n\na"] {
            assert_eq!(titled(&format!("{first}\n\n## A1\n\nb"), Profile::Hugo).1, 2, "{first}");
        }
        let long = "a".repeat(31);
        for first in [long.as_str(), "a\n\na\n\na", "# a", "- a", "> a"] {
            assert_eq!(titled(&format!("{first}\n\n## A1\n\nb"), Profile::Hugo).1, 0, "{first}");
        }
        assert_eq!(titled("a\n\nA1\n\nb", Profile::Hugo).1, 0);
    }

    #[test]
    fn letters_are_counted_without_comparing_them() {
        for c in ('\0'..='\u{ffff}').map(|c| c.to_string()) {
            for text in [format!("a{c}"), format!("字{c}Z{c}")] {
                let count = letters(&text).chars().count();
                assert!(!has_more_letters(&text, count), "{text:?}");
            }
        }
        assert!(has_more_letters("a，字 1", 2));
    }

    #[test]
    fn keeps_a_title_that_is_the_whole_article() {
        for body in ["# A1\n", "A1\n", "A1\n\n---\n", "A1\n\n# A1\n"] {
            assert_eq!(titled(body, Profile::Hugo).1, 0, "{body}");
        }
    }
}
