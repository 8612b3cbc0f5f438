//! HTML tables and the tags of `<details>`: few attributes, no blank lines and no Markdown inside.

use std::borrow::Cow;

use super::context::Context;
use crate::model::{
    Alignment, Block, Cell, CodeBlock, CodeLanguage, Image, Inline, ListItem, ListKind, Table,
};
use crate::options::MathSyntax;

/// HTML being written.
struct Html {
    text: String,
    /// How formulas are written in Markdown.
    math: MathSyntax,
    /// Whether Markdown is read between the tags.
    is_parsed: bool,
}

impl Html {
    fn new(text: String, context: &Context<'_>) -> Self {
        Self { text, math: context.math, is_parsed: context.is_pandoc }
    }

    /// Writes text that no parser takes for markup.
    fn literal(&mut self, text: &str) {
        if self.is_parsed {
            self.push_str(&text_in_cell(text));
        } else {
            self.push_str(&escape(text));
        }
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn extend<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        self.text.extend(texts);
    }

    /// Writes a formula for the script that shows formulas in the page.
    fn formula(&mut self, tex: &str, display: bool) {
        let [opens, closes] = match (self.math, display) {
            (MathSyntax::Kramdown | MathSyntax::Brackets, false) => ["\\(", "\\)"],
            (MathSyntax::Kramdown | MathSyntax::Brackets, true) => ["\\[", "\\]"],
            (_, false) => ["$", "$"],
            (_, true) => ["$$", "$$"],
        };
        let tex = if self.is_parsed { tex.into() } else { escape(tex) };
        self.extend([opens, &tex, closes]);
    }
}

/// Renders a `<table>`, which may span several lines.
pub(super) fn table(table: &Table, context: &Context<'_>) -> String {
    let mut out = Html::new(String::new(), context);
    write_table(&mut out, table);
    out.text
}

fn write_table(out: &mut Html, table: &Table) {
    out.push_str("<table>\n");
    let (head, body) = table.rows.split_at(table.header_rows.min(table.rows.len()));
    for (name, rows) in [("thead", head), ("tbody", body)] {
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format_tag(name));
        out.push('\n');
        for row in rows {
            out.push_str("<tr>");
            for (column, c) in row.iter().enumerate() {
                let alignment = table.columns.get(column).copied().unwrap_or_default();
                cell(out, c, name == "thead" || c.header, alignment);
            }
            out.push_str("</tr>\n");
        }
        close(out, name);
        out.push('\n');
    }
    out.push_str("</table>");
}

/// Renders the start tag of `<details>`, which has these attributes, with its summary, on one line.
pub(super) fn details_tag(attributes: &str, summary: &[Inline], context: &Context<'_>) -> String {
    let mut out = Html::new(format!("<details{attributes}>"), context);
    if !summary.is_empty() {
        element(&mut out, "summary", |out| inlines(out, summary));
    }
    out.text
}

fn format_tag(name: &str) -> String {
    format!("<{name}>")
}

