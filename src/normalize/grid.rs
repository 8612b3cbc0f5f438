//! The rectangular grid of a table: spans spread out, rows of one length.

use crate::model::{Alignment, Cell};

/// A cell of a grid.
pub(super) type Slot = Option<Cell>;

/// Spreads `rows` over a grid: each cell in its first slot, the other slots it covers empty.
///
/// Returns `None` when the grid would have more than `max` slots.
pub(super) fn spread(rows: Vec<Vec<Cell>>, max: usize) -> Option<Vec<Vec<Slot>>> {
    let height = rows.len();
    let mut grid: Vec<Vec<Slot>> = Vec::with_capacity(height);
    // How many more rows each column is covered from above.
    let mut covered: Vec<usize> = Vec::new();
    let mut slots = 0_usize;
    for (y, row) in rows.into_iter().enumerate() {
        let mut line: Vec<Slot> = Vec::new();
        let mut fresh: Vec<(usize, usize)> = Vec::new();
        for cell in row {
            while covered.get(line.len()).is_some_and(|&rows| rows > 0) {
                line.push(None);
            }
            let (columns, below) = (cell.colspan.max(1), cell.rowspan.max(1).min(height - y) - 1);
            slots += columns * (below + 1);
            if slots > max {
                return None;
            }
            let start = line.len();
            line.push(Some(cell));
            line.extend((1..columns).map(|_| None));
            fresh.extend((start..start + columns).map(|x| (x, below)));
        }
        covered.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for (x, below) in fresh {
            if covered.len() <= x {
                covered.resize(x + 1, 0);
            }
            if let Some(rows) = covered.get_mut(x) {
                *rows = below;
            }
        }
        grid.push(line);
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or_default();
    if width.saturating_mul(height) > max {
        return None;
    }
    grid.iter_mut().for_each(|line| line.resize(width, None));
    Some(grid)
}

/// `rows` as a grid whose cells span nothing.
pub(super) fn unspread(rows: Vec<Vec<Cell>>) -> Vec<Vec<Slot>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let padded = rows.into_iter().map(|row| {
        let mut line: Vec<Slot> = row.into_iter().map(Some).collect();
        line.resize(width, None);
        line
    });
    padded.collect()
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

/// Removes columns at the right and rows at the bottom that hold nothing.
pub(super) fn trim(grid: &mut Vec<Vec<Slot>>) {
    let holds = |slot: &Slot| slot.as_ref().is_some_and(|cell| !cell.blocks.is_empty());
    while grid.last().is_some_and(|line| !line.iter().any(holds)) {
        grid.pop();
    }
    while grid.first().is_some_and(|line| !line.is_empty())
        && !grid.iter().any(|line| line.last().is_some_and(holds))
    {
        grid.iter_mut().for_each(|line| drop(line.pop()));
    }
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
        assert_eq!(shape(&spread(rows, 100).unwrap()), ["#.#", "..#", "#.."]);
    }

    #[test]
    fn a_hostile_span_is_refused() {
        assert!(spread(vec![vec![cell("a", 1_000, 65_534)]; 3], 200_000).is_some());
        assert!(spread(vec![vec![cell("a", 65_534, 65_534)]; 300], 200_000).is_none());
    }
}
