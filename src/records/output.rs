//! The fields of an article in a data set.

use std::borrow::Cow;

use serde::Serialize;

use crate::Asset;
use crate::Conversion;
use crate::batch::{ErrorDetails, Failure, OutputState, Record};
use crate::extract::metadata::{ArticleKind, Date, Metadata, Sourced};
use crate::report::{Report, Status, Warning};
use crate::verify::{Verdict, Verification};

/// The names of all fields of a record that is written, in order. `verdict` is absent without a comparison; what else the
/// record of the input has comes after them.
pub const FIELDS: &[&str] = &[
    "id",
    "url",
    "text",
    "title",
    "date",
    "updated",
    "author",
    "user",
    "tags",
    "categories",
    "license",
    "status",
    "description",
    "kind",
    "article_id",
    "canonical",
    "original",
    "images",
    "warnings",
    "verdict",
    "html_sha256",
    "csdown_version",
    "error",
];

/// An article as flat fields: one line of `csdown stream`, or one row of a table. Every record has the same fields.
///
/// `docs/records.md` describes them. What the input says, such as its id, is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OutputRecord<'a> {
    /// The Markdown; `None` if there is an error.
    pub text: Option<Cow<'a, str>>,
    /// The title.
    pub title: Option<Cow<'a, str>>,
    /// When the article was published.
    pub date: Option<Date>,
    /// When it was last changed, if that is known and not when it was published.
    pub updated: Option<Date>,
    /// The displayed name of the author.
    pub author: Option<Cow<'a, str>>,
    /// The login name of the author.
    pub user: Option<Cow<'a, str>>,
    /// The tags.
    pub tags: Cow<'a, [String]>,
    /// The columns.
    pub categories: Cow<'a, [String]>,
    /// The licence.
    pub license: Option<Cow<'a, str>>,
    /// How much of the article the input contains; `None` if there is an error.
    pub status: Option<Status>,
    /// The author's summary.
    pub description: Option<Cow<'a, str>>,
    /// Whether the author wrote the article.
    pub kind: Option<ArticleKind>,
    /// The id of the article.
    pub article_id: Option<Cow<'a, str>>,
    /// The URL of the article, which all copies of the page name.
    pub canonical: Option<Cow<'a, str>>,
    /// The URL of the article that this one reposts or translates.
    pub original: Option<Cow<'a, str>>,
    /// The images of the Markdown, in reading order.
    pub images: Cow<'a, [Asset]>,
    /// What could not be kept as in the page.
    pub warnings: Cow<'a, [Warning]>,
    /// The verdict of the comparison with the article; absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The SHA-256 digest of the input's bytes, decompressed, in hexadecimal; `None` if they could not be read.
    pub html_sha256: Option<Cow<'a, str>>,
    /// The version of csdown.
    pub csdown_version: &'static str,
    /// Why there is no text.
    pub error: Option<ErrorDetails<'a>>,
}

impl<'a> OutputRecord<'a> {
    /// Returns the record of a conversion.
    pub fn of(
        conversion: &'a Conversion,
        verification: Option<&Verification>,
        html_sha256: Option<Cow<'a, str>>,
    ) -> Self {
        let Conversion { markdown, metadata, assets, report, .. } = conversion;
        Self::of_parts(Some(markdown), metadata, assets, report, verification, html_sha256)
    }

    /// Returns the record of an input of a batch. There is a text if the Markdown was returned.
    pub fn of_record(record: &'a Record) -> Self {
        let done = match &record.result {
            Ok(done) => done,
            Err(failure) => return Self::of_failure(failure, None),
        };
        let (markdown, assets) = match &done.output {
            OutputState::Returned { markdown, assets } => (Some(markdown.as_str()), assets.as_slice()),
            OutputState::File(_) | OutputState::UpToDate { .. } => (None, [].as_slice()),
        };
        let digest = Some(done.input_sha256.as_str().into());
        Self::of_parts(markdown, &done.metadata, assets, &done.report, done.verification.as_ref(), digest)
    }

    /// Returns the record of an input that cannot be converted.
    pub fn of_failure(failure: &Failure, html_sha256: Option<Cow<'a, str>>) -> Self {
        let (code, message) = (failure.code().into(), failure.to_string().into());
        Self {
            html_sha256,
            csdown_version: env!("CARGO_PKG_VERSION"),
            error: Some(ErrorDetails { code, message }),
            ..Self::default()
        }
    }

    fn of_parts(
        markdown: Option<&'a str>,
        metadata: &'a Metadata,
        assets: &'a [Asset],
        report: &'a Report,
        verification: Option<&Verification>,
        html_sha256: Option<Cow<'a, str>>,
    ) -> Self {
        Self {
            text: markdown.map(Cow::Borrowed),
            title: text(metadata.title.as_ref()),
            date: value(metadata.date.as_ref()),
            updated: value(metadata.updated.as_ref()),
            author: text(metadata.author.as_ref()),
            user: text(metadata.user.as_ref()),
            tags: list(metadata.tags.as_ref()),
            categories: list(metadata.categories.as_ref()),
            license: text(metadata.license.as_ref()),
            status: Some(report.status),
            description: text(metadata.description.as_ref()),
            kind: value(metadata.kind.as_ref()),
            article_id: text(metadata.id.as_ref()),
            canonical: text(metadata.source.as_ref()),
            original: text(metadata.original.as_ref()),
            images: assets.into(),
            warnings: report.warnings.as_slice().into(),
            verdict: verification.map(|verification| verification.verdict),
            html_sha256,
            csdown_version: env!("CARGO_PKG_VERSION"),
            error: None,
        }
    }
}

fn text(sourced: Option<&Sourced<String>>) -> Option<Cow<'_, str>> {
    sourced.map(|sourced| sourced.value.as_str().into())
}

fn value<T: Copy>(sourced: Option<&Sourced<T>>) -> Option<T> {
    sourced.map(|sourced| sourced.value)
}

fn list(sourced: Option<&Sourced<Vec<String>>>) -> Cow<'_, [String]> {
    sourced.map_or(Cow::Borrowed(&[]), |sourced| sourced.value.as_slice().into())
}
