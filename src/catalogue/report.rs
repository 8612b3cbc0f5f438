//! What a report on the whole archive needs.

use super::{Catalogue, CatalogueError};

/// An input and its entry in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EntryRow {
    /// The input, as in [`ArticleRow`](super::ArticleRow).
    pub input: String,
    /// The path of the Markdown below the folder, with `/`.
    pub output: Option<String>,
    /// The SHA-256 of the Markdown as csdown wrote it, in hexadecimal.
    pub output_sha256: Option<String>,
    /// The outcome, such as `converted`.
    pub outcome: String,
    /// The rest of the entry, as JSON.
    pub entry: String,
}

impl Catalogue {
    /// Calls `each` with every input, sorted. Memory does not grow with the number of inputs.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_entry(&self, each: &mut dyn FnMut(&EntryRow)) -> Result<(), CatalogueError> {
        let sql = "SELECT input, articles.output, lower(hex(files.sha256)), outcome, entry
            FROM articles LEFT JOIN files ON files.path = articles.output ORDER BY input";
        self.each_row(sql, [], |row| {
            let output_sha256: String = row.get(2)?;
            each(&EntryRow {
                input: row.get(0)?,
                output: row.get(1)?,
                output_sha256: Some(output_sha256).filter(|digest| !digest.is_empty()),
                outcome: row.get(3)?,
                entry: row.get(4)?,
            });
            Ok(())
        })
    }

    /// Returns the options that most articles were converted with, as JSON; among equals, the latest. `None` if there
    /// are none.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn main_options(&self) -> Result<Option<String>, CatalogueError> {
        let sql = "SELECT options FROM articles JOIN settings USING (settings)
            GROUP BY settings ORDER BY count(*) DESC, settings DESC LIMIT 1";
        self.first(sql, [], |row| row.get(0))
    }
}
