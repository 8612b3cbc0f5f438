//! Moves images and blocks out of a line, behind it.

use std::ops::Range;

use super::category::Category;
use super::inventory::{Inventory, Mark};
use super::visible::IMAGE;

/// The classes of content, in the order in which they are to be: the line, the images in it, the blocks in it.
const LINE: usize = 0;
const IMAGES: usize = 1;
const BLOCKS: usize = 2;
const CLASSES: usize = 3;

/// A part of the text that moves as a whole.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    class: usize,
    /// How much text of each class precedes it.
    before: [usize; CLASSES],
}

/// The new order of the text since an offset.
#[derive(Debug)]
struct Order {
    pieces: Vec<Piece>,
    /// The new offsets at which the classes begin.
    starts: [usize; CLASSES],
}

impl Order {
    /// Plans to move `blocks`, which are sorted by their start, and if `with_images` all images outside them.
    fn new(start: usize, text: &str, blocks: impl Iterator<Item = Range<usize>>, with_images: bool) -> Self {
        let mut pieces = Vec::new();
        let mut sums = [0; CLASSES];
        let mut push = |range: Range<usize>, class: usize| {
            if let Some(sum) = sums.get_mut(class).filter(|_| !range.is_empty()) {
                let length = range.len();
                *sum += length;
                pieces.push(Piece { range, class, before: sums });
                if let Some(before) = pieces.last_mut().and_then(|piece| piece.before.get_mut(class)) {
                    *before -= length;
                }
            }
        };
        let mut at = start;
        for block in blocks.chain(std::iter::once(text.len()..text.len())) {
            if block.start < at {
                // It is in the block before.
                continue;
            }
            let line = at;
            let images = text.get(line..block.start).unwrap_or_default().match_indices(IMAGE);
            for (offset, image) in images.filter(|_| with_images) {
                push(at..line + offset, LINE);
                at = line + offset + image.len();
                push(line + offset..at, IMAGES);
            }
            push(at..block.start, LINE);
            at = block.end;
            push(block, BLOCKS);
        }
        let [line, images, _] = sums;
        Self { pieces, starts: [start, start + line, start + line + images] }
    }

    /// Returns the piece that ends at `at` or contains it.
    fn piece_before(&self, at: usize) -> Option<&Piece> {
        let next = self.pieces.partition_point(|piece| piece.range.start < at);
        next.checked_sub(1).and_then(|last| self.pieces.get(last))
    }

    /// Returns the new offset of the text of `class` from `at` on.
    fn moved(&self, class: usize, at: usize) -> usize {
        let start = self.starts.get(class).copied().unwrap_or_default();
        let Some(piece) = self.piece_before(at) else { return start };
        let inside = if piece.class == class { at.min(piece.range.end) - piece.range.start } else { 0 };
        start + piece.before.get(class).copied().unwrap_or_default() + inside
    }

    /// Returns the new offset of what ends at `at`.
    fn moved_end(&self, at: usize) -> usize {
        self.moved(self.piece_before(at).map_or(LINE, |piece| piece.class), at)
    }

    /// Returns the new ranges of a range.
    fn ranges(&self, start: usize, end: usize) -> impl Iterator<Item = Range<usize>> {
        let all = (0..CLASSES).map(move |class| self.moved(class, start)..self.moved(class, end));
        all.filter(|range| !range.is_empty())
    }

    /// Returns the pieces in their new order.
    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        (0..CLASSES).flat_map(|class| self.pieces.iter().filter(move |piece| piece.class == class))
    }
}

/// What was moved out of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    /// The new offset of the images, which is the end of the line.
    pub(super) images: usize,
    /// The new offset of the blocks.
    pub(super) blocks: usize,
    /// How many images and blocks were moved.
    pub(super) count: usize,
}

