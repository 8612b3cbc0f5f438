//! Tables of the page: which are real tables, and the position of each cell in the grid.

use super::container::BlockKind;
use super::line_code::has_line_code;
use super::reader::PageReader;
use crate::clean::{Disposition, Kind};
use crate::dom::{Element, Node, NodeId};
use crate::options::Tables;
use crate::verify::category::Category;
use crate::verify::cells::{ALIGNMENTS, TableCell};
use crate::verify::visible::has_visible;

/// The rows of a table in display order, and its captions.
#[derive(Debug, Default)]
struct Rows<'a> {
    head: Vec<Row<'a>>,
    body: Vec<Row<'a>>,
    foot: Vec<Row<'a>>,
    captions: Vec<Element<'a>>,
}

#[derive(Debug, Default)]
struct Row<'a> {
    cells: Vec<Element<'a>>,
    /// The alignment of cells that have none of their own.
    align: u32,
    /// The number of rows from here to the end of the section, which no span extends beyond.
    rows_left: usize,
}

impl<'a> PageReader<'a, '_> {
    pub(super) fn table(&mut self, table: Element<'a>) {
        self.end_line();
        self.typed_marker = None;
        // Nested tables were surveyed with the outermost one.
        if !self.in_survey {
            self.survey(table);
        }
        let outer_survey = std::mem::replace(&mut self.in_survey, true);
        let Rows { head, body, foot, captions } = self.rows(table);
        let rows: Vec<Row<'a>> =
            [head, body, foot].into_iter().flatten().filter(|row| !row.cells.is_empty()).collect();
        let start = self.captions(captions);
        let outer = self.enter(false);
        if self.layouts.contains(&table.node().id()) {
            if rows.iter().any(|row| !row.cells.is_empty()) {
                self.expected.changed("table-layout");
            }
            for cell in rows.iter().flat_map(|row| &row.cells) {
                self.block(*cell);
            }
        } else {
            let is_inner = std::mem::replace(&mut self.in_table, true);
            let lists = std::mem::take(&mut self.lists);
            let is_html = match self.options.tables {
                Tables::Gfm => false,
                Tables::Html => true,
                Tables::Auto => self.has_code(&rows),
            };
            let outer = self.in_html;
            self.in_html |= is_html;
            self.grid(&rows);
            self.in_html = outer;
            self.lists = lists;
            self.in_table = is_inner;
        }
        self.in_survey = outer_survey;
        self.end_line();
        self.leave(start, outer, BlockKind::Group);
    }

    /// Whether any cell contains a code block, which GFM tables cannot hold.
    fn has_code(&self, rows: &[Row<'a>]) -> bool {
        let is_code = |e: Element<'a>| match self.rules.map(|rules| rules.classify(e)) {
            Some(Disposition::Lower(Kind::LineCode(highlighter))) => has_line_code(e, highlighter),
            Some(Disposition::Lower(Kind::CodeBox)) => has_visible(&e.text()),
            Some(Disposition::Drop(_)) => false,
            _ if e.tag() == "pre" => has_visible(&e.text()),
            _ => e.tag() == "code" && has_visible(&e.text()) && self.has_lines_of_code(e),
        };
        rows.iter().flat_map(|row| &row.cells).any(|cell| cell.find(is_code).is_some())
    }

    fn rows(&mut self, table: Element<'a>) -> Rows<'a> {
        let mut rows = Rows::default();
        for child in table.node().children() {
            let Some(element) = child.as_element() else {
                self.node(child);
                continue;
            };
            if self.is_dropped(element) {
                self.element(element);
                continue;
            }
            match element.tag() {
                "thead" => self.section(element, &mut rows.head),
                "tbody" => self.section(element, &mut rows.body),
                "tfoot" => self.section(element, &mut rows.foot),
                "tr" => {
                    let row = self.row(element);
                    rows.body.push(row);
                }
                "td" | "th" => rows.body.push(Row { cells: vec![element], align: 0, rows_left: usize::MAX }),
                "caption" => rows.captions.push(element),
                "colgroup" | "col" => {}
                _ => self.element(element),
            }
        }
        rows
    }

    fn section(&mut self, section: Element<'a>, rows: &mut Vec<Row<'a>>) {
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
        let all = rows.len();
        rows.iter_mut().enumerate().skip(first).for_each(|(y, row)| row.rows_left = all - y);
    }

    fn row(&mut self, row: Element<'a>) -> Row<'a> {
        let mut cells = Vec::new();
        for child in row.node().children() {
            let is_cell = |e: &Element<'a>| matches!(e.tag(), "td" | "th") && !self.is_dropped(*e);
            match child.as_element().filter(is_cell) {
                Some(cell) => {
                    self.end_line();
                    cells.push(cell);
                }
                None => self.node(child),
            }
        }
        Row { cells, align: align(row).unwrap_or_default(), rows_left: usize::MAX }
    }

    pub(super) fn is_dropped(&self, element: Element<'a>) -> bool {
        self.rules.is_some_and(|rules| matches!(rules.classify(element), Disposition::Drop(_)))
    }

    /// Whether `input` is the checkbox of an item.
    fn is_task(&self, input: Element<'a>) -> bool {
        let mut around = input.node().ancestors().take_while(|e| !matches!(e.tag(), "td" | "th"));
        self.rules.is_some_and(|rules| rules.classify(input) == Disposition::Lower(Kind::Checkbox))
            && around.any(|e| e.tag() == "li")
    }

    fn is_formula(&self, image: Element<'a>) -> bool {
        self.rules.is_some_and(|rules| rules.classify(image) == Disposition::Lower(Kind::MathImage))
    }

    /// Surveys `table` and all nested tables in one pass.
    fn survey(&mut self, table: Element<'a>) {
        let mut survey = Survey::default();
        self.visit(table.node(), &mut survey);
        self.layouts.extend(survey.layouts);
        self.full_cells.extend(survey.full_cells);
    }

    fn visit(&self, node: Node<'a>, survey: &mut Survey) {
        let Some(element) = node.as_element() else {
            if node.as_text().is_some_and(has_visible) {
                survey.shows(true);
            }
            return;
        };
        if self.is_dropped(element) {
            return;
        }
        match element.tag() {
            "img" if self.is_formula(element) => survey.shows(true),
            "img" if self.image_url(element).is_some() => survey.shows(false),
            "iframe" | "video" | "script" => survey.shows(true),
            "input" if self.is_task(element) => survey.shows(true),
            "table" => survey.tables.push(SurveyEntry::default()),
            "td" | "th" => survey.begin_cell(element.tag() == "th"),
            "tr" => survey.begin_row(),
            "li" | "pre" => survey.holds_block(),
            _ => {}
        }
        element.node().children().for_each(|child| self.visit(child, survey));
        match element.tag() {
            "table" => survey.end_table(node.id()),
            "td" | "th" => survey.end_cell(node.id()),
            _ => {}
        }
    }

    fn grid(&mut self, rows: &[Row<'a>]) {
        let title = usize::from(is_title(rows));
        if let Some(cell) = rows.iter().take(title).flat_map(|row| &row.cells).next() {
            self.expected.changed("table-title");
            self.styled_block(*cell, Category::Strong);
        }
        let first = self.inventory.offset();
        let outer = self.enter(false);
        let rows = rows.get(title..).unwrap_or_default();
        let spans = |cell: &Element<'a>| span(*cell, "colspan") > 1 || span(*cell, "rowspan") != 1;
        if rows.iter().flat_map(|row| &row.cells).any(spans) {
            self.expected.changed("table-span-flattened");
        }
        let columns = columns(rows, self.options.limits.cells);
        let is_header = |row: &Row<'a>| {
            row.cells.iter().any(|cell| cell.tag() == "th" || self.full_cells.contains(&cell.node().id()))
        };
        let header = rows.iter().position(is_header);
        let mut read: Vec<TableCell> = Vec::new();
        for (y, (row, columns)) in rows.iter().zip(columns).enumerate() {
            for (cell, x) in row.cells.iter().zip(columns) {
                self.end_line();
                self.inventory.mark_boundary();
                let start = self.inventory.offset();
                if Some(y) == header || cell.tag() != "th" {
                    self.block(*cell);
                } else {
                    self.styled_block(*cell, Category::Strong);
                }
                if Some(y) == header {
                    self.inventory.plain(start);
                }
                self.inventory.mark_boundary();
                let align = align(*cell).unwrap_or(row.align);
                read.push(TableCell { row: y, column: x, start, end: self.inventory.offset(), align });
            }
        }
        if self.inventory.cells(&read, self.in_html) > 0 {
            self.expected.changed("table-alignment");
        }
        self.leave(first, outer, BlockKind::Other);
    }
}

/// The contents of tables and their cells, collected in one pass.
#[derive(Debug, Default)]
struct Survey {
    /// The open tables and cells.
    tables: Vec<SurveyEntry>,
    cells: Vec<SurveyEntry>,
    /// Tables used only for layout: those that have one cell, or one row or column without a header, contain other
    /// tables, or hold only images.
    layouts: Vec<NodeId>,
    full_cells: Vec<NodeId>,
}

#[derive(Debug, Default)]
struct SurveyEntry {
    /// For a cell, whether it has visible content.
    is_full: bool,
    is_more_than_images: bool,
    /// For a table, the number of non-empty cells in the current row, and the maximum of any row.
    row: usize,
    widest: usize,
    /// The number of rows that are not empty.
    height: usize,
    has_header: bool,
    holds_table: bool,
}

impl Survey {
    /// Records visible content in the current cell.
    fn shows(&mut self, is_more_than_image: bool) {
        if let Some(cell) = self.cells.last_mut() {
            cell.is_full = true;
            cell.is_more_than_images |= is_more_than_image;
        }
    }

    fn holds_block(&mut self) {
        if let Some(cell) = self.cells.last_mut() {
            cell.is_more_than_images = true;
        }
    }

    fn begin_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row = 0;
        }
    }

    fn begin_cell(&mut self, is_header: bool) {
        self.cells.push(SurveyEntry::default());
        if let Some(table) = self.tables.last_mut() {
            table.has_header |= is_header;
        }
    }

    fn end_cell(&mut self, id: NodeId) {
        let Some(cell) = self.cells.pop().filter(|cell| cell.is_full) else { return };
        self.full_cells.push(id);
        if let Some(table) = self.tables.last_mut() {
            table.row += 1;
            table.height += usize::from(table.row == 1);
            table.widest = table.widest.max(table.row);
            table.is_more_than_images |= cell.is_more_than_images;
        }
        self.shows(cell.is_more_than_images);
    }

    fn end_table(&mut self, id: NodeId) {
        let Some(table) = self.tables.pop() else { return };
        let (is_row, is_column) = (table.height <= 1, table.widest <= 1);
        let is_line = if table.has_header { is_row && is_column } else { is_row || is_column };
        let is_layout = is_line || table.holds_table || !table.is_more_than_images;
        if is_layout {
            self.layouts.push(id);
        }
        if let Some(outer) = self.tables.last_mut() {
            outer.holds_table |= !is_layout || table.holds_table;
        }
    }
}

