//! The configuration of a batch run.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use super::pool::{DEFAULT_WINDOW, default_jobs};
use super::stop::Stop;
use super::written_files::WrittenFiles;
use crate::Converter;
use crate::assets::ImageLocalizer;

/// Where the Markdown goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into this folder, which is created if necessary. Input folders are mirrored below it.
    Folder(PathBuf),
    /// Into this file. For a single input.
    File(PathBuf),
    /// To the caller, in the [`Record`](super::Record).
    Caller,
}

/// Converts many inputs in parallel.
///
/// ```
/// use csdown::Converter;
/// use csdown::batch::{Batch, Destination, Input, discover};
///
/// let converter = Converter::default();
/// let batch = Batch::new(&converter, Destination::Caller).verify(true);
/// let mut inputs = discover(&[], None);
/// inputs.push(Input::stdin(b"<p>text</p>".to_vec()));
/// batch.run(inputs, &mut |record| println!("{}: {:?}", record.name, record.outcome()))?;
/// # Ok::<(), csdown::batch::SetupError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    pub(crate) converter: &'a Converter,
    pub(crate) destination: Destination,
    pub(super) jobs: NonZeroUsize,
    pub(super) force: bool,
    pub(super) checksum: bool,
    pub(super) force_convert: bool,
    pub(super) prune: bool,
    pub(super) details: bool,
    pub(super) verify: bool,
    pub(super) window: NonZeroUsize,
    pub(super) images: Option<ImageLocalizer>,
    pub(super) excerpts: bool,
    pub(super) written: Arc<WrittenFiles>,
    pub(super) stop: Stop,
}

impl<'a> Batch<'a> {
    /// Creates a batch that uses one thread per CPU, replaces only files that csdown wrote, and does nothing but
    /// convert.
    pub fn new(converter: &'a Converter, destination: Destination) -> Self {
        Self {
            converter,
            destination,
            jobs: default_jobs(),
            force: false,
            checksum: false,
            force_convert: false,
            prune: false,
            details: false,
            verify: false,
            window: DEFAULT_WINDOW,
            images: None,
            excerpts: false,
            written: Arc::default(),
            stop: Stop::default(),
        }
    }

    /// Sets the number of threads.
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Sets whether to replace files that csdown did not write. Inputs are never replaced.
    #[must_use]
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Sets whether to compare the contents of inputs and outputs with those of earlier runs. By default, those of the same
    /// size and modification time count as unchanged, and are not read.
    #[must_use]
    pub fn checksum(mut self, checksum: bool) -> Self {
        self.checksum = checksum;
        self
    }

    /// Sets whether to convert all inputs. By default, those whose output is up to date are skipped.
    #[must_use]
    pub fn force_convert(mut self, force_convert: bool) -> Self {
        self.force_convert = force_convert;
        self
    }

    /// Sets whether to remove the outputs of inputs that are gone. Files that were edited are kept.
    #[must_use]
    pub fn prune(mut self, prune: bool) -> Self {
        self.prune = prune;
        self
    }

    /// Sets whether the records of inputs that are up to date have all details of the earlier run, as reports need them.
    /// By default, they have the details only if the article is incomplete or lossy.
    #[must_use]
    pub fn details(mut self, details: bool) -> Self {
        self.details = details;
        self
    }

    /// Sets whether to compare the Markdown with its article; see [`crate::verify`].
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Sets how many inputs per thread may be in progress. After a crash, this many have to be converted again.
    #[must_use]
    pub fn window(mut self, window: NonZeroUsize) -> Self {
        self.window = window;
        self
    }

    /// Sets how images are stored beside the Markdown. By default they keep their URLs.
    #[must_use]
    pub fn images(mut self, images: impl Into<Option<ImageLocalizer>>) -> Self {
        self.images = images.into();
        self
    }

    /// Sets what may stop the run early. Then outputs of inputs that are gone are neither reported nor removed, and links
    /// between articles are left to the next run.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Sets whether records contain source excerpts for the [`HtmlReport`](crate::reports::HtmlReport).
    #[must_use]
    pub fn excerpts(mut self, excerpts: bool) -> Self {
        self.excerpts = excerpts;
        self
    }
}
