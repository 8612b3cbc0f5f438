//! The outcome of one input, and the totals of a run.

use serde::{Deserialize, Serialize};

use crate::report::Report;

/// The outcome of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The input was converted.
    Converted,
    /// The input was Markdown that csdown did not write, and was passed through unchanged.
    PassedThrough,
    /// The input contained only part of the article.
    Incomplete,
    /// The input has no output.
    Failed,
}

impl Outcome {
    /// Why Markdown was passed through.
    pub const PASSED_THROUGH_NOTE: &'static str = "Markdown that csdown did not write";

    /// Why Markdown with front matter was passed through, which may be csdown's, and what to do.
    pub const MAYBE_WRITTEN_NOTE: &'static str =
        "not written by csdown, or edited since; use --from csdown to convert it";

    /// Returns the outcome of a conversion.
    pub const fn of(report: &Report) -> Self {
        match report {
            Report { status, .. } if !status.is_whole() => Self::Incomplete,
            Report { passed_through: true, .. } => Self::PassedThrough,
            Report { .. } => Self::Converted,
        }
    }

    /// Returns the name for machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Converted => "converted",
            Self::PassedThrough => "passed-through",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
        }
    }
}

/// The number of inputs by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Totals {
    /// All inputs.
    pub inputs: usize,
    /// Converted completely.
    pub converted: usize,
    /// Passed through as Markdown that csdown did not write.
    pub passed_through: usize,
    /// With only part of the article.
    pub incomplete: usize,
    /// Failed, without output.
    pub failed: usize,
    /// With warnings, whatever the outcome.
    pub with_warnings: usize,
    /// Verified, with something missing, changed or added.
    pub lossy: usize,
    /// Whose output was up to date already, whatever the outcome. Not part of a report, which is the same in every run.
    #[serde(skip)]
    pub unchanged: usize,
}

impl Totals {
    /// Counts an input with this outcome.
    pub(crate) const fn count(&mut self, outcome: Outcome) {
        self.inputs += 1;
        *match outcome {
            Outcome::Converted => &mut self.converted,
            Outcome::PassedThrough => &mut self.passed_through,
            Outcome::Incomplete => &mut self.incomplete,
            Outcome::Failed => &mut self.failed,
        } += 1;
    }
}
