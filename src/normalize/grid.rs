//! The rectangular grid of a table, with spans expanded and rows of equal length.

use crate::model::{Alignment, Cell};

/// A slot of the grid, which may be empty.
pub(super) type Slot = Option<Cell>;

/// The layout of a table's cells.
struct Plan {
    /// The column of each cell, row by row.
    columns: Vec<Vec<usize>>,
    width: usize,
}

/// Spreads `rows` over a grid. Each cell takes its first slot, and the other slots it spans stay empty. Rows and
/// columns in which no cell begins are removed.
///
/// Returns `rows` unchanged if the grid would have more than `max` slots.
pub(super) fn spread(rows: Vec<Vec<Cell>>, max: usize) -> Result<Vec<Vec<Slot>>, Vec<Vec<Cell>>> {
    if rows.iter().flatten().all(|cell| cell.colspan <= 1 && cell.rowspan <= 1) {
        return unmerged(rows, max);
    }
    let Some(Plan { columns, width }) = plan(&rows, max) else { return Err(rows) };
    let mut begins = vec![false; width];
    for &x in columns.iter().flatten() {
        if let Some(begins) = begins.get_mut(x) {
            *begins = true;
        }
    }
    // The index of each column among those that are kept.
    let indices: Vec<usize> = begins
        .iter()
        .scan(0, |next, begins| {
            let index = *next;
            *next += usize::from(*begins);
            Some(index)
        })
        .collect();
    let kept = begins.iter().filter(|begins| **begins).count();
    let lines = rows.into_iter().zip(columns).filter(|(row, _)| !row.is_empty());
    Ok(lines.map(|(row, columns)| arrange(row, &columns, &indices, kept)).collect())
}

/// Spreads rows without spans, as those of most tables are.
fn unmerged(rows: Vec<Vec<Cell>>, max: usize) -> Result<Vec<Vec<Slot>>, Vec<Vec<Cell>>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if width.saturating_mul(rows.len()) > max {
        return Err(rows);
    }
    let line = |row: Vec<Cell>| {
        let mut line: Vec<Slot> = row.into_iter().map(Some).collect();
        line.resize(width, None);
        line
    };
    Ok(rows.into_iter().filter(|row| !row.is_empty()).map(line).collect())
}

/// Returns a line of the grid with the cells of `row` in their columns.
fn arrange(row: Vec<Cell>, columns: &[usize], indices: &[usize], width: usize) -> Vec<Slot> {
    let mut line = vec![None; width];
    for (cell, column) in row.into_iter().zip(columns) {
        if let Some(slot) = indices.get(*column).and_then(|index| line.get_mut(*index)) {
            *slot = Some(cell);
        }
    }
    line
}

fn plan(rows: &[Vec<Cell>], max: usize) -> Option<Plan> {
    let height = rows.len();
    // The number of further rows in which each column is covered by a cell above.
    let mut covered: Vec<usize> = Vec::new();
    let mut columns = Vec::with_capacity(height);
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        let mut starts = Vec::with_capacity(row.len());
        let mut fresh: Vec<(usize, usize, usize)> = Vec::new();
        for cell in row {
            while covered.get(x).is_some_and(|&rows| rows > 0) {
                x += 1;
            }
            starts.push(x);
            let end = x.saturating_add(cell.colspan.max(1));
            if end.saturating_mul(height) > max {
                return None;
            }
            fresh.push((x, end, cell.rowspan.max(1).min(height - y) - 1));
            x = end;
        }
        columns.push(starts);
        covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for (start, end, below) in fresh {
            covered.resize(covered.len().max(end), 0);
            covered.iter_mut().take(end).skip(start).for_each(|rows| *rows = below.max(*rows));
        }
    }
    Some(Plan { columns, width: covered.len() })
}

/// Removes all spans from the cells of `rows`.
pub(super) fn without_spans(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let alone = |cell| Cell { colspan: 1, rowspan: 1, ..cell };
    rows.into_iter().map(|row| row.into_iter().map(alone).collect()).collect()
}

/// Returns the alignment of each column, provided that all of its non-empty cells agree.
pub(super) fn alignments(grid: &[Vec<Slot>]) -> Vec<Alignment> {
    let width = grid.first().map_or(0, Vec::len);
    let column = |x: usize| {
        let mut cells =
            grid.iter().filter_map(|line| line.get(x)?.as_ref()).filter(|cell| !cell.blocks.is_empty());
        let first = cells.next().map_or(Alignment::None, |cell| cell.alignment);
        if cells.all(|cell| cell.alignment == first) { first } else { Alignment::None }
    };
    (0..width).map(column).collect()
}

/// Removes empty columns at the right and empty rows at both ends. A header row at the top stays.
pub(super) fn trim(grid: &mut Vec<Vec<Slot>>) {
    let holds = |slot: &Slot| slot.as_ref().is_some_and(|cell| !cell.blocks.is_empty());
    let is_header = |slot: &Slot| slot.as_ref().is_some_and(|cell| cell.header);
    let first = grid.iter().position(|line| line.iter().any(|slot| holds(slot) || is_header(slot)));
    grid.drain(..first.unwrap_or(grid.len()));
    while grid.last().is_some_and(|line| !line.iter().any(holds)) {
        grid.pop();
    }
    let used = |line: &Vec<Slot>| line.iter().rposition(holds).map_or(0, |last| last + 1);
    let width = grid.iter().map(used).max().unwrap_or_default();
    grid.iter_mut().for_each(|line| line.truncate(width));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Inline};

    fn cell(text: &str, colspan: usize, rowspan: usize) -> Cell {
        let blocks = vec![Block::Paragraph(vec![Inline::Text(text.into())])];
        Cell { colspan, rowspan, ..Cell::new(blocks) }
    }

    fn shape(grid: &[Vec<Slot>]) -> Vec<String> {
        grid.iter()
            .map(|line| line.iter().map(|slot| if slot.is_some() { '#' } else { '.' }).collect())
            .collect()
    }

    #[test]
    fn spanning_cells_take_their_first_slot() {
        let rows = vec![vec![cell("a", 2, 2), cell("b", 1, 1)], vec![cell("c", 1, 1)], vec![cell("d", 1, 1)]];
        assert_eq!(shape(&spread(rows, 100).unwrap()), ["##", ".#", "#."]);
    }

    #[test]
    fn drops_columns_and_rows_where_no_cell_begins() {
        let rows = vec![vec![cell("a", 1_000, 2), cell("b", 1, 1)], vec![], vec![cell("c", 1, 1); 2]];
        assert_eq!(shape(&spread(rows, 200_000).unwrap()), ["#.#", "##."]);
    }

    #[test]
    fn refuses_hostile_spans() {
        assert!(spread(vec![vec![cell("a", 1_000, 65_534)]; 3], 200_000).is_ok());
        let rows = vec![vec![cell("a", 65_534, 65_534)]; 300];
        assert_eq!(spread(rows.clone(), 200_000), Err(rows));
        let mut ragged = vec![vec![cell("a", 1, 1)]; 1_000];
        ragged.push(vec![cell("b", 1, 1); 1_000]);
        assert!(spread(ragged, 200_000).is_err());
    }

    #[test]
    fn trims_empty_edges() {
        let empty = || Cell::new(Vec::new());
        let rows = vec![vec![empty(), empty()], vec![cell("a", 1, 1), empty()], vec![empty(), empty()]];
        let mut grid = spread(rows, 100).unwrap();
        trim(&mut grid);
        assert_eq!(shape(&grid), ["#"]);
    }
}
