//! Errors that end a run.

use std::io;
use std::path::PathBuf;

use crate::catalogue::CatalogueError;
use crate::store::LockError;

/// Why a run could not start, or ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The output folder cannot be used.
    #[error("output folder {}: {source}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The output folder cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The catalogue of the output folder cannot be used.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The threads cannot be started.
    #[error("threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
