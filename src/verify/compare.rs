//! Compares two inventories.

use std::ops::Range;

use similar::DiffOp;

use super::category::Category;
use super::cells::ALIGNMENTS;
use super::inventory::{Inventory, Mark};
use super::matching::Matching;
use super::source_text::SourceText;
use super::tex;
use super::urls;
use super::visible::{CODE, FOOTNOTE, IMAGE, MATHS, is_visible};
use crate::options::Links;

use super::verification::{Count, Difference};

/// The maximum number of differences reported per category.
pub(super) const MAX_DIFFERENCES: usize = 5;
/// The maximum number of characters shown of a difference.
const MAX_EXCERPT_CHARS: usize = 60;
/// The number of characters shown before a difference.
const CONTEXT_CHARS: usize = 12;

/// The two sides of a comparison.
pub(super) struct Sides<'a> {
    pub(super) page: &'a Inventory,
    pub(super) markdown: &'a Inventory,
    pub(super) page_source: SourceText<'a>,
    pub(super) markdown_source: SourceText<'a>,
    pub(super) matching: Matching,
}

/// The minimum number of adjacent one-line code blocks that count as one block that was split up.
const MIN_SPLIT_BLOCKS: u32 = 4;

/// The side of a difference: its text, and its range in the inventory's text.
type Side = Option<(String, Range<usize>)>;

