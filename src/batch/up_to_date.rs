//! Whether the output of an earlier run still is what this run would write.

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use super::config::Batch;
use super::entry::{Details, DoneDetails};
use super::input_key::stamp_of;
use super::input_source::Page;
use super::obsolete::location;
use super::outcome::Outcome;
use super::record::{Done, OutputState};
use crate::assets::ImageLocalizer;
use crate::catalogue::{Catalogue, CatalogueError, FileRow, KnownArticle};
use crate::excerpts::{Excerpts, Findings};
use crate::extract::Metadata;
use crate::store::{digest_of_file, is_file_of, open_regular};
use crate::verify::Verdict;
use crate::{Report, Status};

/// An input whose output may be up to date.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) article: i64,
    /// The path of the output.
    pub(super) output: String,
    /// The result of the earlier run.
    pub(super) done: Box<Done>,
    /// The same as a report has it, if a report is written.
    pub(super) details: Option<Details<'static>>,
    /// The files to compare by their contents, if size and time do not suffice.
    files: Vec<FileRow>,
}

impl Candidate {
    /// Whether an input with this digest is the one that was converted, and its files are still as they were written
    /// below `root`.
    pub(super) fn is_up_to_date(&self, root: &Path, input_sha256: &str) -> bool {
        let is_same = |file: &FileRow| {
            let digest = digest_of_file(&root.join(&file.path));
            digest.is_ok_and(|digest| file.sha256.as_deref() == Some(&digest))
        };
        self.done.input_sha256 == input_sha256 && self.files.iter().all(is_same)
    }

    /// Returns what the earlier run found out.
    pub(super) fn findings(&self) -> Findings<'_> {
        let Done { report, verification, .. } = &*self.done;
        Findings {
            status: report.status,
            passed_through: report.passed_through,
            warnings: &report.warnings,
            verification: verification.as_ref(),
        }
    }

    /// Returns the excerpts of the input, which has been read again, and its output below `root`.
    pub(super) fn excerpts(&self, root: &Path, page: &Page) -> Excerpts {
        let markdown = location(root, &self.output).and_then(|path| {
            let mut markdown = String::new();
            open_regular(&path).ok()?.read_to_string(&mut markdown).ok()?;
            Some(markdown)
        });
        let findings = self.findings();
        markdown.map_or_else(
            || Excerpts::without_text(&findings),
            |markdown| Excerpts::of_markdown(&page.bytes, &page.hints(), &markdown, &findings),
        )
    }
}

impl Batch<'_> {
    /// Returns the earlier result of an input, if only the input may have changed since.
    pub(super) fn candidate(
        &self,
        catalogue: &Catalogue,
        settings: Option<i64>,
        known: Option<KnownArticle>,
    ) -> Result<Option<Candidate>, CatalogueError> {
        let Some(known) = known.filter(|known| self.is_comparable(settings, known)) else { return Ok(None) };
        let Some(output) = known.output.clone() else { return Ok(None) };
        let Some(files) = untouched_files(catalogue, &output, !self.checksum)? else { return Ok(None) };
        if !self.has_images(catalogue, known.article)? {
            return Ok(None);
        }
        let (done, details) = self.earlier_result(catalogue, &known)?;
        let files = if self.checksum { files } else { Vec::new() };
        Ok(Some(Candidate { article: known.article, output, done: Box::new(done), details, files }))
    }

    /// Whether an earlier result is one that this run would have, if its input and output are as they were.
    fn is_comparable(&self, settings: Option<i64>, known: &KnownArticle) -> bool {
        // Images that are missing may be there by now.
        let may_retry = self.images.as_ref().is_some_and(ImageLocalizer::has_network);
        !self.force_convert
            && settings.is_some()
            && known.settings == settings
            && (!self.verify || known.verdict.is_some())
            && !(may_retry && known.missing_images > 0)
    }

    /// Whether the images of an article are in their folder.
    fn has_images(&self, catalogue: &Catalogue, article: i64) -> Result<bool, CatalogueError> {
        let Some(images) = &self.images else { return Ok(true) };
        let folder = images.store().folder();
        let files = catalogue.image_files(article)?;
        Ok(files.iter().all(|file| folder.join(file).is_file()))
    }

    /// Returns the result of the earlier run: all of it for a report, or if something is not in order.
    fn earlier_result(
        &self,
        catalogue: &Catalogue,
        known: &KnownArticle,
    ) -> Result<(Done, Option<Details<'static>>), CatalogueError> {
        let status = known.status.as_deref().and_then(Status::of_name).unwrap_or_default();
        let is_lossy = known.verdict.as_deref() == Some(Verdict::Lossy.as_str());
        let is_in_order = status.is_whole() && !is_lossy;
        let is_needed = self.details || !is_in_order;
        let details = if is_needed { stored_details(catalogue, known.article)? } else { None };
        if let Some(Details::Done(done)) = &details {
            return Ok((done_of(done), details.filter(|_| self.details)));
        }
        let passed_through = known.outcome == Outcome::PassedThrough.as_str();
        let done = Done {
            metadata: Metadata::default(),
            report: Report { status, passed_through, ..Report::default() },
            input_sha256: known.input_sha256.clone(),
            output: OutputState::UpToDate { has_warnings: known.warnings > 0 },
            verification: None,
            images: None,
        };
        Ok((done, None))
    }
}

/// Returns what the report of the last run that converted an article says about it.
pub(super) fn stored_details(
    catalogue: &Catalogue,
    article: i64,
) -> Result<Option<Details<'static>>, CatalogueError> {
    Ok(catalogue.entry(article)?.and_then(|entry| Details::from_json(&entry).ok()))
}

/// Returns the files of the article at `output`, if it has any and they are as they were written; see [`is_untouched`].
pub(super) fn untouched_files(
    catalogue: &Catalogue,
    output: &str,
    with_time: bool,
) -> Result<Option<Vec<FileRow>>, CatalogueError> {
    let files = catalogue.files_of(output)?;
    let is_whole =
        !files.is_empty() && files.iter().all(|file| is_untouched(catalogue.folder(), file, with_time));
    Ok(is_whole.then_some(files))
}

/// Whether `file` is below `root` as it was written, by its size and, if `with_time`, by its time.
pub(super) fn is_untouched(root: &Path, file: &FileRow, with_time: bool) -> bool {
    let path = root.join(&file.path);
    if !with_time {
        let size = file.size.and_then(|size| u64::try_from(size).ok());
        return size.is_some_and(|size| is_file_of(&path, size));
    }
    let stamp = path.symlink_metadata().ok().as_ref().and_then(stamp_of);
    stamp.is_some() && stamp == file.size.zip(file.time)
}

/// Returns the result of the run that made the details, for an output that is up to date. The images are left out.
fn done_of(details: &DoneDetails<'_>) -> Done {
    let report = Report {
        status: details.status,
        passed_through: details.note.is_some(),
        boxes: details.boxes.unwrap_or_default(),
        warnings: details.warnings.to_vec(),
        removed: details.removed.clone().into_owned(),
        ..Report::default()
    };
    Done {
        metadata: details.metadata.clone().into_owned(),
        report,
        input_sha256: details.input_sha256.clone().into_owned(),
        output: OutputState::UpToDate { has_warnings: !details.warnings.is_empty() },
        verification: details.verification.clone().map(Cow::into_owned),
        images: None,
    }
}
