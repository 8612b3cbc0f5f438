//! Table cells and column alignments in the form in which they are compared.

use super::inventory::{Category, Inventory, Mark};

/// A cell that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    pub(super) row: usize,
    pub(super) column: usize,
    /// What of the text it is.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The number of its [`Align`].
    pub(super) align: u32,
}

/// How a column is aligned, and how that is told; the first is said of none.
pub(super) const ALIGNED: [&str; 4] = ["", "left", "center", "right"];

impl Inventory {
    /// Marks the cells of a table that hold something, and the columns in which all of them are aligned alike, which no
    /// table in HTML says. Rows and columns that hold nothing do not count. Returns how many columns are aligned in
    /// part, or in vain.
    pub(super) fn cells(&mut self, read: &[Read], is_html: bool) -> usize {
        let full = || read.iter().filter(|cell| cell.end > cell.start);
        let ranks = |mut places: Vec<usize>| {
            places.sort_unstable();
            places.dedup();
            places
        };
        let (rows, columns) =
            (ranks(full().map(|cell| cell.row).collect()), ranks(full().map(|cell| cell.column).collect()));
        let rank = |ranks: &[usize], place| {
            u32::try_from(ranks.partition_point(|at| *at < place)).unwrap_or(u32::MAX)
        };
        let mark =
            |cell: &Read, numbers| Mark { start: cell.start, end: cell.end, numbers, value: String::new() };
        let marks = full().map(|cell| mark(cell, [rank(&rows, cell.row), rank(&columns, cell.column), 0]));
        let marks: Vec<Mark> = marks.collect();
        // Of each column its first cell, and whether the others are aligned as it is.
        let mut aligned: Vec<Option<(&Read, bool, bool)>> = vec![None; columns.len()];
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
