//! The search index: a table of SQLite's FTS5 with the tokens of each article.
//!
//! The index is brought up to date when it is used, not by runs that write articles: they only list what changed in
//! `unindexed`. An article is indexed and taken from the list in one transaction, so a killed update loses nothing. The
//! index can always be made again from the outputs.

use rusqlite::config::DbConfig;
use rusqlite::{Error, ErrorCode};

use super::filter::{ArticleFilter, Conditions};
use super::{Catalogue, CatalogueError};

const SCHEMA: &str = include_str!("search.sql");

/// How a match in the title, the text and the code counts.
const WEIGHTS: &str = "10.0, 2.0, 1.0";

/// An article that is to be indexed, or removed from the index.
#[derive(Debug)]
pub(crate) struct UnindexedRow {
    pub(crate) article: i64,
    /// The path of its Markdown; `None` if the article or its Markdown is gone.
    pub(crate) output: Option<String>,
    pub(crate) title: String,
    /// The dialect of the Markdown, if csdown converted it.
    pub(crate) dialect: Option<String>,
}

/// An article with an output.
#[derive(Debug)]
pub(crate) struct OutputRow {
    pub(crate) article: i64,
    pub(crate) output: String,
    /// Size and time of the output that was indexed.
    pub(crate) indexed: Option<(i64, i64)>,
}

/// An article as a result of a search.
#[derive(Debug)]
pub(crate) struct FoundRow {
    pub(crate) output: String,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) dialect: Option<String>,
    /// Size and time of the output that was indexed.
    pub(crate) indexed: Option<(i64, i64)>,
}

impl CatalogueError {
    /// Whether the search index is damaged, so that it has to be made again.
    pub(crate) fn is_damaged_index(&self) -> bool {
        match self {
            Self::Damaged { source: Error::SqliteFailure(error, message), .. } => {
                let message = message.as_deref().unwrap_or_default();
                error.code == ErrorCode::DatabaseCorrupt || message.contains("vtable constructor failed")
            }
            _ => false,
        }
    }
}

impl Catalogue {
    /// Lists an article as changed.
    pub(super) fn mark_unindexed(&self, article: i64) -> Result<(), CatalogueError> {
        // A new index gets all articles.
        let lists = self.lists_unindexed.get().map_or_else(|| self.has_index(), Ok)?;
        self.lists_unindexed.set(Some(lists));
        if lists {
            self.change("INSERT OR IGNORE INTO unindexed VALUES (?1)", [article])?;
        }
        Ok(())
    }