impl Sides<'_> {
    /// Counts the entries of `category` and returns the first differences.
    pub(super) fn compare(&self, category: Category) -> (Count, Vec<Difference>) {
        match category {
            Category::Characters => {
                let Inventory { characters, dropped_characters, .. } = self.page;
                (characters.count_in(&self.markdown.characters, dropped_characters), Vec::new())
            }
            Category::Text => self.text(),
            Category::Links => {
                let found = self.without_bare_urls();
                self.sequence(category, self.page.marks(category), &found)
            }
            Category::Lines => self.sequence(category, &lines(self.page), &lines(self.markdown)),
            _ => self.sequence(category, self.page.marks(category), self.markdown.marks(category)),
        }
    }

    /// Returns the links of the Markdown, without those that only GFM parsers create: bare URLs that the page shows
    /// as text.
    fn without_bare_urls(&self) -> Vec<Mark> {
        let is_bare_url = |inventory, mark: &Mark| {
            let shows = |links| urls::is_own_url(text(inventory, mark), &mark.value, links);
            shows(Links::Keep) || shows(Links::Clean)
        };
        let expected = self.page.marks(Category::Links).iter().filter(|mark| is_bare_url(self.page, mark));
        let mut expected = expected.peekable();
        let mut kept = Vec::new();
        for link in self.markdown.marks(Category::Links) {
            let is_own = !is_bare_url(self.markdown, link)
                || expected.next_if(|next| text(self.page, next) == text(self.markdown, link)).is_some();
            if is_own {
                kept.push(link.clone());
            }
        }
        kept
    }

    fn is_same(&self, category: Category, a: &Mark, b: &Mark) -> bool {
        match category {
            Category::Code => {
                let is_split_up = a.numbers[2] >= MIN_SPLIT_BLOCKS;
                (a.numbers[1] == b.numbers[1] || is_split_up)
                    && (a.value == b.value
                        || (is_soft(a) && without_whitespace(&a.value) == without_whitespace(&b.value)))
            }
            Category::Maths => a.numbers == b.numbers && tex::is_same(&a.value, &b.value),
            Category::Images => a.value == b.value,
            _ => a.numbers == b.numbers && a.value == b.value && text(self.page, a) == text(self.markdown, b),
        }
    }

    fn sequence(&self, category: Category, page: &[Mark], markdown: &[Mark]) -> (Count, Vec<Difference>) {
        let before = page.iter().zip(markdown).take_while(|(a, b)| self.is_same(category, a, b)).count();
        let (a, b) = (page.get(before..).unwrap_or_default(), markdown.get(before..).unwrap_or_default());
        let after =
            a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| self.is_same(category, a, b)).count();
        let (a, b) = (drop_last(a, after), drop_last(b, after));
        let mut count = Count { expected: page.len(), kept: before + after, extra: 0 };
        let mut differences = Vec::new();
        for (a, b) in self.differing(category, a, b, &mut count.kept) {
            let of = |inventory: &'_ Inventory, marks: &[Mark]| {
                marks.first().map(|mark| (describe(category, inventory, mark), mark.start..mark.end))
            };
            if differences.len() < MAX_DIFFERENCES {
                differences.push(match (category, a.first(), b.first()) {
                    (Category::Code, Some(a), Some(b)) if a.value != b.value => self.code(a, b),
                    (Category::Lines, Some(a), Some(b)) => self.line(a, b),
                    _ => self.difference(category, of(self.page, a), of(self.markdown, b)),
                });
            }
        }
        count.extra = markdown.len() - count.kept;
        (count, differences)
    }

    /// Returns a difference between two lines, located where they differ.
    fn line(&self, page: &Mark, markdown: &Mark) -> Difference {
        let (a, b) = (text(self.page, page), text(self.markdown, markdown));
        let start = common_start(a, b);
        let end = common_end(a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
        let side = |inventory: &'_ Inventory, mark: &Mark| {
            let line = text(inventory, mark);
            let last = line.char_indices().next_back().map_or(0, |(at, _)| at);
            let from = mark.start + start.min(last);
            Some((spell_out(line), from..from.max(mark.end - end)))
        };
        self.difference(Category::Lines, side(self.page, page), side(self.markdown, markdown))
    }

    /// Returns a difference in code. Its texts start shortly before the first differing character, which is its
    /// location.
    fn code(&self, page: &Mark, markdown: &Mark) -> Difference {
        let same = page.value.get(..common_start(&page.value, &markdown.value)).unwrap_or_default();
        let from = same.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
        let shown = |mark: &Mark| Some(excerpt(mark.value.get(from..).unwrap_or_default()));
        let location = |source: &SourceText<'_>, inventory: &Inventory, mark: &Mark| {
            let rest = mark.value.get(same.len()..).unwrap_or_default();
            let next = rest.chars().find(|c| is_visible(*c));
            source.location_in_code(inventory, mark.start, same, next)
        };
        Difference {
            category: Category::Code,
            location: location(&self.page_source, self.page, page),
            markdown_location: location(&self.markdown_source, self.markdown, markdown),
            expected: shown(page),
            found: shown(markdown),
            rule: None,
        }
    }

    /// Returns the ranges of `page` and `markdown` that do not match, and adds the number of matching marks to
    /// `kept`.
    fn differing<'m>(
        &self,
        category: Category,
        page: &'m [Mark],
        markdown: &'m [Mark],
        kept: &mut usize,
    ) -> Vec<(&'m [Mark], &'m [Mark])> {
        if page.is_empty() && markdown.is_empty() {
            return Vec::new();
        }
        let is_softened = category == Category::Code && page.iter().any(is_soft);
        let key = |inventory: &Inventory, mark: &Mark| {
            let value = if is_softened { without_whitespace(&mark.value) } else { mark.value.clone() };
            let text = if has_value(category) { "" } else { text(inventory, mark) };
            let numbers = if category == Category::Code { [0; 3] } else { mark.numbers };
            (numbers, value, text.to_owned())
        };
        let a: Vec<_> = page.iter().map(|mark| key(self.page, mark)).collect();
        let b: Vec<_> = markdown.iter().map(|mark| key(self.markdown, mark)).collect();
        let Some(ops) = self.matching.edits(&a, &b) else { return vec![(page, markdown)] };
        let mut differing = Vec::new();
        for op in ops {
            if let DiffOp::Equal { len, .. } = op {
                *kept += len;
            } else {
                let at = |marks: &'m [Mark], range: Range<usize>| marks.get(range).unwrap_or_default();
                differing.push((at(page, op.old_range()), at(markdown, op.new_range())));
            }
        }
        differing
    }

    /// Compares the text line by line, and differing lines character by character.
    fn text(&self) -> (Count, Vec<Difference>) {
        let (page, markdown) = (self.page.text.as_str(), self.markdown.text.as_str());
        let expected = char_count(page);
        if page == markdown {
            return (Count { expected, kept: expected, extra: 0 }, Vec::new());
        }
        let mut kept = 0;
        let mut differences = Vec::new();
        for (old, new) in hunks(self.page, self.markdown, &self.matching, &mut kept) {
            let (a, b) =
                (page.get(old.clone()).unwrap_or_default(), markdown.get(new.clone()).unwrap_or_default());
            if a == b {
                kept += char_count(a);
                continue;
            }
            let first = common_start(a, b);
            kept += chars_kept(a, b, &self.matching);
            if differences.len() < MAX_DIFFERENCES {
                let end = common_end(a.get(first..).unwrap_or_default(), b.get(first..).unwrap_or_default());
                let side = |text: &'_ str, from: usize| {
                    let context = text.get(..from + first).unwrap_or_default();
                    let context = context.char_indices().rev().nth(CONTEXT_CHARS - 1);
                    let excerpt = text.get(context.map_or(0, |(at, _)| at)..).unwrap_or_default();
                    // If no text is left, the location is that of the character before.
                    let before = text.char_indices().next_back().map_or(0, |(at, _)| at);
                    let at = (from + first).min(before);
                    (text.len() > from).then(|| (spell_out(excerpt), at..at.max(text.len() - end)))
                };
                let (a, b) = (
                    side(page.get(..old.end).unwrap_or_default(), old.start),
                    side(markdown.get(..new.end).unwrap_or_default(), new.start),
                );
                differences.push(self.difference(Category::Text, a, b));
            }
        }
        (Count { expected, kept, extra: char_count(markdown).saturating_sub(kept) }, differences)
    }

    fn difference(&self, category: Category, page: Side, markdown: Side) -> Difference {
        let (expected, at) = page.unzip();
        let (found, markdown_at) = markdown.unzip();
        Difference {
            category,
            location: at.and_then(|at| self.page_source.location(self.page, at)),
            markdown_location: markdown_at.and_then(|at| self.markdown_source.location(self.markdown, at)),
            expected,
            found,
            rule: None,
        }
    }
}

