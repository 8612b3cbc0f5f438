//! Tables: unwraps layout tables, fits the others into GFM, and keeps as HTML those that do not fit.

use std::mem;

use crate::markdown::target::allows_html;
use crate::model::{
    Block, Cell, CodeBlock, Details, Footnote, Heading, Inline, List, ListItem, ListKind, Math, Origin,
    Table, TableForm, plain_text,
};
use crate::options::Tables;
use crate::report::{Warning, WarningCode};

use super::grid::{self, Slot};
use super::line_kind::LineKind;
use super::settled::Texts;
use super::{Normalizer, line};

impl Normalizer<'_> {
    pub(super) fn table(&mut self, mut table: Table, done: &mut Vec<Block>) {
        self.cells(&mut table.rows);
        let caption = mem::take(&mut table.caption);
        if !caption.is_empty() {
            self.paragraphs(vec![Inline::Strong(caption)], done);
        }
        if table.rows.iter().flatten().all(|cell| cell.blocks.is_empty()) {
            return;
        }
        if table.form != TableForm::Html && is_layout(&table) {
            return self.unwrapped(table.rows, done);
        }
        let table = match self.form(&table) {
            TableForm::Html => self.html(table),
            TableForm::Gfm => self.gfm(table, done),
        };
        if table.form == TableForm::Html && !self.may_be_html() {
            done.extend(self.rows_as_list(table.rows));
        } else {
            done.push(Block::Table(table));
        }
    }

    /// Whether a table that GFM cannot hold may be written as HTML.
    fn may_be_html(&self) -> bool {
        self.options.tables == Tables::Html || allows_html(self.options)
    }

    /// Returns a list with an item for each row, which holds the blocks of its cells.
    fn rows_as_list(&mut self, rows: Vec<Vec<Cell>>) -> Vec<Block> {
        let item =
            |row: Vec<Cell>| ListItem { task: None, blocks: row.into_iter().flat_map(cell_blocks).collect() };
        let list = Block::List(List { kind: ListKind::Bullet, items: rows.into_iter().map(item).collect() });
        if self.in_cell { vec![list] } else { self.blocks(vec![list]) }
    }

    /// Adds the blocks of the cells. Those that leave the last cell are normalised as what they are outside of one.
    fn unwrapped(&mut self, rows: Vec<Vec<Cell>>, done: &mut Vec<Block>) {
        let blocks: Vec<Block> = rows.into_iter().flatten().flat_map(|cell| cell.blocks).collect();
        done.extend(if self.in_cell { blocks } else { self.blocks(blocks) });
    }

    fn cells(&mut self, rows: &mut [Vec<Cell>]) {
        let in_cell = mem::replace(&mut self.in_cell, true);
        for cell in rows.iter_mut().flatten() {
            cell.blocks = self.blocks(mem::take(&mut cell.blocks));
            if cell.blocks.iter().all(is_ignorable) {
                cell.blocks.clear();
            }
        }
        self.in_cell = in_cell;
    }

    fn form(&self, table: &Table) -> TableForm {
        match self.options.tables {
            // The document requests it, possibly because of a user rule.
            _ if table.form == TableForm::Html && self.may_be_html() => TableForm::Html,
            Tables::Html => TableForm::Html,
            Tables::Gfm => TableForm::Gfm,
            Tables::Auto => {
                let fits = table.rows.iter().flatten().all(|cell| fits_cell(&cell.blocks));
                if fits { TableForm::Gfm } else { TableForm::Html }
            }
        }
    }

    fn html(&mut self, table: Table) -> Table {
        if table.form == TableForm::Gfm {
            let code = if self.may_be_html() { WarningCode::TableAsHtml } else { WarningCode::TableAsList };
            self.warn(code, &table.origin, &first_words(table.rows.iter().flatten()));
        }
        // In HTML, a span cannot extend beyond the table head.
        let head = table.rows.iter().take(table.header_rows).enumerate();
        let lowest_row_end = head.flat_map(|(y, row)| row.iter().map(move |cell| y + cell.rowspan)).max();
        let header_rows = if lowest_row_end > Some(table.header_rows) { 0 } else { table.header_rows };
        Table { form: TableForm::Html, header_rows, columns: Vec::new(), ..table }
    }

    fn gfm(&mut self, mut table: Table, done: &mut Vec<Block>) -> Table {
        if let Some(title) = take_title(&mut table) {
            self.paragraphs(vec![Inline::Strong(title)], done);
        }
        let mut grid = match self.grid(table.rows, &table.origin) {
            Ok(grid) => grid,
            Err(rows) => return self.html(Table { rows, ..table }),
        };
        grid::trim(&mut grid);
        let columns = if table.columns.is_empty() { grid::alignments(&grid) } else { table.columns };
        let rows = grid.into_iter().enumerate();
        let rows = rows.map(|(y, row)| row.into_iter().map(|slot| self.gfm_cell(slot, y == 0)).collect());
        Table {
            form: TableForm::Gfm,
            origin: table.origin,
            caption: Vec::new(),
            header_rows: 1,
            columns,
            rows: rows.collect(),
        }
    }

    /// Returns a cell of one line. GFM has no row headers, so these become bold.
    fn gfm_cell(&mut self, slot: Slot, is_header: bool) -> Cell {
        let (mut blocks, is_th) = slot.map(|cell| (cell.blocks, cell.header)).unwrap_or_default();
        let content = one_line(blocks.drain(..));
        let content = if is_th && !is_header { vec![Inline::Strong(content)] } else { content };
        // The cells are normalised.
        let content = if is_header {
            line::header_line(content, Texts::Spaced, self.emphasis())
        } else {
            line::line(content, LineKind::Cell, Texts::Spaced, self.emphasis())
        };
        if !content.is_empty() {
            blocks.push(Block::Paragraph(content));
        }
        Cell { header: is_header, ..Cell::new(blocks) }
    }

    /// Returns the grid of a table, ignoring spans if it would be too large. Returns the rows as an error if it is
    /// still too large.
    fn grid(&mut self, rows: Vec<Vec<Cell>>, origin: &Origin) -> Result<Vec<Vec<Slot>>, Vec<Vec<Cell>>> {
        // Cells that exist are never too many.
        let max = self.options.limits.cells.max(rows.iter().map(Vec::len).sum());
        let merged = |cell: &&Cell| cell.colspan > 1 || cell.rowspan > 1;
        if rows.iter().flatten().any(|cell| merged(&cell)) {
            self.warn(
                WarningCode::TableSpanFlattened,
                origin,
                &first_words(rows.iter().flatten().filter(merged)),
            );
        }
        grid::spread(rows, max).or_else(|rows| {
            self.warn(WarningCode::TableTooLarge, origin, &first_words(rows.iter().flatten()));
            grid::spread(grid::without_spans(rows), max)
        })
    }

    fn warn(&mut self, code: WarningCode, origin: &Origin, detail: &str) {
        self.report.warnings.push(Warning::new(code, origin.0.as_deref().cloned(), detail));
    }
}

