//! The entry of a record in a JSON report.

use std::borrow::Cow;

use super::entry::{Details, DoneDetails, Entry, ErrorDetails, FailedDetails, ImageDetails};
use super::outcome::{Outcome, Totals};
use super::record::{OutputState, Record};
use crate::assets::{FailedImage, ImageSummary};
use crate::store::Written;

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
}

impl Totals {
    /// Counts an input.
    pub fn add(&mut self, record: &Record) {
        let entry = Entry::of(record);
        self.add_entry(&entry);
        let output = record.result.as_ref().ok().map(|done| &done.output);
        let had_warnings = matches!(output, Some(OutputState::UpToDate { has_warnings: true }));
        self.with_warnings += usize::from(had_warnings && entry.warnings().is_empty());
        // Markdown that is its own output was passed through in this run.
        let is_own_output =
            entry.outcome == Outcome::PassedThrough && output == Some(&OutputState::File(Written::Unchanged));
        self.unchanged += usize::from(record.is_unchanged() && !is_own_output);
    }

    /// Counts the input of an entry.
    pub fn add_entry(&mut self, entry: &Entry<'_>) {
        self.count(entry.outcome);
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
            note: done.passed_through_note().map(Cow::from),
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
