//! Blocks: headings, paragraphs, lists, quotes, code, display maths, rules, footnotes.

use super::writer::Writer;
use super::{html, inline, table};
use crate::model::{Block, CodeBlock, Heading, List, ListItem, ListKind, TableForm};
use crate::options::HardBreak;

/// Writes `blocks` with a blank line between each two.
pub(super) fn write(writer: &mut Writer, blocks: &[Block], hard_break: HardBreak) {
    write_spaced(writer, blocks, Spacing { newlines: 2, in_item: false, item_start: false }, hard_break);
}

#[derive(Clone, Copy)]
struct Spacing {
    newlines: usize,
    /// A rule that opens an item must not look like one with the item's bullet.
    in_item: bool,
    /// A paragraph that opens an item must not look like a task box.
    item_start: bool,
}

fn write_spaced(writer: &mut Writer, blocks: &[Block], spacing: Spacing, hard_break: HardBreak) {
    let mut before: Option<&Block> = None;
    for block in blocks {
        if let Some(before) = before {
            writer.end_lines(spacing.newlines);
            if would_join(before, block) {
                writer.text("<!-- -->");
                writer.end_lines(2);
            }
        }
        let opening = before.is_none();
        let place = inline::Place::Paragraph { item_start: opening && spacing.item_start };
        match block {
            Block::Paragraph(content) => writer.lines(&inline::write(content, place, hard_break)),
            Block::Rule => writer.text(if opening && spacing.in_item { "***" } else { "---" }),
            _ => write_container(writer, block, hard_break),
        }
        before = Some(block);
    }
}

fn write_container(writer: &mut Writer, block: &Block, hard_break: HardBreak) {
    match block {
        Block::Heading(heading) => write_heading(writer, heading, hard_break),
        Block::List(list) => write_list(writer, list, hard_break),
        Block::Quote(blocks) => {
            writer.text("> ");
            writer.under("> ", |w| write(w, blocks, hard_break));
        }
        Block::Code(code) => write_code(writer, code),
        Block::Math(tex) => {
            writer.text("$$");
            writer.end_lines(1);
            writer.lines(tex);
            writer.end_lines(1);
            writer.text("$$");
        }
        Block::Table(t) if t.form == TableForm::Html => writer.lines(&html::table(t)),
        Block::Table(t) => table::write(writer, t, hard_break),
        Block::Footnote(note) => {
            writer.text(&format!("[^{}]: ", note.label));
            writer.under("    ", |w| write(w, &note.blocks, hard_break));
        }
        Block::Paragraph(_) | Block::Rule => {}
    }
}

/// Whether a Markdown reader, or a careless one, would make one block of the two.
fn would_join(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (Block::List(a), Block::List(b)) => {
            matches!(a.kind, ListKind::Bullet) == matches!(b.kind, ListKind::Bullet)
        }
        (Block::Quote(_), Block::Quote(_)) => true,
        _ => false,
    }
}

fn write_heading(writer: &mut Writer, heading: &Heading, hard_break: HardBreak) {
    writer.text(&"#".repeat(usize::from(heading.level.get())));
    writer.text(" ");
    writer.text(&inline::write(&heading.content, inline::Place::Heading, hard_break));
}

fn write_code(writer: &mut Writer, code: &CodeBlock) {
    let longest = longest_run(&code.text, '`');
    let fence = "`".repeat(3.max(longest + 1));
    writer.text(&fence);
    if let Some(language) = &code.language {
        writer.text(language.as_str());
    }
    writer.end_lines(1);
    if !code.text.is_empty() {
        writer.lines(&code.text);
        writer.end_lines(1);
    }
    writer.text(&fence);
}

/// The length of the longest run of `c` in `text`.
pub(super) fn longest_run(text: &str, c: char) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for x in text.chars() {
        current = if x == c { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}

fn write_list(writer: &mut Writer, list: &List, hard_break: HardBreak) {
    let newlines = if list.items.iter().all(is_tight) { 1 } else { 2 };
    let mut number = match list.kind {
        ListKind::Bullet => 0,
        ListKind::Ordered(start) => start,
    };
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 {
            writer.end_lines(newlines);
        }
        let marker = match list.kind {
            ListKind::Bullet => "- ".to_owned(),
            ListKind::Ordered(_) => format!("{number}. "),
        };
        number = number.saturating_add(1);
        writer.text(&marker);
        if let Some(checked) = item.task {
            writer.text(if checked { "[x] " } else { "[ ] " });
        }
        let spacing = Spacing { newlines, in_item: true, item_start: item.task.is_none() };
        let indent = " ".repeat(marker.len());
        writer.under(&indent, |w| write_spaced(w, &item.blocks, spacing, hard_break));
    }
}

/// Whether nothing in `item` asks for a blank line. An ordered list interrupts a paragraph only when it starts at 1.
fn is_tight(item: &ListItem) -> bool {
    match item.blocks.as_slice() {
        [] | [_] => true,
        [Block::Paragraph(_), Block::List(list)] => {
            matches!(list.kind, ListKind::Bullet | ListKind::Ordered(1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Inline};
    use crate::{Options, render::render};

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(vec![Inline::Text(text.into())])
    }

    fn list(kind: ListKind, blocks: Vec<Block>) -> Block {
        Block::List(List { kind, items: vec![ListItem { task: None, blocks }] })
    }

    fn markdown(blocks: Vec<Block>) -> String {
        render(&Document { blocks }, &Options::default())
    }

    #[test]
    fn a_sublist_is_tight_unless_it_starts_elsewhere_than_1() {
        let inner = |start| list(ListKind::Ordered(start), vec![paragraph("b")]);
        assert_eq!(markdown(vec![list(ListKind::Bullet, vec![paragraph("a"), inner(1)])]), "- a\n  1. b\n");
        assert_eq!(markdown(vec![list(ListKind::Bullet, vec![paragraph("a"), inner(3)])]), "- a\n\n  3. b\n");
    }

    #[test]
    fn neighbouring_lists_stay_apart() {
        let item = || list(ListKind::Bullet, vec![paragraph("a")]);
        assert_eq!(markdown(vec![item(), item()]), "- a\n\n<!-- -->\n\n- a\n");
    }

    #[test]
    fn a_fence_is_longer_than_any_run_inside() {
        let code = CodeBlock { language: None, text: "````".into() };
        assert_eq!(markdown(vec![Block::Code(code)]), "`````\n````\n`````\n");
    }
}