/// Returns the first text directly in one of these cells, by which a reader finds the table.
fn first_words<'a>(cells: impl Iterator<Item = &'a Cell>) -> String {
    let texts = cells.flat_map(|cell| &cell.blocks).filter_map(|block| match block {
        Block::Paragraph(content) | Block::Heading(Heading { content, .. }) => Some(plain_text(content)),
        _ => None,
    });
    texts.map(|text| text.trim().to_owned()).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Returns the blocks of a cell, those of a header in bold.
fn cell_blocks(cell: Cell) -> Vec<Block> {
    let bold = |block: Block| match block {
        Block::Paragraph(line) => Block::Paragraph(vec![Inline::Strong(line)]),
        other => other,
    };
    let Cell { blocks, header, .. } = cell;
    if header { blocks.into_iter().map(bold).collect() } else { blocks }
}

/// Removes and returns the title of `table`: a first row of one cell above a row of headers.
fn take_title(table: &mut Table) -> Option<Vec<Inline>> {
    let [first, second, _, ..] = table.rows.as_slice() else { return None };
    let is_title = matches!(first.as_slice(), [cell] if cell.colspan > 1 && cell.rowspan == 1)
        && second.len() > 1
        && second.iter().all(|cell| cell.header);
    is_title.then(|| one_line(table.rows.remove(0).into_iter().flat_map(|cell| cell.blocks)))
}

/// Whether `block` is irrelevant in a cell, as thematic breaks are.
fn is_ignorable(block: &Block) -> bool {
    match block {
        Block::Rule => true,
        Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => blocks.iter().all(is_ignorable),
        _ => false,
    }
}

/// Whether a table is used only for layout: it has one cell; one row or one column and no header cell; contains other
/// tables; or holds only images.
fn is_layout(table: &Table) -> bool {
    let full = |cell: &&Cell| !cell.blocks.is_empty();
    let widths = table.rows.iter().map(|row| row.iter().filter(full).count());
    let (height, width) =
        widths.filter(|width| *width > 0).fold((0, 0), |(rows, widest), width| (rows + 1, widest.max(width)));
    let has_header = table.header_rows > 0 || table.rows.iter().flatten().any(|cell| cell.header);
    let is_line = if has_header { height <= 1 && width <= 1 } else { height <= 1 || width <= 1 };
    let mut cells = table.rows.iter().flatten();
    is_line
        || cells.clone().any(|cell| has_table(&cell.blocks))
        || cells.all(|cell| cell.blocks.iter().all(is_images))
}

fn has_table(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Table(_) => true,
        Block::Quote(blocks)
        | Block::Details(Details { blocks, .. })
        | Block::Footnote(Footnote { blocks, .. }) => has_table(blocks),
        Block::List(List { items, .. }) => items.iter().any(|item| has_table(&item.blocks)),
        Block::Heading(_) | Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Rule => false,
    })
}

