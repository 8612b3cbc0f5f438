//! Writes the files of a converted input.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::article_files::companion;
use super::article_row::article_row;
use super::contents::ArticleContents;
use super::in_place::InPlace;
use super::input::Source;
use super::input_key::stamp_of;
use super::input_source::InputSource;
use super::job::Job;
use super::kept;
use super::output_dir::PlannedFile;
use super::pool::catch_panics;
use super::record::{Done, Failure, OutputState, Record};
use super::work::Converted;
use crate::assets::ImageStore;
use crate::catalogue::{ArticleRow, Catalogue, Recorded};
use crate::excerpts::Excerpts;
use crate::internal_links::InternalLink;
use crate::store::{KnownContents, OutputFile, slashed};

/// A converted input whose files are recorded in the catalogue and can be written.
pub(super) struct Write {
    pub(super) index: usize,
    pub(super) job: Job,
    pub(super) converted: Converted,
    pub(super) excerpts: Excerpts,
    /// The output folder.
    pub(super) root: PathBuf,
    /// The path of the output below it.
    pub(super) path: PathBuf,
    /// The folder below it for copies of images.
    pub(super) images_folder: PathBuf,
    /// The files as they are recorded; empty if the output is the input.
    pub(super) files: Vec<PlannedFile>,
    /// Set if the output replaces its input, which is backed up unless it is an original in the backup.
    pub(super) in_place: Option<InPlace>,
    /// Whether other runs may write to the folder at the same time.
    pub(super) is_shared: bool,
    pub(super) force: bool,
}

/// The result of an input, for its record and for the catalogue.
pub(super) struct Outcomes {
    pub(super) record: Box<Record>,
    /// The source to inform, if it is not a file.
    pub(super) source: Option<Arc<dyn InputSource>>,
    /// The files that were written.
    pub(super) files: Vec<PlannedFile>,
    /// The row of the input; `None` if the catalogue has no rows, or a better one.
    pub(super) row: Option<ArticleRow>,
    /// The name that the input had in the catalogue before it was backed up.
    pub(super) superseded: Option<String>,
    /// The path of an original that was to be replaced and is left as it is.
    pub(super) left: Option<String>,
    /// The output of an earlier run.
    pub(super) earlier_output: Option<String>,
    /// The links to other articles in the output that was written, each with what has replaced it.
    pub(super) links: Vec<(InternalLink, Option<String>)>,
}

impl Outcomes {
    /// Creates the result of an input for which nothing is written.
    pub(super) fn new(
        job: Job,
        output: Option<String>,
        result: Result<Done, Failure>,
        excerpts: Excerpts,
    ) -> Self {
        Self::with_contents(job, output, result, excerpts, ArticleContents::default())
    }

    fn with_contents(
        job: Job,
        output: Option<String>,
        result: Result<Done, Failure>,
        excerpts: Excerpts,
        contents: ArticleContents,
    ) -> Self {
        let Job { input, source } = job;
        let (is_live, remote_source) = (input.is_live(), input.remote_source().cloned());
        let record = Box::new(Record { name: input.name, output, result, details: None, excerpts });
        let earlier_output = source.as_ref().and_then(|source| source.earlier_output.clone());
        // An article that cannot be downloaded any more still is what an earlier run made of it.
        let is_kept = is_live && record.result.is_err() && earlier_output.is_some();
        let row = source.filter(|_| !is_kept).map(|source| article_row(source, &record, contents));
        let (files, links) = (Vec::new(), Vec::new());
        let (superseded, left) = (None, None);
        Self { record, source: remote_source, files, row, superseded, left, earlier_output, links }
    }
}

