//! The summary of a run: counts and bar charts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::row;
use super::visible::{Visible, in_fragment};
use crate::batch::{Entry, Outcome, Totals};
use crate::verify::Verdict;

/// The number of rules shown.
const MAX_RULES: usize = 15;

/// The counts of a run besides its totals.
#[derive(Debug, Default)]
pub(super) struct Summary {
    verdicts: BTreeMap<Verdict, usize>,
    rules: BTreeMap<String, Removals>,
    /// The number of documents and of warnings by code.
    warnings: BTreeMap<&'static str, (usize, usize)>,
}

/// What a rule removed.
#[derive(Debug, Default, Clone, Copy)]
struct Removals {
    documents: usize,
    characters: usize,
    images: usize,
    links: usize,
}

/// A table whose rows have bars.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) title: &'static str,
    /// A note below the table; may be empty.
    pub(super) note: String,
    pub(super) columns: &'static [&'static str],
    pub(super) bars: Vec<Bar>,
}

/// A row of a chart.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) label: String,
    /// The fragment that filters the table of documents.
    pub(super) filter: Option<String>,
    /// The CSS class of the bar.
    pub(super) class: &'static str,
    pub(super) numbers: Vec<String>,
    /// The width in percent.
    pub(super) width: String,
}

impl Summary {
    pub(super) fn add(&mut self, entry: &Entry<'_>) {
        let Some(done) = entry.done() else { return };
        if let Some(verification) = &done.verification {
            *self.verdicts.entry(verification.verdict).or_default() += 1;
        }
        for (rule, removed) in &*done.removed {
            if !self.rules.contains_key(rule) {
                self.rules.insert(rule.clone(), Removals::default());
            }
            let Some(sum) = self.rules.get_mut(rule) else { continue };
            sum.documents += 1;
            sum.characters += removed.characters;
            sum.images += removed.images;
            sum.links += removed.links;
        }
        let mut codes = BTreeSet::new();
        for warning in &*done.warnings {
            let code = warning.code.as_str();
            let (documents, warnings) = self.warnings.entry(code).or_default();
            *documents += usize::from(codes.insert(code));
            *warnings += 1;
        }
    }

    /// Whether any document was compared with its article.
    fn is_verified(&self) -> bool {
        !self.verdicts.is_empty()
    }

