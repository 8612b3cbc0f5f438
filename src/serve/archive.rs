//! Connections to the catalogue of the archive, which requests share.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::reply::Problem;
use crate::articles::Articles;
use crate::catalogue::{CATALOGUE, Catalogue};
use crate::store::file_number;

/// Connections to keep.
const MAX_IDLE: usize = 4;

/// The archive, opened for reading.
#[derive(Debug)]
pub(super) struct Archive {
    folder: PathBuf,
    idle: Mutex<Vec<Opened>>,
}

/// A connection, which reads the file that it opened even if another has taken its name since.
#[derive(Debug)]
struct Opened {
    articles: Articles,
    /// The number of that file.
    file: Option<(u64, u64)>,
}

impl Archive {
    /// The archive in a folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, idle: Mutex::default() }
    }

    /// Calls `read` with the articles as they are now. Runs that write to the archive are not kept waiting.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Articles) -> Result<T, Problem>) -> Result<T, Problem> {
        let opened = self.open()?;
        let catalogue = opened.articles.catalogue();
        catalogue.begin_reading()?;
        let found = read(&opened.articles);
        // A connection that failed is not used again.
        if found.as_ref().is_err_and(Problem::is_failure) {
            return found;
        }
        catalogue.commit()?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(opened);
        }
        found
    }

    fn open(&self) -> Result<Opened, Problem> {
        // If the file is replaced before it is opened, the next request opens it again.
        let file = file_number(&self.folder.join(CATALOGUE));
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|opened| opened.file == file);
        if let Some(opened) = idle.pop() {
            return Ok(opened);
        }
        drop(idle);
        let missing = || Problem::failed("The folder has no catalogue any more.");
        let catalogue = Catalogue::read(&self.folder)?.ok_or_else(missing)?;
        Ok(Opened { articles: Articles::new(catalogue), file })
    }
}
