//! Reads tables and code in HTML as they are rendered: bare elements, each of which the document model has.

use crate::dom::{self, Element, Node};
use crate::model::{
    Alignment, Block, Cell, CodeBlock, CodeLanguage, Heading, HeadingLevel, Image, Inline, Link, List,
    ListItem, ListKind, Table, Tag,
};
use crate::options::Limits;

/// Returns the table or the code in a block of HTML; `None` if it is anything else.
pub(super) fn read(html: &str) -> Option<Block> {
    let is = |start, end| html.starts_with(start) && html.ends_with(end);
    if !(is("<table>", "</table>") || is("<pre><code", "</code></pre>")) {
        return None;
    }
    let page = dom::parse(html, &Limits::default()).ok()?;
    page.elements().find(|element| matches!(element.tag(), "table" | "pre")).and_then(block)
}

fn table(element: Element<'_>) -> Table {
    // What GFM can express becomes a table of GFM again, unless the options say otherwise.
    let mut table = Table::default();
    for section in element.child_elements() {
        let rows = section.child_elements().map(|row| row.child_elements().map(cell).collect());
        table.rows.extend(rows);
        if section.tag() == "thead" {
            table.header_rows = table.rows.len();
        }
    }
    table
}

fn cell(element: Element<'_>) -> Cell {
    let span = |name| element.attribute(name).and_then(|span| span.parse().ok()).unwrap_or(1);
    Cell {
        colspan: span("colspan"),
        rowspan: span("rowspan"),
        header: element.tag() == "th",
        alignment: alignment(element),
        ..Cell::new(content(element))
    }
}

fn alignment(element: Element<'_>) -> Alignment {
    match element.attribute("align") {
        Some("left") => Alignment::Left,
        Some("center") => Alignment::Center,
        Some("right") => Alignment::Right,
        _ => Alignment::None,
    }
}

/// Returns the blocks of a cell or an item, whose only paragraph has no element.
fn content(element: Element<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut line = Vec::new();
    for node in element.node().children() {
        match node.as_element().and_then(block) {
            Some(block) => {
                push_line(&mut blocks, &mut line);
                blocks.push(block);
            }
            None => line.extend(inline(node)),
        }
    }
    push_line(&mut blocks, &mut line);
    blocks
}

fn push_line(blocks: &mut Vec<Block>, line: &mut Vec<Inline>) {
    if !line.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(line)));
    }
}

fn block(element: Element<'_>) -> Option<Block> {
    let number = |digits: &str| digits.parse().ok().and_then(HeadingLevel::new);
    Some(match element.tag() {
        "p" => match line(element) {
            line if line.is_empty() => return None,
            line => formula(&line).unwrap_or(Block::Paragraph(line)),
        },
        "ul" => list(element, ListKind::Bullet),
        "ol" => {
            let start = element.attribute("start").and_then(|start| start.parse().ok());
            list(element, ListKind::Ordered(start.unwrap_or(1)))
        }
        "blockquote" => Block::Quote(content(element)),
        "pre" => code(element),
        "hr" => Block::Rule,
        "table" => Block::Table(table(element)),
        tag => {
            let level = number(tag.strip_prefix('h')?)?;
            Block::Heading(Heading { level, content: line(element), anchors: Vec::new() })
        }
    })
}

/// Returns the displayed formula that is all of a paragraph.
fn formula(line: &[Inline]) -> Option<Block> {
    let [Inline::Text(text)] = line else { return None };
    let inside = |opens, closes| text.strip_prefix(opens)?.strip_suffix(closes);
    let tex = inside("$$", "$$").or_else(|| inside("\\[", "\\]"))?;
    Some(Block::Math(tex.to_owned()))
}

fn list(element: Element<'_>, kind: ListKind) -> Block {
    let items = element.child_elements().map(|item| {
        let mut blocks = content(item);
        ListItem { task: take_task(&mut blocks), blocks }
    });
    Block::List(List { kind, items: items.collect() })
}

/// Removes the task box at the start of an item.
fn take_task(blocks: &mut Vec<Block>) -> Option<bool> {
    let Some(Block::Paragraph(line)) = blocks.first_mut() else { return None };
    let Some(Inline::Text(text)) = line.first_mut() else { return None };
    let (task, rest) = [("[x] ", true), ("[ ] ", false)]
        .into_iter()
        .find_map(|(mark, task)| Some((task, text.strip_prefix(mark)?.to_owned())))?;
    *text = rest;
    if text.is_empty() {
        line.remove(0);
    }
    if line.is_empty() {
        blocks.remove(0);
    }
    Some(task)
}

fn code(element: Element<'_>) -> Block {
    let class = element.find_tag("code").and_then(|code| code.attribute("class"));
    let language = class.and_then(|class| CodeLanguage::new(class.strip_prefix("language-")?));
    Block::Code(CodeBlock { language, text: element.text().into_owned() })
}

fn line(element: Element<'_>) -> Vec<Inline> {
    element.node().children().flat_map(inline).collect()
}

/// Returns the inlines of a node. An element outside the model is seen through.
fn inline(node: Node<'_>) -> Vec<Inline> {
    if let Some(text) = node.as_text() {
        return vec![Inline::Text(text.to_owned())];
    }
    let Some(element) = node.as_element() else { return Vec::new() };
    let attribute = |name| element.attribute(name).unwrap_or_default().to_owned();
    let inline = match element.tag() {
        "br" => Inline::Break,
        "strong" => Inline::Strong(line(element)),
        "em" => Inline::Emphasis(line(element)),
        "del" => Inline::Strike(line(element)),
        "code" => Inline::Code(element.text().into_owned()),
        "a" => Inline::Link(Link { url: attribute("href"), title: None, content: line(element) }),
        "img" => Inline::Image(Image { url: attribute("src"), alt: attribute("alt"), title: None }),
        tag => match Tag::ALL.into_iter().find(|known| known.name() == tag) {
            Some(tag) => Inline::Element(tag, line(element)),
            None => return line(element),
        },
    };
    vec![inline]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, TableForm};
    use crate::options::{Dialect, Options};

    #[test]
    fn tables_read_back_as_they_were_written() {
        for cell in [
            "一<br>二 <strong>&lt;b&gt;</strong><a href=\"x&amp;y\"><img src=\"a.png\" alt=\"&quot;\"></a>",
            "<p>一</p><pre><code class=\"language-c\">a\n&#10;  b &amp;\n</code></pre>",
            "<ol start=\"3\"><li>[x] 一</li><li><p>二</p><ul><li>三</li></ul></li></ol><hr>",
            "<h3>一</h3><blockquote><p><em>二</em><sub>1</sub></p></blockquote>",
        ] {
            let head = "<thead>\n<tr><th colspan=\"2\">甲</th></tr>\n</thead>\n";
            let body = format!("<tbody>\n<tr><th>乙</th><td rowspan=\"2\">{cell}</td></tr>\n</tbody>\n");
            let written = format!("<table>\n{head}{body}</table>\n");
            let mut document = crate::markdown::read(&written, Dialect::GFM);
            let [Block::Table(table)] = &mut document.blocks[..] else { panic!("{document:?}") };
            table.form = TableForm::Html;
            assert_eq!(crate::render::render(&document, &Options::default()), written);
        }
        assert_eq!(read("<table class=a><tr><td>一</table>"), None);
        assert!(
            !matches!(crate::markdown::parse("<table>\n</table>\n"), Document { blocks } if blocks.is_empty())
        );
    }
}
