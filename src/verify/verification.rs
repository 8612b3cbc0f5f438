//! What a verification tells.

use std::collections::BTreeMap;

use serde::Serialize;

use super::inventory::Category;
use crate::report::Removed;

/// What became of an article in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All the page shows is in the Markdown, and nothing else.
    Identical,
    /// The same, but for what the rules mean to drop or to change.
    Equivalent,
    /// Something is missing, changed or added.
    Lossy,
}

impl Verdict {
    /// The name in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Equivalent => "equivalent",
            Self::Lossy => "lossy",
        }
    }
}

/// The account of one comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Verification {
    /// The verdict.
    pub verdict: Verdict,
    /// How many things of each category there are; those the article has nothing of left out.
    pub counts: BTreeMap<Category, Count>,
    /// The first differences of each category.
    pub differences: Vec<Difference>,
    /// The categories in which more differs than is matched piece by piece: `kept` is the least that it may be.
    pub cut_off: Vec<Category>,
    /// What was left out because a rule says so, by the name of the rule.
    pub dropped: BTreeMap<String, Removed>,
    /// How often something was meant to become something else, by the name of what.
    pub changed: BTreeMap<&'static str, usize>,
}

impl Verification {
    /// How many things are missing or too many.
    pub fn faults(&self) -> usize {
        self.counts.values().map(|count| count.missing() + count.extra).sum()
    }
}

/// How many things of a category there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Count {
    /// How many the page has.
    pub expected: usize,
    /// How many of them the Markdown has, in their order.
    pub kept: usize,
    /// How many the Markdown has besides.
    pub extra: usize,
}

impl Count {
    /// How many the Markdown does not have.
    pub const fn missing(self) -> usize {
        self.expected.saturating_sub(self.kept)
    }
}

/// A place where page and Markdown differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Difference {
    /// In what they differ.
    pub category: Category,
    /// The line of the page, from 1.
    pub line: Option<u32>,
    /// The line of the Markdown, from 1.
    pub markdown_line: Option<usize>,
    /// What the page has there, without white space; `None` when the Markdown has something more.
    pub expected: Option<String>,
    /// What the Markdown has there; `None` when it has nothing.
    pub found: Option<String>,
}
