//! Errors that prevent a run from starting.

use std::io;
use std::path::PathBuf;

/// Why a run could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The output folder cannot be created or its manifest cannot be read.
    #[error("output folder {}: {source}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The threads cannot be started.
    #[error("threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
