//! The row of an input in the catalogue.

use super::contents::ArticleContents;
use super::entry::Details;
use super::input::Input;
use super::input_key::stamp_of_input;
use super::record::{Done, Record};
use crate::assets::ImageSummary;
use crate::catalogue::{ArticleRow, ImageRow};
use crate::extract::Metadata;
use crate::extract::metadata::Sourced;

/// What the catalogue records about an input besides its result.
#[derive(Debug)]
pub(super) struct RowSource {
    /// Its name in the catalogue.
    pub(super) key: String,
    /// The size and time of its file before it was read.
    pub(super) stamp: Option<(i64, i64)>,
    /// The number of the settings; `None` if they cannot be compared with those of other runs.
    pub(super) settings: Option<i64>,
    /// The output of an earlier run.
    pub(super) earlier_output: Option<String>,
}

impl RowSource {
    /// Adds the stamp of the input, if it was not looked up.
    pub(super) fn with_stamp(self, input: &Input) -> Self {
        Self { stamp: self.stamp.or_else(|| stamp_of_input(input)), ..self }
    }
}

/// Returns the row of an input with this result.
pub(super) fn article_row(source: RowSource, record: &Record, contents: ArticleContents) -> ArticleRow {
    let mut row = ArticleRow {
        input: source.key,
        outcome: record.outcome().as_str().to_owned(),
        entry: Details::of(record).to_json().unwrap_or_default(),
        status: record.status().map(|status| status.as_str().to_owned()),
        output: record.output.clone(),
        ..ArticleRow::default()
    };
    match &record.result {
        // The output of the last success is still there.
        Err(_) => row.output = source.earlier_output,
        Ok(done) => {
            (row.input_stamp, row.settings) = (source.stamp, source.settings);
            add_result(&mut row, done);
            (row.links, row.languages) = (contents.links, contents.languages);
        }
    }
    row
}

fn add_result(row: &mut ArticleRow, done: &Done) {
    let text = |value: &Option<Sourced<String>>| value.as_ref().map(|value| value.value.clone());
    let texts = |value: &Option<Sourced<Vec<String>>>| value.as_ref().map(|value| value.value.clone());
    let Metadata { title, author, user, source, id, .. } = &done.metadata;
    let Metadata { date, updated, tags, categories, .. } = &done.metadata;
    row.input_sha256 = Some(done.input_sha256.clone());
    row.verdict = done.verification.as_ref().map(|verification| verification.verdict.as_str().to_owned());
    row.warnings = done.report.warnings.len();
    [row.title, row.author, row.user, row.url, row.id] = [title, author, user, source, id].map(text);
    [row.published, row.updated] =
        [date, updated].map(|date| date.as_ref().map(|date| date.value.to_string()));
    [row.tags, row.columns] = [tags, categories].map(|list| texts(list).unwrap_or_default());
    row.images = done.images.as_ref().map(images).unwrap_or_default();
}

fn images(summary: &ImageSummary) -> Vec<ImageRow> {
    let saved = summary.saved.iter().zip(&summary.stored).map(|(url, image)| ImageRow {
        url: url.clone(),
        file: Some(image.file.clone()),
        error: None,
    });
    let failed = summary.failed.iter().map(|failed| ImageRow {
        url: failed.url.clone(),
        file: None,
        error: Some((failed.error.code().to_owned(), failed.error.to_string())),
    });
    saved.chain(failed).collect()
}