    /// Returns the most important counts.
    pub(super) fn tiles(&self, totals: &Totals) -> [(&'static str, String); 5] {
        let lossy = if self.is_verified() { grouped(totals.lossy) } else { "not verified".to_owned() };
        [
            ("Documents", grouped(totals.inputs)),
            ("Failed", grouped(totals.failed)),
            ("Incomplete", grouped(totals.incomplete)),
            ("Lossy", lossy),
            ("With warnings", grouped(totals.with_warnings)),
        ]
    }

    pub(super) fn charts(&self, totals: &Totals) -> Vec<Chart> {
        vec![outcomes(totals), self.verdicts(totals), self.removed(), self.warned(totals)]
    }

    fn verdicts(&self, totals: &Totals) -> Chart {
        let of = |verdict| self.verdicts.get(&verdict).copied().unwrap_or_default();
        let mut bars: Vec<Bar> = if self.is_verified() {
            let verdicts = row::VERDICTS.into_iter().zip(["good", "plain", "bad"]);
            let bar = |(verdict, class): (Verdict, _)| {
                share("verdict", verdict.as_str(), class, of(verdict), totals)
            };
            verdicts.map(bar).collect()
        } else {
            Vec::new()
        };
        let others = totals.inputs - self.verdicts.values().sum::<usize>();
        bars.push(share("verdict", "not verified", "none", others, totals));
        let note =
            if self.is_verified() { "" } else { "Use --verify to compare each document with its article." };
        Chart { title: "Verdicts", note: note.to_owned(), columns: &["Documents", "Share"], bars }
    }

    fn removed(&self) -> Chart {
        let mut rules: Vec<(&String, &Removals)> = self.rules.iter().collect();
        rules.sort_by_key(|(_, sum)| Reverse((sum.characters, sum.images, sum.links)));
        let most = rules.first().map_or(0, |(_, sum)| sum.characters);
        let bar = |label: String, filter, sum: &Removals| Bar {
            label,
            filter,
            class: "plain",
            numbers: [sum.documents, sum.characters, sum.images, sum.links].map(grouped).to_vec(),
            width: percent(sum.characters, most),
        };
        let shown = rules.iter().take(MAX_RULES);
        let mut bars: Vec<Bar> = shown
            .map(|(rule, sum)| bar(Visible(rule).to_string(), Some(filter("rule", rule)), sum))
            .collect();
        let rest = rules.get(MAX_RULES..).unwrap_or_default();
        if !rest.is_empty() {
            let add = |all: Removals, (_, sum): &(&String, &Removals)| Removals {
                documents: all.documents.max(sum.documents),
                characters: all.characters + sum.characters,
                images: all.images + sum.images,
                links: all.links + sum.links,
            };
            let sum = rest.iter().fold(Removals::default(), add);
            let mut bar = bar(format!("{} other rules", rest.len()), None, &sum);
            // Several rules may apply to one document.
            if let Some(documents) = bar.numbers.first_mut() {
                *documents = format!("≥ {documents}");
            }
            bars.push(bar);
        }
        let note = if bars.is_empty() { "No rule removed text, an image or a link." } else { "" };
        let columns = &["Documents", "Characters", "Images", "Links"];
        Chart { title: "Removed by rule", note: note.to_owned(), columns, bars }
    }

    fn warned(&self, totals: &Totals) -> Chart {
        let mut warnings: Vec<_> = self.warnings.iter().collect();
        warnings.sort_by_key(|(_, counts)| Reverse(**counts));
        let bar = |(code, (documents, warnings)): (&&str, &(usize, usize))| Bar {
            numbers: vec![grouped(*documents), grouped(*warnings)],
            ..share("warning", code, "fair", *documents, totals)
        };
        let bars: Vec<Bar> = warnings.into_iter().map(bar).collect();
        let note = if bars.is_empty() { "No warnings." } else { "" };
        Chart { title: "Warnings", note: note.to_owned(), columns: &["Documents", "Warnings"], bars }
    }
}

fn outcomes(totals: &Totals) -> Chart {
    let looks = [
        (Outcome::Converted, "good", totals.converted),
        (Outcome::PassedThrough, "good", totals.passed_through),
        (Outcome::Incomplete, "fair", totals.incomplete),
        (Outcome::Failed, "bad", totals.failed),
    ];
    let bar =
        |(outcome, class, count): (Outcome, _, _)| share("outcome", outcome.as_str(), class, count, totals);
    let bars = looks.into_iter().map(bar).collect();
    let passed_through = totals.passed_through;
    let note = if passed_through == 0 {
        String::new()
    } else {
        format!("{passed_through} passed through unchanged: {}.", Outcome::PASSED_THROUGH_NOTE)
    };
    Chart { title: "Outcomes", note, columns: &["Documents", "Share"], bars }
}

/// Returns a bar for the share of `count` in all documents.
fn share(key: &str, label: &str, class: &'static str, count: usize, totals: &Totals) -> Bar {
    let width = percent(count, totals.inputs);
    let numbers = vec![grouped(count), format!("{width} %")];
    Bar { label: label.to_owned(), filter: Some(filter(key, label)), class, numbers, width }
}

fn filter(key: &str, value: &str) -> String {
    format!("#{key}={}", in_fragment(value))
}

/// Formats a percentage with one decimal; only zero is formatted as zero.
fn percent(part: usize, whole: usize) -> String {
    let thousandths = (part * 1000).checked_div(whole).unwrap_or_default().max(usize::from(part > 0));
    format!("{}.{}", thousandths / 10, thousandths % 10)
}

/// Formats a number with thousands separators.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [(0, 0), (0, 5), (1, 3), (1, 99_999), (5, 5)].map(|(a, b)| percent(a, b)),
            ["0.0", "0.0", "33.3", "0.1", "100.0"]
        );
    }
}
