//! The entry of an input in a JSON report, which `docs/report.md` describes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::extract::Metadata;
use crate::report::{Removed, Status, Warning};
use crate::verify::{Verdict, Verification};

/// One input in a report: that of a [`Record`](super::Record), or one that an earlier run stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The name of the input.
    pub path: &'a str,
    /// The path of the output relative to the output folder, with `/`.
    pub output: Option<&'a str>,
    /// The outcome.
    pub outcome: Outcome,
    /// The rest of the entry.
    #[serde(flatten)]
    pub details: Details<'a>,
}

/// The entry of an input without its paths and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Details<'a> {
    /// The input failed.
    Failed {
        /// The reason.
        error: ErrorDetails<'a>,
    },
    /// The input was converted.
    Done(Box<DoneDetails<'a>>),
}

/// The result of an input that was converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct DoneDetails<'a> {
    /// Why Markdown was passed through, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    /// How much of the article the input contains.
    pub status: Status,
    /// The number of articles pasted into Markdown; `None` for any other input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boxes: Option<usize>,
    /// The SHA-256 digest of the input, in hexadecimal.
    pub input_sha256: Cow<'a, str>,
    /// The metadata of the article.
    pub metadata: Cow<'a, Metadata>,
    /// The warnings, in document order.
    pub warnings: Cow<'a, [Warning]>,
    /// The removed content by rule name.
    pub removed: Cow<'a, BTreeMap<String, Removed>>,
    /// The comparison with the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<Cow<'a, Verification>>,
    /// The images stored beside the Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<ImageDetails<'a>>,
}

/// The images of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImageDetails<'a> {
    /// The number of stored images.
    pub saved: usize,
    /// The images that could not be stored.
    pub failed: Vec<FailedDetails<'a>>,
}

/// An image that could not be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedDetails<'a> {
    /// Its URL.
    pub url: Cow<'a, str>,
    /// The reason.
    #[serde(flatten)]
    pub error: ErrorDetails<'a>,
}

/// An error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetails<'a> {
    /// A stable kebab-case name.
    pub code: Cow<'a, str>,
    /// The error message.
    pub message: Cow<'a, str>,
}

impl<'a> Entry<'a> {
    /// Returns the entry that an earlier run stored: its outcome by name, and its details as JSON.
    ///
    /// # Errors
    ///
    /// If the outcome has no such name, or the details cannot be read.
    pub fn stored(
        path: &'a str,
        output: Option<&'a str>,
        outcome: &str,
        details: &str,
    ) -> serde_json::Result<Self> {
        let outcome = Outcome::deserialize(outcome.into_deserializer())?;
        Ok(Self { path, output, outcome, details: Details::from_json(details)? })
    }

    /// Returns the conversion, unless it failed.
    pub fn done(&self) -> Option<&DoneDetails<'a>> {
        match &self.details {
            Details::Done(done) => Some(done),
            Details::Failed { .. } => None,
        }
    }

    /// Returns the error, if the conversion failed.
    pub const fn error(&self) -> Option<&ErrorDetails<'a>> {
        match &self.details {
            Details::Failed { error } => Some(error),
            Details::Done(_) => None,
        }
    }

    /// Whether verification found something missing, changed or added.
    pub fn is_lossy(&self) -> bool {
        let verification = self.done().and_then(|done| done.verification.as_ref());
        verification.is_some_and(|verification| verification.verdict == Verdict::Lossy)
    }

    /// Returns the warnings.
    pub fn warnings(&self) -> &[Warning] {
        self.done().map_or(&[], |done| &done.warnings)
    }
}

impl Details<'_> {
    /// Returns the details as JSON.
    ///
    /// # Errors
    ///
    /// Never in practice: all keys are strings.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// Reads details from JSON.
    ///
    /// # Errors
    ///
    /// If the JSON is not that of [`to_json`](Self::to_json).
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }
}
