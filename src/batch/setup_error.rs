//! Why a run could not start.

use std::io;
use std::path::PathBuf;

/// A run could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The output folder cannot be made or its manifest not be read.
    #[error("output folder {}: {source}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The threads could not be started.
    #[error("threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
