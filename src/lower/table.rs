//! Tables: the rows and cells as the page has them.

use crate::dom::Element;
use crate::model::{Alignment, Block, Cell, Inline, Table};

use super::Lowerer;

/// No browser honours a wider span.
const MAX_COLSPAN: usize = 1000;
/// No browser honours a taller span.
const MAX_ROWSPAN: usize = 65_534;

impl Lowerer<'_> {
    pub(super) fn table(&mut self, element: Element<'_>) {
        let table = self.read_table(element);
        self.block(Block::Table(table));
    }

    /// The rows and cells of `element`.
    pub(super) fn read_table(&mut self, element: Element<'_>) -> Table {
        self.end_paragraph();
        let mut table = Table::default();
        self.rows(element, &mut table);
        let is_header = |row: &&Vec<Cell>| !row.is_empty() && row.iter().all(|cell| cell.header);
        table.header_rows = table.rows.iter().take_while(is_header).count();
        table
    }

    fn rows(&mut self, element: Element<'_>, table: &mut Table) {
        for child in element.child_elements() {
            match child.tag() {
                _ if self.is_dropped(child) => self.element(child),
                "thead" | "tbody" | "tfoot" => self.rows(child, table),
                "tr" => {
                    let row = self.row(child);
                    table.rows.push(row);
                }
                "caption" => table.caption = self.line(child),
                _ => {}
            }
        }
    }

    fn row(&mut self, row: Element<'_>) -> Vec<Cell> {
        let mut cells = Vec::new();
        for cell in row.child_elements() {
            if self.is_dropped(cell) {
                self.element(cell);
            } else if matches!(cell.tag(), "td" | "th") {
                cells.push(self.cell(cell));
            }
        }
        cells
    }

    fn cell(&mut self, element: Element<'_>) -> Cell {
        Cell {
            blocks: self.container(element),
            colspan: span(element, "colspan").min(MAX_COLSPAN),
            rowspan: span(element, "rowspan").min(MAX_ROWSPAN),
            header: element.tag() == "th",
            alignment: alignment(element),
        }
    }

    /// The text of `element` as one line.
    fn line(&mut self, element: Element<'_>) -> Vec<Inline> {
        let lines = self.container(element).into_iter().filter_map(|block| match block {
            Block::Paragraph(line) => Some(line),
            _ => None,
        });
        lines
            .reduce(|mut all, line| {
                all.push(Inline::Text(" ".to_owned()));
                all.extend(line);
                all
            })
            .unwrap_or_default()
    }
}

fn span(element: Element<'_>, name: &str) -> usize {
    element.attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).max(1)
}

fn alignment(element: Element<'_>) -> Alignment {
    let style = element.style_property("text-align");
    match style.as_deref().or(element.attribute("align")).map(str::to_ascii_lowercase).as_deref() {
        Some("left") => Alignment::Left,
        Some("center") => Alignment::Center,
        Some("right") => Alignment::Right,
        _ => Alignment::None,
    }
}
