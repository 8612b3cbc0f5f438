//! Brings the search index up to date in the background.
//!
//! The lock of the folder is held for a few articles at a time, so that a run that wants to write to the archive does not
//! wait for the whole index. If the folder cannot be locked or written to, search uses the index as it is.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::batch::{FolderLock, Stop};
use crate::catalogue::{Catalogue, CatalogueError};
use crate::search;

/// Articles to index while the lock is held.
const SLICE: usize = 50;

/// How often to look for new articles.
const INTERVAL: Duration = Duration::from_secs(2);

/// How long other runs have to take the lock.
const BREATH: Duration = Duration::from_millis(5);

/// How often to look whether the server was asked to stop.
const STOP_INTERVAL: Duration = Duration::from_millis(50);

/// How far the index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct IndexState {
    /// The articles that the index lacks, or has as they were.
    pub(super) missing: usize,
    /// Whether they are being added.
    pub(super) is_running: bool,
}

/// How far the index is, shared with the pages.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    state: Arc<Mutex<IndexState>>,
    is_damaged: Arc<AtomicBool>,
    /// The articles that were found with an output that is not the indexed one.
    edited: Arc<Mutex<BTreeSet<i64>>>,
}

impl Progress {
    /// Returns how far the index is.
    pub(super) fn get(&self) -> IndexState {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a new index, because this one cannot be read.
    pub(super) fn report_damage(&self) {
        self.is_damaged.store(true, Ordering::Relaxed);
    }

    /// Asks for an article to be indexed again, because its output was edited.
    pub(super) fn report_edited(&self, article: i64) {
        self.edited().insert(article);
    }

    fn edited(&self) -> MutexGuard<'_, BTreeSet<i64>> {
        self.edited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether pages have asked for something.
    fn has_requests(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed) || !self.edited().is_empty()
    }

    fn set(&self, state: IndexState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// The thread that indexes.
#[derive(Debug)]
pub(super) struct Indexer {
    progress: Progress,
    thread: JoinHandle<()>,
}

impl Indexer {
    /// Starts to index until the server is asked to stop.
    pub(super) fn start(folder: &Path, stop: &Stop) -> io::Result<Self> {
        let work = Work { folder: folder.to_path_buf(), stop: stop.clone(), progress: Progress::default() };
        let progress = work.progress.clone();
        // Pages say so from the beginning.
        work.report(work.count_missing(), false);
        let thread = std::thread::Builder::new().name("indexing".to_owned()).spawn(move || work.run())?;
        Ok(Self { progress, thread })
    }

    /// Returns how far the index is.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Waits until the thread has ended.
    pub(super) fn finish(self) {
        // A panic of the thread leaves the index as it was.
        drop(self.thread.join());
    }
}

struct Work {
    folder: PathBuf,
    stop: Stop,
    progress: Progress,
}

impl Work {
    fn run(&self) {
        while !self.stop.is_requested() {
            let missing = self.count_missing();
            if missing > 0 || self.progress.has_requests() {
                self.report(missing, true);
                self.update();
            }
            self.report(self.count_missing(), false);
            self.wait();
        }
    }

    fn report(&self, missing: usize, is_running: bool) {
        self.progress.set(IndexState { missing, is_running });
    }

    /// Returns the number of articles that the index lacks; 0 if it cannot be read.
    fn count_missing(&self) -> usize {
        let catalogue = Catalogue::read(&self.folder).ok().flatten();
        catalogue.and_then(|catalogue| catalogue.count_unindexed().ok()).unwrap_or_default()
    }

    /// Indexes until nothing is left, another run has the lock, or the server stops.
    fn update(&self) {
        while !self.stop.is_requested() {
            // The next attempt may succeed.
            let Ok(missing) = self.update_slice() else { return };
            let Some(missing) = missing.filter(|missing| *missing > 0) else { return };
            self.report(missing, true);
            std::thread::sleep(BREATH);
        }
    }

    /// Indexes some articles, and returns the number of those that are left; `None` if the folder cannot be locked.
    fn update_slice(&self) -> Result<Option<usize>, CatalogueError> {
        let Some(lock) = FolderLock::acquire(&self.folder, || false).ok().filter(FolderLock::is_exclusive)
        else {
            return Ok(None);
        };
        let catalogue = Catalogue::open(&self.folder)?;
        if self.progress.is_damaged.swap(false, Ordering::Relaxed) {
            search::remove(&catalogue)?;
        }
        let edited: Vec<i64> = std::mem::take(&mut *self.progress.edited()).into_iter().collect();
        search::reindex(&catalogue, &edited)?;
        let left = search::update_some(&catalogue, SLICE)?;
        // The last one to close the catalogue removes its log.
        drop(catalogue);
        drop(lock);
        Ok(Some(left))
    }

    fn wait(&self) {
        let mut waited = Duration::ZERO;
        while waited < INTERVAL && !self.stop.is_requested() {
            std::thread::sleep(STOP_INTERVAL);
            waited += STOP_INTERVAL;
        }
    }
}
