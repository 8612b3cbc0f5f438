use super::element::{Attribute, Class, Element, Scope};
use super::renderer::Renderer;
use crate::model::{Alignment, Cell, Table};

/// The columns of a row at most, the limit of browsers for a cell.
const MAX_COLUMNS: usize = 1000;

/// A part of a table with rows of one kind.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Head,
    Body,
}

impl<'a> Renderer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        let was_in_table = std::mem::replace(&mut self.in_table, true);
        self.writer.start(Element::Div, [Attribute::Class(Class::Table)]);
        self.writer.start(Element::Table, []);
        self.writer.line_end();
        if !table.caption.is_empty() {
            self.writer.start(Element::Caption, []);
            self.inlines(&table.caption);
            self.writer.end();
            self.writer.line_end();
        }
        let (head, body) = table.rows.split_at(table.header_rows.min(table.rows.len()));
        self.rows(Part::Head, head, &table.columns);
        self.rows(Part::Body, body, &table.columns);
        self.writer.end();
        self.writer.end();
        self.in_table = was_in_table;
    }

    fn rows(&mut self, part: Part, rows: &'a [Vec<Cell>], columns: &[Alignment]) {
        if rows.is_empty() {
            return;
        }
        self.writer.start(if part == Part::Head { Element::Thead } else { Element::Tbody }, []);
        self.writer.line_end();
        for (index, row) in rows.iter().enumerate() {
            self.writer.start(Element::Tr, []);
            let mut columns_left = MAX_COLUMNS;
            for (column, cell) in row.iter().enumerate() {
                let alignment = match cell.alignment {
                    Alignment::None => columns.get(column).copied().unwrap_or_default(),
                    alignment => alignment,
                };
                let colspan = cell.colspan.clamp(1, columns_left.max(1));
                columns_left = columns_left.saturating_sub(colspan);
                // A cell ends with its part of the table.
                let rowspan = cell.rowspan.clamp(1, rows.len() - index);
                self.cell(part, cell, [colspan, rowspan], alignment);
            }
            self.writer.end();
            self.writer.line_end();
        }
        self.writer.end();
        self.writer.line_end();
    }

    fn cell(&mut self, part: Part, cell: &'a Cell, [colspan, rowspan]: [usize; 2], alignment: Alignment) {
        let is_header = part == Part::Head || cell.header;
        let mut attributes = Vec::new();
        attributes.extend(Class::of(alignment).map(Attribute::Class));
        if colspan > 1 {
            attributes.push(Attribute::Colspan(colspan));
        }
        if rowspan > 1 {
            attributes.push(Attribute::Rowspan(rowspan));
        }
        if is_header {
            attributes.push(Attribute::Scope(if part == Part::Head { Scope::Column } else { Scope::Row }));
        }
        self.writer.start(if is_header { Element::Th } else { Element::Td }, attributes);
        let was_in_header_cell = self.in_header_cell;
        self.in_header_cell |= is_header;
        self.content(&cell.blocks);
        self.in_header_cell = was_in_header_cell;
        self.writer.end();
    }
}
