//! Errors that prevent a run from starting.

use std::io;
use std::path::PathBuf;

use crate::store::LockError;

/// Why a run could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The output folder cannot be used or its manifest cannot be read.
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
    /// The threads cannot be started.
    #[error("threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
