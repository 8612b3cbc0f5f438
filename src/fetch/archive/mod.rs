//! Articles fetched into a folder, so that a run that was stopped goes on where it was.
//!
//! An [`Archive`] makes inputs of addresses and lists, for a [`Batch`](crate::batch::Batch) to convert and write. Each
//! is got when its turn comes, unless the folder has it: what the journal says decides whether it is asked for, asked
//! for on the condition that it has changed, or left alone.

mod articles;
mod journal;
mod plan;
mod remote;

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::address::{Address, AddressError, List};
use super::fetcher::Fetcher;
use crate::assets::{ImageLimits, ImageLocalizer, relative};
use crate::batch::Inputs;
use crate::store::digest;
use crate::store::{remove_stale, resolve};
use crate::{Converter, Options};
use articles::Articles;
use journal::Journal;

pub use journal::JOURNAL;
pub use plan::{Plan, Planned};

/// The name of the file that says that a run is at work in a folder.
const LOCK: &str = ".csdown-fetch.lock";

/// How much of articles is fetched into a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveOptions {
    /// Whether articles are the user's own, got by the site's console: see [`Fetcher::own_article`].
    pub own: bool,
    /// Whether comments are saved beside each article, as `NAME.comments.md`.
    pub comments: bool,
    /// Whether each page is kept as received, as `NAME.warc.gz`.
    pub keep_html: bool,
    /// Whether everything is asked for again, whatever the folder has.
    pub refresh: bool,
    /// Whether nothing is done but to plan: see [`Archive::plans`]. Nothing is written, and another run may be at work.
    pub dry_run: bool,
}

/// Something to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// One article.
    Article(Address),
    /// All articles of a list.
    List(List),
    /// A text that names nothing: an input that fails.
    Nothing(String, AddressError),
}

/// An archive could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The folder cannot be made, or its journal not be read.
    #[error("output folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// Another run fetches into it.
    #[error("output folder {}: another run is fetching into it", .0.display())]
    Busy(PathBuf),
}

/// A folder that articles are fetched into. One run at a time has it.
#[derive(Debug)]
pub struct Archive {
    shared: Arc<Shared>,
}

/// What all inputs of a run share.
#[derive(Debug)]
struct Shared {
    fetcher: Fetcher,
    runtime: Handle,
    options: ArchiveOptions,
    /// How articles are converted.
    conversion: Options,
    /// Where pictures go, if anywhere.
    pictures: Option<ImageLocalizer>,
    /// Of all that decides what becomes of a page.
    digest: String,
    folder: PathBuf,
    journal: Journal,
    /// Whether something was left out that the next run is to go on with.
    is_unfinished: AtomicBool,
    /// The first failure to write the journal.
    failed: Mutex<io::Result<()>>,
    /// Held until the run is over; `None` where none is.
    _lock: Option<File>,
}

impl Archive {
    /// Opens `folder`, which is made where it is missing. What comes by `fetcher` is awaited on `runtime`, by threads
    /// that are none of its own, and is meant for a batch with `converter` and `pictures`.
    ///
    /// # Errors
    ///
    /// When the folder cannot be used, or another run has it.
    pub fn open(
        folder: &Path,
        fetcher: Fetcher,
        runtime: Handle,
        converter: &Converter,
        pictures: Option<ImageLocalizer>,
        options: ArchiveOptions,
    ) -> Result<Self, ArchiveError> {
        let failed = |source| ArchiveError::Folder { path: folder.to_path_buf(), source };
        if !options.dry_run {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let root = resolve(folder);
        let lock = if options.dry_run { None } else { Some(lock(folder, &root)?) };
        let journal = Journal::open(&root).map_err(failed)?;
        let conversion = converter.options().clone();
        let shared = Shared {
            digest: digest_of(&conversion, &options, pictures.as_ref(), &root),
            pictures,
            is_unfinished: AtomicBool::new(false),
            failed: Mutex::new(Ok(())),
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

    /// The inputs that `targets` stand for, each article once. Lists are read as their articles are asked for, on the
    /// thread that asks, which must be none of the runtime's.
    pub fn inputs(&self, targets: impl Iterator<Item = Target> + Send + 'static) -> Inputs {
        let articles = Articles::new(Arc::clone(&self.shared), Box::new(targets));
        Inputs::lazily(Box::new(articles.map(articles::input)))
    }

    /// What would be done for each of them, without doing it; lists are read.
    pub fn plans(
        &self,
        targets: impl Iterator<Item = Target> + Send + 'static,
    ) -> impl Iterator<Item = Planned> {
        Articles::new(Arc::clone(&self.shared), Box::new(targets)).map(plan::of)
    }

    /// Ends the run: what was fetched in it is no longer fresh, unless there is something to go on with.
    ///
    /// # Errors
    ///
    /// When the journal could not be written, now or before.
    pub fn finish(self) -> io::Result<()> {
        let mut failed = self.shared.failed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *failed, Ok(()))?;
        if self.shared.is_unfinished.load(Ordering::Relaxed) { Ok(()) } else { self.shared.journal.end() }
    }
}

/// Takes `folder`, which is at `root`, for a run, and removes what killed ones left on its way.
fn lock(folder: &Path, root: &Path) -> Result<File, ArchiveError> {
    let failed = |source| ArchiveError::Folder { path: folder.to_path_buf(), source };
    // What the name may lead to is not emptied.
    let lock = File::options().write(true).create(true).truncate(false).open(root.join(LOCK));
    let lock = lock.map_err(failed)?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => ArchiveError::Busy(folder.to_path_buf()),
        TryLockError::Error(error) => failed(error),
    })?;
    remove_stale(root).map_err(failed)?;
    Ok(lock)
}

/// Of all that decides what becomes of a page: pages that were converted otherwise are fetched again. Where the folder
/// is decides nothing, so that it may be moved.
fn digest_of(
    conversion: &Options,
    options: &ArchiveOptions,
    pictures: Option<&ImageLocalizer>,
    root: &Path,
) -> String {
    let conversion = serde_json::to_string(conversion).unwrap_or_default();
    let pictures = pictures.map(|ImageLocalizer { store, .. }| {
        let ImageLimits { bytes, count, .. } = store.limits();
        (relative(root, store.folder()), bytes, count)
    });
    let mut digest = digest(format!("{conversion}{}{pictures:?}", options.own).as_bytes());
    digest.truncate(16);
    digest
}
