//! Downloads articles into a folder, incrementally.
//!
//! An [`ArchiveDir`] turns article URLs and lists into inputs for a [`Batch`](crate::batch::Batch).
//! Each article is downloaded when the batch reaches it. The journal in the folder decides whether it is downloaded,
//! requested conditionally, or kept as it is, so an interrupted run resumes where it stopped.

mod articles;
mod journal;
mod options;
mod plan;
mod remote_article;
mod shared;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::fetcher::Fetcher;
use super::target::Target;
use crate::assets::{ImageLimits, ImageLocalizer, relative};
use crate::batch::Inputs;
use crate::options::DateFallback;
use crate::store::{FolderLock, LockError, digest, resolve};
use crate::{Converter, Options};
use articles::Articles;
use journal::Journal;
use shared::Shared;

pub use journal::JOURNAL;
pub use options::ArchiveDirOptions;
pub use plan::{Plan, Planned};

/// Errors when opening an [`ArchiveDir`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveDirError {
    /// The journal of the folder cannot be read.
    #[error("output folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The folder cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
}

/// A folder of downloaded articles, locked for one run at a time.
#[derive(Debug)]
pub struct ArchiveDir {
    shared: Arc<Shared>,
}

impl ArchiveDir {
    /// Opens `folder` and creates it if it is missing.
    ///
    /// The inputs are meant for a batch with `converter` and `images`. They download through `fetcher` by blocking on
    /// `runtime`, so the batch must not run on threads of that runtime.
    ///
    /// If another process is writing to the folder, waits until it has ended; to be notified, acquire a
    /// [`FolderLock`](crate::batch::FolderLock) first.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn open(
        folder: &Path,
        fetcher: Fetcher,
        runtime: Handle,
        converter: &Converter,
        images: Option<ImageLocalizer>,
        options: ArchiveDirOptions,
    ) -> Result<Self, ArchiveDirError> {
        let failed = |source| ArchiveDirError::Folder { path: folder.to_path_buf(), source };
        let lock = if options.dry_run { None } else { Some(FolderLock::acquire(folder, || true)?) };
        let root = resolve(folder);
        let journal = Journal::open(&root).map_err(failed)?;
        let conversion = converter.options().clone();
        let shared = Shared {
            digest: digest_of(&conversion, &options, images.as_ref(), &root),
            images,
            is_unfinished: AtomicBool::new(false),
            journal_result: Mutex::new(Ok(())),
            folder: root,
            _lock: lock,
            fetcher,
            runtime,
            options,
            conversion,
            journal,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Returns the articles of `targets` as inputs, without duplicates.
    ///
    /// Lists are downloaded page by page as the inputs are consumed. The consuming thread blocks, so it must not
    /// belong to the runtime.
    pub fn inputs(&self, targets: impl Iterator<Item = Target> + Send + 'static) -> Inputs {
        let articles = Articles::new(Arc::clone(&self.shared), Box::new(targets));
        Inputs::lazily(Box::new(articles.map(articles::input)))
    }

    /// Returns what a run would do for each article of `targets`. Only lists are downloaded.
    pub fn plans(
        &self,
        targets: impl Iterator<Item = Target> + Send + 'static,
    ) -> impl Iterator<Item = Planned> {
        Articles::new(Arc::clone(&self.shared), Box::new(targets)).map(articles::planned)
    }

    /// Ends the run. Its articles are checked for changes by the next run, unless this run left work to resume.
    ///
    /// # Errors
    ///
    /// If the journal cannot be written, or could not be written earlier in the run.
    pub fn finish(self) -> io::Result<()> {
        let mut result = self.shared.journal_result.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *result, Ok(()))?;
        if self.shared.is_unfinished.load(Ordering::Relaxed) { Ok(()) } else { self.shared.journal.end() }
    }
}

/// Returns a digest of the settings that affect the output. Articles converted with other settings are downloaded
/// again. The folder's own path is not part of the digest, so the folder may be moved, nor is the template of file
/// names, because articles keep their names.
fn digest_of(
    conversion: &Options,
    options: &ArchiveDirOptions,
    images: Option<&ImageLocalizer>,
    root: &Path,
) -> String {
    let mut conversion = conversion.clone();
    (conversion.name, conversion.date_fallback) = (None, DateFallback::default());
    let conversion = serde_json::to_string(&conversion).unwrap_or_default();
    let images = images.map(|images| {
        let ImageLimits { max_bytes, max_images, .. } = images.store().limits();
        (relative(root, images.store().folder()), images.image_urls(), max_bytes, max_images)
    });
    let mut digest = digest(format!("{conversion}{}{images:?}", options.own).as_bytes());
    digest.truncate(16);
    digest
}