fn close(out: &mut Html, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn element(out: &mut Html, name: &str, inner: impl FnOnce(&mut Html)) {
    out.push_str(&format_tag(name));
    inner(out);
    close(out, name);
}

fn cell(out: &mut Html, cell: &Cell, header: bool, alignment: Alignment) {
    let name = if header { "th" } else { "td" };
    out.push('<');
    out.push_str(name);
    for (attribute, value) in [("colspan", cell.colspan), ("rowspan", cell.rowspan)] {
        if value > 1 {
            out.extend([" ", attribute, "=\"", &value.to_string(), "\""]);
        }
    }
    out.push_str(match alignment {
        Alignment::None => ">",
        Alignment::Left => " align=\"left\">",
        Alignment::Center => " align=\"center\">",
        Alignment::Right => " align=\"right\">",
    });
    blocks(out, &cell.blocks);
    close(out, name);
}

/// Writes the blocks of a cell or item. A single paragraph needs no `<p>`.
fn blocks(out: &mut Html, list: &[Block]) {
    match list {
        [Block::Paragraph(content)] => inlines(out, content),
        _ => list.iter().for_each(|b| block(out, b)),
    }
}

/// Writes a checkbox on the line of the first paragraph.
fn item_content(out: &mut Html, item: &ListItem) {
    let task = item.task.map_or("", |done| if done { "[x] " } else { "[ ] " });
    match item.blocks.split_first() {
        Some((Block::Paragraph(line), rest)) if !task.is_empty() && !rest.is_empty() => {
            element(out, "p", |out| {
                out.push_str(task);
                inlines(out, line);
            });
            rest.iter().for_each(|rest| block(out, rest));
        }
        _ => {
            out.push_str(task);
            blocks(out, &item.blocks);
        }
    }
}

fn block(out: &mut Html, block: &Block) {
    match block {
        Block::Paragraph(content) => element(out, "p", |out| inlines(out, content)),
        Block::Heading(h) => element(out, &format!("h{}", h.level.get()), |out| inlines(out, &h.content)),
        Block::List(list) => {
            let name = if list.kind == ListKind::Bullet { "ul" } else { "ol" };
            match list.kind {
                ListKind::Ordered(start) if start != 1 => {
                    out.extend(["<ol start=\"", &start.to_string(), "\">"]);
                }
                _ => out.push_str(&format_tag(name)),
            }
            for item in &list.items {
                element(out, "li", |out| item_content(out, item));
            }
            close(out, name);
        }
        Block::Quote(list) => element(out, "blockquote", |out| list.iter().for_each(|b| self::block(out, b))),
        Block::Details(details) => {
            if !details.summary.is_empty() {
                element(out, "p", |out| element(out, "strong", |out| inlines(out, &details.summary)));
            }
            details.blocks.iter().for_each(|b| self::block(out, b));
        }
        Block::Code(code) => {
            out.push_str(&code_tag(code));
            // A blank line would end the HTML block. Lines of whitespace only are already trimmed to empty ones.
            out.push_str(&escape(&code.text).replace("\n\n", "\n&#10;").replace("\n\n", "\n&#10;"));
            out.push_str("</code></pre>");
        }
        Block::Math(tex) => element(out, "p", |out| out.formula(tex, true)),
        Block::Rule => out.push_str("<hr>"),
        Block::Table(inner) => write_table(out, inner),
        Block::Footnote(note) => note.blocks.iter().for_each(|b| self::block(out, b)),
    }
}

fn inlines(out: &mut Html, list: &[Inline]) {
    for inline in list {
        match inline {
            Inline::Text(text) => out.literal(text),
            Inline::Strong(content) => element(out, "strong", |out| inlines(out, content)),
            Inline::Emphasis(content) => element(out, "em", |out| inlines(out, content)),
            Inline::Strike(content) => element(out, "del", |out| inlines(out, content)),
            Inline::Element(tag, content) => element(out, tag.name(), |out| inlines(out, content)),
            Inline::Code(code) => element(out, "code", |out| out.literal(code)),
            Inline::Link(link) => {
                out.push_str(&link_tag(&link.url, None));
                inlines(out, &link.content);
                close(out, "a");
            }
            Inline::Image(image) => out.push_str(&image_tag(&Image { title: None, ..image.clone() })),
            Inline::Math(math) => out.formula(&math.tex, math.display),
            Inline::Break => out.push_str("<br>"),
            Inline::FootnoteReference(label) => element(out, "sup", |out| {
                out.extend(["<a href=\"#fn-", &escape(label), "\">", &escape(label), "</a>"]);
            }),
        }
    }
}

/// Renders the start tag of a link.
pub(super) fn link_tag(url: &str, title: Option<&str>) -> String {
    format!("<a href=\"{}\"{}>", escape(url), title_attribute(title))
}

/// Renders an image.
pub(super) fn image_tag(image: &Image) -> String {
    let title = title_attribute(image.title.as_deref());
    format!("<img src=\"{}\" alt=\"{}\"{title}>", escape(&image.url), escape(&image.alt))
}

fn title_attribute(title: Option<&str>) -> String {
    title.map_or_else(String::new, |title| format!(" title=\"{}\"", escape(title)))
}

/// Renders a block of code. A blank line does not end it, and nothing in it is a fence.
pub(super) fn code(code: &CodeBlock) -> String {
    format!("{}{}</code></pre>", code_tag(code), escape(&code.text).replace('`', "&#96;"))
}

fn code_tag(code: &CodeBlock) -> String {
    let class = |language: &CodeLanguage| format!(" class=\"language-{}\"", language.as_str());
    format!("<pre><code{}>", code.language.as_ref().map(class).unwrap_or_default())
}

/// Replaces characters that are special in HTML with entities.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return text.into();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").into()
}

/// Replaces all punctuation with entities, so that neither HTML, Markdown nor a table row interprets it.
pub(super) fn text_in_cell(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.extend(["&#", &u32::from(c).to_string(), ";"]);
        } else {
            out.push(c);
        }
    }
    out
}
