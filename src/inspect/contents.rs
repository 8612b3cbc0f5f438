//! The contents of a document.

use serde::Serialize;

use crate::chars::{is_cjk, is_space};
use crate::extract::article_id_of_url;
use crate::markdown::Slugs;
use crate::model::visit::{Visit, walk_block, walk_inline};
use crate::model::{
    Block, CodeBlock, CodeLanguage, Document, Heading, Image, Inline, Link, List, plain_text,
};

/// The contents of a document, each list in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Contents {
    /// The number of elements of each kind.
    pub counts: Counts,
    /// The headings.
    pub outline: Vec<HeadingEntry>,
    /// The links.
    pub links: Vec<LinkEntry>,
    /// The images.
    pub images: Vec<ImageEntry>,
    /// The code blocks.
    pub code: Vec<CodeEntry>,
}

/// The number of elements of each kind in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// Characters of running text, without whitespace, code blocks and formulas.
    pub characters: usize,
    /// Chinese, Japanese and Korean characters of running text.
    pub cjk: usize,
    /// Words in other scripts, including numbers.
    pub words: usize,
    /// Headings.
    pub headings: usize,
    /// Paragraphs outside tables.
    pub paragraphs: usize,
    /// Lists, including nested ones.
    pub lists: usize,
    /// List items.
    pub items: usize,
    /// Block quotes.
    pub quotes: usize,
    /// Code blocks.
    pub code_blocks: usize,
    /// Lines of code blocks.
    pub code_lines: usize,
    /// Tables.
    pub tables: usize,
    /// Inline and display formulas.
    pub formulas: usize,
    /// Links.
    pub links: usize,
    /// Images.
    pub images: usize,
    /// Footnotes.
    pub footnotes: usize,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct HeadingEntry {
    /// 1 to 6.
    pub level: u8,
    /// The text.
    pub text: String,
    /// The anchor that GitHub generates, without `#`.
    pub anchor: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct LinkEntry {
    /// The target.
    pub url: String,
    /// The kind of target.
    pub kind: LinkKind,
    /// The text; empty for a link around an image.
    pub text: String,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// The kind of target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LinkKind {
    /// A heading of the same document: `#…`.
    Anchor,
    /// A CSDN blog article.
    Article,
    /// Another page: `http:` or `https:`.
    Web,
    /// An email address: `mailto:`.
    Mail,
    /// Anything else, such as a relative path or `ftp:`.
    Other,
}

impl LinkKind {
    /// Returns the kind of target that `url` is.
    ///
    /// ```
    /// use csdown::inspect::LinkKind;
    /// assert_eq!(LinkKind::of("https://blog.csdn.net/u/article/details/12345"), LinkKind::Article);
    /// assert_eq!(LinkKind::of("a.zip"), LinkKind::Other);
    /// ```
    pub fn of(url: &str) -> Self {
        let has =
            |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        match () {
            () if url.starts_with('#') => Self::Anchor,
            () if article_id_of_url(url).is_some() => Self::Article,
            () if has("http://") || has("https://") => Self::Web,
            () if has("mailto:") => Self::Mail,
            () => Self::Other,
        }
    }

    /// Returns the name in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::Article => "article",
            Self::Web => "web",
            Self::Mail => "mail",
            Self::Other => "other",
        }
    }
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ImageEntry {
    /// The URL.
    pub url: String,
    /// The alternative text; may be empty.
    pub alt: String,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CodeEntry {
    /// The language; `None` when the page names none, or one that is known to be a wrong guess.
    pub language: Option<CodeLanguage>,
    /// The number of lines.
    pub lines: usize,
}

/// Lists the contents of `document`.
///
/// ```
/// use csdown::{inspect, parse_markdown};
/// let contents = inspect::contents(&parse_markdown("# 一\n\n文 [链](#一)\n\n```rust\nlet x = 1;\n```\n"));
/// assert_eq!(contents.outline[0].anchor, "一");
/// assert_eq!(contents.links[0].kind, inspect::LinkKind::Anchor);
/// assert_eq!((contents.counts.cjk, contents.counts.code_lines), (3, 1));
/// ```
pub fn contents(document: &Document) -> Contents {
    let mut reader = Reader::default();
    document.visit(&mut reader);
    let mut contents = reader.contents;
    contents.counts.headings = contents.outline.len();
    contents.counts.links = contents.links.len();
    contents.counts.images = contents.images.len();
    contents.counts.code_blocks = contents.code.len();
    contents.counts.code_lines = contents.code.iter().map(|code| code.lines).sum();
    contents
}

#[derive(Default)]
struct Reader {
    contents: Contents,
    slugs: Slugs,
    /// How many tables contain the current block.
    tables: usize,
}

impl Visit for Reader {
    fn visit_block(&mut self, block: &Block) {
        let counts = &mut self.contents.counts;
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(_) => counts.paragraphs += usize::from(self.tables == 0),
            Block::List(List { items, .. }) => {
                counts.lists += 1;
                counts.items += items.len();
            }
            Block::Quote(_) => counts.quotes += 1,
            Block::Code(CodeBlock { language, text }) => {
                let lines = text.split('\n').count();
                self.contents.code.push(CodeEntry { language: language.clone(), lines });
            }
            Block::Math(_) => counts.formulas += 1,
            Block::Table(_) => counts.tables += 1,
            Block::Footnote(_) => counts.footnotes += 1,
            Block::Details(_) | Block::Rule => {}
        }
        let is_table = usize::from(matches!(block, Block::Table(_)));
        self.tables += is_table;
        walk_block(self, block);
        self.tables -= is_table;
    }

    fn visit_inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) | Inline::Code(text) => self.text(text),
            Inline::Link(Link { url, title, content }) => self.contents.links.push(LinkEntry {
                url: url.clone(),
                kind: LinkKind::of(url),
                text: plain_text(content),
                title: title.clone(),
            }),
            Inline::Image(Image { url, alt, title }) => {
                self.contents.images.push(ImageEntry {
                    url: url.clone(),
                    alt: alt.clone(),
                    title: title.clone(),
                });
            }
            Inline::Math(_) => self.contents.counts.formulas += 1,
            Inline::Strong(_)
            | Inline::Emphasis(_)
            | Inline::Strike(_)
            | Inline::Element(..)
            | Inline::Break
            | Inline::FootnoteReference(_) => {}
        }
        walk_inline(self, inline);
    }
}

