//! Tables: the rows and cells as the page has them.

use crate::dom::Element;
use crate::model::{Alignment, Block, Cell, Inline, Table};

use super::Lowerer;

/// No browser honours a wider span.
const MAX_COLSPAN: usize = 1000;
/// No browser honours a taller span.
const MAX_ROWSPAN: usize = 65_534;

/// The rows of a table by the places a browser shows them in, whatever their order in the page.
#[derive(Default)]
struct Sections {
    head: Vec<Vec<Cell>>,
    body: Vec<Vec<Cell>>,
    foot: Vec<Vec<Cell>>,
}

impl Lowerer<'_> {
    pub(super) fn table(&mut self, element: Element<'_>) {
        let table = self.read_table(element);
        self.block(Block::Table(table));
    }

    /// The rows and cells of `element`. What stands in it and in no cell is put before it, as a browser does.
    pub(super) fn read_table(&mut self, element: Element<'_>) -> Table {
        self.end_paragraph();
        let mut caption = Vec::new();
        let mut sections = Sections::default();
        for child in element.node().children() {
            let Some(section) = child.as_element().filter(|element| !self.is_dropped(*element)) else {
                self.node(child);
                continue;
            };
            match section.tag() {
                "thead" => self.section(section, &mut sections.head),
                "tbody" => self.section(section, &mut sections.body),
                "tfoot" => self.section(section, &mut sections.foot),
                "tr" => sections.body.push(self.row(section)),
                "td" | "th" => {
                    let cell = self.cell(section);
                    sections.body.push(vec![cell]);
                }
                "caption" => caption = self.caption(section),
                "colgroup" | "col" => {}
                _ => self.element(section),
            }
        }
        self.end_paragraph();
        let Sections { head, body, foot } = sections;
        let rows: Vec<Vec<Cell>> = [head, body, foot].into_iter().flatten().collect();
        let is_header = |row: &&Vec<Cell>| !row.is_empty() && row.iter().all(|cell| cell.header);
        let header_rows = rows.iter().take_while(is_header).count();
        Table { caption, header_rows, rows, ..Table::default() }
    }

    fn section(&mut self, section: Element<'_>, rows: &mut Vec<Vec<Cell>>) {
        let first = rows.len();
        for child in section.node().children() {
            match child.as_element().filter(|row| row.tag() == "tr" && !self.is_dropped(*row)) {
                Some(row) => {
                    let row = self.row(row);
                    rows.push(row);
                }
                None => self.node(child),
            }
        }
        // No span leaves its section.
        let height = rows.len();
        for (y, row) in rows.iter_mut().enumerate().skip(first) {
            row.iter_mut().for_each(|cell| cell.rowspan = cell.rowspan.min(height - y));
        }
    }

    fn row(&mut self, row: Element<'_>) -> Vec<Cell> {
        let mut cells = Vec::new();
        for child in row.node().children() {
            let is_cell = |e: &Element<'_>| matches!(e.tag(), "td" | "th") && !self.is_dropped(*e);
            match child.as_element().filter(is_cell) {
                Some(cell) => cells.push(self.cell(cell)),
                None => self.node(child),
            }
        }
        cells
    }

    fn cell(&mut self, element: Element<'_>) -> Cell {
        let rowspan = span(element, "rowspan");
        Cell {
            blocks: self.container(element),
            colspan: span(element, "colspan").clamp(1, MAX_COLSPAN),
            // `rowspan="0"` reaches to the end of the section.
            rowspan: if rowspan == 0 { MAX_ROWSPAN } else { rowspan.min(MAX_ROWSPAN) },
            header: element.tag() == "th",
            alignment: alignment(element),
        }
    }

    /// The lines of a caption; what is no text is put before the table.
    fn caption(&mut self, element: Element<'_>) -> Vec<Inline> {
        let mut lines = Vec::new();
        for block in self.container(element) {
            match block {
                Block::Paragraph(content) => {
                    lines.extend((!lines.is_empty()).then_some(Inline::Break));
                    lines.extend(content);
                }
                other => self.block(other),
            }
        }
        lines
    }
}

/// The number an attribute begins with, as browsers read it.
fn span(element: Element<'_>, name: &str) -> usize {
    let value = element.attribute(name).unwrap_or_default().trim_start();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    match value.get(..end) {
        None | Some("") => 1,
        Some(digits) => digits.parse().unwrap_or(usize::MAX),
    }
}

/// How a cell is aligned: as it says itself, or else its row.
fn alignment(cell: Element<'_>) -> Alignment {
    let row = || cell.node().parent_element().filter(|row| row.tag() == "tr").and_then(said);
    match said(cell).or_else(row).as_deref() {
        Some("left") => Alignment::Left,
        // Browsers take the one for the other in `align`.
        Some("center" | "middle") => Alignment::Center,
        Some("right") => Alignment::Right,
        _ => Alignment::None,
    }
}

fn said(element: Element<'_>) -> Option<String> {
    let style = element.style_property("text-align");
    style.as_deref().or_else(|| element.attribute("align")).map(str::to_ascii_lowercase)
}
