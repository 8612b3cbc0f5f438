//! The summary of a run: counts and bar charts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::encoded::in_fragment;
use super::row;
use super::words;
use crate::batch::{Entry, Outcome, Totals};
use crate::display::{Visible, grouped};
use crate::explanations::{CodeGroup, explanation};
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
    pub(super) columns: Vec<&'static str>,
    pub(super) bars: Vec<Bar>,
}

/// A row of a chart.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) label: String,
    /// A second line; may be empty.
    pub(super) about: String,
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
    pub(super) fn is_verified(&self) -> bool {
        !self.verdicts.is_empty()
    }

    /// Returns the most important counts.
    pub(super) fn tiles(&self, totals: &Totals) -> Vec<(&'static str, String)> {
        let lossy = self.is_verified().then_some(("Lossy", totals.lossy));
        let counts =
            [("Documents", totals.inputs), ("Failed", totals.failed), ("Incomplete", totals.incomplete)];
        let counts = counts.into_iter().chain(lossy).chain([("With warnings", totals.with_warnings)]);
        counts.map(|(what, count)| (what, grouped(count))).collect()
    }

    /// Returns the charts, without that of the verdicts if nothing was compared.
    pub(super) fn charts(&self, totals: &Totals) -> Vec<Chart> {
        let verdicts = self.is_verified().then(|| self.verdicts(totals));
        let charts = [outcomes(totals)].into_iter().chain(verdicts);
        charts.chain([self.removed().without_empty_columns(), self.warned(totals)]).collect()
    }

    fn verdicts(&self, totals: &Totals) -> Chart {
        let of = |verdict| self.verdicts.get(&verdict).copied().unwrap_or_default();
        let verdicts = row::VERDICTS.into_iter().zip(["good", "plain", "bad"]);
        let bar = |(verdict, class): (Verdict, _)| {
            share(CodeGroup::Verdict, verdict.as_str(), class, of(verdict), totals)
        };
        let others = totals.inputs - self.verdicts.values().sum::<usize>();
        let others = share(CodeGroup::Verdict, "not verified", "none", others, totals);
        let bars = verdicts.map(bar).chain([others]).flatten().collect();
        Chart { title: "Verdicts", note: String::new(), columns: vec!["Documents", "Share"], bars }
    }

    fn removed(&self) -> Chart {
        let mut rules: Vec<(&String, &Removals)> = self.rules.iter().collect();
        rules.sort_by_key(|(_, sum)| Reverse((sum.characters, sum.images, sum.links)));
        let most = rules.first().map_or(0, |(_, sum)| sum.characters);
        let bar = |label: String, about: String, filter, sum: &Removals| Bar {
            label,
            about,
            filter,
            class: "plain",
            numbers: [sum.documents, sum.characters, sum.images, sum.links].map(grouped).to_vec(),
            width: percent(sum.characters, most),
        };
        let shown = rules.iter().take(MAX_RULES).map(|(rule, sum)| {
            let (label, about) = words::label_and_code(CodeGroup::Removal, rule);
            bar(Visible(label).to_string(), about.to_owned(), Some(filter("rule", rule)), sum)
        });
        let mut bars: Vec<Bar> = shown.collect();
        let rest = rules.get(MAX_RULES..).unwrap_or_default();
        if !rest.is_empty() {
            let add = |all: Removals, (_, sum): &(&String, &Removals)| Removals {
                documents: all.documents.max(sum.documents),
                characters: all.characters + sum.characters,
                images: all.images + sum.images,
                links: all.links + sum.links,
            };
            let sum = rest.iter().fold(Removals::default(), add);
            let mut bar = bar(format!("{} other rules", rest.len()), String::new(), None, &sum);
            // Several rules may apply to one document.
            if let Some(documents) = bar.numbers.first_mut() {
                *documents = format!("≥ {documents}");
            }
            bars.push(bar);
        }
        let note = if bars.is_empty() { "No rule removed text, an image or a link." } else { "" };
        let columns = vec!["Documents", "Characters", "Images", "Links"];
        Chart { title: "Removed by rule", note: note.to_owned(), columns, bars }
    }

    fn warned(&self, totals: &Totals) -> Chart {
        let mut warnings: Vec<_> = self.warnings.iter().collect();
        warnings.sort_by_key(|(_, counts)| Reverse(**counts));
        let bar = |(code, (documents, warnings)): (&&str, &(usize, usize))| {
            let (label, about) = words::label_and_code(CodeGroup::Warning, code);
            Bar {
                label: label.to_owned(),
                about: about.to_owned(),
                filter: Some(filter("warning", code)),
                class: "fair",
                numbers: vec![grouped(*documents), grouped(*warnings)],
                width: percent(*documents, totals.inputs),
            }
        };
        let bars: Vec<Bar> = warnings.into_iter().map(bar).collect();
        let note = if bars.is_empty() { "No warnings." } else { "" };
        Chart { title: "Warnings", note: note.to_owned(), columns: vec!["Documents", "Warnings"], bars }
    }
}

fn outcomes(totals: &Totals) -> Chart {
    let looks = [
        (Outcome::Converted, "good", totals.converted),
        (Outcome::PassedThrough, "good", totals.passed_through),
        (Outcome::Incomplete, "fair", totals.incomplete),
        (Outcome::Failed, "bad", totals.failed),
    ];
    let bar = |(outcome, class, count): (Outcome, _, _)| {
        share(CodeGroup::Outcome, outcome.as_str(), class, count, totals)
    };
    let bars = looks.into_iter().filter_map(bar).collect();
    let passed_through = totals.passed_through;
    let note = if passed_through == 0 {
        String::new()
    } else {
        format!("{passed_through} passed through unchanged: {}.", Outcome::PASSED_THROUGH_NOTE)
    };
    Chart { title: "Outcomes", note, columns: vec!["Documents", "Share"], bars }
}

/// Returns a bar for the share of `count` in all documents; `None` if there are none.
fn share(group: CodeGroup, code: &str, class: &'static str, count: usize, totals: &Totals) -> Option<Bar> {
    let width = percent(count, totals.inputs);
    let about = explanation(group, code).map_or_else(String::new, |found| found.summary.clone());
    let bar = Bar {
        label: words::spaced(code),
        about,
        filter: Some(filter(group.noun(), code)),
        class,
        numbers: vec![grouped(count), format!("{width} %")],
        width,
    };
    (count > 0).then_some(bar)
}

impl Chart {
    /// Removes the columns that have nothing but zeros.
    fn without_empty_columns(mut self) -> Self {
        let is_used =
            |at: usize| self.bars.iter().any(|bar| bar.numbers.get(at).is_some_and(|number| number != "0"));
        let used: Vec<bool> = (0..self.columns.len()).map(is_used).collect();
        let mut flags = used.iter();
        self.columns.retain(|_| flags.next().is_none_or(|is_used| *is_used));
        for bar in &mut self.bars {
            let mut flags = used.iter();
            bar.numbers.retain(|_| flags.next().is_none_or(|is_used| *is_used));
        }
        self
    }
}

fn filter(key: &str, value: &str) -> String {
    format!("#{key}={}", in_fragment(value))
}

/// Formats a percentage with one decimal; only zero is formatted as zero.
fn percent(part: usize, whole: usize) -> String {
    let thousandths = (part * 1000).checked_div(whole).unwrap_or_default().max(usize::from(part > 0));
    format!("{}.{}", thousandths / 10, thousandths % 10)
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
