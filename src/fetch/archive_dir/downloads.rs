//! The downloads that the catalogue of an output folder knows.
//!
//! They are read here, on a connection of their own, and written by the batch, together with the articles.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::catalogue::{Catalogue, CatalogueError, DownloadRow};

/// An article that an earlier run downloaded.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) row: DownloadRow,
    /// What it is called in the catalogue; `None` if its article is not there, because an earlier version of csdown
    /// downloaded it.
    pub(super) input: Option<String>,
}

/// The downloads of earlier runs.
#[derive(Debug)]
pub(super) struct Downloads {
    /// `None` if a dry run finds no catalogue.
    catalogue: Mutex<Option<Catalogue>>,
}

impl Downloads {
    /// Opens the catalogue of `folder`. A dry run only reads it.
    pub(super) fn open(folder: &Path, dry_run: bool) -> Result<Self, CatalogueError> {
        let catalogue = if dry_run { Catalogue::read(folder)? } else { Some(Catalogue::open(folder)?) };
        Ok(Self { catalogue: Mutex::new(catalogue) })
    }

    /// Returns the download of an article.
    pub(super) fn get(&self, key: &str) -> Result<Option<Known>, CatalogueError> {
        let known = self.with(|catalogue| {
            let Some(row) = catalogue.download(key)? else { return Ok(None) };
            Ok(Some(Known { input: catalogue.input_of_download(&row)?, row }))
        })?;
        Ok(known.flatten())
    }

    /// Whether `output` belongs to an article other than `key`.
    pub(super) fn is_taken(&self, output: &str, key: &str) -> bool {
        // Should this fail, the batch fails as well, and no file of another article is replaced.
        self.with(|catalogue| catalogue.is_taken(output, key)).ok().flatten().unwrap_or_default()
    }

    /// Records the end of a run.
    pub(super) fn end(&self) -> Result<(), CatalogueError> {
        self.with(|catalogue| {
            catalogue.end_downloads()?;
            catalogue.commit()
        })?;
        Ok(())
    }

    fn with<T>(
        &self,
        call: impl FnOnce(&Catalogue) -> Result<T, CatalogueError>,
    ) -> Result<Option<T>, CatalogueError> {
        // A panic cannot leave the catalogue inconsistent.
        self.catalogue.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(call).transpose()
    }
}