/// Whether the first row is the title of the table: one wide cell above a row of headers.
fn is_title(rows: &[Row<'_>]) -> bool {
    let [first, second, _, ..] = rows else { return false };
    let is_wide = |cell: &Element<'_>| span(*cell, "colspan") > 1 && span(*cell, "rowspan") == 1;
    matches!(first.cells.as_slice(), [cell] if is_wide(cell))
        && second.cells.len() > 1
        && second.cells.iter().all(|cell| cell.tag() == "th")
}

/// Returns the column of each cell. Ignores spans that would make the grid larger than `max`.
fn columns(rows: &[Row<'_>], max: usize) -> Vec<Vec<usize>> {
    spread(rows, max).unwrap_or_else(|| rows.iter().map(|row| (0..row.cells.len()).collect()).collect())
}

fn spread(rows: &[Row<'_>], max: usize) -> Option<Vec<Vec<usize>>> {
    let max = max.max(rows.iter().map(|row| row.cells.len()).sum());
    // The number of further rows in which each column is covered by a cell above.
    let mut covered: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(rows.len());
    for (y, row) in rows.iter().enumerate() {
        let (mut x, mut fresh) = (0, Vec::with_capacity(row.cells.len()));
        for cell in &row.cells {
            while covered.get(x).is_some_and(|rows| *rows > 0) {
                x += 1;
            }
            let end = x + span(*cell, "colspan").clamp(1, 1000);
            if end.saturating_mul(rows.len()) > max {
                return None;
            }
            let down = match span(*cell, "rowspan") {
                0 => usize::MAX,
                rows => rows,
            };
            fresh.push((x, end, down.min(row.rows_left).min(rows.len() - y) - 1));
            x = end;
        }
        covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for (start, end, below) in &fresh {
            covered.resize(covered.len().max(*end), 0);
            covered.iter_mut().take(*end).skip(*start).for_each(|rows| *rows = (*rows).max(*below));
        }
        all.push(fresh.into_iter().map(|(start, _, _)| start).collect());
    }
    Some(all)
}

/// Returns the alignment that `element` sets for its content.
fn align(element: Element<'_>) -> Option<u32> {
    let style = element.style_property("text-align");
    let said = style.as_deref().or_else(|| element.attribute("align"))?.trim().to_ascii_lowercase();
    let said = if said == "middle" { "center" } else { &said };
    let number = ALIGNMENTS.iter().position(|aligned| *aligned == said).unwrap_or_default();
    u32::try_from(number).ok()
}

/// Parses the number at the start of an attribute.
fn span(cell: Element<'_>, name: &str) -> usize {
    let value = cell.attribute(name).unwrap_or_default().trim_start();
    let digits = value.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    if digits.is_empty() { 1 } else { digits.parse().unwrap_or(usize::MAX) }
}
