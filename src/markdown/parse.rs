//! Parses Markdown into the document model with pulldown-cmark.
//!
//! HTML tables are not parsed. A block of HTML other than the tags of `<details>` becomes a paragraph with its source
//! as text, and [`equivalent`](crate::verify::equivalent) converts the normalised document to the same form.

use pulldown_cmark::{Alignment as Align, CodeBlockKind, Event, LinkType, Parser, Tag as Start, TagEnd};

use super::details::{self, Tag as DetailsTag};
use super::html_block;
use super::slug::Slugs;
use super::source::Source;
use super::syntax::EXTENSIONS;
use crate::model::{
    Alignment, Block, Cell, CodeBlock, CodeLanguage, Details, Document, Footnote, Heading, HeadingLevel,
    Image, Inline, Link, List, ListItem, ListKind, Math, Table, Tag, plain_text,
};
use crate::options::{Dialect, Limits};

/// Parses `markdown` into a document.
///
/// ```
/// use csdown::{model::{Block, Inline}, parse_markdown};
/// let document = parse_markdown("a  \nb");
/// let text = |s: &str| Inline::Text(s.into());
/// assert_eq!(document.blocks, [Block::Paragraph(vec![text("a"), Inline::Break, text("b")])]);
/// ```
pub fn parse(markdown: &str) -> Document {
    build(Parser::new_ext(markdown, EXTENSIONS), |source| Some(html_source(source)))
}

/// Reads `markdown`, which csdown wrote in `dialect`, back into the document that it was rendered from. The anchor of
/// each heading is its slug.
pub(crate) fn read(markdown: &str, dialect: Dialect) -> Document {
    let source = Source::new(markdown, dialect);
    // All comments part blocks or hide something from the tool.
    let html = |source: &str| match source {
        comment if comment.starts_with("<!--") => None,
        html => Some(html_block::read(html).unwrap_or_else(|| html_source(html))),
    };
    let mut document = build(source.events().map(|(event, _)| event), html);
    name_headings(&mut document.blocks, &mut Slugs::default());
    document
}

/// Builds the document of the events of a parser. `html` reads a block of HTML.
fn build<'e>(events: impl Iterator<Item = Event<'e>>, html: fn(&str) -> Option<Block>) -> Document {
    let mut builder = Builder { frames: vec![Frame::new(None)], html };
    for event in events {
        builder.event(event);
    }
    while builder.frames.len() > 1 {
        builder.close();
    }
    let blocks = builder.frames.pop().map(Frame::into_blocks).unwrap_or_default();
    Document { blocks }
}

/// Returns a block of HTML in comparable form: a paragraph with its source.
pub(crate) fn html_source(html: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(html.trim_end().to_owned())])
}

/// An open element, with its content so far.
#[derive(Debug)]
struct Frame {
    kind: Option<FrameKind>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<ListItem>,
    rows: Vec<Vec<Cell>>,
    cells: Vec<Cell>,
    task: Option<bool>,
    /// The source of code or HTML.
    source: String,
}

