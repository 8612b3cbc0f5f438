//! Compares two inventories.

use std::ops::Range;

use similar::DiffOp;

use super::cells::ALIGNED;
use super::inventory::{CODE, Category, FOOTNOTE, IMAGE, Inventory, MATHS, Mark, is_letter};
use super::matching::Matching;
use super::tex;
use super::urls;
use crate::options::Links;

use super::verification::{Count, Difference};

/// How many differences of a category are told.
const TOLD: usize = 5;
/// How many letters of a difference are told.
const EXCERPT: usize = 60;
/// How many letters before a difference are told with it.
const LEAD: usize = 12;

/// The two sides.
pub(super) struct Sides<'a> {
    pub(super) page: &'a Inventory,
    pub(super) markdown: &'a Inventory,
    /// The Markdown itself, by whose bytes its inventory names places.
    pub(super) source: &'a str,
    pub(super) matching: Matching,
}

/// How many blocks of one line in a row are one that was cut up.
const CUT_UP: u32 = 4;

/// What of one side a difference is about.
type Place = Option<(String, usize)>;

impl Sides<'_> {
    /// How many things of `category` there are, and the first that differ.
    pub(super) fn compare(&self, category: Category) -> (Count, Vec<Difference>) {
        match category {
            Category::Text => self.text(),
            Category::Links => {
                let found = self.without_addresses();
                self.sequence(category, self.page.marks(category), &found)
            }
            Category::Lines => self.sequence(category, &lines(self.page), &lines(self.markdown)),
            _ => self.sequence(category, self.page.marks(category), self.markdown.marks(category)),
        }
    }

    /// The links of the Markdown but for addresses that lead to themselves and that the page shows as text: readers
    /// of GFM make links of those.
    fn without_addresses(&self) -> Vec<Mark> {
        let is_address = |inventory, mark: &Mark| {
            let shows = |links| urls::shows_itself(text(inventory, mark), &mark.value, links);
            shows(Links::Keep) || shows(Links::Clean)
        };
        let expected = self.page.marks(Category::Links).iter().filter(|mark| is_address(self.page, mark));
        let mut expected = expected.peekable();
        let mut kept = Vec::new();
        for link in self.markdown.marks(Category::Links) {
            let is_own = !is_address(self.markdown, link)
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
                let is_cut_up = a.numbers[2] >= CUT_UP;
                (a.numbers[1] == b.numbers[1] || is_cut_up)
                    && (a.value == b.value || (is_soft(a) && squashed(&a.value) == squashed(&b.value)))
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
                marks.first().map(|mark| (shown(category, inventory, mark), mark.start))
            };
            if differences.len() < TOLD {
                differences.push(match (category, a.first(), b.first()) {
                    (Category::Code, Some(a), Some(b)) if a.value != b.value => self.code(a, b),
                    _ => self.difference(category, of(self.page, a), of(self.markdown, b)),
                });
            }
        }
        count.extra = markdown.len() - count.kept;
        (count, differences)
    }

    /// Code is told of from a little before where it differs, with the line there.
    fn code(&self, page: &Mark, markdown: &Mark) -> Difference {
        let same = page.value.get(..common_start(&page.value, &markdown.value)).unwrap_or_default();
        let from = same.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at);
        let place = |mark: &Mark| Some((excerpt(mark.value.get(from..).unwrap_or_default()), mark.start));
        let mut difference = self.difference(Category::Code, place(page), place(markdown));
        let lines = same.matches('\n').count();
        let before = u32::try_from(lines).unwrap_or(u32::MAX);
        difference.line = difference.line.map(|line| line.saturating_add(before));
        // The fence has a line of its own.
        difference.markdown_line = difference.markdown_line.map(|line| line + 1 + lines);
        difference
    }

    /// The stretches of `page` and `markdown` that do not match each other; those that do are counted.
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
            let value = if is_softened { squashed(&mark.value) } else { mark.value.clone() };
            let text = if has_value(category) { "" } else { text(inventory, mark) };
            let numbers = if category == Category::Code { [0; 3] } else { mark.numbers };
            (numbers, value, text.to_owned())
        };
        let a: Vec<_> = page.iter().map(|mark| key(self.page, mark)).collect();
        let b: Vec<_> = markdown.iter().map(|mark| key(self.markdown, mark)).collect();
        let Some(ops) = self.matching.of(&a, &b) else { return vec![(page, markdown)] };
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

    /// Letters are compared line by line, and within what differs one by one.
    fn text(&self) -> (Count, Vec<Difference>) {
        let (page, markdown) = (self.page.text.as_str(), self.markdown.text.as_str());
        let expected = letters(page);
        if page == markdown {
            return (Count { expected, kept: expected, extra: 0 }, Vec::new());
        }
        let mut kept = 0;
        let mut differences = Vec::new();
        for (old, new) in hunks(self.page, self.markdown, &self.matching, &mut kept) {
            let (a, b) =
                (page.get(old.clone()).unwrap_or_default(), markdown.get(new.clone()).unwrap_or_default());
            if a == b {
                kept += letters(a);
                continue;
            }
            let first = common_start(a, b);
            kept += letters_kept(a, b, &self.matching);
            if differences.len() < TOLD {
                let place = |text: &'_ str, from: usize| {
                    let lead =
                        text.get(..from + first).unwrap_or_default().char_indices().rev().nth(LEAD - 1);
                    let excerpt = text.get(lead.map_or(0, |(at, _)| at)..).unwrap_or_default();
                    // Where nothing is left, what comes before is the place.
                    let at = (from + first).min(text.len().saturating_sub(1));
                    (text.len() > from).then(|| (readable(excerpt), at))
                };
                let (a, b) = (
                    place(page.get(..old.end).unwrap_or_default(), old.start),
                    place(markdown.get(..new.end).unwrap_or_default(), new.start),
                );
                differences.push(self.difference(Category::Text, a, b));
            }
        }
        (Count { expected, kept, extra: letters(markdown).saturating_sub(kept) }, differences)
    }

    fn difference(&self, category: Category, page: Place, markdown: Place) -> Difference {
        let line = page.as_ref().and_then(|(_, at)| origin(self.page, *at));
        let byte = markdown.as_ref().and_then(|(_, at)| origin(self.markdown, *at));
        let before = byte.and_then(|byte| self.source.get(..byte));
        Difference {
            category,
            line: line.and_then(|line| u32::try_from(line).ok()),
            markdown_line: before.map(|before| before.matches('\n').count() + 1),
            expected: page.map(|(words, _)| words),
            found: markdown.map(|(words, _)| words),
        }
    }
}

