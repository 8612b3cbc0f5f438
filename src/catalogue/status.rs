//! What `csdown status` lists.

use rusqlite::Row;

use super::files::{COLUMNS, FileRow};
use super::{Catalogue, CatalogueError};

/// An article that failed, is incomplete or is lossy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProblemRow {
    /// The input, as in [`ArticleRow`](super::ArticleRow).
    pub input: String,
    /// The path of the Markdown below the folder, with `/`.
    pub output: Option<String>,
    /// The outcome, such as `failed`.
    pub outcome: String,
    /// The entry of the input in a report, as JSON.
    pub entry: String,
}

/// The number of articles by outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleCounts {
    /// Each outcome with the number of articles.
    pub outcomes: Vec<(String, usize)>,
    /// The number of articles with warnings.
    pub with_warnings: usize,
    /// The number of articles whose Markdown is lossy.
    pub lossy: usize,
}

/// The number of warnings with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WarningCount {
    /// The code.
    pub code: String,
    /// The number of articles that have such warnings.
    pub articles: usize,
    /// The number of warnings.
    pub warnings: usize,
}

/// The downloads of live articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadCounts {
    /// The number of articles.
    pub articles: usize,
    /// When the last one was downloaded or checked: seconds since 1970.
    pub last_checked: Option<i64>,
}

impl Catalogue {
    /// Counts the articles.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn article_counts(&self) -> Result<ArticleCounts, CatalogueError> {
        let mut counts = ArticleCounts::default();
        let sql = "SELECT outcome, count(*), count(nullif(warnings, 0)), count(nullif(verdict = 'lossy', 0))
            FROM articles GROUP BY outcome";
        self.each_row(sql, [], |row| {
            counts.outcomes.push((row.get(0)?, number(row, 1)?));
            counts.with_warnings += number(row, 2)?;
            counts.lossy += number(row, 3)?;
            Ok(())
        })?;
        Ok(counts)
    }

    /// Calls `each` with the articles that failed, are incomplete or are lossy, sorted by input.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_problem(&self, each: &mut dyn FnMut(ProblemRow)) -> Result<(), CatalogueError> {
        let sql = "SELECT input, output, outcome, entry FROM articles
            WHERE outcome IN ('failed', 'incomplete') OR verdict = 'lossy' ORDER BY input";
        self.each_row(sql, [], |row| {
            each(ProblemRow {
                input: row.get(0)?,
                output: row.get(1)?,
                outcome: row.get(2)?,
                entry: row.get(3)?,
            });
            Ok(())
        })
    }

    /// Counts the warnings of all articles by code, the most frequent first.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn warning_counts(&self) -> Result<Vec<WarningCount>, CatalogueError> {
        let mut counts = Vec::new();
        let sql = "SELECT warning.value ->> 'code' AS code, count(DISTINCT article), count(*)
            FROM articles, json_each(iif(json_valid(entry), entry, '{}'), '$.warnings') AS warning
            WHERE articles.warnings > 0 AND code IS NOT NULL GROUP BY code ORDER BY 2 DESC, 3 DESC, 1";
        self.each_row(sql, [], |row| {
            counts.push(WarningCount {
                code: row.get(0)?,
                articles: number(row, 1)?,
                warnings: number(row, 2)?,
            });
            Ok(())
        })?;
        Ok(counts)
    }

    /// Calls `each` with the URL of every image that could not be saved, and the code of the error.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_missing_image(&self, each: &mut dyn FnMut(&str, &str)) -> Result<(), CatalogueError> {
        let sql = "SELECT url, error FROM images WHERE error IS NOT NULL";
        self.each_row(sql, [], |row| {
            each(row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
            Ok(())
        })
    }

    /// Calls `each` with every file that csdown has written and still needs, sorted by path.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_file(&self, each: &mut dyn FnMut(FileRow)) -> Result<(), CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE NOT stale ORDER BY path");
        self.each_row(&sql, [], |row| {
            each(FileRow::of(row)?);
            Ok(())
        })
    }

    /// Counts the downloads.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn download_counts(&self) -> Result<DownloadCounts, CatalogueError> {
        let sql = "SELECT count(*), max(max(coalesce(checked, 0), coalesce(downloaded, 0))) FROM downloads";
        let counts = self.first(sql, [], |row| {
            let last_checked = row.get::<_, Option<i64>>(1)?.filter(|time| *time > 0);
            Ok(DownloadCounts { articles: number(row, 0)?, last_checked })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// Returns the number and the version of the settings that an article was last converted with.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn latest_settings(&self) -> Result<Option<(i64, String)>, CatalogueError> {
        let sql = "SELECT settings, version FROM articles JOIN settings USING (settings)
            ORDER BY recorded DESC, settings DESC LIMIT 1";
        self.first(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

/// Reads a count. SQLite has signed numbers only.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<usize> {
    row.get::<_, i64>(column).map(|number| usize::try_from(number).unwrap_or_default())
}
