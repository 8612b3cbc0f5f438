//! The settings that articles were converted with.

use super::{Catalogue, CatalogueError};

/// Everything that affects an output besides its input.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The version of csdown.
    pub version: &'a str,
    /// A digest of the options, and of what else affects an output.
    pub digest: &'a str,
    /// The options as JSON.
    pub options: &'a str,
}

impl Catalogue {
    /// Returns the number of these settings, which [`ArticleRow::settings`](super::ArticleRow::settings) refers to.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn settings(&self, settings: &Settings<'_>) -> Result<i64, CatalogueError> {
        let Settings { version, digest, options } = *settings;
        let find = || {
            let sql = "SELECT settings FROM settings WHERE version = ?1 AND digest = ?2";
            self.first(sql, (version, digest), |row| row.get(0))
        };
        if let Some(known) = find()? {
            return Ok(known);
        }
        let sql = "INSERT INTO settings (version, digest, options) VALUES (?1, ?2, ?3)";
        self.change(sql, (version, digest, options))?;
        Ok(self.connection.last_insert_rowid())
    }
}