fn is_images(block: &Block) -> bool {
    let is_image = |inline: &Inline| match inline {
        Inline::Image(_) | Inline::Break => true,
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Link(link) => link.content.iter().all(|inline| matches!(inline, Inline::Image(_))),
        _ => false,
    };
    matches!(block, Block::Paragraph(line) if line.iter().all(is_image))
}

/// Whether `blocks` fit into one line of a cell, as all but code blocks and tables do.
fn fits_cell(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| match block {
        Block::Code(_) | Block::Table(_) => false,
        Block::Quote(blocks)
        | Block::Details(Details { blocks, .. })
        | Block::Footnote(Footnote { blocks, .. }) => fits_cell(blocks),
        Block::List(List { items, .. }) => items.iter().all(|item| fits_cell(&item.blocks)),
        Block::Heading(_) | Block::Paragraph(_) | Block::Math(_) | Block::Rule => true,
    })
}

/// Joins the blocks of a cell into one line, with breaks between former lines.
fn one_line(blocks: impl IntoIterator<Item = Block>) -> Vec<Inline> {
    let mut line = Vec::new();
    let mut add = |part: Vec<Inline>| {
        if line.is_empty() {
            line = part;
        } else if !part.is_empty() {
            line.push(Inline::Break);
            line.extend(part);
        }
    };
    for block in blocks {
        match block {
            Block::Paragraph(part) => add(part),
            block => lines(block).into_iter().for_each(&mut add),
        }
    }
    line
}

fn lines(block: Block) -> Vec<Vec<Inline>> {
    match block {
        Block::Paragraph(line) => vec![line],
        Block::Heading(Heading { content, .. }) => vec![vec![Inline::Strong(content)]],
        Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => vec![one_line(blocks)],
        Block::Details(Details { summary, blocks }) => {
            let summary = (!summary.is_empty()).then(|| vec![Inline::Strong(summary)]);
            summary.into_iter().chain([one_line(blocks)]).collect()
        }
        Block::List(list) => list_lines(list),
        Block::Math(tex) => vec![vec![Inline::Math(Math { tex: tex.replace('\n', " "), display: false })]],
        Block::Code(CodeBlock { text, .. }) => {
            text.lines().map(|line| vec![Inline::Code(line.to_owned())]).collect()
        }
        Block::Table(table) => table.rows.into_iter().flatten().map(|cell| one_line(cell.blocks)).collect(),
        Block::Rule => Vec::new(),
    }
}

