//! The outline of a document that csdown has made.

use csdown::Document;
use csdown::model::{Block, Cell, Inline, List, ListKind, Table, TableForm, Tag, plain_text};

use super::outline::{Form, Kind, Outline, Writer};
use super::text::Style;

/// Returns the outline that a tool's page must have, given how it shows formulas.
pub(crate) fn outline(document: &Document, form: Form) -> Outline {
    let mut writer = Writer::new(form);
    blocks(&mut writer, &document.blocks);
    writer.finish()
}

fn blocks(writer: &mut Writer, content: &[Block]) {
    content.iter().for_each(|content| block(writer, content));
}

fn block(writer: &mut Writer, block: &Block) {
    match block {
        Block::Heading(heading) => {
            inlines(writer, &heading.content);
            writer.end(Kind::Heading(heading.level.get()));
        }
        Block::Paragraph(content) => {
            inlines(writer, content);
            writer.end(Kind::Paragraph);
        }
        Block::List(content) => list(writer, content),
        Block::Quote(content) => writer.quote(|writer| blocks(writer, content)),
        Block::Details(details) => {
            inlines(writer, &details.summary);
            writer.end(Kind::Summary);
            blocks(writer, &details.blocks);
        }
        Block::Code(code) => {
            writer.listing(code.language.as_ref().map_or("", |language| language.as_str()), &code.text);
        }
        Block::Math(tex) => {
            writer.math(tex, true);
            writer.end(Kind::Paragraph);
        }
        Block::Table(content) => table(writer, content),
        Block::Rule => writer.rule(),
        Block::Footnote(note) => writer.note(&note.label, |writer| blocks(writer, &note.blocks)),
        other => panic!("{other:?} is not read"),
    }
}

fn list(writer: &mut Writer, list: &List) {
    for (index, item) in (0..).zip(&list.items) {
        let number = match list.kind {
            ListKind::Bullet => None,
            ListKind::Ordered(start) => Some(i64::from(start) + index),
        };
        writer.item(number, |writer| {
            item.task.into_iter().for_each(|is_done| writer.task(is_done));
            blocks(writer, &item.blocks);
        });
    }
}

fn table(writer: &mut Writer, table: &Table) {
    inlines(writer, &table.caption);
    writer.end(Kind::Summary);
    for (index, row) in table.rows.iter().enumerate() {
        let is_header = index < table.header_rows
            || table.form == TableForm::Html && row.iter().all(|cell: &Cell| cell.header);
        let cells: Vec<String> =
            row.iter().map(|cell| writer.cell(is_header, |writer| blocks(writer, &cell.blocks))).collect();
        writer.row(is_header, &cells);
    }
}

fn inlines(writer: &mut Writer, content: &[Inline]) {
    content.iter().for_each(|content| inline(writer, content));
}

fn inline(writer: &mut Writer, inline: &Inline) {
    match inline {
        Inline::Text(text) => writer.text(text),
        Inline::Strong(content) | Inline::Element(Tag::Strong, content) => {
            writer.styled(Style::STRONG, |writer| inlines(writer, content));
        }
        Inline::Emphasis(content) | Inline::Element(Tag::Em, content) => {
            writer.styled(Style::EMPHASIS, |writer| inlines(writer, content));
        }
        Inline::Strike(content) | Inline::Element(Tag::Del, content) => {
            writer.styled(Style::STRIKE, |writer| inlines(writer, content));
        }
        Inline::Element(Tag::Kbd, content) => {
            writer.code(&plain_text(content));
        }
        Inline::Element(tag @ (Tag::Sub | Tag::Sup), content) => {
            writer.raised(*tag == Tag::Sub, |writer| inlines(writer, content));
        }
        Inline::Element(_, content) => inlines(writer, content),
        Inline::Code(code) => writer.code(code),
        Inline::Link(link) if link.url.starts_with('#') => {
            writer.link("#", |writer| inlines(writer, &link.content));
        }
        Inline::Link(link) => writer.link(&link.url, |writer| inlines(writer, &link.content)),
        Inline::Image(image) => writer.image(&image.url, &image.alt),
        Inline::Math(math) => writer.math(&math.tex, math.display),
        Inline::Break => writer.line_break(),
        Inline::FootnoteReference(label) => writer.reference(label),
        other => panic!("{other:?} is not read"),
    }
}
