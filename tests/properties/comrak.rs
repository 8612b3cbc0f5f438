//! A second Markdown parser: comrak, with GitHub's extensions.

use comrak::nodes::{AstNode, ListType, NodeMath, NodeTable, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};
use csdown::model::{
    Alignment, Block, Cell, CodeBlock, CodeLanguage, Details, Document, Footnote, Heading, HeadingLevel,
    Image, Inline, Link, List, ListItem, ListKind, Math, Table, Tag, plain_text,
};
use csdown::{parse_markdown, verify};

/// Checks that comrak parses `markdown` into `document`.
pub fn equivalent(document: &Document, markdown: &str) -> Result<(), String> {
    verify::equivalent(document, &parse(markdown, false))
}

/// Parses `markdown` with comrak. `autolink` turns bare URLs into links, as GitHub does.
pub fn parse(markdown: &str, autolink: bool) -> Document {
    let arena = Arena::new();
    Document { blocks: blocks(parse_document(&arena, markdown, &options(autolink))) }
}

/// Counts the HTML blocks and inline HTML nodes that comrak finds.
pub fn count_html(markdown: &str) -> usize {
    let arena = Arena::new();
    let is_html = |node: &&AstNode<'_>| {
        matches!(node.data.borrow().value, NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_))
    };
    parse_document(&arena, markdown, &options(false)).descendants().filter(is_html).count()
}

fn options(autolink: bool) -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = autolink;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.parse.leave_footnote_definitions = true;
    options
}

fn blocks<'a>(node: &'a AstNode<'a>) -> Vec<Block> {
    // The summary and the blocks of each open `<details>`, preceded by the blocks of the node itself.
    let mut open = vec![Details::default()];
    for child in node.children() {
        let html = match &child.data.borrow().value {
            NodeValue::HtmlBlock(html) => html.literal.trim_end().to_owned(),
            _ => String::new(),
        };
        if html.starts_with("<details>") {
            let Some(Block::Details(alone)) = parse_markdown(&html).blocks.pop() else { panic!("{html}") };
            open.push(alone);
            continue;
        }
        let block = if html == "</details>" { open.pop().map(Block::Details) } else { block(child) };
        open.last_mut().unwrap().blocks.extend(block);
    }
    assert_eq!(open.len(), 1, "unclosed <details>");
    open.remove(0).blocks
}

fn block<'a>(node: &'a AstNode<'a>) -> Option<Block> {
    Some(match &node.data.borrow().value {
        NodeValue::Paragraph => {
            let content = inlines(node);
            match content.as_slice() {
                [Inline::Math(math)] if math.display => Block::Math(math.tex.trim_matches('\n').to_owned()),
                _ => Block::Paragraph(content),
            }
        }
        NodeValue::Heading(heading) => {
            let level = HeadingLevel::new(heading.level)?;
            Block::Heading(Heading { level, content: inlines(node), anchors: Vec::new() })
        }
        NodeValue::List(list) => {
            let start = u32::try_from(list.start).ok()?;
            let kind =
                if list.list_type == ListType::Bullet { ListKind::Bullet } else { ListKind::Ordered(start) };
            Block::List(List { kind, items: node.children().map(item).collect() })
        }
        NodeValue::BlockQuote => Block::Quote(blocks(node)),
        NodeValue::CodeBlock(code) => {
            let text = code.literal.strip_suffix('\n').unwrap_or(&code.literal).to_owned();
            Block::Code(CodeBlock { language: CodeLanguage::new(&code.info), text })
        }
        NodeValue::ThematicBreak => Block::Rule,
        NodeValue::HtmlBlock(html) if html.literal.trim_end() == "<!-- -->" => return None,
        NodeValue::HtmlBlock(html) => {
            Block::Paragraph(vec![Inline::Text(html.literal.trim_end().to_owned())])
        }
        NodeValue::FootnoteDefinition(footnote) => {
            Block::Footnote(Footnote { label: footnote.name.clone(), blocks: blocks(node) })
        }
        NodeValue::Table(head) => Block::Table(table(node, head)),
        other => panic!("unexpected block: {other:?}"),
    })
}