#[derive(Debug)]
enum FrameKind {
    Markdown(Start<'static>),
    Html(&'static str),
    /// `<details>`, with its summary.
    Details(Vec<Inline>),
    /// An element nested too deeply, whose content is added to its parent.
    Flattened,
}

/// The maximum nesting depth of a document: deeper than any converted page, but safe to process recursively.
const MAX_DEPTH: usize = 2 * Limits::MAX_DEPTH;

impl Frame {
    fn new(kind: Option<FrameKind>) -> Self {
        Self {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            task: None,
            source: String::new(),
        }
    }

    /// Returns the blocks. Text in a tight list item, which has no paragraph, becomes one.
    fn into_blocks(mut self) -> Vec<Block> {
        self.close_paragraph();
        self.blocks
    }

    /// Whether it is an HTML element.
    const fn is_html(&self) -> bool {
        matches!(self.kind, Some(FrameKind::Html(_) | FrameKind::Details(_)))
    }

    fn close_paragraph(&mut self) {
        if self.inlines.is_empty() {
            return;
        }
        let content = std::mem::take(&mut self.inlines);
        self.blocks.push(match content.as_slice() {
            [Inline::Math(math)] if math.display => Block::Math(math.tex.trim_matches('\n').to_owned()),
            _ => Block::Paragraph(content),
        });
    }
}

#[derive(Debug)]
struct Builder {
    frames: Vec<Frame>,
    /// Reads a block of HTML other than the tags of `<details>`.
    html: fn(&str) -> Option<Block>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                let inline = matches!(
                    tag,
                    Start::Emphasis
                        | Start::Strong
                        | Start::Strikethrough
                        | Start::Link { .. }
                        | Start::Image { .. }
                );
                if !inline && let Some(frame) = self.frames.last_mut() {
                    frame.close_paragraph();
                }
                self.open(tag.into_static());
            }
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::End(_) => {
                // An unclosed HTML tag ends with its parent.
                while self.frames.last().is_some_and(Frame::is_html) {
                    self.close();
                }
                self.close();
            }
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.push(Inline::Code(code.into_string())),
            Event::InlineMath(tex) => {
                self.push(Inline::Math(Math { tex: tex.into_string(), display: false }));
            }
            Event::DisplayMath(tex) => {
                self.push(Inline::Math(Math { tex: tex.into_string(), display: true }));
            }
            Event::Html(html) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.source.push_str(&html);
                }
            }
            Event::InlineHtml(html) => self.tag(&html),
            Event::FootnoteReference(label) => self.push(Inline::FootnoteReference(label.into_string())),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.push(Inline::Break),
            Event::Rule => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.close_paragraph();
                    frame.blocks.push(Block::Rule);
                }
            }
            Event::TaskListMarker(done) => {
                // In a loose item, the checkbox is inside the first paragraph.
                let item = |f: &&mut Frame| matches!(f.kind, Some(FrameKind::Markdown(Start::Item)));
                if let Some(frame) = self.frames.iter_mut().rev().find(item) {
                    frame.task = Some(done);
                }
            }
        }
    }

    fn open(&mut self, tag: Start<'static>) {
        let is_flattened = if matches!(tag, Start::Item) {
            self.frames.last().is_some_and(|list| matches!(list.kind, Some(FrameKind::Flattened)))
        } else {
            self.frames.len() >= MAX_DEPTH && nests(&tag)
        };
        let kind = if is_flattened { FrameKind::Flattened } else { FrameKind::Markdown(tag) };
        self.frames.push(Frame::new(Some(kind)));
    }

    fn text(&mut self, text: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        if matches!(frame.kind, Some(FrameKind::Markdown(Start::CodeBlock(_)))) {
            frame.source.push_str(text);
        } else if let Some(Inline::Text(before)) = frame.inlines.last_mut() {
            before.push_str(text);
        } else {
            frame.inlines.push(Inline::Text(text.to_owned()));
        }
    }

    fn push(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inlines.push(inline);
        }
    }

    /// Handles an inline HTML tag. Tags outside the model stay text.
    fn tag(&mut self, html: &str) {
        let name = html.trim_start_matches(['<', '/']).trim_end_matches('>');
        let known = Tag::ALL.iter().map(|tag| tag.name()).chain(["code"]).find(|known| *known == name);
        match known {
            _ if html == "<br>" => self.push(Inline::Break),
            Some(name) if html.starts_with("</") => {
                if matches!(self.frames.last(), Some(Frame { kind: Some(FrameKind::Html(open)), .. }) if *open == name)
                {
                    self.close();
                }
            }
            Some(name) if self.frames.len() < MAX_DEPTH => {
                self.frames.push(Frame::new(Some(FrameKind::Html(name))));
            }
            Some(_) => {}
            None => self.text(html),
        }
    }

    /// Ends a block of HTML: a tag of `<details>`, or any other source.
    fn html_block(&mut self) {
        let is_open = |frame: &Frame| matches!(frame.kind, Some(FrameKind::Details(_)));
        let outer = self.frames.len().checked_sub(2).and_then(|index| self.frames.get(index));
        let is_in_details = outer.is_some_and(is_open);
        let source =
            self.frames.last_mut().map(|frame| std::mem::take(&mut frame.source)).unwrap_or_default();
        match details::tag(source.trim()) {
            Some(DetailsTag::Start(summary)) if self.frames.len() < MAX_DEPTH => {
                let depth = self.frames.len();
                details::events(summary).for_each(|event| self.event(event));
                while self.frames.len() > depth {
                    self.close();
                }
                if let Some(frame) = self.frames.last_mut() {
                    let summary = std::mem::take(&mut frame.inlines);
                    *frame = Frame::new(Some(FrameKind::Details(summary)));
                }
            }
            Some(DetailsTag::End) if is_in_details => {
                self.frames.pop();
                self.close();
            }
            _ => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.source = source;
                }
                self.close();
            }
        }
    }

    fn close(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        let Some(parent) = self.frames.last_mut() else { return };
        match frame.kind.take() {
            Some(FrameKind::Markdown(tag)) => {
                if let Some(frame) = close_inline(parent, &tag, frame)
                    && let Some(frame) = close_table(parent, &tag, frame)
                {
                    close_block(parent, tag, frame, self.html);
                }
            }
            Some(FrameKind::Html("code")) => parent.inlines.push(Inline::Code(plain_text(&frame.inlines))),
            Some(FrameKind::Html(name)) => {
                let tag = Tag::ALL.into_iter().find(|tag| tag.name() == name);
                parent.inlines.extend(tag.map(|tag| Inline::Element(tag, frame.inlines)));
            }
            Some(FrameKind::Details(summary)) => {
                parent.blocks.push(Block::Details(Details { summary, blocks: frame.into_blocks() }));
            }
            Some(FrameKind::Flattened) => {
                parent.inlines.append(&mut frame.inlines);
                parent.blocks.append(&mut frame.into_blocks());
            }
            None => {}
        }
    }
}

