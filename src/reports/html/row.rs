//! A row of the table of documents.

use std::collections::BTreeMap;

use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};

use crate::batch::{Entry, Outcome};
use crate::extract::metadata::Date;
use crate::verify::Verdict;
use crate::{Status, WarningCode};

pub(super) const OUTCOMES: [Outcome; 4] =
    [Outcome::Converted, Outcome::PassedThrough, Outcome::Incomplete, Outcome::Failed];
pub(super) const STATUSES: [Status; 4] =
    [Status::Complete, Status::Preview, Status::Folded, Status::Truncated];
pub(super) const VERDICTS: [Verdict; 3] = [Verdict::Identical, Verdict::Equivalent, Verdict::Lossy];

/// A row; values of enumerations are stored as indices.
#[derive(Debug)]
pub(super) struct Row<'a> {
    path: &'a str,
    title: Option<&'a str>,
    date: Option<Date>,
    outcome: Option<usize>,
    status: Option<usize>,
    verdict: Option<usize>,
    /// One for each warning.
    warnings: Vec<usize>,
    characters: usize,
    rules: Vec<usize>,
    output: Option<&'a str>,
    source: Option<&'a str>,
    error: Option<(&'a str, &'a str)>,
    /// The number of the document among the problems.
    problem: Option<usize>,
}

impl<'a> Row<'a> {
    pub(super) fn of(
        entry: &'a Entry<'_>,
        numbers: &mut BTreeMap<String, usize>,
        problem: Option<usize>,
    ) -> Self {
        let done = entry.done();
        let metadata = done.map(|done| &*done.metadata);
        let removed = done.map(|done| &*done.removed);
        let mut number = |rule: &String| {
            let next = numbers.len();
            *numbers.entry(rule.clone()).or_insert(next)
        };
        let verdict = done.and_then(|done| Some(done.verification.as_ref()?.verdict));
        Self {
            path: entry.path,
            title: metadata.and_then(|metadata| Some(metadata.title.as_ref()?.value.as_str())),
            date: metadata.and_then(|metadata| Some(metadata.date.as_ref()?.value)),
            outcome: among(&OUTCOMES, &entry.outcome),
            status: done.and_then(|done| among(&STATUSES, &done.status)),
            verdict: verdict.and_then(|verdict| among(&VERDICTS, &verdict)),
            warnings: entry
                .warnings()
                .iter()
                .filter_map(|warning| among(WarningCode::ALL, &warning.code))
                .collect(),
            characters: removed.into_iter().flatten().map(|(_, removed)| removed.characters).sum(),
            rules: removed.into_iter().flatten().map(|(rule, _)| number(rule)).collect(),
            output: entry.output,
            source: source(entry),
            error: entry.error().map(|error| (&*error.code, &*error.message)),
            problem,
        }
    }
}

/// Returns the URL of the article if it is safe to link.
pub(super) fn source<'a>(entry: &'a Entry<'_>) -> Option<&'a str> {
    let source = entry.done()?.metadata.source.as_ref()?.value.as_str();
    (source.starts_with("https://") || source.starts_with("http://")).then_some(source)
}

fn among<T: PartialEq>(all: &[T], one: &T) -> Option<usize> {
    all.iter().position(|other| other == one)
}

/// Serialized as a list: with 25,000 documents, field names would be most of the page.
impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_tuple(13)?;
        list.serialize_element(self.path)?;
        list.serialize_element(&self.title)?;
        list.serialize_element(&self.date)?;
        list.serialize_element(&self.outcome)?;
        list.serialize_element(&self.status)?;
        list.serialize_element(&self.verdict)?;
        list.serialize_element(&self.warnings)?;
        list.serialize_element(&self.characters)?;
        list.serialize_element(&self.rules)?;
        list.serialize_element(&self.output)?;
        list.serialize_element(&self.source)?;
        list.serialize_element(&self.error)?;
        list.serialize_element(&self.problem)?;
        list.end()
    }
}
