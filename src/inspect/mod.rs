//! The contents of an article as data: metadata, outline, links, images, code, dialects, and what a conversion would
//! warn about and remove.
//!
//! [`Converter::inspect`](crate::Converter::inspect) inspects an input, [`contents`] any [`Document`], and [`findings`]
//! a page. The result describes the Markdown that a conversion with the same options produces. `docs/inspect.md` has
//! the details.

mod contents;
mod findings;
mod marks;

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;

use crate::extract::{self, Metadata};
use crate::input::{InputForm, Source};
use crate::markdown;
use crate::model::Document;
use crate::report::{Removed, Report, Status, Warning};

pub use contents::{CodeEntry, Contents, Counts, HeadingEntry, ImageEntry, LinkEntry, LinkKind, contents};
pub use findings::{Dropped, Findings, Occurrences, findings};

/// The contents of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[must_use]
#[non_exhaustive]
pub struct Inspection {
    /// How much of the article the input contains.
    pub status: Status,
    /// Whether the input is a whole page, a fragment or Markdown.
    pub form: InputForm,
    /// The encoding of the input, such as `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// What is known about the article.
    pub metadata: Metadata,
    /// Outline, links, images, code and counts.
    #[serde(flatten)]
    pub contents: Contents,
    /// The dialects found, by their names in `docs/dialects.md`.
    pub dialects: BTreeMap<&'static str, Occurrences>,
    /// The warnings of a conversion.
    pub warnings: Vec<Warning>,
    /// What a conversion removes, by rule.
    pub removed: BTreeMap<String, Removed>,
    /// Each removed element.
    pub removals: Vec<Removal>,
}

/// An element with contents that a conversion removes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Removal {
    /// The line of the input where it begins.
    pub line: u32,
    /// The rule that removes it.
    pub rule: String,
    /// The beginning of its text. Empty for elements without text, and for elements that were removed for another
    /// reason than a rule.
    pub text: String,
}

impl Inspection {
    /// Inspects Markdown that a conversion passes through.
    pub(crate) fn of_markdown(source: &Source<'_>, metadata: Metadata) -> Self {
        let mut report = Report::default();
        let unread_dates = extract::metadata::unread_dates(&metadata, source);
        report.add_input_warnings(source.warnings.iter().cloned().chain(unread_dates).collect());
        let mut found = Findings::default();
        found.add("no-content-views", None);
        Self::of(source, metadata, &markdown::parse(source.body()), report, found)
    }

    /// Inspects an article. The lines of `report` and `found` are those of the input.
    pub(crate) fn of(
        source: &Source<'_>,
        metadata: Metadata,
        document: &Document,
        report: Report,
        mut found: Findings,
    ) -> Self {
        for warning in &report.warnings {
            if let Some(dialect) = warning.code.dialect() {
                found.add_if_new(dialect, warning.line());
            }
        }
        for dialect in ["img-transfer", "editor-words"] {
            if let Some(texts) = report.removed.get(dialect) {
                found.add_if_new(dialect, texts.lines.first().copied());
            }
        }
        Self {
            status: report.status,
            form: source.form,
            encoding: source.encoding,
            metadata,
            contents: contents(document),
            removals: removals(&report.removed, found.dropped),
            dialects: found.dialects,
            warnings: report.warnings,
            removed: report.removed,
        }
    }
}

/// Lists the removed elements in document order, each with the text that the rule dropped on that line.
fn removals(removed: &BTreeMap<String, Removed>, dropped: Vec<Dropped>) -> Vec<Removal> {
    let mut texts: HashMap<(String, u32), VecDeque<String>> = HashMap::new();
    for Dropped { rule, line, text } in dropped {
        texts.entry((rule, line)).or_default().push_back(text);
    }
    let lines =
        removed.iter().flat_map(|(rule, removed)| removed.lines.iter().map(move |line| (rule, *line)));
    let mut removals: Vec<Removal> = lines
        .map(|(rule, line)| {
            let text = texts.get_mut(&(rule.clone(), line)).and_then(VecDeque::pop_front);
            Removal { line, rule: rule.clone(), text: text.unwrap_or_default() }
        })
        .collect();
    removals.sort_by_key(|removal| removal.line);
    removals
}
