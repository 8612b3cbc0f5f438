//! Builds the inventory of Markdown, as a CommonMark and GFM parser reads it.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag as Start, TagEnd};
use url::Url;

use super::category::Category;
use super::cells::TableCell;
use super::html_tag::kept_tag_number;
use super::inventory::{Inventory, Label};
use super::urls::{self, LinkTarget};
use super::visible::{FOOTNOTE, MATHS, visible_text};
use super::{code_text, page, tex};
use crate::dom;
use crate::markdown::{Slugs, Source, front_matter_end};
use crate::options::{Dialect, Options};

/// Reads Markdown into an inventory.
pub(super) struct MarkdownReader<'a> {
    pub(super) inventory: Inventory,
    options: &'a Options,
    base: Option<&'a Url>,
    /// The start offsets of open elements.
    open: Vec<usize>,
    /// The URLs of open links and images.
    urls: Vec<Option<String>>,
    /// The open HTML tags.
    tags: Vec<(String, usize)>,
    lists: Vec<(Option<u32>, bool)>,
    /// For each open item, how much of its text belongs to nested lists, and its task checkbox.
    items: Vec<(usize, u32)>,
    /// The number of open images.
    open_images: usize,
    /// Their alternative text so far.
    alt: String,
    /// The language of the open code block.
    language: Option<String>,
    /// The source of the open code block or HTML block.
    source: Option<String>,
    table: Table,
    /// The text of the open heading.
    heading: Option<String>,
    slugs: Slugs,
    /// Maps a heading's slug to its number.
    pub(super) heading_numbers: HashMap<String, u32>,
}

/// The open table.
#[derive(Debug, Default)]
struct Table {
    row: usize,
    column: usize,
    columns: Vec<Alignment>,
    read: Vec<TableCell>,
}

/// Returns the inventory of `markdown`, and the numbers of its headings by slug.
pub(super) fn read(
    markdown: &str,
    base: Option<&Url>,
    dialect: Dialect,
    options: &Options,
) -> (Inventory, HashMap<String, u32>) {
    let mut reader = MarkdownReader {
        inventory: Inventory::default(),
        options,
        base,
        open: Vec::new(),
        urls: Vec::new(),
        tags: Vec::new(),
        lists: Vec::new(),
        items: Vec::new(),
        open_images: 0,
        alt: String::new(),
        language: None,
        source: None,
        table: Table::default(),
        heading: None,
        slugs: Slugs::default(),
        heading_numbers: HashMap::new(),
    };
    let body = front_matter_end(markdown);
    let text = markdown.get(body..).unwrap_or_default();
    reader.inventory.characters.add(text);
    for (event, Range { start, end }) in Source::new(text, dialect).events() {
        reader.event(event, body + start..body + end);
    }
    (reader.inventory, reader.heading_numbers)
}

