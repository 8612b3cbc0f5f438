//! Streams the records of a run as one JSON document, which `docs/report.md` describes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::Options;
use crate::assets::{FailedImage, ImageSummary};
use crate::batch::{Outcome, Record, Totals};
use crate::extract::Metadata;
use crate::report::{Removed, Status, Warning};
use crate::verify::Verification;

/// Writes the records of a run as they arrive.
#[derive(Debug)]
pub struct ReportWriter<W> {
    to: W,
    totals: Totals,
}

/// One input of the report.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    path: &'a str,
    output: Option<&'a str>,
    outcome: Outcome,
    #[serde(flatten)]
    result: EntryResult<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EntryResult<'a> {
    Done(DoneEntry<'a>),
    Failed { error: ErrorEntry },
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct DoneEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    boxes: Option<usize>,
    input_sha256: &'a str,
    metadata: &'a Metadata,
    warnings: &'a [Warning],
    removed: &'a BTreeMap<String, Removed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<&'a Verification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    images: Option<ImagesEntry<'a>>,
}

#[derive(Serialize)]
struct ImagesEntry<'a> {
    saved: usize,
    failed: Vec<FailedEntry<'a>>,
}

impl<'a> ImagesEntry<'a> {
    fn new(ImageSummary { saved, failed, .. }: &'a ImageSummary) -> Self {
        let entry = |FailedImage { url, error, .. }: &'a FailedImage| FailedEntry {
            url,
            error: ErrorEntry { code: error.code(), message: error.to_string() },
        };
        Self { saved: saved.len(), failed: failed.iter().map(entry).collect() }
    }
}

#[derive(Serialize)]
struct FailedEntry<'a> {
    url: &'a str,
    #[serde(flatten)]
    error: ErrorEntry,
}

#[derive(Serialize)]
struct ErrorEntry {
    code: &'static str,
    message: String,
}

impl<W: Write> ReportWriter<W> {
    /// The version of the format, raised when a field changes its meaning or is removed.
    pub const SCHEMA: u32 = 1;
    /// The beginning of every report of any version.
    pub const BEGINNING: &'static str = "{\n\"csdown-report\": ";

    /// Starts a report.
    ///
    /// # Errors
    ///
    /// When `to` cannot be written to.
    pub fn new(mut to: W, options: &Options) -> io::Result<Self> {
        let options = serde_json::to_string(options)?;
        let (beginning, schema, version) = (Self::BEGINNING, Self::SCHEMA, env!("CARGO_PKG_VERSION"));
        write!(
            to,
            "{beginning}{schema},\n\"csdown\": \"{version}\",\n\"options\": {options},\n\"inputs\": ["
        )?;
        Ok(Self { to, totals: Totals::default() })
    }

    /// Adds an input.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        let result = match &record.result {
            Ok(done) => EntryResult::Done(DoneEntry {
                note: done.report.passed_through.then_some(Outcome::PASSED_THROUGH_NOTE),
                status: done.report.status,
                boxes: Some(done.report.boxes).filter(|boxes| *boxes > 0),
                input_sha256: &done.input_sha256,
                metadata: &done.metadata,
                warnings: &done.report.warnings,
                removed: &done.report.removed,
                verification: done.verification.as_ref(),
                images: done.images.as_ref().map(ImagesEntry::new),
            }),
            Err(failure) => EntryResult::Failed {
                error: ErrorEntry { code: failure.code(), message: failure.to_string() },
            },
        };
        let output = record.output.as_deref();
        let entry = Entry { path: &record.name, output, outcome: record.outcome(), result };
        self.to.write_all(if self.totals.inputs == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.to, &entry)?;
        self.totals.add(record);
        Ok(())
    }

    /// Completes the report and returns the writer.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let totals = serde_json::to_string(&self.totals)?;
        write!(self.to, "\n],\n\"totals\": {totals}\n}}\n")?;
        self.to.flush()?;
        Ok(self.to)
    }
}
