//! The answer to a line: a record with the Markdown, or with an error.

use super::conversion::{convert_page, warn_about_lone_surrogates};
use super::input::InputRecord;
use super::lines::{Fault, Line};
use super::output::OutputRecord;
use super::output_line::{OutputLine, PassedFields, Value};
use super::page::Page;
use super::root::Root;
use super::sha256;
use crate::batch::{Failure, Outcome};
use crate::verify::{Verdict, Verification};
use crate::{Conversion, Converter, Error, Hints};

/// The answer to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// A line of JSON, with the newline.
    pub json: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the comparison with the article found something missing, changed or added.
    pub is_lossy: bool,
    /// Whether there are warnings.
    pub has_warnings: bool,
    /// Why the record could not be converted.
    pub error: Option<AnswerError>,
}

/// Why a record could not be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerError {
    /// A stable kebab-case name.
    pub code: &'static str,
    /// What is wrong, with the number of the line if the record itself is.
    pub message: String,
}

/// How records are converted.
pub(super) struct Answerer<'a> {
    pub(super) converter: &'a Converter,
    pub(super) root: Option<&'a Root>,
    pub(super) verify: bool,
}

/// A converted page, and the comparison with it.
type Converted = (Conversion, Option<Verification>);

impl Answerer<'_> {
    pub(super) fn answer(&self, line: &Line) -> Answer {
        let (record, parsed) = InputRecord::read(&line.bytes);
        let reason = match (&line.fault, parsed) {
            (Some(Fault::TooLong), _) => Err(self.too_long().into()),
            (Some(Fault::Unreadable(error)), _) => Err(Failure::Record(error.to_string())),
            (None, parsed) => parsed_line(line, &record, parsed),
        };
        let page = reason.and_then(|()| Page::of(&record, &line.bytes, self.root, self.max_bytes()));
        let page = page.map_err(|failure| at_line(line.number, failure));
        let digest = page.as_ref().ok().map(|page| sha256(&page.bytes).into());
        let response = page.as_ref().map_or([].as_slice(), |page| page.response);
        let converted = page.and_then(|page| self.convert(&record, &page));
        let (fields, outcome) = match &converted {
            Ok((conversion, verification)) => {
                (OutputRecord::of(conversion, verification.as_ref(), digest), Outcome::of(&conversion.report))
            }
            Err(failure) => (OutputRecord::of_failure(failure, digest), Outcome::Failed),
        };
        let response = if outcome == Outcome::Failed { &[] } else { response };
        let (is_lossy, has_warnings) = (fields.verdict == Some(Verdict::Lossy), !fields.warnings.is_empty());
        let json = OutputLine {
            id: Value::or(record.id.as_deref(), fields.article_id.as_deref()),
            url: Value::or(record.url.as_deref(), fields.canonical.as_deref()),
            fields: &fields,
            other: PassedFields { fields: &record.other, response },
        };
        let error = converted.as_ref().err();
        let error = error.map(|failure| AnswerError { code: failure.code(), message: failure.to_string() });
        Answer { json: json.to_json(), outcome, is_lossy, has_warnings, error }
    }

    /// The longest line in bytes. Escapes of Chinese characters and quotation marks are twice as long.
    pub(super) fn max_line(&self) -> usize {
        const OTHER_FIELDS: usize = 1 << 20;
        self.max_bytes().saturating_mul(2).saturating_add(OTHER_FIELDS)
    }

    fn max_bytes(&self) -> usize {
        self.converter.options().limits.bytes
    }

    fn too_long(&self) -> Error {
        Error::LimitExceeded { what: "bytes", max: self.max_bytes() }
    }

    fn convert(&self, record: &InputRecord, page: &Page<'_>) -> Result<Converted, Failure> {
        let url = record.url_hint();
        let hints = Hints {
            url: url.as_deref(),
            file_name: page.file_name.as_deref(),
            content_type: page.content_type,
            ..Hints::default()
        };
        let (mut conversion, verification) = convert_page(self.converter, &page.bytes, &hints, self.verify)?;
        if page.is_damaged {
            warn_about_lone_surrogates(&mut conversion.report);
        }
        Ok((conversion, verification))
    }
}

/// Explains why a line cannot be read, or was read with characters lost that its encoding accounts for.
fn parsed_line(line: &Line, record: &InputRecord, parsed: Result<(), String>) -> Result<(), Failure> {
    let is_damaged = record.html.as_ref().is_some_and(|html| html.is_damaged);
    if (parsed.is_err() || is_damaged)
        && let Some(format) = line.other_format()
    {
        return Err(Failure::Record(format.to_owned()));
    }
    parsed.map_err(Failure::Record)
}

/// Adds the number of the line to what is wrong with a record.
fn at_line(number: u64, failure: Failure) -> Failure {
    match failure {
        Failure::Record(reason) => Failure::Record(format!("line {number}: {reason}")),
        other => other,
    }
}