/// Whether of `mark` the value alone counts, and not the text.
const fn has_value(category: Category) -> bool {
    matches!(category, Category::Code | Category::Maths | Category::Images)
}

const fn is_soft(code: &Mark) -> bool {
    code.numbers[0] == 1
}

fn squashed(code: &str) -> String {
    code.chars().filter(|c| is_letter(*c)).collect()
}

fn text<'a>(inventory: &'a Inventory, mark: &Mark) -> &'a str {
    inventory.text.get(mark.start..mark.end).unwrap_or_default()
}

fn drop_last(marks: &[Mark], count: usize) -> &[Mark] {
    marks.get(..marks.len() - count).unwrap_or_default()
}

/// The lines of the text as marks.
fn lines(inventory: &Inventory) -> Vec<Mark> {
    let starts = std::iter::once(0).chain(inventory.breaks.iter().copied());
    let lines = starts.zip(&inventory.breaks);
    lines.map(|(start, end)| Mark { start, end: *end, ..Mark::default() }).collect()
}

/// The stretches of the two texts that differ, made of whole lines; letters of the others are counted.
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
        let end = inventory.at();
        let start = middle
            .get(at)
            .or_else(|| middle.last())
            .map_or(end, |mark| if at < middle.len() { mark.start } else { mark.end });
        marks.first().zip(marks.last()).map_or(start..start, |(first, last)| first.start..last.end)
    };
    let ends = |inventory: &Inventory, middle: &[Mark]| middle.last().map_or(inventory.at(), |last| last.end);
    let (old_end, new_end) = (ends(page, a), ends(markdown, b));
    let first =
        |inventory: &Inventory, middle: &[Mark]| middle.first().map_or(inventory.at(), |first| first.start);
    *kept += letters(page.text.get(..first(page, a)).unwrap_or_default());
    if !a.is_empty() {
        *kept += letters(page.text.get(old_end..).unwrap_or_default());
    }
    let old: Vec<&str> = a.iter().map(|mark| text(page, mark)).collect();
    let new: Vec<&str> = b.iter().map(|mark| text(markdown, mark)).collect();
    let Some(ops) = matching.of(&old, &new) else {
        return vec![(first(page, a)..old_end, first(markdown, b)..new_end)];
    };
    let mut hunks = Vec::new();
    for op in ops {
        let at = |inventory, middle: &[Mark], lines: Range<usize>| {
            range(inventory, middle.get(lines.clone()).unwrap_or_default(), middle, lines.start)
        };
        let (old, new) = (at(page, a, op.old_range()), at(markdown, b, op.new_range()));
        if matches!(op, DiffOp::Equal { .. }) {
            *kept += letters(page.text.get(old).unwrap_or_default());
        } else {
            hunks.push((old, new));
        }
    }
    hunks
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// How many bytes two texts have in common at their beginning.
fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// How many letters of `a` are in `b`, in order.
fn letters_kept(a: &str, b: &str, matching: &Matching) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(ops) = matching.of(&a, &b) else {
        return a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    };
    let equal = ops.into_iter().map(|op| match op {
        DiffOp::Equal { len, .. } => len,
        _ => 0,
    });
    equal.sum()
}

/// Where the letter at `at` comes from.
fn origin(inventory: &Inventory, at: usize) -> Option<usize> {
    let next = inventory.origins.partition_point(|(start, _)| *start <= at);
    inventory.origins.get(next.saturating_sub(1)).map(|(_, place)| *place)
}

/// What is told of a thing.
fn shown(category: Category, inventory: &Inventory, mark: &Mark) -> String {
    let words = readable(text(inventory, mark));
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
            let how = ALIGNED.get(b as usize).copied().unwrap_or_default();
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

/// The beginning of `text`, its things named.
fn readable(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(EXCERPT) {
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
    text.chars().take(EXCERPT).collect()
}
