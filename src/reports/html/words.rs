//! Codes in words, from `docs/codes.md`.

use std::collections::BTreeSet;

use crate::explanations::{CodeGroup, Explanation, explanation};

/// Returns the sentence about a code without its full stop, or a custom name itself.
pub(super) fn label(group: CodeGroup, code: &str) -> &str {
    explanation(group, code).map_or(code, |found| found.summary.trim_end_matches('.'))
}

/// Returns the sentence about a code with the code itself, or a custom name alone.
pub(super) fn label_and_code(group: CodeGroup, code: &str) -> (&str, &str) {
    let label = label(group, code);
    (label, if label == code { "" } else { code })
}

/// Returns a code that is a word or two, such as an outcome, as words.
pub(super) fn spaced(code: &str) -> String {
    code.replace('-', " ")
}

/// The codes on a page, explained at its end.
#[derive(Debug, Default)]
pub(super) struct Glossary {
    codes: BTreeSet<(CodeGroup, String)>,
}

/// A code that is explained.
#[derive(Debug)]
pub(super) struct Entry {
    /// The fragment of its explanation.
    pub(super) id: String,
    /// What it is, such as a warning.
    pub(super) noun: &'static str,
    pub(super) explanation: &'static Explanation,
}

impl Glossary {
    pub(super) fn add(&mut self, group: CodeGroup, code: &str) {
        if explanation(group, code).is_some() {
            self.codes.insert((group, code.to_owned()));
        }
    }

    /// Returns the entries of the codes that were added, by group.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |(group, code): &(CodeGroup, String)| {
            let explanation = explanation(*group, code)?;
            Some(Entry { id: id(*group, code), noun: group.noun(), explanation })
        };
        self.codes.iter().filter_map(entry).collect()
    }
}

/// Returns the fragment of the explanation of a code.
pub(super) fn id(group: CodeGroup, code: &str) -> String {
    format!("{}-{code}", group.noun().replace(' ', "-"))
}
