//! Table cells and column alignments, in the form in which they are compared.

use super::category::Category;
use super::inventory::{Inventory, Mark};

/// A cell of a table, and its range in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableCell {
    pub(super) row: usize,
    pub(super) column: usize,
    /// The range of its text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its index in [`ALIGNMENTS`].
    pub(super) align: u32,
}

/// The alignments of a column, as printed in differences. The first means none.
pub(super) const ALIGNMENTS: [&str; 4] = ["", "left", "center", "right"];

impl Inventory {
    /// Marks the non-empty cells of a table, and the columns whose cells are all aligned alike. HTML tables carry no
    /// alignment. Empty rows and columns do not count. Returns the number of columns whose alignment is partial or
    /// lost.
    pub(super) fn cells(&mut self, table: &[TableCell], is_html: bool) -> usize {
        let full = || table.iter().filter(|cell| cell.end > cell.start);
        let ranks = |mut indices: Vec<usize>| {
            indices.sort_unstable();
            indices.dedup();
            indices
        };
        let (rows, columns) =
            (ranks(full().map(|cell| cell.row).collect()), ranks(full().map(|cell| cell.column).collect()));
        let rank = |ranks: &[usize], index| {
            u32::try_from(ranks.partition_point(|at| *at < index)).unwrap_or(u32::MAX)
        };
        let mark =
            |cell: &TableCell, numbers| Mark { start: cell.start, end: cell.end, numbers, ..Mark::default() };
        let marks = full().map(|cell| mark(cell, [rank(&rows, cell.row), rank(&columns, cell.column), 0]));
        let marks: Vec<Mark> = marks.collect();
        // For each column its first cell, whether the other cells are aligned alike, and whether any cell is aligned.
        let mut aligned: Vec<Option<(&TableCell, bool, bool)>> = vec![None; columns.len()];
        for cell in full() {
            let Some(column) = aligned.get_mut(rank(&columns, cell.column) as usize) else { continue };
            let (first, agrees, is_any) = column.get_or_insert((cell, true, false));
            *agrees &= first.align == cell.align;
            *is_any |= cell.align > 0;
        }
        let mut lost = 0;
        for (number, (first, agrees, _)) in
            (0..).zip(aligned.into_iter().flatten()).filter(|(_, (.., is_any))| *is_any)
        {
            if agrees && !is_html {
                let mark = mark(first, [number, first.align, 0]);
                self.marks_mut(Category::Alignments).into_iter().for_each(|marks| marks.push(mark.clone()));
            } else {
                lost += 1;
            }
        }
        if let Some(cells) = self.marks_mut(Category::Cells) {
            cells.extend(marks);
        }
        lost
    }
}
