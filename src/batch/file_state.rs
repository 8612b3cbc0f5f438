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
            return Ok(if file.size.is_some() { Self::Missing } else { Self::Unchanged });
        }
        Ok(if is_edited(catalogue, &file.path)? { Self::Edited } else { Self::Unchanged })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::OutputContents;

    #[test]
    fn a_file_that_a_run_is_about_to_write_is_not_missing() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let contents = OutputContents::whole("01");
        let state = || FileState::of(&catalogue, &catalogue.file("a.jpg").unwrap().unwrap()).unwrap();
        catalogue.intend("a.jpg", "a.md", &contents, None).unwrap();
        assert_eq!(state(), FileState::Unchanged);
        catalogue.complete("a.jpg", &contents, Some((1, 2))).unwrap();
        assert_eq!(state(), FileState::Missing);
    }
}
