//! GFM tables. Normalisation reduces each cell to one paragraph or nothing.

use std::borrow::Cow;

use super::context::{Container, Context};
use super::inline;
use super::writer::Writer;
use crate::model::{Alignment, Block, Cell, Table};

/// Writes `table` row by row.
pub(super) fn write(writer: &mut Writer, table: &Table, context: &Context<'_>) {
    for (index, row) in table.rows.iter().enumerate() {
        if index > 0 {
            writer.end_lines(1);
        }
        write_row(writer, row.iter().map(|cell| content(cell, context)));
        if index == 0 {
            writer.end_lines(1);
            let rules = (0..row.len()).map(|column| rule(table.columns.get(column).copied()));
            write_row(writer, rules.map(Cow::from));
        }
    }
}

fn write_row<'a>(writer: &mut Writer, cells: impl Iterator<Item = Cow<'a, str>>) {
    writer.text("|");
    for cell in cells {
        writer.text(" ");
        writer.text(&cell);
        writer.text(if cell.is_empty() { "|" } else { " |" });
    }
}

fn content<'a>(cell: &'a Cell, context: &Context<'_>) -> Cow<'a, str> {
    match cell.blocks.first() {
        Some(Block::Paragraph(inlines)) => inline::write(inlines, Container::Cell, context),
        _ => Cow::default(),
    }
}

fn rule(alignment: Option<Alignment>) -> &'static str {
    match alignment.unwrap_or_default() {
        Alignment::None => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    }
}
