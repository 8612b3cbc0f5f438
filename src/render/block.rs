//! Blocks: headings, paragraphs, lists, quotes, code, display maths, thematic breaks, footnotes.

use std::borrow::Cow;

use super::context::{Container, Context, ParagraphStart};
use super::extra::marked;
use super::inline;
use super::writer::Writer;
use super::{html, kramdown, table, tex};
use crate::markdown::target::Grammar;
use crate::model::{
    Block, Details, Footnote, Heading, Inline, List, ListItem, ListKind, Math, Table, TableForm,
};
use crate::options::MathSyntax;

/// Writes `blocks`, separated by blank lines.
pub(super) fn write(writer: &mut Writer, blocks: &[Block], context: &Context<'_>) {
    write_spaced(writer, blocks, Spacing { newlines: 2, rule: "---", start: ParagraphStart::Block }, context);
}

#[derive(Clone, Copy)]
struct Spacing {
    newlines: usize,
    /// A thematic break at the start, which must not use the item's bullet character.
    rule: &'static str,
    /// What precedes the first paragraph on its line.
    start: ParagraphStart,
}

fn write_spaced(writer: &mut Writer, blocks: &[Block], spacing: Spacing, context: &Context<'_>) {
    let mut before: Option<&Block> = None;
    let mut markers = Markers::First;
    for block in blocks {
        if let Some(before) = before {
            writer.end_lines(spacing.newlines);
            markers = separate(writer, before, block, markers, context);
        }
        let opening = before.is_none();
        let start = if opening { spacing.start } else { ParagraphStart::Block };
        match block {
            Block::Paragraph(line) => write_paragraph(writer, line, start, context),
            Block::Rule => writer.text(if opening { spacing.rule } else { "---" }),
            Block::List(list) => write_list(writer, list, markers, context),
            _ => write_container(writer, block, context),
        }
        before = Some(block);
    }
}

fn write_paragraph(writer: &mut Writer, line: &[Inline], start: ParagraphStart, context: &Context<'_>) {
    let is_table = is_kramdown(context) && kramdown::is_table(line);
    if is_table {
        writer.text("<!-- -->");
        writer.end_lines(1);
    }
    let start = if is_table { ParagraphStart::Block } else { start };
    inline::write_paragraph(writer, line, start, context);
}

fn is_kramdown(context: &Context<'_>) -> bool {
    context.syntax.grammar == Grammar::Kramdown
}

fn write_container(writer: &mut Writer, block: &Block, context: &Context<'_>) {
    match block {
        Block::Heading(heading) => write_heading(writer, heading, context),
        Block::Quote(blocks) => {
            writer.text("> ");
            writer.under("> ", |w| write(w, blocks, context));
        }
        Block::Details(details) => write_details(writer, details, context),
        Block::Code(code) if context.is_hexo && !marked::finds_fence(writer.line()) => {
            writer.lines(&html::code(code));
        }
        Block::Code(code) => {
            let language = code.language.as_ref().map_or("", |language| language.as_str());
            write_fence(writer, language, &code.text);
        }
        Block::Math(tex) if context.math == MathSyntax::Backtick => write_fence(writer, "math", tex),
        Block::Math(tex) if context.formulas_are_text => {
            let formula = Inline::Math(Math { tex: tex.clone(), display: true });
            inline::write_paragraph(writer, &[formula], ParagraphStart::Block, context);
        }
        Block::Math(tex) if context.math == MathSyntax::Brackets => {
            write_formula(writer, &tex::in_html(tex), tex.contains('\n'));
        }
        Block::Math(tex) => write_formula(writer, tex, true),
        Block::Table(t) if writes_html(t, context) => writer.lines(&html::table(t, context)),
        Block::Table(t) => table::write(writer, t, context),
        Block::Footnote(note) if context.syntax.footnotes => write_footnote(writer, note, context),
        Block::Footnote(note) => write_note(writer, note, context),
        Block::Paragraph(_) | Block::List(_) | Block::Rule => {}
    }
}

