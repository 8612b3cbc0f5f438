//! What became of one input, and the sums over a run.

use std::io;

use serde::Serialize;

use crate::assets::ImageSummary;
use crate::excerpts::Excerpts;
use crate::extract::Metadata;
use crate::store::{WriteError, Written};
use crate::verify::{Verdict, Verification};
use crate::{Error, Report, Status};

/// What became of one input.
#[derive(Debug)]
#[must_use]
pub struct Record {
    /// What the input is called.
    pub name: String,
    /// The path of the output below the output folder, with `/`; `None` when there is none.
    pub output: Option<String>,
    /// The conversion, or why there is none.
    pub result: Result<Done, Failure>,
    /// The places that something is told of, when [`Batch::excerpts`](super::Batch::excerpts) asks for them.
    pub excerpts: Excerpts,
}

/// An input that was converted.
#[derive(Debug)]
pub struct Done {
    /// What is known of the article.
    pub metadata: Metadata,
    /// Completeness, warnings, removals.
    pub report: Report,
    /// The SHA-256 of the input, in hexadecimal.
    pub input_sha256: String,
    /// Where the Markdown is.
    pub output: OutputState,
    /// How it compares with the article, when that was asked for.
    pub verification: Option<Verification>,
    /// What became of its pictures, when they were to be put beside the Markdown.
    pub pictures: Option<ImageSummary>,
}

/// Where the Markdown of an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputState {
    /// In the output file.
    File(Written),
    /// Here: see [`Destination::Caller`](super::Destination::Caller).
    Returned(String),
}

/// How an input ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was converted.
    Converted,
    /// It was Markdown already.
    PassedThrough,
    /// It was converted, but a part of the article was not in it.
    Incomplete,
    /// There is no output.
    Failed,
}

impl Outcome {
    /// The name in machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Converted => "converted",
            Self::PassedThrough => "passed-through",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
        }
    }
}

impl Record {
    /// How the input ended.
    pub const fn outcome(&self) -> Outcome {
        match &self.result {
            Err(_) => Outcome::Failed,
            Ok(done) if !done.report.status.is_whole() => Outcome::Incomplete,
            Ok(done) if done.report.passed_through => Outcome::PassedThrough,
            Ok(_) => Outcome::Converted,
        }
    }

    /// Whether it was verified and something is missing, changed or added.
    pub fn is_lossy(&self) -> bool {
        let verification = self.result.as_ref().ok().and_then(|done| done.verification.as_ref());
        verification.is_some_and(|verification| verification.verdict == Verdict::Lossy)
    }

    /// How much of the article the input held; `None` when it failed.
    pub fn status(&self) -> Option<Status> {
        self.result.as_ref().ok().map(|done| done.report.status)
    }
}

/// Why an input has no output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// It could not be converted.
    #[error(transparent)]
    Convert(#[from] Error),
    /// It could not be read.
    #[error("cannot be read: {0}")]
    Read(#[source] io::Error),
    /// It could not be got from where it is.
    #[error("{reason}")]
    Remote {
        /// A stable kebab-case name for machine output.
        code: &'static str,
        /// What is told of it.
        reason: String,
    },
    /// The output could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The Markdown that an input is to be compared with could not be read.
    #[error("Markdown {path} cannot be read: {source}")]
    Markdown {
        /// Where it was looked for.
        path: String,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The conversion panicked.
    #[error("internal error: the conversion panicked")]
    Panicked,
}

impl Failure {
    /// A stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Convert(error) => error.code(),
            Self::Read(_) => "read-failed",
            Self::Remote { code, .. } => code,
            Self::Write(error) => error.code(),
            Self::Markdown { .. } => "markdown-not-read",
            Self::Panicked => "panicked",
        }
    }
}

/// How many inputs ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Totals {
    /// All of them.
    pub inputs: usize,
    /// Converted whole.
    pub converted: usize,
    /// Markdown already.
    pub passed_through: usize,
    /// Converted, with a part of the article missing.
    pub incomplete: usize,
    /// Without output.
    pub failed: usize,
    /// With warnings, however they ended.
    pub with_warnings: usize,
    /// Verified, and something is missing, changed or added.
    pub lossy: usize,
}

impl Totals {
    /// Counts one more input.
    pub fn add(&mut self, record: &Record) {
        self.inputs += 1;
        *match record.outcome() {
            Outcome::Converted => &mut self.converted,
            Outcome::PassedThrough => &mut self.passed_through,
            Outcome::Incomplete => &mut self.incomplete,
            Outcome::Failed => &mut self.failed,
        } += 1;
        self.lossy += usize::from(record.is_lossy());
        self.with_warnings +=
            usize::from(record.result.as_ref().is_ok_and(|done| !done.report.warnings.is_empty()));
    }
}
