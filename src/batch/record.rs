//! The result of one input, and the totals of a run.

use std::io;
use std::path::PathBuf;

use super::entry::Details;
use super::outcome::Outcome;
use crate::archive::Changed;
use crate::assets::ImageSummary;
use crate::excerpts::Excerpts;
use crate::extract::Metadata;
use crate::extract::metadata::Origin;
use crate::file_name::MissingDate;
use crate::store::{WriteError, Written};
use crate::verify::{Verdict, Verification};
use crate::{Asset, Error, Report, Status};

/// The result of one input.
#[derive(Debug)]
#[must_use]
pub struct Record {
    /// The name of the input in messages and reports.
    pub name: String,
    /// The path of the output relative to the output folder, with `/`; `None` if there is no output.
    pub output: Option<String>,
    /// The conversion, or the reason why it failed.
    pub result: Result<Done, Failure>,
    /// What the report of an earlier run says, if the output is up to date and [`Batch::details`](super::Batch::details)
    /// is set.
    pub details: Option<Details<'static>>,
    /// Source excerpts for diagnostics, if [`Batch::excerpts`](super::Batch::excerpts) is set.
    pub excerpts: Excerpts,
}

/// A converted input.
#[derive(Debug)]
pub struct Done {
    /// The metadata of the article.
    pub metadata: Metadata,
    /// Status, warnings and removals.
    pub report: Report,
    /// The SHA-256 digest of the input, in hexadecimal.
    pub input_sha256: String,
    /// The Markdown, or what happened to its file.
    pub output: OutputState,
    /// The comparison with the article, if [`Batch::verify`](super::Batch::verify) is set.
    pub verification: Option<Verification>,
    /// The images stored beside the Markdown, if [`Batch::images`](super::Batch::images) is set.
    pub images: Option<ImageSummary>,
}

/// Where the Markdown of an input went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputState {
    /// Into the output file.
    File(Written),
    /// The output file of an earlier run, which is up to date. Nothing was converted.
    UpToDate {
        /// Whether the earlier run had warnings. The report has them if [`Batch::details`](super::Batch::details) is set.
        has_warnings: bool,
    },
    /// To the caller; see [`Destination::Caller`](super::Destination::Caller).
    Returned {
        /// The Markdown.
        markdown: String,
        /// The images that it refers to.
        assets: Vec<Asset>,
    },
}

impl Record {
    /// Returns the outcome.
    pub const fn outcome(&self) -> Outcome {
        match &self.result {
            Err(Failure::OutputKept { .. } | Failure::LeftIncomplete { .. }) => Outcome::Incomplete,
            Err(_) => Outcome::Failed,
            Ok(done) => Outcome::of(&done.report),
        }
    }

    /// Whether verification found something missing, changed or added.
    pub fn is_lossy(&self) -> bool {
        let verification = self.result.as_ref().ok().and_then(|done| done.verification.as_ref());
        verification.is_some_and(|verification| verification.verdict == Verdict::Lossy)
    }

    /// Whether the output was up to date already.
    pub fn is_unchanged(&self) -> bool {
        let is_unchanged = |output: &_| {
            matches!(output, OutputState::UpToDate { .. } | OutputState::File(Written::Unchanged))
        };
        self.result.as_ref().is_ok_and(|done| is_unchanged(&done.output))
    }

    /// Returns how much of the article the input contained; `None` if it failed.
    pub fn status(&self) -> Option<Status> {
        self.result.as_ref().ok().map(|done| done.report.status)
    }
}

impl Done {
    /// Returns why the input was passed through, if it was, and what to do.
    pub fn passed_through_note(&self) -> Option<&'static str> {
        let title = self.metadata.title.as_ref();
        let has_front_matter = title.is_some_and(|title| title.from == Origin::FrontMatter);
        let note = if has_front_matter { Outcome::MAYBE_WRITTEN_NOTE } else { Outcome::PASSED_THROUGH_NOTE };
        self.report.passed_through.then_some(note)
    }
}

/// Why an input failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The conversion failed.
    #[error(transparent)]
    Convert(#[from] Error),
    /// The input cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The input kept changing while it was read.
    #[error("changed while it was read; run again when nothing writes to it")]
    Changed,
    /// The name of the output needs a date that is unknown.
    #[error(transparent)]
    Name(#[from] MissingDate),
    /// The input is a record of a data set that contains no page. The text says why.
    #[error("{0}")]
    Record(String),
    /// The input could not be loaded from its source.
    #[error("{reason}")]
    Remote {
        /// A stable kebab-case name for machine output.
        code: &'static str,
        /// The error message.
        reason: String,
    },
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The input contains less than the output of an earlier run, which was kept.
    #[error("{output} was kept: this input is {}, and the earlier output is more complete", status.as_str())]
    OutputKept {
        /// The path of the output relative to the output folder, with `/`.
        output: String,
        /// How much of the article the input contains.
        status: Status,
    },
    /// The file was not replaced by its Markdown, because it has only part of the article.
    #[error("left as it is: it is {}", status.as_str())]
    LeftIncomplete {
        /// How much of the article it contains.
        status: Status,
    },
    /// The file was not replaced by its Markdown, because something would be missing, changed or added.
    #[error("left as it is: its Markdown would be lossy, with {}", if *faults == 1 { "1 fault".to_owned() } else { format!("{faults} faults") })]
    LeftLossy {
        /// The number of faults that verification found.
        faults: usize,
    },
    /// The file cannot be replaced by its Markdown. The text says why.
    #[error("left as it is: {0}")]
    NotReplaced(&'static str),
    /// The file was not replaced by its Markdown, because it could not be backed up.
    #[error("left as it is, because it cannot be backed up as {}: {reason}", backup.display())]
    NotBackedUp {
        /// The path of the backup.
        backup: PathBuf,
        /// The cause.
        reason: String,
    },
    /// The Markdown to compare with cannot be read.
    #[error("Markdown {path} cannot be read: {source}")]
    Markdown {
        /// The path of the Markdown.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// The run was asked to stop before the input was done. It has no record.
    #[error("the run was stopped")]
    Stopped,
    /// The conversion panicked.
    #[error("internal error: the conversion panicked")]
    Panicked,
}

impl Failure {
    /// The failure to read an input.
    pub(crate) fn read(error: io::Error) -> Self {
        error.downcast::<Changed>().map_or_else(Self::Read, |Changed| Self::Changed)
    }

    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Convert(error) => error.code(),
            Self::Read(_) => "read-failed",
            Self::Changed => "input-changed",
            Self::Name(_) => "no-date",
            Self::Record(_) => "invalid-record",
            Self::Remote { code, .. } => code,
            Self::Write(error) => error.code(),
            Self::OutputKept { .. } => "output-kept",
            Self::LeftIncomplete { .. } => "left-incomplete",
            Self::LeftLossy { .. } => "left-lossy",
            Self::NotReplaced(_) => "not-replaced",
            Self::NotBackedUp { .. } => "backup-failed",
            Self::Markdown { .. } => "markdown-not-read",
            Self::Stopped => "stopped",
            Self::Panicked => "panicked",
        }
    }
}
