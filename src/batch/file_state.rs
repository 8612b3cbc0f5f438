//! Whether the files of an archive are as csdown wrote them.

use super::obsolete::{is_edited, location};
use super::up_to_date::is_untouched;
use crate::catalogue::{Catalogue, CatalogueError, FileRow};

/// What has become of a file that csdown wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileState {
    /// It is as it was written.
    Unchanged,
    /// It has other contents.
    Edited,
    /// It is gone.
    Missing,
}

impl FileState {
    /// Returns the state of a file in the folder of the catalogue. The file is read if its size or time has changed.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn of(catalogue: &Catalogue, file: &FileRow) -> Result<Self, CatalogueError> {
        if is_untouched(catalogue.folder(), file, true) {
            return Ok(Self::Unchanged);
        }
        let found = location(catalogue.folder(), &file.path);
        if found.is_none_or(|path| path.symlink_metadata().is_err()) {
            // A run may be about to write it.
            return Ok(if file.sha256.is_some() { Self::Missing } else { Self::Unchanged });
        }
        Ok(if is_edited(catalogue, &file.path)? { Self::Edited } else { Self::Unchanged })
    }
}