impl Inventory {
    /// Moves the images and `blocks` since `start`, which are in a line, behind it. The line keeps its breaks if
    /// `has_breaks`.
    pub(super) fn move_behind(
        &mut self,
        start: usize,
        blocks: impl Iterator<Item = Range<usize>>,
        has_breaks: bool,
    ) -> Moved {
        let order = Order::new(start, &self.text, blocks, true);
        let count = order.pieces.iter().filter(|piece| piece.class != LINE).count();
        self.reorder_breaks(start, &order, has_breaks);
        if count > 0 {
            self.reorder(start, &order);
        }
        let [_, images, blocks] = order.starts;
        Moved { images, blocks, count }
    }

    /// Moves `lines` since `start` behind the blocks between them. Returns their new offset.
    pub(super) fn move_lines(&mut self, start: usize, lines: impl Iterator<Item = Range<usize>>) -> usize {
        let order = Order::new(start, &self.text, lines, false);
        self.reorder_breaks(start, &order, true);
        self.reorder(start, &order);
        let [.., lines] = order.starts;
        lines
    }

    /// Whether a code block ends here, to which the next one would belong.
    pub(super) fn follows_code(&self) -> bool {
        let last = self.marks(Category::Code).last();
        last.is_some_and(|code| code.end == self.offset() && self.boundary < code.end)
    }

    /// Removes and returns the code block at the start, with its languages.
    pub(super) fn take_first_code(&mut self) -> Option<(Mark, Vec<Mark>)> {
        let codes = self.marks_mut(Category::Code)?;
        let code = codes.remove(codes.iter().position(|mark| mark.start == 0)?);
        let languages = self.marks_mut(Category::Languages)?.extract_if(.., |mark| mark.start == 0).collect();
        let length = code.end;
        self.text.drain(..length);
        self.breaks.retain(|end| *end > length);
        self.breaks.iter_mut().for_each(|end| *end -= length);
        self.origins.iter_mut().for_each(|(at, _)| *at = at.saturating_sub(length));
        for marks in &mut self.marks {
            marks.retain(|mark| mark.end > length);
            for mark in marks {
                (mark.start, mark.end) = (mark.start.saturating_sub(length), mark.end - length);
            }
        }
        for ranges in [&mut self.plain, &mut self.bare] {
            ranges.retain(|(_, end)| *end > length);
            for (start, end) in ranges {
                (*start, *end) = (start.saturating_sub(length), *end - length);
            }
        }
        self.boundary = self.boundary.saturating_sub(length);
        Some((code, languages))
    }

    fn reorder_breaks(&mut self, start: usize, order: &Order, has_breaks: bool) {
        let old = self.breaks.split_off(self.breaks.partition_point(|at| *at <= start));
        let class = |at| order.piece_before(at).map_or(LINE, |piece| piece.class);
        let kept = old.into_iter().filter(|at| class(*at) == BLOCKS || (has_breaks && class(*at) == LINE));
        let ends = order.pieces().filter(|piece| piece.class == BLOCKS).map(|piece| piece.range.end);
        let mut new: Vec<usize> = kept.chain(ends).map(|at| order.moved_end(at)).collect();
        new.extend(order.starts.iter().filter(|at| **at > start));
        new.sort_unstable();
        new.dedup();
        self.breaks.extend(new);
    }

    fn reorder(&mut self, start: usize, order: &Order) {
        self.reorder_origins(start, order);
        let old = self.text.split_off(start);
        for Piece { range, .. } in order.pieces() {
            self.text.push_str(old.get(range.start - start..range.end - start).unwrap_or_default());
        }
        for marks in &mut self.marks {
            let old =
                marks.split_off(marks.iter().rposition(|mark| mark.end <= start).map_or(0, |at| at + 1));
            let first = marks.len();
            for mark in old {
                let parts = order.ranges(mark.start, mark.end);
                marks.extend(parts.map(|Range { start, end }| Mark { start, end, ..mark.clone() }));
            }
            if let Some(new) = marks.get_mut(first..) {
                new.sort_by_key(|mark| mark.start);
            }
        }
        for ranges in [&mut self.plain, &mut self.bare] {
            let old = ranges.split_off(ranges.partition_point(|(from, _)| *from < start));
            let new = old.into_iter().flat_map(|(start, end)| order.ranges(start, end));
            let mut new: Vec<_> = new.map(|Range { start, end }| (start, end)).collect();
            new.sort_unstable();
            ranges.append(&mut new);
        }
        if self.boundary > start {
            self.boundary = order.moved_end(self.boundary);
        }
    }

