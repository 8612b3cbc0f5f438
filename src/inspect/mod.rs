//! What is in an article, told as data: its metadata, its outline, its links, pictures and code, the ways of writing it
//! has, and what a conversion would warn of and remove.
//!
//! [`Converter::inspect`](crate::Converter::inspect) tells all of it of an input, [`contents`] tells what is in any
//! [`Document`], and [`findings`] which dialects are in a page. All of it is what the Markdown would have that is made with
//! the same options; `docs/inspect.md` says more.

mod contents;
mod findings;
mod marks;

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;

use crate::extract::Metadata;
use crate::input::{InputForm, Source};
use crate::markdown;
use crate::model::Document;
use crate::report::{Removed, Report, Status, Warning};

pub use contents::{CodeEntry, Contents, Counts, HeadingEntry, ImageEntry, LinkEntry, LinkKind, contents};
pub use findings::{Dropped, Findings, Occurrences, findings};

/// What is in an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[must_use]
#[non_exhaustive]
pub struct Inspection {
    /// Whether the whole article is there.
    pub status: Status,
    /// Whether it is a whole page, a piece of one, or Markdown.
    pub form: InputForm,
    /// The encoding it is in, such as `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// What is known of the article.
    pub metadata: Metadata,
    /// What is in the article.
    #[serde(flatten)]
    pub contents: Contents,
    /// The dialects that were found, by the names of `docs/dialects.md`.
    pub dialects: BTreeMap<&'static str, Occurrences>,
    /// What a conversion cannot keep as it is.
    pub warnings: Vec<Warning>,
    /// What a conversion removes, by the name of the rule.
    pub removed: BTreeMap<String, Removed>,
    /// The same, one element after the other.
    pub removals: Vec<Removal>,
}

/// An element that held something and that a conversion removes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Removal {
    /// The line of the input where it begins.
    pub line: u32,
    /// The rule that removes it.
    pub rule: String,
    /// How its text begins; empty where there is none, or where it is not a rule of the table but what became of the
    /// element that removed it.
    pub text: String,
}

impl Inspection {
    /// What is in Markdown that a conversion passes through.
    pub(crate) fn of_markdown(source: &Source<'_>, metadata: Metadata) -> Self {
        let report = Report { warnings: source.warnings.clone(), ..Report::default() };
        let mut found = Findings::default();
        found.add("no-content-views", None);
        Self::of(source, metadata, &markdown::parse(source.body()), report, found)
    }

    /// What is in an article. The lines of `report` and `found` are those of the input.
    pub(crate) fn of(
        source: &Source<'_>,
        metadata: Metadata,
        document: &Document,
        report: Report,
        mut found: Findings,
    ) -> Self {
        for warning in &report.warnings {
            if let Some(dialect) = warning.code.dialect() {
                found.add_if_new(dialect, warning.line);
            }
        }
        if let Some(transfers) = report.removed.get("img-transfer") {
            found.add_if_new("img-transfer", transfers.lines.first().copied());
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

/// What was removed, in the order of the page, each with the words that a rule is known to have dropped there.
fn removals(removed: &BTreeMap<String, Removed>, dropped: Vec<Dropped>) -> Vec<Removal> {
    let mut texts: HashMap<(String, u32), VecDeque<String>> = HashMap::new();
    for Dropped { rule, line, text } in dropped {
        texts.entry((rule, line)).or_default().push_back(text);
    }
    let places =
        removed.iter().flat_map(|(rule, removed)| removed.lines.iter().map(move |line| (rule, *line)));
    let mut removals: Vec<Removal> = places
        .map(|(rule, line)| {
            let text = texts.get_mut(&(rule.clone(), line)).and_then(VecDeque::pop_front);
            Removal { line, rule: rule.clone(), text: text.unwrap_or_default() }
        })
        .collect();
    removals.sort_by_key(|removal| removal.line);
    removals
}
