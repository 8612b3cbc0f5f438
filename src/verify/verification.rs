//! The result of a verification.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::category::Category;
use super::expected::Loss;
use crate::location::{self, Location};
use crate::report::Removed;

/// How much of an article is in the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The Markdown contains everything the page shows, and nothing else.
    Identical,
    /// The same, except for what the rules drop or change on purpose.
    Equivalent,
    /// Something is missing, changed or added.
    Lossy,
}

impl Verdict {
    /// Returns the name in machine-readable output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Equivalent => "equivalent",
            Self::Lossy => "lossy",
        }
    }
}

/// The result of one comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Verification {
    /// The verdict.
    pub verdict: Verdict,
    /// The counts per category. Categories without any content are omitted.
    pub counts: BTreeMap<Category, Count>,
    /// The first differences in each category.
    pub differences: Vec<Difference>,
    /// Categories with too many differences to match them all: `kept` is a lower bound.
    pub cut_off: Vec<Category>,
    /// Content dropped by a rule, by the name of the rule.
    pub dropped: BTreeMap<String, Removed>,
    /// The number of intended changes, by name.
    pub changed: BTreeMap<Cow<'static, str>, usize>,
    /// Why html5ever could not parse the page, if so. The Markdown was then compared with the tree of csdown's own
    /// parser, in which a fault of this parser does not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub single_parser: Option<String>,
}

impl Verification {
    /// Returns the number of missing and extra entries.
    pub fn faults(&self) -> usize {
        self.counts.values().map(|count| count.missing() + count.extra).sum()
    }

    /// Whether the article in the page is empty.
    pub(crate) fn found_nothing(&self) -> bool {
        let shown = [Category::Characters, Category::Code, Category::Images, Category::Maths];
        shown.iter().all(|category| self.counts.get(category).is_none_or(|count| count.expected == 0))
    }

    /// Records that html5ever could not parse the page.
    pub(crate) fn without_second_parser(self, reason: String) -> Self {
        Self { single_parser: Some(reason), ..self }
    }
}

/// The counts of a category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Count {
    /// The number of entries in the page.
    pub expected: usize,
    /// How many of these are in the Markdown, in order.
    pub kept: usize,
    /// The number of other entries in the Markdown.
    pub extra: usize,
}

impl Count {
    /// Returns the number of entries missing from the Markdown.
    pub const fn missing(self) -> usize {
        self.expected.saturating_sub(self.kept)
    }
}

/// A difference between page and Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Difference {
    /// The category that differs.
    pub category: Category,
    /// The location in the text of the input; `None` when the page has nothing there.
    #[serde(flatten, with = "location::fields")]
    pub location: Option<Location>,
    /// The location in the Markdown; `None` when it has nothing there.
    #[serde(flatten, with = "location::markdown_fields")]
    pub markdown_location: Option<Location>,
    /// The content of the page, without whitespace. `None` if the Markdown has extra content.
    pub expected: Option<String>,
    /// The content of the Markdown. `None` if it is missing.
    pub found: Option<String>,
    /// The rule that dropped the content, in [`Category::Dropped`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl From<Loss> for Difference {
    fn from(loss: Loss) -> Self {
        Self {
            category: Category::Dropped,
            location: loss.location,
            markdown_location: None,
            expected: Some(loss.text),
            found: None,
            rule: Some(loss.rule),
        }
    }
}