fn item<'a>(node: &'a AstNode<'a>) -> ListItem {
    let task = match &node.data.borrow().value {
        NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
        _ => None,
    };
    ListItem { task, blocks: blocks(node) }
}

fn table<'a>(node: &'a AstNode<'a>, head: &NodeTable) -> Table {
    let side = |side: &TableAlignment| match side {
        TableAlignment::None => Alignment::None,
        TableAlignment::Left => Alignment::Left,
        TableAlignment::Center => Alignment::Center,
        TableAlignment::Right => Alignment::Right,
    };
    let cell = |node| {
        let content = inlines(node);
        Cell::new(if content.is_empty() { Vec::new() } else { vec![Block::Paragraph(content)] })
    };
    let rows = node.children().map(|row| row.children().map(cell).collect()).collect();
    Table { columns: head.alignments.iter().map(side).collect(), header_rows: 1, rows, ..Table::default() }
}

fn inlines<'a>(node: &'a AstNode<'a>) -> Vec<Inline> {
    // The content of each open element, preceded by that of the line itself.
    let mut open: Vec<(&str, Vec<Inline>)> = vec![("", Vec::new())];
    for child in node.children() {
        let (_, content) = open.last_mut().unwrap();
        match &child.data.borrow().value {
            NodeValue::Text(text) => push_text(content, text),
            NodeValue::SoftBreak => push_text(content, " "),
            NodeValue::HtmlInline(html) => tag(&mut open, html),
            value => content.push(inline(value, child)),
        }
    }
    while open.len() > 1 {
        let (name, inner) = open.pop().unwrap();
        let (_, content) = open.last_mut().unwrap();
        push_text(content, &format!("<{name}>"));
        content.extend(inner);
    }
    open.pop().unwrap().1
}

fn inline<'a>(value: &NodeValue, node: &'a AstNode<'a>) -> Inline {
    let some = |title: &str| (!title.is_empty()).then(|| title.to_owned());
    match value {
        NodeValue::LineBreak => Inline::Break,
        NodeValue::Code(code) => Inline::Code(code.literal.clone()),
        NodeValue::Strong => Inline::Strong(inlines(node)),
        NodeValue::Emph => Inline::Emphasis(inlines(node)),
        NodeValue::Strikethrough => Inline::Strike(inlines(node)),
        NodeValue::Link(link) => {
            Inline::Link(Link { url: link.url.clone(), title: some(&link.title), content: inlines(node) })
        }
        NodeValue::Image(image) => {
            let alt = plain_text(&inlines(node));
            Inline::Image(Image { url: image.url.clone(), alt, title: some(&image.title) })
        }
        NodeValue::Math(NodeMath { display_math, literal, .. }) => {
            Inline::Math(Math { tex: literal.clone(), display: *display_math })
        }
        NodeValue::FootnoteReference(footnote) => Inline::FootnoteReference(footnote.name.clone()),
        other => panic!("unexpected inline: {other:?}"),
    }
}

/// Opens or closes an element of the model. Other tags stay text.
fn tag(open: &mut Vec<(&str, Vec<Inline>)>, html: &str) {
    let name = html.trim_start_matches(['<', '/']).trim_end_matches('>');
    let known = Tag::ALL.into_iter().map(Tag::name).chain(["code"]).find(|known| *known == name);
    let (current, content) = open.last_mut().unwrap();
    match known {
        _ if html == "<br>" => content.push(Inline::Break),
        Some(name) if html.starts_with("</") && *current == name => {
            let (_, inner) = open.pop().unwrap();
            let tag = Tag::ALL.into_iter().find(|tag| tag.name() == name);
            let element = tag
                .map_or_else(|| Inline::Code(plain_text(&inner)), |tag| Inline::Element(tag, inner.clone()));
            open.last_mut().unwrap().1.push(element);
        }
        Some(name) if !html.starts_with("</") => open.push((name, Vec::new())),
        _ => push_text(content, html),
    }
}

fn push_text(line: &mut Vec<Inline>, text: &str) {
    match line.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => line.push(Inline::Text(text.to_owned())),
    }
}
