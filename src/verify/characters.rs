//! Counts letters and digits, without regard to their order or to what they belong to.
//!
//! This is the coarsest reading of a page and of Markdown, and shares nothing with the others: if many letters of the
//! one are not in the other, something is lost, whatever the finer comparisons say.

use super::hidden::is_never_shown;
use super::verification::Count;
use crate::chars::trim_ascii_start;
use crate::dom::Element;

/// The number of letters and digits that may be missing: of words that editors left, repeated titles, markers that
/// authors typed again, and the like.
const MAX_MISSING: usize = 30;

/// Code points are counted in blocks of this size.
const BLOCK: usize = 256;

/// How often each character occurs.
#[derive(Debug, Default)]
pub(super) struct Characters(Vec<Option<Box<[u32; BLOCK]>>>);

impl Characters {
    /// Counts the characters of `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut characters = Self::default();
        characters.add(text);
        characters
    }

    /// Adds the characters of `text`.
    pub(super) fn add(&mut self, text: &str) {
        let visible = trim_ascii_start(text).chars().filter(|c| *c > ' ');
        visible.for_each(|c| self.increase(c as usize / BLOCK, c as usize % BLOCK, 1));
    }

    fn increase(&mut self, block: usize, offset: usize, by: u32) {
        if self.0.len() <= block {
            self.0.resize_with(block + 1, || None);
        }
        let counts = self.0.get_mut(block).map(|counts| counts.get_or_insert_with(|| Box::new([0; BLOCK])));
        if let Some(count) = counts.and_then(|counts| counts.get_mut(offset)) {
            *count = count.saturating_add(by);
        }
    }

    /// Adds the characters of `before` that a change to `after` has removed.
    pub(super) fn add_removed(&mut self, before: &str, after: &str) {
        self.add(before);
        for c in after.chars() {
            let counts = self.0.get_mut(c as usize / BLOCK).and_then(Option::as_mut);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(c as usize % BLOCK)) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Adds the characters of `other`.
    pub(super) fn extend(&mut self, other: &Self) {
        for (block, offset, count) in other.counts() {
            self.increase(block, offset, count);
        }
    }

    /// The counts above zero, each with its block and offset.
    fn counts(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        let blocks = self.0.iter().enumerate().filter_map(|(block, counts)| Some((block, counts.as_ref()?)));
        blocks.flat_map(|(block, counts)| {
            counts
                .iter()
                .enumerate()
                .filter_map(move |(offset, &count)| (count > 0).then_some((block, offset, count)))
        })
    }

    /// Adds the text below `element` that may be visible, except for formulas and SVG images, whose text is not that of
    /// their Markdown.
    pub(super) fn add_element(&mut self, element: Element<'_>) {
        if is_skipped(element) {
            return;
        }
        let mut nodes = element.node().descendants();
        while let Some(node) = nodes.next() {
            if let Some(text) = node.as_text() {
                self.add(text);
            } else if node.as_element().is_some_and(is_skipped) {
                nodes.skip_below(node);
            }
        }
    }

    /// Counts the characters here, and of the letters and digits how many `markdown` and `dropped` lack together. A few
    /// may be missing.
    pub(super) fn count_in(&self, markdown: &Self, dropped: &Self) -> Count {
        let (mut expected, mut missing) = (0, 0);
        for (block, counts) in (0..).zip(&self.0) {
            let Some(counts) = counts else { continue };
            let beside = || counts.iter().zip(markdown.block(block)).zip(dropped.block(block));
            expected += counts.iter().map(|count| *count as usize).sum::<usize>();
            let lacks =
                |((count, found), dropped): ((&u32, &u32), &u32)| count.saturating_sub(found + dropped);
            // Nearly all blocks lack nothing, which is found out many characters at a time.
            if beside().map(lacks).fold(0, |all, lacking| all | lacking) != 0 {
                let lacking = beside().map(lacks).enumerate();
                missing += lacking
                    .filter(|(offset, _)| is_counted(block, *offset))
                    .map(|(_, n)| n as usize)
                    .sum::<usize>();
            }
        }
        let missing = if missing > MAX_MISSING { missing } else { 0 };
        Count { expected, kept: expected - missing, extra: 0 }
    }

    fn block(&self, block: usize) -> &[u32; BLOCK] {
        self.0.get(block).and_then(Option::as_deref).unwrap_or(&[0; BLOCK])
    }
}

/// Whether the character at `offset` of `block` is a letter or a digit.
fn is_counted(block: usize, offset: usize) -> bool {
    u32::try_from(block * BLOCK + offset).ok().and_then(char::from_u32).is_some_and(char::is_alphanumeric)
}

/// Whether an element is never shown, a formula or an SVG image.
fn is_skipped(element: Element<'_>) -> bool {
    const CLASSES: [&str; 6] =
        ["katex", "MathJax", "MathJax_SVG", "MathJax_Preview", "math", "mwe-math-element"];
    is_never_shown(element)
        || matches!(element.tag(), "svg" | "math" | "mjx-container" | "math-renderer")
        || element.classes().any(|class| CLASSES.contains(&class))
}