    fn reorder_origins(&mut self, start: usize, order: &Order) {
        let first = self.origins.partition_point(|(offset, _)| *offset < start);
        let mut new = Vec::new();
        for Piece { range, class, .. } in order.pieces() {
            let next = self.origins.partition_point(|(offset, _)| *offset <= range.start);
            let around = next.checked_sub(1).and_then(|last| self.origins.get(last));
            new.extend(around.map(|(_, bytes)| (order.moved(*class, range.start), bytes.clone())));
            let inside = self.origins.iter().skip(next).take_while(|(offset, _)| *offset < range.end);
            new.extend(inside.map(|(offset, bytes)| (order.moved(*class, *offset), bytes.clone())));
        }
        self.origins.truncate(first);
        self.origins.append(&mut new);
    }

    /// Removes what follows `at`, which is in a line since `start`, and returns it.
    pub(super) fn split_off(&mut self, start: usize, at: usize) -> Self {
        let mut rest = Self { text: self.text.split_off(at), ..Self::default() };
        let ends = self.breaks.split_off(self.breaks.partition_point(|end| *end <= at));
        rest.breaks = ends.into_iter().map(|end| end - at).collect();
        let origins = self.origins.split_off(self.origins.partition_point(|(offset, _)| *offset < at));
        let around = self.origins.last().map(|(_, bytes)| (0, bytes.clone()));
        let inside = origins.into_iter().map(|(offset, bytes)| (offset - at, bytes));
        rest.origins = around.into_iter().chain(inside).collect();
        for (marks, others) in self.marks.iter_mut().zip(&mut rest.marks) {
            let own = marks.iter().rposition(|mark| mark.end <= start).map_or(0, |last| last + 1);
            for mark in marks.split_off(own) {
                if mark.end > at {
                    let start = mark.start.saturating_sub(at);
                    others.push(Mark { start, end: mark.end - at, ..mark.clone() });
                }
                if mark.start < at {
                    marks.push(Mark { end: mark.end.min(at), ..mark });
                }
            }
        }
        for (ranges, others) in [(&mut self.plain, &mut rest.plain), (&mut self.bare, &mut rest.bare)] {
            let moved = ranges.split_off(ranges.partition_point(|(start, _)| *start < at)).into_iter();
            others.extend(moved.map(|(start, end)| (start - at, end - at)));
        }
        if self.boundary > at {
            rest.boundary = std::mem::replace(&mut self.boundary, at) - at;
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_and_blocks_follow_the_line() {
        let mut inventory = Inventory::default();
        inventory.push_text("零");
        let start = inventory.offset();
        inventory.push_text("一");
        inventory.push_image("u".to_owned(), None);
        let block = inventory.offset();
        inventory.push_text("块");
        inventory.end_line();
        let end = inventory.offset();
        inventory.push_text("二");
        inventory.mark(Category::Links, start, [0; 3], "v".to_owned());
        let moved = inventory.move_behind(start, std::iter::once(block..end), false);
        assert_eq!((inventory.text.as_str(), moved.count), (format!("零一二{IMAGE}块").as_str(), 2));
        assert_eq!(inventory.breaks, [9, 12, 15]);
        let links = inventory.marks(Category::Links).iter();
        assert_eq!(links.map(|link| (link.start, link.end)).collect::<Vec<_>>(), [(3, 9), (9, 12), (12, 15)]);
        let rest = inventory.split_off(start, moved.images);
        assert_eq!((inventory.text.as_str(), rest.text.as_str()), ("零一二", format!("{IMAGE}块").as_str()));
        assert_eq!((rest.breaks.as_slice(), rest.marks(Category::Images)[0].start), (&[3, 6][..], 0));
    }
}
