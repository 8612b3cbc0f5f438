//! The rectangular grid of a table: spans spread out, rows of one length.

use crate::model::{Alignment, Cell};

/// A cell of a grid.
pub(super) type Slot = Option<Cell>;

/// Where the cells of a table stand.
struct Plan {
    /// The column of each cell, row by row.
    columns: Vec<Vec<usize>>,
    width: usize,
}

/// Spreads `rows` over a grid: each cell in its first slot, the other slots it covers empty. Rows and columns in which
/// no cell begins are left out.
///
/// Gives `rows` back when the grid would have more than `max` slots.
pub(super) fn spread(rows: Vec<Vec<Cell>>, max: usize) -> Result<Vec<Vec<Slot>>, Vec<Vec<Cell>>> {
    let Some(Plan { columns, width }) = plan(&rows, max) else { return Err(rows) };
    let mut begins = vec![false; width];
    for &x in columns.iter().flatten() {
        if let Some(begins) = begins.get_mut(x) {
            *begins = true;
        }
    }
    // The place of each column among those that are kept.
    let places: Vec<usize> = begins
        .iter()
        .scan(0, |next, begins| {
            let place = *next;
            *next += usize::from(*begins);
            Some(place)
        })
        .collect();
    let kept = begins.iter().filter(|begins| **begins).count();
    let lines = rows.into_iter().zip(columns).filter(|(row, _)| !row.is_empty());
    Ok(lines.map(|(row, columns)| placed(row, &columns, &places, kept)).collect())
}

/// A line of the grid: each cell of `row` in the place of its column.
fn placed(row: Vec<Cell>, columns: &[usize], places: &[usize], width: usize) -> Vec<Slot> {
    let mut line = vec![None; width];
    for (cell, column) in row.into_iter().zip(columns) {
        if let Some(slot) = places.get(*column).and_then(|place| line.get_mut(*place)) {
            *slot = Some(cell);
        }
    }
    line
}

fn plan(rows: &[Vec<Cell>], max: usize) -> Option<Plan> {
    let height = rows.len();
    // How many more rows each column is covered from above.
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

/// `rows` as if no cell of them spanned anything.
pub(super) fn unspanned(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let alone = |cell| Cell { colspan: 1, rowspan: 1, ..cell };
    rows.into_iter().map(|row| row.into_iter().map(alone).collect()).collect()
}

/// The alignment of each column: that of its cells, when all that hold something agree.
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

/// Removes columns at the right and rows at both ends that hold nothing; a row of header cells at the top stays.
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
    fn spans_take_their_first_slot() {
        let rows = vec![vec![cell("a", 2, 2), cell("b", 1, 1)], vec![cell("c", 1, 1)], vec![cell("d", 1, 1)]];
        assert_eq!(shape(&spread(rows, 100).unwrap()), ["##", ".#", "#."]);
    }

    #[test]
    fn columns_and_rows_where_no_cell_begins_go() {
        let rows = vec![vec![cell("a", 1_000, 2), cell("b", 1, 1)], vec![], vec![cell("c", 1, 1); 2]];
        assert_eq!(shape(&spread(rows, 200_000).unwrap()), ["#.#", "##."]);
    }

    #[test]
    fn a_hostile_span_is_refused() {
        assert!(spread(vec![vec![cell("a", 1_000, 65_534)]; 3], 200_000).is_ok());
        let rows = vec![vec![cell("a", 65_534, 65_534)]; 300];
        assert_eq!(spread(rows.clone(), 200_000), Err(rows));
        let mut ragged = vec![vec![cell("a", 1, 1)]; 1_000];
        ragged.push(vec![cell("b", 1, 1); 1_000]);
        assert!(spread(ragged, 200_000).is_err());
    }

    #[test]
    fn what_is_blank_at_the_edges_is_cut() {
        let blank = || Cell::new(Vec::new());
        let rows = vec![vec![blank(), blank()], vec![cell("a", 1, 1), blank()], vec![blank(), blank()]];
        let mut grid = spread(rows, 100).unwrap();
        trim(&mut grid);
        assert_eq!(shape(&grid), ["#"]);
    }
}
