//! Errors of a catalogue.

use std::io;
use std::path::PathBuf;

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The file cannot be opened, or is not a regular file.
    #[error("catalogue {}: {source}", path.display())]
    File {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// SQLite failed.
    #[error("catalogue {}: {source}", path.display())]
    Database {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: rusqlite::Error,
    },
    /// The file is an SQLite file of another program, or of another format.
    #[error("{} is not a catalogue of csdown; move it away", .0.display())]
    Foreign(PathBuf),
    /// A newer csdown wrote the catalogue.
    #[error("catalogue {} has version {found}, and this csdown reads up to {known}; use a newer csdown", path.display())]
    Newer {
        /// The catalogue.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The latest version that is known.
        known: i64,
    },
}