/// Whether `tag` can contain elements of its own kind.
const fn nests(tag: &Start<'_>) -> bool {
    matches!(
        tag,
        Start::BlockQuote(_)
            | Start::List(_)
            | Start::FootnoteDefinition(_)
            | Start::Emphasis
            | Start::Strong
            | Start::Strikethrough
            | Start::Link { .. }
    )
}

/// Closes inline markup. Returns the frame if `tag` is not inline.
fn close_inline(parent: &mut Frame, tag: &Start<'_>, frame: Frame) -> Option<Frame> {
    let some = |title: &str| (!title.is_empty()).then(|| title.to_owned());
    let content = frame.inlines;
    let inline = match tag {
        Start::Emphasis => Inline::Emphasis(content),
        Start::Strong => Inline::Strong(content),
        Start::Strikethrough => Inline::Strike(content),
        Start::Link { link_type, dest_url, title, .. } => {
            let scheme = if *link_type == LinkType::Email { "mailto:" } else { "" };
            Inline::Link(Link { url: format!("{scheme}{dest_url}"), title: some(title), content })
        }
        Start::Image { dest_url, title, .. } => {
            Inline::Image(Image { url: dest_url.to_string(), alt: plain_text(&content), title: some(title) })
        }
        _ => return Some(Frame { inlines: content, ..frame }),
    };
    parent.inlines.push(inline);
    None
}

/// Closes parts of tables. Returns the frame if `tag` is not part of a table.
fn close_table(parent: &mut Frame, tag: &Start<'_>, frame: Frame) -> Option<Frame> {
    match tag {
        Start::TableCell => {
            let blocks =
                if frame.inlines.is_empty() { Vec::new() } else { vec![Block::Paragraph(frame.inlines)] };
            parent.cells.push(Cell::new(blocks));
        }
        Start::TableHead => {
            parent.rows.push(frame.cells.into_iter().map(|cell| Cell { header: true, ..cell }).collect());
        }
        Start::TableRow => parent.rows.push(frame.cells),
        Start::Table(columns) => {
            let columns = columns.iter().map(|align| match align {
                Align::None => Alignment::None,
                Align::Left => Alignment::Left,
                Align::Center => Alignment::Center,
                Align::Right => Alignment::Right,
            });
            let table =
                Table { columns: columns.collect(), header_rows: 1, rows: frame.rows, ..Table::default() };
            parent.blocks.push(Block::Table(table));
        }
        _ => return Some(frame),
    }
    None
}

