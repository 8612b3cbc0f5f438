//! The result of checking one case.

use std::path::{Path, PathBuf};

use crate::batch::Failure;
use crate::store::slashed;

/// The result of checking one case.
#[derive(Debug)]
#[must_use]
pub struct Checked {
    /// The name of the case.
    pub name: String,
    /// The input, or the file that does not belong to a case.
    pub path: PathBuf,
    /// The findings; empty if the case passed.
    pub findings: Vec<Finding>,
}

/// A finding about a case.
#[derive(Debug)]
#[non_exhaustive]
pub enum Finding {
    /// The actual text differs from the expected file.
    Differs {
        /// The expected file.
        file: PathBuf,
        /// The expected text.
        expected: String,
        /// The actual text.
        found: String,
    },
    /// The expected file does not exist.
    Missing {
        /// The expected file.
        file: PathBuf,
        /// The actual text.
        found: String,
    },
    /// The conversion failed, but no error is expected.
    Fails {
        /// The file that would hold the expected error.
        file: PathBuf,
        /// The failure.
        failure: Failure,
    },
    /// The conversion succeeded, but an error is expected.
    Converts {
        /// The expected error.
        file: PathBuf,
    },
    /// An expected file without an input.
    Orphan {
        /// The expected file.
        file: PathBuf,
    },
    /// The case could not be checked.
    Broken {
        /// The file that caused the problem.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// An expected file was written.
    Updated {
        /// The file.
        file: PathBuf,
        /// Whether the file did not exist before.
        is_new: bool,
    },
}

impl Finding {
    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Differs { .. } => "differs",
            Self::Missing { .. } => "missing",
            Self::Fails { .. } => "fails",
            Self::Converts { .. } => "converts",
            Self::Orphan { .. } => "orphan",
            Self::Broken { .. } => "broken",
            Self::Updated { .. } => "updated",
        }
    }

    /// Returns the file that the finding is about.
    pub fn file(&self) -> &Path {
        match self {
            Self::Differs { file, .. }
            | Self::Missing { file, .. }
            | Self::Fails { file, .. }
            | Self::Converts { file }
            | Self::Orphan { file }
            | Self::Broken { file, .. }
            | Self::Updated { file, .. } => file,
        }
    }

    pub(super) fn broken(file: &Path, reason: impl Into<String>) -> Self {
        Self::Broken { file: file.to_path_buf(), reason: reason.into() }
    }
}

impl Checked {
    /// Creates the result for a file that does not belong to a case.
    pub(super) fn of(path: &Path, finding: Finding) -> Self {
        Self { name: name_of(path), path: path.to_path_buf(), findings: vec![finding] }
    }

    pub(super) fn broken(path: &Path, reason: &str) -> Self {
        Self::of(path, Finding::broken(path, reason))
    }

    /// Returns the most important problem; `None` if the case passed or was updated.
    pub fn fault(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| !matches!(finding, Finding::Updated { .. }))
    }
}

/// Formats a path as a name: with `/`, and without a leading `./`.
pub(super) fn name_of(path: &Path) -> String {
    let name = slashed(path);
    let name = name.strip_prefix("./").unwrap_or(&name);
    if name.is_empty() { ".".to_owned() } else { name.to_owned() }
}
