//! The result of checking one case.

use std::path::{Path, PathBuf};

use crate::batch::Failure;
use crate::store::slashed;

/// What became of one case.
#[derive(Debug)]
#[must_use]
pub struct Checked {
    /// What the case is called.
    pub name: String,
    /// Its input, or the file that is no case.
    pub path: PathBuf,
    /// All there is to tell; nothing when the input became what is expected.
    pub findings: Vec<Finding>,
}

/// Something to tell of a case.
#[derive(Debug)]
#[non_exhaustive]
pub enum Finding {
    /// What is expected is something else than what the input becomes.
    Differs {
        /// The expected file.
        file: PathBuf,
        /// What is in it.
        expected: String,
        /// What the input becomes.
        found: String,
    },
    /// There is no expected file.
    Missing {
        /// Where it is to be.
        file: PathBuf,
        /// What the input becomes.
        found: String,
    },
    /// The input cannot be converted, and no error is expected.
    Fails {
        /// The file in which the error could be expected.
        file: PathBuf,
        /// Why it cannot.
        failure: Failure,
    },
    /// The input can be converted, and an error is expected.
    Converts {
        /// The expected error.
        file: PathBuf,
    },
    /// An expected file without an input.
    Orphan {
        /// The expected file.
        file: PathBuf,
    },
    /// It could not be checked.
    Broken {
        /// The file that is to blame.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An expected file was written.
    Updated {
        /// The file.
        file: PathBuf,
        /// Whether there was none before.
        is_new: bool,
    },
}

impl Finding {
    /// A stable kebab-case name for machine output.
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

    /// The file it is about.
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
    /// Of a file that is no case.
    pub(super) fn of(path: &Path, finding: Finding) -> Self {
        Self { name: name_of(path), path: path.to_path_buf(), findings: vec![finding] }
    }

    pub(super) fn broken(path: &Path, reason: &str) -> Self {
        Self::of(path, Finding::broken(path, reason))
    }

    /// What is wrong, the most telling first; `None` when the input became what is expected, or what is expected was
    /// updated.
    pub fn fault(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| !matches!(finding, Finding::Updated { .. }))
    }
}

/// A path as a name: with `/`, and without the `.` of a search of the working directory.
pub(super) fn name_of(path: &Path) -> String {
    let name = slashed(path);
    let name = name.strip_prefix("./").unwrap_or(&name);
    if name.is_empty() { ".".to_owned() } else { name.to_owned() }
}