fn close_block(parent: &mut Frame, tag: Start<'_>, mut frame: Frame, html: fn(&str) -> Option<Block>) {
    let block = match tag {
        Start::Item => {
            let task = frame.task;
            parent.items.push(ListItem { task, blocks: frame.into_blocks() });
            return;
        }
        Start::HtmlBlock => {
            let source = frame.source.trim_end();
            if source == "<!-- -->" {
                return;
            }
            let Some(block) = html(source) else { return };
            block
        }
        Start::Paragraph => {
            frame.close_paragraph();
            parent.blocks.append(&mut frame.blocks);
            return;
        }
        Start::Heading { level, id, .. } => {
            let level = HeadingLevel::try_from(level as u8).unwrap_or(HeadingLevel::ONE);
            Block::Heading(Heading {
                level,
                content: frame.inlines,
                anchors: id.into_iter().map(String::from).collect(),
            })
        }
        Start::CodeBlock(kind) => {
            let language = match kind {
                CodeBlockKind::Fenced(info) => language(&info),
                CodeBlockKind::Indented => None,
            };
            let text = frame.source.strip_suffix('\n').unwrap_or(&frame.source).to_owned();
            Block::Code(CodeBlock { language, text })
        }
        Start::List(start) => {
            let number = |start| ListKind::Ordered(u32::try_from(start).unwrap_or(u32::MAX));
            Block::List(List { kind: start.map_or(ListKind::Bullet, number), items: frame.items })
        }
        Start::BlockQuote(_) => Block::Quote(frame.into_blocks()),
        Start::FootnoteDefinition(label) => {
            Block::Footnote(Footnote { label: label.into_string(), blocks: frame.into_blocks() })
        }
        _ => return,
    };
    parent.blocks.push(block);
}

/// Names each heading by its slug.
fn name_headings(blocks: &mut [Block], slugs: &mut Slugs) {
    for block in blocks {
        match block {
            Block::Heading(heading) => heading.anchors.push(slugs.next(&plain_text(&heading.content))),
            Block::List(list) => {
                list.items.iter_mut().for_each(|item| name_headings(&mut item.blocks, slugs));
            }
            Block::Quote(blocks)
            | Block::Details(Details { blocks, .. })
            | Block::Footnote(Footnote { blocks, .. }) => name_headings(blocks, slugs),
            Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Table(_) | Block::Rule => {}
        }
    }
}

/// Returns the language at the start of an info string such as `Rust,ignore` or `js {1,3}`.
fn language(info: &str) -> Option<CodeLanguage> {
    let end = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':');
    CodeLanguage::new(&info.split(end).next()?.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tight_items_hold_paragraphs() {
        let document = parse("- [x] a\n  - b\n");
        let Some(Block::List(list)) = document.blocks.first() else { panic!("{document:?}") };
        assert_eq!(list.items[0].task, Some(true));
        assert_eq!(list.items[0].blocks.len(), 2);
    }

    #[test]
    fn drops_separator_comments() {
        assert_eq!(parse("- a\n\n<!-- -->\n\n- b\n").blocks.len(), 2);
    }

    #[test]
    fn reads_details_in_details_and_unclosed_ones() {
        let document = parse(
            "> <details><summary>a <code>&lt;b</code> <a href=\"c\">d</a></summary>\n>\n> e\n>\n> <details>\n>\n> f\n\ng\n",
        );
        let [Block::Quote(quote), Block::Paragraph(_)] = &document.blocks[..] else { panic!("{document:?}") };
        let [Block::Details(outer)] = &quote[..] else { panic!("{quote:?}") };
        assert_eq!(plain_text(&outer.summary), "a <b d");
        assert!(
            matches!(&outer.blocks[..], [Block::Paragraph(_), Block::Details(inner)] if inner.blocks.len() == 1)
        );
    }

    #[test]
    fn reads_all_text_at_any_depth() {
        let deep = || {
            for mark in ["> ", "- ", "> - ", "*_", "<sub>"] {
                let document = parse(&format!("{}a b", mark.repeat(20_000)));
                let mut found = false;
                document.for_each_inline(|inline| {
                    found |= matches!(inline, Inline::Text(text) if text.contains("a b"));
                });
                assert!(found, "{mark}");
            }
        };
        std::thread::Builder::new().stack_size(4 << 20).spawn(deep).unwrap().join().unwrap();
    }

    #[test]
    fn unclosed_tag_ends_with_its_line() {
        let document = parse("一\n\n- *a <sub>b* c</sub>\n- <kbd>d\n\n# 二\n");
        assert_eq!(document.blocks.len(), 3, "{document:?}");
        assert!(matches!(document.blocks.last(), Some(Block::Heading(_))));
    }

    #[test]
    fn language_is_the_first_word_of_the_info_string() {
        let of = |info: &str| language(info).map(String::from);
        assert_eq!(of("Rust,ignore").as_deref(), Some("rust"));
        assert_eq!((of("js {1,3}").as_deref(), of("")), (Some("js"), None));
    }
}