impl MarkdownReader<'_> {
    fn event(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, bytes),
            Event::End(tag) => self.end(tag, bytes),
            Event::Text(text) => self.text(&text, bytes),
            Event::Code(code) => self.code(&code, bytes),
            Event::InlineMath(tex) => self.math(&tex, bytes, false),
            Event::DisplayMath(tex) => {
                self.inventory.end_line();
                self.math(&tex, bytes, true);
                self.inventory.end_line();
            }
            Event::Html(html) => {
                if let Some(source) = &mut self.source {
                    source.push_str(&html);
                }
            }
            Event::InlineHtml(html) => self.tag(&html),
            Event::FootnoteReference(label) => {
                self.inventory.set_origin(bytes);
                self.inventory.push_placeholder(Category::Footnotes, FOOTNOTE, 0, label.to_lowercase());
            }
            Event::SoftBreak => self.push_heading_text(" "),
            Event::HardBreak | Event::Rule => self.inventory.end_line(),
            Event::TaskListMarker(done) => {
                if let Some((_, task)) = self.items.last_mut() {
                    *task = 1 + u32::from(done);
                }
            }
        }
    }

    /// Adds text to the heading from which a slug is made.
    fn push_heading_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
    }

    fn text(&mut self, text: &str, bytes: Range<usize>) {
        if let Some(source) = &mut self.source {
            source.push_str(text);
        } else if self.open_images > 0 {
            self.alt.push_str(text);
        } else {
            self.push_heading_text(text);
            self.inventory.set_origin(bytes);
            self.inventory.push_text(text);
        }
    }

    fn code(&mut self, code: &str, bytes: Range<usize>) {
        if self.open_images > 0 {
            return self.alt.push_str(code);
        }
        self.push_heading_text(code);
        self.inventory.set_origin(bytes);
        let start = self.inventory.offset();
        self.inventory.push_text(code);
        self.inventory.mark(Category::InlineCode, start, [0; 3], String::new());
    }

    fn math(&mut self, tex: &str, bytes: Range<usize>, display: bool) {
        if self.open_images > 0 {
            let fence = if display { "$$" } else { "$" };
            return self.alt.extend([fence, tex, fence]);
        }
        self.push_heading_text(tex);
        let tex = tex::normalized(tex);
        if !tex.is_empty() {
            self.inventory.set_origin(bytes);
            self.inventory.push_placeholder(Category::Maths, MATHS, u32::from(display), tex);
        }
    }

    /// Handles an inline HTML tag. Tags unknown to browsers show nothing.
    fn tag(&mut self, source: &str) {
        let name = source.trim_start_matches(['<', '/']).trim_end_matches(['>', '/', ' ']);
        if name == "br" {
            return self.inventory.end_line();
        }
        if !source.starts_with("</") {
            return self.tags.push((name.to_owned(), self.inventory.offset()));
        }
        if self.tags.last().is_none_or(|(open, _)| open != name) {
            return;
        }
        let Some((_, start)) = self.tags.pop() else { return };
        let (category, number) = match name {
            "strong" | "b" => (Category::Strong, 0),
            "em" | "i" => (Category::Emphasis, 0),
            "del" | "s" => (Category::Strike, 0),
            "code" => (Category::InlineCode, 0),
            _ => match kept_tag_number(name) {
                Some(number) => (Category::Html, number),
                None => return,
            },
        };
        self.inventory.mark(category, start, [number, 0, 0], String::new());
    }

    fn start(&mut self, tag: Start<'_>, bytes: Range<usize>) {
        if !matches!(
            tag,
            Start::Emphasis | Start::Strong | Start::Strikethrough | Start::Link { .. } | Start::Image { .. }
        ) {
            self.inventory.end_line();
        }
        self.open.push(self.inventory.offset());
        match tag {
            Start::Heading { .. } => self.heading = Some(String::new()),
            Start::CodeBlock(_) | Start::HtmlBlock => {
                self.inventory.set_origin(bytes);
                self.source = Some(String::new());
                if let Start::CodeBlock(CodeBlockKind::Fenced(info)) = tag {
                    self.language = info.split_ascii_whitespace().next().map(str::to_owned);
                }
            }
            Start::List(start) => {
                let start = start.map(|start| u32::try_from(start).unwrap_or(u32::MAX));
                self.lists.push((start, false));
            }
            Start::Item => {
                self.inventory.mark_boundary();
                self.items.push((0, 0));
            }
            Start::BlockQuote(_) | Start::TableCell => self.inventory.mark_boundary(),
            Start::FootnoteDefinition(label) => self.urls.push(Some(label.to_lowercase())),
            Start::Table(columns) => self.table = Table { columns, ..Table::default() },
            Start::Link { link_type, dest_url, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let url = match urls::link(&format!("{scheme}{dest_url}"), self.base, self.options.links) {
                    LinkTarget::Url(url) => Some(url),
                    LinkTarget::Fragment(name) => Some(format!("#{name}")),
                    LinkTarget::Invalid(_) => Some(urls::decoded(&dest_url)),
                };
                self.urls.push(url);
            }
            Start::Image { dest_url, .. } => {
                self.open_images += 1;
                self.urls.push(urls::image(&dest_url, self.base, self.options.image_query));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, bytes: Range<usize>) {
        let start = self.open.pop().unwrap_or_default();
        match tag {
            TagEnd::Emphasis => return self.mark(Category::Emphasis, start, 0),
            TagEnd::Strong => return self.mark(Category::Strong, start, 0),
            TagEnd::Strikethrough => return self.mark(Category::Strike, start, 0),
            TagEnd::Link => {
                if let Some(url) = self.urls.pop().flatten() {
                    self.inventory.mark(Category::Links, start, [0; 3], url);
                }
                return;
            }
            TagEnd::Image => {
                self.open_images = self.open_images.saturating_sub(1);
                if let Some(url) = self.urls.pop().flatten()
                    && self.open_images == 0
                {
                    self.inventory.set_origin(bytes);
                    let text = visible_text(&std::mem::take(&mut self.alt));
                    self.inventory.push_image(url, Some(Label { text, is_optional: false }));
                }
                return;
            }
            TagEnd::CodeBlock => {
                let source = self.source.take().unwrap_or_default();
                let language = self.language.take().map(|text| Label { text, is_optional: false });
                let at = self.inventory.offset();
                self.inventory.code(&code_text::tidied(&source), false, language, at);
            }
            TagEnd::HtmlBlock => self.html(bytes),
            _ => {}
        }
        self.inventory.end_line();
        if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::TableCell) {
            self.inventory.mark_boundary();
        }
        self.end_box(tag, start);
    }

    fn end_box(&mut self, tag: TagEnd, start: usize) {
        match tag {
            TagEnd::Heading(level) => {
                self.mark(Category::Headings, start, level as u32);
                self.inventory.plain(start);
                self.name_heading();
            }
            TagEnd::BlockQuote(_) => self.mark(Category::Quotes, start, 0),
            TagEnd::List(_) => {
                self.lists.pop();
                let length = self.inventory.offset() - start;
                if let Some((nested, _)) = self.items.last_mut() {
                    *nested += length;
                }
            }
            TagEnd::Item => self.item(start),
            TagEnd::FootnoteDefinition => {
                let label = self.urls.pop().flatten().unwrap_or_default();
                self.inventory.mark(Category::Footnotes, start, [1, 0, 0], label);
            }
            TagEnd::TableCell => {
                if self.table.row == 0 {
                    self.inventory.plain(start);
                }
                let Table { row, column, .. } = self.table;
                let align = self.table.columns.get(column).map_or(0, |align| *align as u32);
                self.table.read.push(TableCell { row, column, start, end: self.inventory.offset(), align });
                self.table.column += 1;
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.table.row += 1;
                self.table.column = 0;
            }
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.inventory.cells(&table.read, false);
            }
            _ => {}
        }
    }

    fn mark(&mut self, category: Category, start: usize, number: u32) {
        self.inventory.mark(category, start, [number, 0, 0], String::new());
    }

    fn item(&mut self, start: usize) {
        let (nested, task) = self.items.pop().unwrap_or_default();
        let is_own = self.inventory.offset() - start > nested || task > 0;
        let depth = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let Some((next, _)) = self.lists.last_mut() else { return };
        let number = next.map_or(0, |number| number.saturating_add(1));
        *next = next.map(|next| next.saturating_add(1));
        if is_own {
            self.inventory.mark(Category::Items, start, [depth, number, task], String::new());
        }
    }

    /// Assigns a slug to the heading that ends.
    fn name_heading(&mut self) {
        let text = self.heading.take().unwrap_or_default();
        let name = self.slugs.next(&text);
        let number = u32::try_from(self.heading_numbers.len()).unwrap_or(u32::MAX);
        self.heading_numbers.entry(name).or_insert(number);
    }

    /// Reads a block of HTML as a browser shows it.
    fn html(&mut self, bytes: Range<usize>) {
        let source = self.source.take().unwrap_or_default();
        if source.trim_start().starts_with("<!--") {
            return;
        }
        let name = source.trim_start().trim_start_matches(['<', '/']);
        if name.starts_with("details>") {
            self.inventory.mark_boundary();
        }
        let Ok(page) = dom::parse(&source, &self.options.limits) else { return };
        let Some(body) = page.elements().find(|element| element.tag() == "body") else { return };
        page::read_html(&mut self.inventory, body, self.base, self.options, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_front_matter() {
        for front in ["---\na: 1\n---\n", "+++\na = 1\n+++\n", "{\n  \"a\": 1\n}\n"] {
            let (inventory, _) = read(&format!("{front}\n文"), None, Dialect::GFM, &Options::default());
            assert_eq!(inventory.text, "文", "{front}");
        }
    }
}
