//! What codes mean, in words: the sections of `docs/codes.md`, which `csdown explain` prints.
//!
//! ```
//! use csdown::explanations::{CodeGroup, explanation};
//! let found = explanation(CodeGroup::Warning, "table-span-flattened").unwrap();
//! assert_eq!(found.summary, "Merged cells of a table were split.");
//! assert_eq!(found.phrase(), "merged cells of a table were split");
//! assert_eq!(csdown::WarningCode::TableSpanFlattened.summary(), found.summary);
//! ```

use std::sync::LazyLock;

/// The page with an explanation of every code.
const PAGE: &str = include_str!("../docs/codes.md");

static ALL: LazyLock<Vec<Explanation>> = LazyLock::new(|| parse(PAGE));

/// The explanation of a code, as text without markup.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What the code is about.
    pub group: CodeGroup,
    /// The code.
    pub code: String,
    /// What the code means, in one sentence.
    pub summary: String,
    /// Causes, consequences and remedies; empty if the summary says it all.
    pub paragraphs: Vec<String>,
}

impl Explanation {
    /// Returns the summary as a part of a longer sentence: without a capital and a full stop.
    pub fn phrase(&self) -> String {
        let sentence = self.summary.strip_suffix('.').unwrap_or(&self.summary);
        let mut chars = sentence.chars();
        chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
    }
}

/// What a code is about. The same name may be a code of several groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CodeGroup {
    /// Something that could not be kept as in the page: [`WarningCode`](crate::WarningCode).
    Warning,
    /// Why an input has no output: [`Error::code`](crate::Error::code), and those of files and of the network.
    Error,
    /// Why an image could not be saved.
    ImageError,
    /// What happened to an input.
    Outcome,
    /// How much of the article an input has: [`Status`](crate::Status).
    Status,
    /// The result of a verification: [`Verdict`](crate::verify::Verdict).
    Verdict,
    /// What a verification compares: [`Category`](crate::verify::Category).
    Category,
    /// A difference between the article and the Markdown that is on purpose.
    IntendedDifference,
    /// A rule that removed something.
    Removal,
}

impl CodeGroup {
    /// All groups, in the order of `docs/codes.md`.
    pub const ALL: [Self; 9] = [
        Self::Warning,
        Self::Error,
        Self::ImageError,
        Self::Outcome,
        Self::Status,
        Self::Verdict,
        Self::Category,
        Self::IntendedDifference,
        Self::Removal,
    ];

    /// Returns the heading of the group, such as `Warnings`.
    pub const fn title(self) -> &'static str {
        self.names().0
    }

    /// Returns what one of its codes is, such as `warning`.
    pub const fn noun(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Warning => ("Warnings", "warning"),
            Self::Error => ("Errors", "error"),
            Self::ImageError => ("Image errors", "image error"),
            Self::Outcome => ("Outcomes", "outcome"),
            Self::Status => ("Statuses", "status"),
            Self::Verdict => ("Verdicts", "verdict"),
            Self::Category => ("Categories", "category"),
            Self::IntendedDifference => ("Intended differences", "intended difference"),
            Self::Removal => ("Removals", "removal"),
        }
    }
}

/// Returns all explanations, by group.
pub fn explanations() -> &'static [Explanation] {
    &ALL
}

/// Returns the explanation of a code.
pub fn explanation(group: CodeGroup, code: &str) -> Option<&'static Explanation> {
    ALL.iter().find(|explanation| explanation.group == group && explanation.code == code)
}

/// Parses the page: a section for each group, with a subsection for each code. Other sections are skipped.
fn parse(page: &str) -> Vec<Explanation> {
    let sections = page.split("\n## ").skip(1);
    let groups = sections.filter_map(|section| {
        let (title, body) = section.split_once('\n')?;
        let group = CodeGroup::ALL.into_iter().find(|group| group.title() == title)?;
        Some(body.split("\n### ").skip(1).filter_map(move |code| subsection(group, code)))
    });
    groups.flatten().collect()
}

/// Parses the subsection of a code: its name, a sentence, and more paragraphs.
fn subsection(group: CodeGroup, section: &str) -> Option<Explanation> {
    let (code, body) = section.split_once('\n')?;
    let mut paragraphs =
        body.trim().split("\n\n").map(|paragraph| paragraph.replace('\n', " ").replace('`', ""));
    Some(Explanation {
        group,
        code: code.to_owned(),
        summary: paragraphs.next()?,
        paragraphs: paragraphs.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subsection_is_an_explanation() {
        let page = "# Codes\n\nText.\n\n## Other\n\n### x\n\nX.\n\n## Errors\n\nText.\n\n### a-b\n\nIt failed.\n\n\
                    Use\n`--force`.\n\nOr not.\n\n### c\n\nC.\n";
        let error = |code: &str, summary: &str, paragraphs: &[&str]| Explanation {
            group: CodeGroup::Error,
            code: code.to_owned(),
            summary: summary.to_owned(),
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        };
        assert_eq!(
            parse(page),
            [error("a-b", "It failed.", &["Use --force.", "Or not."]), error("c", "C.", &[])]
        );
    }
}