impl Reader {
    fn heading(&mut self, Heading { level, content, .. }: &Heading) {
        let text = plain_text(content);
        let anchor = self.slugs.next(&text);
        self.contents.outline.push(HeadingEntry { level: level.get(), text, anchor });
    }

    fn text(&mut self, text: &str) {
        let counts = &mut self.contents.counts;
        let mut in_word = false;
        for c in text.chars() {
            let is_letter = c.is_alphanumeric() && !is_cjk(c);
            counts.characters += usize::from(!is_space(c));
            counts.cjk += usize::from(is_cjk(c));
            counts.words += usize::from(is_letter && !in_word);
            in_word = is_letter || (in_word && matches!(c, '\'' | '’' | '_' | '-' | '.'));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    fn of(markdown: &str) -> Contents {
        contents(&parse(markdown))
    }

    #[test]
    fn everything_is_counted_once() {
        let found =
            of("# 一\n\n> 引\n\n- a\n- b\n  1. c\n\n|x|y|\n|-|-|\n|$p$|q|\n\n$$z$$\n\n文[^1]\n\n[^1]: 注\n");
        let Counts { headings, quotes, lists, items, tables, formulas, footnotes, .. } = found.counts;
        assert_eq!((headings, quotes, lists, items, tables, formulas, footnotes), (1, 1, 2, 3, 1, 2, 1));
        // The quote, the items, the text and the note.
        assert_eq!(found.counts.paragraphs, 6);
    }

    #[test]
    fn words_end_at_punctuation_and_cjk_text() {
        let counts = |text: &str| (of(text).counts.characters, of(text).counts.cjk, of(text).counts.words);
        assert_eq!(counts("用 cargo-edit 2.0 加don't 依赖。"), (23, 4, 3));
    }

    #[test]
    fn lines_of_code_are_counted() {
        let found = of("```rust\na\n\nb\n```\n\n```\nc\n```\n");
        let lines: Vec<_> = found.code.iter().map(|c| (c.language.is_some(), c.lines)).collect();
        assert_eq!(lines, [(true, 3), (false, 1)]);
        assert_eq!(found.counts.code_lines, 4);
    }

    #[test]
    fn repeated_headings_get_numbered_anchors() {
        let found = of("## 结\n\n> ## 结\n\n## 结\n");
        let anchors: Vec<_> = found.outline.iter().map(|h| h.anchor.as_str()).collect();
        assert_eq!(anchors, ["结", "结-1", "结-2"]);
    }
}
