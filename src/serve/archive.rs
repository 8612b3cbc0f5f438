//! Connections to the catalogue of the archive, which requests share.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::reply::Problem;
use crate::articles::Articles;
use crate::catalogue::Catalogue;

/// Connections to keep.
const MAX_IDLE: usize = 4;

/// The archive, opened for reading.
#[derive(Debug)]
pub(super) struct Archive {
    folder: PathBuf,
    idle: Mutex<Vec<Articles>>,
}

impl Archive {
    /// The archive in a folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, idle: Mutex::default() }
    }

    /// Calls `read` with the articles as they are now. Runs that write to the archive are not kept waiting.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Articles) -> Result<T, Problem>) -> Result<T, Problem> {
        let articles = self.open()?;
        articles.catalogue().begin_reading()?;
        let found = read(&articles)?;
        articles.catalogue().commit()?;
        // After an error, the connection is not used again.
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(articles);
        }
        Ok(found)
    }

    fn open(&self) -> Result<Articles, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let open = || {
            let missing = || Problem::failed("The folder has no catalogue any more.");
            Catalogue::read(&self.folder)?.map(Articles::new).ok_or_else(missing)
        };
        idle.map_or_else(open, Ok)
    }
}
