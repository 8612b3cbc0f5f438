//! The files and folders that runs were given.

use super::{Catalogue, CatalogueError};

/// Kinds of files and folders.
pub(crate) mod source_kind {
    /// A file with many inputs.
    pub(crate) const ARCHIVE: &str = "archive";
    /// A folder with the originals of a conversion in place.
    pub(crate) const BACKUP: &str = "backup";
}

impl Catalogue {
    /// Records a file or folder that a run was given, by its path relative to the folder. `kind` is `file`, `folder`,
    /// `archive` or, for the originals of a conversion in place, `backup`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_source(&self, path: &str, kind: &str) -> Result<(), CatalogueError> {
        let known = self.first("SELECT 1 FROM sources WHERE path = ?1", [path], |_| Ok(()))?;
        if known.is_none() {
            self.change("INSERT INTO sources (path, kind) VALUES (?1, ?2)", (path, kind))?;
        }
        Ok(())
    }

    /// Returns the files and folders that runs were given, each with its kind, sorted by path.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn sources(&self) -> Result<Vec<(String, String)>, CatalogueError> {
        let mut sources = Vec::new();
        self.each_row("SELECT path, kind FROM sources ORDER BY path", [], |row| {
            sources.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(sources)
    }
}