/// Returns the items as lines: `• a`, `• b`; `1. a`, `2. b`. An item that holds only a list has no marker of its own.
fn list_lines(list: List) -> Vec<Vec<Inline>> {
    let mut number = match list.kind {
        ListKind::Bullet => None,
        ListKind::Ordered(start) => Some(start),
    };
    let item = |item: ListItem| {
        let marker = number.map_or_else(|| "• ".to_owned(), |n| format!("{n}. "));
        let task = item.task.map_or("", |done| if done { "[x] " } else { "[ ] " });
        number = number.map(|n| n.saturating_add(1));
        if item.is_only_a_list() {
            return one_line(item.blocks);
        }
        let mut line = vec![Inline::Text(marker + task)];
        line.extend(one_line(item.blocks));
        line
    };
    list.items.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Alignment, HeadingLevel};
    use crate::options::Options;
    use crate::report::Report;

    fn cell(text: &str) -> Cell {
        Cell {
            alignment: Alignment::Center,
            ..Cell::new(vec![Block::Paragraph(vec![Inline::Text(text.into())])])
        }
    }

    fn normalized(table: Table) -> Vec<Block> {
        let (options, mut report) = (Options::default(), Report::default());
        let mut done = Vec::new();
        Normalizer::new(&options, &mut report).table(table, &mut done);
        done
    }

    #[test]
    fn first_row_is_the_header_and_columns_have_the_alignment() {
        let table = Table { rows: vec![vec![cell("a"), cell("b")], vec![cell("c")]], ..Table::default() };
        let [Block::Table(table)] = &normalized(table)[..] else { panic!("a table") };
        assert_eq!((table.header_rows, table.rows[1].len()), (1, 2));
        assert_eq!(table.columns, [Alignment::Center, Alignment::Center]);
        assert!(table.rows[0].iter().all(|cell| cell.header && cell.alignment == Alignment::None));
    }

    #[test]
    fn one_column_is_layout() {
        let table = Table { rows: vec![vec![cell("a")], vec![cell("b")]], ..Table::default() };
        assert!(normalized(table).iter().all(|block| matches!(block, Block::Paragraph(_))));
    }

    #[test]
    fn one_row_is_layout_without_a_header() {
        let row = || Table { rows: vec![vec![cell("a"), cell("b")]], ..Table::default() };
        assert!(normalized(row()).iter().all(|block| matches!(block, Block::Paragraph(_))));
        assert!(matches!(normalized(Table { header_rows: 1, ..row() })[..], [Block::Table(_)]));
    }

    #[test]
    fn drops_a_column_of_thematic_breaks() {
        let rule = || Cell::new(vec![Block::Quote(vec![Block::Rule])]);
        let row = || vec![cell("a"), cell("b"), rule()];
        let table = Table { rows: vec![row(), row()], ..Table::default() };
        let [Block::Table(table)] = &normalized(table)[..] else { panic!("a table") };
        assert_eq!((table.columns.len(), table.rows[0].len()), (2, 2));
    }

    #[test]
    fn a_heading_keeps_its_breaks_in_a_cell_only() {
        let line = vec![Inline::Text("a".into()), Inline::Break, Inline::Text("b".into())];
        let heading = || {
            let heading = Heading { level: HeadingLevel::ONE, content: line.clone(), anchors: Vec::new() };
            Cell::new(vec![Block::Heading(heading)])
        };
        let table = Table { rows: vec![vec![heading(), cell("c")], vec![cell("d")]], ..Table::default() };
        let [Block::Table(table)] = &normalized(table)[..] else { panic!("a table") };
        assert_eq!(table.rows[0][0].blocks, [Block::Paragraph(line.clone())]);
        let layout = Table { rows: vec![vec![heading()]], ..Table::default() };
        let [Block::Heading(heading)] = &normalized(layout)[..] else { panic!("a heading") };
        assert_eq!(heading.content, [Inline::Text("a b".into())]);
    }

    #[test]
    fn code_in_a_cell_requires_html() {
        let code = Cell::new(vec![Block::Code(CodeBlock { language: None, text: "a\nb".into() })]);
        let table = Table { rows: vec![vec![cell("a"), code], vec![cell("b")]], ..Table::default() };
        assert!(matches!(&normalized(table)[..], [Block::Table(Table { form: TableForm::Html, .. })]));
    }
}