/// The characters of list markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markers {
    /// `-` and `1.`
    First,
    /// `*` and `1)`, which a list of the first cannot continue with.
    Second,
}

/// Separates two blocks that a Markdown parser would merge: with an HTML comment, or with other markers, which are
/// returned.
fn separate(
    writer: &mut Writer,
    before: &Block,
    block: &Block,
    markers: Markers,
    context: &Context<'_>,
) -> Markers {
    if !would_join(before, block) {
        return Markers::First;
    }
    if context.allows_html {
        writer.text("<!-- -->");
        writer.end_lines(2);
        return Markers::First;
    }
    match markers {
        Markers::First => Markers::Second,
        Markers::Second => Markers::First,
    }
}

fn write_footnote(writer: &mut Writer, note: &Footnote, context: &Context<'_>) {
    let is_kramdown = is_kramdown(context);
    let label = if is_kramdown { kramdown::footnote_label(&note.label) } else { (&note.label).into() };
    writer.text(&format!("[^{label}]:"));
    // kramdown reads only a paragraph on the line of the label.
    if is_kramdown && !matches!(note.blocks.first(), Some(Block::Paragraph(_))) {
        writer.end_lines(1);
    } else {
        writer.text(" ");
    }
    writer.under("    ", |w| write(w, &note.blocks, context));
}

/// Whether a Markdown parser would merge the two blocks. Quotes are separate if a blank line is between them.
fn would_join(before: &Block, block: &Block) -> bool {
    let (Block::List(a), Block::List(b)) = (before, block) else { return false };
    matches!(a.kind, ListKind::Bullet) == matches!(b.kind, ListKind::Bullet)
}

fn write_heading(writer: &mut Writer, heading: &Heading, context: &Context<'_>) {
    writer.text("######".get(..usize::from(heading.level.get())).unwrap_or("#"));
    writer.text(" ");
    for anchor in &heading.anchors {
        writer.text(&format!("<span id=\"{anchor}\"></span>"));
    }
    writer.text(&inline::write(&heading.content, Container::Heading, context));
    if let Some(id) = context.heading_ids.as_ref().and_then(|ids| ids.next(heading)) {
        writer.text(&format!(" {{#{id}}}"));
    }
}

fn write_formula(writer: &mut Writer, tex: &str, has_own_lines: bool) {
    writer.text("$$");
    writer.end_lines(usize::from(has_own_lines));
    writer.lines(tex);
    writer.end_lines(usize::from(has_own_lines));
    writer.text("$$");
}

/// Whether `table` is written as HTML. kramdown reads no table without a body.
fn writes_html(table: &Table, context: &Context<'_>) -> bool {
    table.form == TableForm::Html || !context.syntax.tables || (is_kramdown(context) && table.rows.len() == 1)
}

/// Writes a footnote as blocks that begin with its label, to which references link.
fn write_note(writer: &mut Writer, note: &Footnote, context: &Context<'_>) {
    writer.text(&format!("<sup id=\"fn-{0}\">{0}</sup>", note.label));
    if let Some(Block::Paragraph(_)) = note.blocks.first() {
        writer.text(" ");
    } else {
        writer.end_lines(2);
    }
    let spacing = Spacing { newlines: 2, rule: "---", start: ParagraphStart::Task };
    write_spaced(writer, &note.blocks, spacing, context);
}

/// Writes the tags as HTML blocks, which end at blank lines, so that the content is Markdown.
fn write_details(writer: &mut Writer, details: &Details, context: &Context<'_>) {
    let attributes = if is_kramdown(context) { " markdown=\"1\"" } else { "" };
    writer.text(&html::details_tag(attributes, &details.summary, context));
    writer.end_lines(2);
    if !details.blocks.is_empty() {
        write(writer, &details.blocks, context);
        writer.end_lines(2);
    }
    writer.text("</details>");
}

fn write_fence(writer: &mut Writer, info: &str, text: &str) {
    let longest = if text.contains('`') { longest_run(text) } else { 0 };
    let fence: Cow<'_, str> = if longest < 3 { "```".into() } else { "`".repeat(longest + 1).into() };
    writer.text(&fence);
    writer.text(info);
    writer.end_lines(1);
    if !text.is_empty() {
        writer.lines(text);
        writer.end_lines(1);
    }
    writer.text(&fence);
}

