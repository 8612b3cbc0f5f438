//! Errors of a catalogue.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Error, ErrorCode};

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The file cannot be opened, or is not a regular file.
    #[error("catalogue {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is not an SQLite file, or parts of it are damaged or missing.
    #[error(
        "catalogue {} is damaged: {}; move it away to start a new one: outputs that would be written the same are \
        recorded again, others need --force",
        path.display(), cause(source)
    )]
    Damaged {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: Error,
    },
    /// Another program holds a lock on the file for too long.
    #[error("catalogue {} is locked by another program; end that program and try again", path.display())]
    Locked {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: Error,
    },
    /// The file cannot be written to.
    #[error(
        "catalogue {} cannot be written to; make it and its folder writable, or use another output folder",
        path.display()
    )]
    ReadOnly {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: Error,
    },
    /// SQLite failed for another reason, such as a full disk.
    #[error("catalogue {}: {}", path.display(), cause(source))]
    Database {
        /// The catalogue.
        path: PathBuf,
        /// The cause.
        source: Error,
    },
    /// The file is an SQLite file of another program.
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

impl CatalogueError {
    /// Whether the file or its folder may be read-only.
    pub(crate) fn is_refused(&self) -> bool {
        match self {
            Self::ReadOnly { source, .. } | Self::Database { source, .. } => is_refused(source),
            _ => false,
        }
    }

    /// Returns the error for a failure of SQLite.
    pub(super) fn of(path: &Path, source: Error) -> Self {
        let path = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path, source },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path, source },
            _ if is_damage(&source) => Self::Damaged { path, source },
            _ => Self::Database { path, source },
        }
    }
}

/// Whether SQLite cannot create, open or change the file.
fn is_refused(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Whether the file has other contents than csdown wrote.
fn is_damage(error: &Error) -> bool {
    match error {
        // Statements of csdown are correct, so a table or column that they name is missing.
        Error::SqlInputError { .. }
        | Error::InvalidColumnType(..)
        | Error::FromSqlConversionFailure(..)
        | Error::Utf8Error(..)
        | Error::IntegralValueOutOfRange(..) => true,
        _ => matches!(
            error.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseCorrupt
                    | ErrorCode::NotADatabase
                    | ErrorCode::ConstraintViolation
                    | ErrorCode::Unknown
            )
        ),
    }
}

/// Describes a failure of SQLite without the statement.
fn cause(error: &Error) -> String {
    match error {
        Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