    /// Whether the catalogue has a search index.
    pub(crate) fn has_index(&self) -> Result<bool, CatalogueError> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('search', 'indexed')";
        Ok(self.first(sql, [], |row| row.get(0))? == Some(2))
    }

    /// Returns the number of articles that the index does not have as they are.
    pub(crate) fn count_unindexed(&self) -> Result<usize, CatalogueError> {
        if self.has_index()? {
            self.count_rows("SELECT count(*) FROM unindexed")
        } else {
            self.count_outputs()
        }
    }

    /// Returns the number of articles with an output.
    pub(crate) fn count_outputs(&self) -> Result<usize, CatalogueError> {
        self.count_rows("SELECT count(*) FROM articles WHERE output IS NOT NULL")
    }

    fn count_rows(&self, sql: &str) -> Result<usize, CatalogueError> {
        let count: Option<i64> = self.first(sql, [], |row| row.get(0))?;
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default())
    }

    /// Creates the index if it is missing, with all articles to be indexed.
    pub(crate) fn create_index(&self) -> Result<(), CatalogueError> {
        if self.has_index()? {
            return Ok(());
        }
        self.commit()?;
        self.drop_index()?;
        self.lists_unindexed.set(Some(true));
        self.change(
            "INSERT OR IGNORE INTO unindexed SELECT article FROM articles WHERE output IS NOT NULL",
            [],
        )?;
        self.connection.execute_batch(SCHEMA).map_err(|source| self.failed(source))?;
        self.commit()
    }

    /// Removes the index, however damaged it is. Ends the open transaction without its changes.
    pub(crate) fn drop_index(&self) -> Result<(), CatalogueError> {
        self.roll_back();
        let defensive = |is_on| self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, is_on);
        defensive(false).map_err(|source| self.failed(source))?;
        // SQLite drops a table of FTS5 only if it can open it, which it cannot if one of the tables below is missing.
        let dropped = self.connection.execute_batch(
            "BEGIN IMMEDIATE;
            PRAGMA writable_schema = ON;
            DELETE FROM sqlite_schema WHERE name = 'search';
            PRAGMA writable_schema = RESET;
            DROP TABLE IF EXISTS search_data;
            DROP TABLE IF EXISTS search_idx;
            DROP TABLE IF EXISTS search_docsize;
            DROP TABLE IF EXISTS search_config;
            DROP TABLE IF EXISTS indexed;
            COMMIT;",
        );
        if dropped.is_err() {
            self.roll_back();
            drop(self.connection.execute_batch("PRAGMA writable_schema = RESET"));
        }
        dropped.and(defensive(true)).map(drop).map_err(|source| self.failed(source))
    }

    /// Returns articles to be indexed, up to this number.
    pub(crate) fn unindexed(&self, count: usize) -> Result<Vec<UnindexedRow>, CatalogueError> {
        let mut rows = Vec::new();
        let sql = "SELECT unindexed.article, articles.output, articles.title, files.dialect FROM unindexed
            LEFT JOIN articles USING (article) LEFT JOIN files ON files.path = articles.output
            ORDER BY unindexed.article LIMIT ?1";
        self.each_row(sql, [i64::try_from(count).unwrap_or(i64::MAX)], |row| {
            let title: Option<String> = row.get(2)?;
            rows.push(UnindexedRow {
                article: row.get(0)?,
                output: row.get(1)?,
                title: title.unwrap_or_default(),
                dialect: row.get(3)?,
            });
            Ok(())
        })?;
        Ok(rows)
    }

    /// Puts the tokens of an article's title, text and code into the index, with size and time of its output.
    pub(crate) fn put_in_index(
        &self,
        article: i64,
        tokens: [&str; 3],
        (size, time): (i64, i64),
    ) -> Result<(), CatalogueError> {
        self.remove_from_index(article)?;
        let [title, text, code] = tokens;
        let sql = "INSERT INTO search (rowid, title, text, code) VALUES (?1, ?2, ?3, ?4)";
        self.change(sql, (article, title, text, code))?;
        self.change("INSERT INTO indexed VALUES (?1, ?2, ?3)", (article, size, time))?;
        Ok(())
    }

    /// Removes an article from the index and from the list of those to be indexed.
    pub(crate) fn remove_from_index(&self, article: i64) -> Result<(), CatalogueError> {
        self.change("DELETE FROM unindexed WHERE article = ?1", [article])?;
        if self.change("DELETE FROM indexed WHERE article = ?1", [article])? > 0 {
            self.change("DELETE FROM search WHERE rowid = ?1", [article])?;
        }
        Ok(())
    }

    /// Lists an article to be indexed, whose output changed.
    pub(crate) fn reindex(&self, article: i64) -> Result<(), CatalogueError> {
        self.mark_unindexed(article)
    }

    /// Returns all articles with an output.
    pub(crate) fn outputs(&self) -> Result<Vec<OutputRow>, CatalogueError> {
        let mut outputs = Vec::new();
        let sql = "SELECT article, output, size, time FROM articles LEFT JOIN indexed USING (article)
            WHERE output IS NOT NULL ORDER BY article";
        self.each_row(sql, [], |row| {
            let (size, time): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            outputs.push(OutputRow { article: row.get(0)?, output: row.get(1)?, indexed: size.zip(time) });
            Ok(())
        })?;
        Ok(outputs)
    }

    /// Returns the articles that match an expression of FTS5 and a filter, the best ones first, each with its score.
    pub(crate) fn search_index(
        &self,
        expression: &str,
        filter: &ArticleFilter,
    ) -> Result<Vec<(i64, f64)>, CatalogueError> {
        let mut conditions = Conditions::of(filter);
        let expression = conditions.parameter(expression.to_owned());
        let sql = format!(
            "SELECT article, -bm25(search, {WEIGHTS}) AS score FROM search CROSS JOIN articles ON article = search.rowid
            WHERE search MATCH {expression} AND output IS NOT NULL{} ORDER BY score DESC, output",
            conditions.sql()
        );
        let mut found = Vec::new();
        self.each_row(&sql, conditions.into_parameters(), |row| {
            found.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the articles that match an expression of FTS5, in no order, which takes much less time than with scores.
    pub(crate) fn matches_in_index(&self, expression: &str) -> Result<Vec<i64>, CatalogueError> {
        let mut found = Vec::new();
        self.each_row("SELECT rowid FROM search WHERE search MATCH ?1", [expression], |row| {
            found.push(row.get(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the articles that match a filter and are not in the index as they are, with their titles, the latest first.
    pub(crate) fn unindexed_titles(
        &self,
        filter: &ArticleFilter,
    ) -> Result<Vec<(i64, String)>, CatalogueError> {
        let conditions = Conditions::of(filter);
        let unindexed =
            if self.has_index()? { " AND article IN (SELECT article FROM unindexed)" } else { "" };
        let sql = format!(
            "SELECT article, title FROM articles WHERE output IS NOT NULL AND title IS NOT NULL{unindexed}{}
            ORDER BY published DESC, output",
            conditions.sql()
        );
        let mut found = Vec::new();
        self.each_row(&sql, conditions.into_parameters(), |row| {
            found.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns an article that was found.
    pub(crate) fn found(&self, article: i64) -> Result<Option<FoundRow>, CatalogueError> {
        let indexed = if self.has_index()? {
            "indexed.size, indexed.time FROM articles LEFT JOIN indexed USING (article)"
        } else {
            "NULL, NULL FROM articles"
        };
        let sql = format!(
            "SELECT articles.output, title, author, user, published, id, url, status, dialect, {indexed}
            LEFT JOIN files ON files.path = articles.output WHERE article = ?1 AND articles.output IS NOT NULL"
        );
        self.first(&sql, [article], |row| {
            let (size, time): (Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?);
            Ok(FoundRow {
                output: row.get(0)?,
                title: row.get(1)?,
                author: row.get(2)?,
                user: row.get(3)?,
                published: row.get(4)?,
                id: row.get(5)?,
                url: row.get(6)?,
                status: row.get(7)?,
                dialect: row.get(8)?,
                indexed: size.zip(time),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ArticleRow;

    fn catalogue(folder: &tempfile::TempDir) -> Catalogue {
        let catalogue = Catalogue::open(folder.path()).unwrap();
        for number in 0..50 {
            let row = ArticleRow {
                input: number.to_string(),
                output: Some("a.md".into()),
                ..ArticleRow::default()
            };
            catalogue.put_article(&row, 0).unwrap();
        }
        catalogue.create_index().unwrap();
        for row in catalogue.unindexed(50).unwrap() {
            catalogue.put_in_index(row.article, ["c++ 线 程", "文 字", "|"], (0, 0)).unwrap();
        }
        catalogue.commit().unwrap();
        catalogue
    }

    fn count(catalogue: &Catalogue, expression: &str) -> usize {
        catalogue.search_index(expression, &ArticleFilter::default()).unwrap().len()
    }

    #[test]
    fn tokens_stay_whole() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = catalogue(&folder);
        let counts =
            [r#""c++""#, r#""c""#, r#""线 程""#, r#""程 线""#, r#"{text} : "线""#, r#""|""#, r#""c++ 线" *"#]
                .map(|expression| count(&catalogue, expression));
        assert_eq!(counts, [50, 0, 50, 0, 0, 50, 50]);
    }

    #[test]
    fn the_text_is_not_stored() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = catalogue(&folder);
        let text =
            catalogue.first("SELECT text FROM search", [], |row| row.get::<_, Option<String>>(0)).unwrap();
        assert_eq!(text, Some(None));
    }

    #[test]
    fn a_damaged_index_is_recognized_and_can_be_made_again() {
        for damage in [
            "UPDATE search_data SET block = substr(block, 1, length(block) / 2)",
            "DELETE FROM search_data WHERE id > 10",
            "DROP TABLE search_config",
            "DROP TABLE search_data",
            "DROP TABLE indexed",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let catalogue = catalogue(&folder);
            catalogue.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
            catalogue.connection.execute_batch(damage).unwrap();
            drop(catalogue);
            let catalogue = Catalogue::open(folder.path()).unwrap();
            if catalogue.has_index().unwrap() {
                let error = catalogue.search_index("\"c++\"", &ArticleFilter::default()).expect_err(damage);
                assert!(error.is_damaged_index(), "{damage}: {error:?}");
                catalogue.drop_index().unwrap();
            }
            catalogue.create_index().unwrap();
            assert_eq!(catalogue.count_unindexed().unwrap(), 50, "{damage}");
            catalogue.put_in_index(1, ["c++", "", ""], (0, 0)).unwrap();
            catalogue.commit().unwrap();
            assert_eq!(count(&catalogue, "\"c++\""), 1, "{damage}");
        }
    }

    #[test]
    fn another_error_is_no_damage() {
        let folder = tempfile::tempdir().unwrap();
        let error = catalogue(&folder).search_index("\"", &ArticleFilter::default()).unwrap_err();
        assert!(!error.is_damaged_index(), "{error:?}");
    }
}