/// Whether marks of this category are compared by their value, not by their text.
const fn has_value(category: Category) -> bool {
    matches!(category, Category::Code | Category::Maths | Category::Images)
}

const fn is_soft(code: &Mark) -> bool {
    code.numbers[0] == 1
}

fn without_whitespace(code: &str) -> String {
    code.chars().filter(|c| is_visible(*c)).collect()
}

fn text<'a>(inventory: &'a Inventory, mark: &Mark) -> &'a str {
    inventory.text.get(mark.start..mark.end).unwrap_or_default()
}

fn drop_last(marks: &[Mark], count: usize) -> &[Mark] {
    marks.get(..marks.len() - count).unwrap_or_default()
}

/// Returns the lines of the text as marks.
fn lines(inventory: &Inventory) -> Vec<Mark> {
    let starts = std::iter::once(0).chain(inventory.breaks.iter().copied());
    let lines = starts.zip(&inventory.breaks);
    lines.map(|(start, end)| Mark { start, end: *end, ..Mark::default() }).collect()
}

/// Returns the ranges of whole lines in which the two texts differ, and adds the number of other characters to
/// `kept`.
fn hunks(
    page: &Inventory,
    markdown: &Inventory,
    matching: &Matching,
    kept: &mut usize,
) -> Vec<(Range<usize>, Range<usize>)> {
    let (a, b) = (lines(page), lines(markdown));
    let before = a.iter().zip(&b).take_while(|(a, b)| text(page, a) == text(markdown, b)).count();
    let (a, b) = (a.get(before..).unwrap_or_default(), b.get(before..).unwrap_or_default());
    let is_same = |(a, b): &(&Mark, &Mark)| text(page, a) == text(markdown, b);
    let after = a.iter().rev().zip(b.iter().rev()).take_while(is_same).count();
    let (a, b) = (drop_last(a, after), drop_last(b, after));
    let range = |inventory: &Inventory, marks: &[Mark], middle: &[Mark], at: usize| {
        let end = inventory.offset();
        let start = middle
            .get(at)
            .or_else(|| middle.last())
            .map_or(end, |mark| if at < middle.len() { mark.start } else { mark.end });
        marks.first().zip(marks.last()).map_or(start..start, |(first, last)| first.start..last.end)
    };
    let ends =
        |inventory: &Inventory, middle: &[Mark]| middle.last().map_or(inventory.offset(), |last| last.end);
    let (old_end, new_end) = (ends(page, a), ends(markdown, b));
    let first = |inventory: &Inventory, middle: &[Mark]| {
        middle.first().map_or(inventory.offset(), |first| first.start)
    };
    *kept += char_count(page.text.get(..first(page, a)).unwrap_or_default());
    if !a.is_empty() {
        *kept += char_count(page.text.get(old_end..).unwrap_or_default());
    }
    let old: Vec<&str> = a.iter().map(|mark| text(page, mark)).collect();
    let new: Vec<&str> = b.iter().map(|mark| text(markdown, mark)).collect();
    let Some(ops) = matching.edits(&old, &new) else {
        return vec![(first(page, a)..old_end, first(markdown, b)..new_end)];
    };
    let mut hunks = Vec::new();
    for op in ops {
        let at = |inventory, middle: &[Mark], lines: Range<usize>| {
            range(inventory, middle.get(lines.clone()).unwrap_or_default(), middle, lines.start)
        };
        let (old, new) = (at(page, a, op.old_range()), at(markdown, b, op.new_range()));
        if matches!(op, DiffOp::Equal { .. }) {
            *kept += char_count(page.text.get(old).unwrap_or_default());
        } else {
            hunks.push((old, new));
        }
    }
    hunks
}

fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// Returns the length of the common prefix in bytes.
fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Returns the number of bytes that both end with.
fn common_end(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Returns the number of characters of `a` that occur in `b`, in order.
fn chars_kept(a: &str, b: &str, matching: &Matching) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(ops) = matching.edits(&a, &b) else {
        return a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    };
    let equal = ops.into_iter().map(|op| match op {
        DiffOp::Equal { len, .. } => len,
        _ => 0,
    });
    equal.sum()
}

/// Formats a mark for a difference.
fn describe(category: Category, inventory: &Inventory, mark: &Mark) -> String {
    let words = spell_out(text(inventory, mark));
    let [a, b, c] = mark.numbers;
    match category {
        Category::Headings => format!("h{a} {words}"),
        Category::Code | Category::Languages | Category::Images | Category::Alts | Category::Footnotes => {
            excerpt(&mark.value)
        }
        Category::Maths => {
            let fence = if a == 1 { "$$" } else { "$" };
            format!("{fence}{}{fence}", excerpt(&mark.value))
        }
        Category::Alignments => {
            let how = ALIGNMENTS.get(b as usize).copied().unwrap_or_default();
            format!("column {} {how}: {words}", a + 1)
        }
        Category::Links => format!("{words} → {}", excerpt(&mark.value)),
        Category::Cells => format!("row {} column {}: {words}", a + 1, b + 1),
        Category::Items => {
            let marker = b.checked_sub(1).map_or_else(|| "-".to_owned(), |number| format!("{number}."));
            let task = ["", " [ ]", " [x]"].get(c as usize).copied().unwrap_or_default();
            format!("level {a}: {marker}{task} {words}")
        }
        _ => words,
    }
}

/// Returns the beginning of `text`, with placeholders spelled out.
fn spell_out(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(MAX_EXCERPT_CHARS) {
        match c {
            IMAGE => shown.push_str("[image]"),
            CODE => shown.push_str("[code]"),
            MATHS => shown.push_str("[formula]"),
            FOOTNOTE => shown.push_str("[^]"),
            c => shown.push(c),
        }
    }
    shown
}

fn excerpt(text: &str) -> String {
    text.chars().take(MAX_EXCERPT_CHARS).collect()
}