/// Returns the length of the longest run of backticks in `text`.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

fn write_list(writer: &mut Writer, list: &List, markers: Markers, context: &Context<'_>) {
    let newlines = if list.items.iter().all(is_tight) { 1 } else { 2 };
    let mut number = match list.kind {
        ListKind::Bullet => 0,
        ListKind::Ordered(start) => start,
    };
    let is_kramdown = is_kramdown(context);
    let width = if is_kramdown && list.items.iter().any(kramdown::needs_wide_markers) { 4 } else { 0 };
    for (index, item) in list.items.iter().enumerate() {
        if index > 0 {
            writer.end_lines(newlines);
        }
        let mut marker: Cow<'_, str> = match (list.kind, markers) {
            (ListKind::Bullet, Markers::First) => "- ".into(),
            (ListKind::Bullet, Markers::Second) => "* ".into(),
            (ListKind::Ordered(_), Markers::First) => format!("{number}. ").into(),
            (ListKind::Ordered(_), Markers::Second) => format!("{number}) ").into(),
        };
        if marker.len() < width {
            marker = format!("{marker:width$}").into();
        }
        number = number.saturating_add(1).min(ListKind::MAX_START);
        // Pandoc keeps the indentation of code on the line of the marker.
        let is_apart =
            context.is_pandoc && item.task.is_none() && matches!(item.blocks.first(), Some(Block::Code(_)));
        writer.text(&marker);
        if is_apart {
            writer.text("<!-- -->");
        }
        if let Some(checked) = item.task {
            writer.text(if checked { "[x] " } else { "[ ] " });
        }
        // marked looks for blocks after a checkbox.
        let is_after_task = item.task.is_some() && !context.is_hexo;
        let spacing = Spacing {
            newlines,
            rule: if markers == Markers::First { "***" } else { "---" },
            start: if is_after_task { ParagraphStart::Task } else { ParagraphStart::Item },
        };
        writer.indented(marker.len(), |w| {
            w.end_lines(usize::from(is_apart));
            if is_kramdown && item.blocks.first().is_some_and(kramdown::hides_list) {
                // After a blank line, kramdown no longer looks for a nested list in the lines of the item.
                w.text("<!-- -->");
                w.end_lines(2);
            }
            write_spaced(w, &item.blocks, spacing, context);
        });
    }
    if let ListKind::Ordered(start) = list.kind
        && is_kramdown
        && start != 1
    {
        // kramdown ignores the number.
        writer.end_lines(1);
        writer.text(&format!("{{:start=\"{start}\"}}"));
    }
}

/// Whether `item` needs no blank lines. An ordered list can interrupt a paragraph only if it starts at 1.
fn is_tight(item: &ListItem) -> bool {
    match item.blocks.as_slice() {
        [Block::Details(_)] => false,
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
    use crate::model::{CodeBlock, Document};
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
    fn nested_list_is_tight_only_if_it_starts_at_1() {
        let inner = |start| list(ListKind::Ordered(start), vec![paragraph("b")]);
        assert_eq!(markdown(vec![list(ListKind::Bullet, vec![paragraph("a"), inner(1)])]), "- a\n  1. b\n");
        assert_eq!(markdown(vec![list(ListKind::Bullet, vec![paragraph("a"), inner(3)])]), "- a\n\n  3. b\n");
    }

    #[test]
    fn adjacent_lists_stay_separate() {
        let item = || list(ListKind::Ordered(1), vec![paragraph("a")]);
        assert_eq!(markdown(vec![item(), item()]), "1. a\n\n<!-- -->\n\n1. a\n");
    }

    #[test]
    fn fence_is_longer_than_any_backtick_run_in_the_code() {
        let code = CodeBlock { language: None, text: "````".into() };
        assert_eq!(markdown(vec![Block::Code(code)]), "`````\n````\n`````\n");
    }
}
