//! The entry of an input in a JSON report, which `docs/report.md` describes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};

use super::record::{Done, Outcome, OutputState, Record, Totals};
use crate::assets::{FailedImage, ImageSummary};
use crate::extract::Metadata;
use crate::report::{Removed, Report, Status, Warning};
use crate::verify::{Verdict, Verification};

/// One input in a report: that of a [`Record`], or one that an earlier run stored as JSON.
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
    /// Returns the entry of a record.
    pub fn of(record: &'a Record) -> Self {
        Self {
            path: &record.name,
            output: record.output.as_deref(),
            outcome: record.outcome(),
            details: Details::of(record),
        }
    }

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

impl Totals {
    /// Counts an input.
    pub fn add(&mut self, record: &Record) {
        self.add_entry(&Entry::of(record));
        self.unchanged += usize::from(record.is_unchanged());
    }

    /// Counts the input of an entry.
    pub fn add_entry(&mut self, entry: &Entry<'_>) {
        self.inputs += 1;
        *match entry.outcome {
            Outcome::Converted => &mut self.converted,
            Outcome::PassedThrough => &mut self.passed_through,
            Outcome::Incomplete => &mut self.incomplete,
            Outcome::Failed => &mut self.failed,
        } += 1;
        self.lossy += usize::from(entry.is_lossy());
        self.with_warnings += usize::from(!entry.warnings().is_empty());
    }
}

impl<'a> Details<'a> {
    /// Returns the details of a record.
    pub fn of(record: &'a Record) -> Self {
        if let Some(details) = &record.details {
            return details.clone();
        }
        let done = match &record.result {
            Ok(done) => done,
            Err(failure) => return Self::Failed { error: error(failure.code(), failure.to_string()) },
        };
        Self::Done(Box::new(DoneDetails {
            note: done.report.passed_through.then_some(Outcome::PASSED_THROUGH_NOTE.into()),
            status: done.report.status,
            boxes: Some(done.report.boxes).filter(|boxes| *boxes > 0),
            input_sha256: done.input_sha256.as_str().into(),
            metadata: Cow::Borrowed(&done.metadata),
            warnings: Cow::Borrowed(&done.report.warnings),
            removed: Cow::Borrowed(&done.report.removed),
            verification: done.verification.as_ref().map(Cow::Borrowed),
            images: done.images.as_ref().map(ImageDetails::of),
        }))
    }

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

impl DoneDetails<'_> {
    /// Returns the result of the run that made the details, for an output that is up to date. The images are left out.
    pub(super) fn up_to_date(&self) -> Done {
        let report = Report {
            status: self.status,
            passed_through: self.note.is_some(),
            boxes: self.boxes.unwrap_or_default(),
            warnings: self.warnings.to_vec(),
            removed: self.removed.clone().into_owned(),
            ..Report::default()
        };
        Done {
            metadata: self.metadata.clone().into_owned(),
            report,
            input_sha256: self.input_sha256.clone().into_owned(),
            output: OutputState::UpToDate,
            verification: self.verification.clone().map(Cow::into_owned),
            images: None,
        }
    }
}

impl<'a> ImageDetails<'a> {
    fn of(ImageSummary { saved, failed, .. }: &'a ImageSummary) -> Self {
        let details = |image: &'a FailedImage| FailedDetails {
            url: image.url.as_str().into(),
            error: error(image.error.code(), image.error.to_string()),
        };
        Self { saved: saved.len(), failed: failed.iter().map(details).collect() }
    }
}

fn error<'a>(code: &'static str, message: String) -> ErrorDetails<'a> {
    ErrorDetails { code: code.into(), message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::ImageError;
    use crate::batch::{Batch, Destination, Input, discover};
    use crate::excerpts::Excerpts;
    use crate::{Converter, Error, Hints};

    const PAGE: &str =
        "<title>题-CSDN博客</title><h1 class=title-article>题</h1><div id=content_views><p>一<img></p>
        <p style='display:none'>藏起来的</p><p><a href=#nowhere>链</a>二</p></div>";

    fn record(page: &str) -> Record {
        let mut records = Vec::new();
        let mut inputs = discover(&[], None);
        inputs.push(Input::stdin(page.as_bytes().to_vec()));
        let converter = Converter::default();
        let batch = Batch::new(&converter, Destination::Caller).verify(true);
        batch.run(inputs, &mut |record| records.push(record)).unwrap();
        records.remove(0)
    }

    /// Reads the details of a record back from their JSON.
    fn assert_survives(record: &Record) {
        let details = Details::of(record);
        let json = details.to_json().unwrap();
        let read = Details::from_json(&json).unwrap();
        assert_eq!(read, details, "{json}");
        assert_eq!(read.to_json().unwrap(), json);
    }

    #[test]
    fn details_survive_as_json() {
        let mut record = record(PAGE);
        let done = record.result.as_mut().unwrap();
        assert!(done.report.warnings.iter().any(|warning| warning.location.is_some()));
        assert!(!done.report.removed.is_empty() && done.metadata.title.is_some());
        let mut images =
            ImageSummary { saved: vec!["https://a.test/1.png".to_owned()], ..Default::default() };
        let url = "https://a.test/2.png".to_owned();
        images.failed.push(FailedImage { url, error: ImageError::NotAnImage { found: "HTML page" } });
        done.images = Some(images);
        assert_survives(&record);
    }

    #[test]
    fn differences_survive_as_json() {
        let mut record = record(PAGE);
        let verification = Converter::default().verify(PAGE.as_bytes(), &Hints::default(), "二 三").unwrap();
        assert!(verification.differences.iter().any(|difference| difference.markdown_location.is_some()));
        assert!(!verification.changed.is_empty() && !verification.dropped.is_empty());
        record.result.as_mut().unwrap().verification = Some(verification);
        assert_survives(&record);
    }

    #[test]
    fn errors_survive_as_json() {
        let (name, result) = ("a.html".to_owned(), Err(Error::NoContent { reason: "whitespace" }.into()));
        assert_survives(&Record { name, output: None, result, details: None, excerpts: Excerpts::default() });
    }

    #[test]
    fn other_json_is_no_entry() {
        for json in ["", "{}", "[]", r#"{"error":{"code":1}}"#, r#"{"status":"complete"}"#] {
            assert!(Details::from_json(json).is_err(), "{json}");
        }
    }
}
