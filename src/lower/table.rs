//! Tables: their rows and cells as in the page.

use crate::dom::Element;
use crate::model::{Alignment, Block, Cell, Inline, Origin, Table};

use super::Lowerer;

/// Browsers ignore wider spans.
const MAX_COLSPAN: usize = 1000;
/// Browsers ignore taller spans.
const MAX_ROWSPAN: usize = 65_534;

/// The rows of a table by section, in the order in which browsers show them.
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

    /// Reads the rows and cells of `element`. Content outside cells precedes the table, as in browsers.
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
                "caption" => {
                    // Browsers show all captions, each on lines of its own.
                    let lines = self.caption(section);
                    let is_further = !(caption.is_empty() || lines.is_empty());
                    caption.extend(is_further.then_some(Inline::Break));
                    caption.extend(lines);
                }
                "colgroup" | "col" => {}
                _ => self.element(section),
            }
        }
        self.end_paragraph();
        let Sections { head, body, foot } = sections;
        let rows: Vec<Vec<Cell>> = [head, body, foot].into_iter().flatten().collect();
        let is_header = |row: &&Vec<Cell>| !row.is_empty() && row.iter().all(|cell| cell.header);
        let header_rows = rows.iter().take_while(is_header).count();
        let origin = Origin(element.node().location().map(Box::new));
        Table { origin, caption, header_rows, rows, ..Table::default() }
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
        // Spans end with their section.
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
        let rowspan = span_attribute(element, "rowspan");
        Cell {
            blocks: self.container(element),
            colspan: span_attribute(element, "colspan").clamp(1, MAX_COLSPAN),
            // `rowspan="0"` extends to the end of the section.
            rowspan: if rowspan == 0 { MAX_ROWSPAN } else { rowspan.min(MAX_ROWSPAN) },
            header: element.tag() == "th",
            alignment: alignment(element),
        }
    }

    /// Reads the lines of a caption. Other blocks in it precede the table.
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

/// Returns the number at the start of an attribute, as browsers do.
fn span_attribute(element: Element<'_>, name: &str) -> usize {
    let value = element.attribute(name).unwrap_or_default().trim_start();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    match value.get(..end) {
        None | Some("") => 1,
        Some(digits) => digits.parse().unwrap_or(usize::MAX),
    }
}

/// Returns the alignment of a cell: its own, else that of its row.
fn alignment(cell: Element<'_>) -> Alignment {
    let row = || cell.node().parent_element().filter(|row| row.tag() == "tr").and_then(own_alignment);
    own_alignment(cell).or_else(row).unwrap_or(Alignment::None)
}

fn own_alignment(element: Element<'_>) -> Option<Alignment> {
    let style = element.style_property("text-align");
    let value = style.as_deref().or_else(|| element.attribute("align"))?;
    // In `align`, browsers treat `middle` like `center`.
    let known = [
        ("left", Alignment::Left),
        ("center", Alignment::Center),
        ("middle", Alignment::Center),
        ("right", Alignment::Right),
    ];
    let named = known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
    Some(named.map_or(Alignment::None, |(_, alignment)| alignment))
}
