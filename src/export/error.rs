//! Why a book cannot be written.

use std::io;
use std::path::PathBuf;

use crate::articles::ReadError;
use crate::catalogue::CatalogueError;
use crate::error::Error;

/// Why a book cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// An article that could be read when the export began can no longer be read.
    #[error("{0}; it was there when the export began, so export again")]
    Gone(#[source] ReadError),
    /// The headings of an article changed since the export began.
    #[error("{output} changed during the export; export again")]
    Edited {
        /// The path of its Markdown below the folder, with `/`.
        output: String,
    },
    /// An article cannot be rendered as Markdown.
    #[error("{output} cannot be rendered: {source}")]
    Render {
        /// The path of its Markdown below the folder, with `/`.
        output: String,
        /// Why not.
        source: Error,
    },
    /// An image cannot be read to its end.
    #[error("{} cannot be read: {source}", path.display())]
    Image {
        /// The path of the image.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The book cannot be written.
    #[error("the book cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The observer of the export asked to stop.
    #[error("the export was stopped")]
    Stopped,
}