impl Write {
    /// Writes the files. `store` has the images to copy.
    pub(super) fn run(mut self, store: Option<&ImageStore>) -> Outcomes {
        let result = catch_panics(|| self.write(store));
        let is_backed_up = result.is_ok() && self.replaced_input().is_some();
        let left = self.left(&result);
        let Self { mut job, mut converted, excerpts, root, path, mut files, in_place, .. } = self;
        let backed_up = in_place.filter(|_| is_backed_up).zip(job.source.as_mut());
        let superseded = backed_up.map(|(in_place, source)| in_place.rename(&path, source));
        let contents = std::mem::take(&mut converted.contents);
        let links = std::mem::take(&mut converted.links);
        let (output, result) = match result {
            Ok(written) => (Some(slashed(&path)), Ok(converted.done(|_, _| written))),
            Err(failure) => {
                // What is there may be anything.
                files.clear();
                (None, Err(failure))
            }
        };
        for file in &mut files {
            let metadata = root.join(&file.path).symlink_metadata();
            file.stamp = metadata.ok().as_ref().and_then(stamp_of);
        }
        Outcomes {
            files,
            superseded,
            left,
            links,
            ..Outcomes::with_contents(job, output, result, excerpts, contents)
        }
    }

    fn write(&mut self, store: Option<&ImageStore>) -> Result<OutputState, Failure> {
        let Self { converted, root, path, images_folder, force, .. } = &*self;
        if !force {
            kept::check(converted, root, path, &self.known(path).recorded)?;
        }
        if let Some(in_place) = self.replaced_input() {
            in_place.back_up(path, &converted.input_sha256, *force)?;
        }
        for image in converted.copied_images() {
            store.map_or(Ok(()), |store| store.copy(image, root, images_folder))?;
        }
        let is_in_place = self.in_place.is_some();
        let write = |path: &Path, contents: &[u8]| {
            let known = self.known(path);
            let input = self.job.input.path().filter(|_| !is_in_place);
            // A file that changed after it was backed up is never replaced.
            OutputFile { root, path, input, known: &known, force: *force && !is_in_place }.write(contents)
        };
        for (extension, bytes) in &converted.companions {
            write(&companion(path, extension), bytes)?;
        }
        Ok(OutputState::File(write(path, converted.conversion.markdown.as_bytes())?))
    }

    /// Returns the folder that is converted in place, if the output replaces a file that csdown did not write.
    fn replaced_input(&self) -> Option<&InPlace> {
        self.in_place.as_ref().filter(|_| matches!(self.job.input.source, Source::File(_)))
    }

    /// Returns the path of the original that was to be replaced and is left as it is, if csdown never wrote there.
    fn left(&self, result: &Result<OutputState, Failure>) -> Option<String> {
        // A failed write may have replaced it.
        let is_left =
            result.as_ref().is_err_and(|failure| !matches!(failure, Failure::Write(_) | Failure::Panicked));
        let path = slashed(&self.path);
        let was_written = self.files.iter().any(|file| file.path == path && file.recorded.is_path());
        (is_left && !was_written && self.replaced_input().is_some()).then_some(path)
    }

    /// Returns what csdown wrote to `path` before, and what it has backed up.
    fn known(&self, path: &Path) -> Known<'_> {
        let slashed = slashed(path);
        let recorded = self.files.iter().find(|file| file.path == slashed).map(|file| file.recorded.clone());
        let root = self.is_shared.then_some(self.root.as_path());
        let backed_up = self.replaced_input().map(|_| self.converted.input_sha256.as_str());
        Known { root, path: slashed, recorded: recorded.unwrap_or_default(), backed_up }
    }
}

/// The contents that csdown wrote to a path.
struct Known<'a> {
    /// The output folder, if other runs may have written to it since.
    root: Option<&'a Path>,
    path: String,
    recorded: Recorded,
    /// The contents that have a backup.
    backed_up: Option<&'a str>,
}

impl KnownContents for Recorded {
    fn is_path(&self) -> bool {
        self.is_path()
    }

    fn has(&self, digest: &str) -> io::Result<bool> {
        Ok(self.has(digest))
    }
}

impl KnownContents for Known<'_> {
    fn is_path(&self) -> bool {
        self.recorded.is_path()
    }

    fn has(&self, digest: &str) -> io::Result<bool> {
        if self.recorded.has(digest) || self.backed_up == Some(digest) {
            return Ok(true);
        }
        let Some(root) = self.root else { return Ok(false) };
        let recorded = Catalogue::read(root)
            .and_then(|catalogue| catalogue.map(|catalogue| catalogue.recorded(&self.path)).transpose());
        Ok(recorded.map_err(io::Error::other)?.is_some_and(|recorded| recorded.has(digest)))
    }
}
