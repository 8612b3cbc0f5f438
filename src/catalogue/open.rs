//! Opens the catalogue of a folder.

use std::path::Path;

use super::connection::Catalogue;
use super::error::CatalogueError;
use super::legacy;
use crate::store::resolve;

impl Catalogue {
    /// Opens the catalogue of `folder` for writing, and creates it if it is missing. What earlier versions of csdown
    /// recorded in JSON Lines files is moved into it.
    ///
    /// # Errors
    ///
    /// If the file cannot be used.
    pub fn open(folder: &Path) -> Result<Self, CatalogueError> {
        let root = resolve(folder);
        let catalogue = Self::open_file(&root)?;
        legacy::import(&catalogue, &root)?;
        if !catalogue.has_no_files()? {
            catalogue.create_indexes()?;
        }
        Ok(catalogue)
    }

    /// Returns a copy in memory of the catalogue of `folder`, for a run that has nothing to write, in a folder that cannot
    /// be written to. Changes of it are lost.
    ///
    /// # Errors
    ///
    /// If the file cannot be used.
    pub fn open_copy(folder: &Path) -> Result<Self, CatalogueError> {
        match Self::read(folder)? {
            Some(catalogue) => catalogue.copy(),
            None => Self::in_memory(&resolve(folder)),
        }
    }

    /// Opens the catalogue of `folder` for reading; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If the file cannot be used.
    pub fn read(folder: &Path) -> Result<Option<Self>, CatalogueError> {
        let root = resolve(folder);
        if Self::has_file(&root)? { Self::read_file(&root) } else { legacy::read(&root) }
    }
}
