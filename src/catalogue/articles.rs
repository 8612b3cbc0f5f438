//! The inputs of an output folder, each with the article that it holds.

use super::{Catalogue, CatalogueError};

/// An input and its article, as a run records them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleRow {
    /// The path of the input relative to the folder, that of an archive with `#` and the article in it, or a URL.
    pub input: String,
    /// The size of the input file in bytes and when it was modified, in nanoseconds since 1970; `None` if it must be
    /// read again.
    pub input_stamp: Option<(i64, i64)>,
    /// The SHA-256 of the input, in hexadecimal.
    pub input_sha256: Option<String>,
    /// The number of its settings; see [`Catalogue::settings`].
    pub settings: Option<i64>,
    /// The path of the Markdown below the folder, with `/`.
    pub output: Option<String>,
    /// The outcome, such as `converted`.
    pub outcome: String,
    /// How much of the article the input contains, such as `complete`.
    pub status: Option<String>,
    /// The verdict of the comparison, if the Markdown was compared.
    pub verdict: Option<String>,
    /// The number of warnings.
    pub warnings: usize,
    /// The id of the article.
    pub id: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The displayed name of its author.
    pub author: Option<String>,
    /// The login name of its author.
    pub user: Option<String>,
    /// When it was published, in ISO 8601.
    pub published: Option<String>,
    /// When it was updated, in ISO 8601.
    pub updated: Option<String>,
    /// The entry of the input in a JSON report, without its paths and outcome.
    pub entry: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its columns (categories).
    pub columns: Vec<String>,
    /// The languages of its code blocks, with the number of blocks.
    pub languages: Vec<(String, usize)>,
    /// The links that lead out of it.
    pub links: Vec<LinkRow>,
    /// Its images.
    pub images: Vec<ImageRow>,
}

/// A link that leads out of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRow {
    /// The URL.
    pub url: String,
    /// Its host, in lower case; empty if it has none.
    pub host: String,
    /// The id of the article that it names, if it is one of the site.
    pub target: Option<String>,
    /// How often the article has the URL.
    pub uses: usize,
}

/// An image of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageRow {
    /// The URL in the article.
    pub url: String,
    /// The name of its file, if it was saved.
    pub file: Option<String>,
    /// The code and the message of the error, if it could not be saved.
    pub error: Option<(String, String)>,
}

/// What decides whether an input is up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownArticle {
    /// The number of the article.
    pub article: i64,
    /// The size and time of the input; see [`ArticleRow::input_stamp`].
    pub input_stamp: Option<(i64, i64)>,
    /// The SHA-256 of the input, in hexadecimal.
    pub input_sha256: String,
    /// The number of its settings.
    pub settings: Option<i64>,
    /// The path of the Markdown.
    pub output: Option<String>,
    /// The outcome.
    pub outcome: String,
    /// How much of the article the input contains.
    pub status: Option<String>,
    /// The verdict of the comparison, if the Markdown was compared.
    pub verdict: Option<String>,
    /// The number of warnings.
    pub warnings: i64,
    /// The number of images that could not be saved.
    pub missing_images: i64,
}

/// Empties the tables that have several rows for an article.
const DELETE_DETAILS: [&str; 5] = [
    "DELETE FROM tags WHERE article = ?1",
    "DELETE FROM columns WHERE article = ?1",
    "DELETE FROM languages WHERE article = ?1",
    "DELETE FROM links WHERE article = ?1",
    "DELETE FROM images WHERE article = ?1",
];

/// Removes an article from the tables that its runs do not empty.
const DELETE_REST: [&str; 3] = [
    "DELETE FROM anchors WHERE article = ?1",
    "DELETE FROM internal_links WHERE article = ?1",
    "DELETE FROM articles WHERE article = ?1",
];

const INSERT: &str =
    "INSERT INTO articles (input, input_size, input_time, input_sha256, settings, output, outcome, status,
        verdict, warnings, missing_images, id, url, title, author, user, published, updated, entry, recorded)
    VALUES (?1, ?2, ?3, unhex(?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
    ON CONFLICT (input) DO NOTHING";

const UPDATE: &str =
    "UPDATE articles SET input_size = ?2, input_time = ?3, input_sha256 = unhex(?4), settings = ?5, output = ?6,
        outcome = ?7, status = ?8, verdict = ?9, warnings = ?10, missing_images = ?11, id = ?12, url = ?13,
        title = ?14, author = ?15, user = ?16, published = ?17, updated = ?18, entry = ?19, recorded = ?20
    WHERE input = ?1";

impl Catalogue {
    /// Records the result of an input, and returns its number, which it keeps.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_article(&self, row: &ArticleRow, recorded: i64) -> Result<i64, CatalogueError> {
        let (size, time) = row.input_stamp.unzip();
        let missing_images = row.images.iter().filter(|image| image.error.is_some()).count();
        let put = |sql| {
            let parameters = rusqlite::params![
                row.input,
                size,
                time,
                row.input_sha256,
                row.settings,
                row.output,
                row.outcome,
                row.status,
                row.verdict,
                count(row.warnings),
                count(missing_images),
                row.id,
                row.url,
                row.title,
                row.author,
                row.user,
                row.published,
                row.updated,
                row.entry,
                recorded,
            ];
            self.change(sql, parameters)
        };
        // Most articles are new, or are not recorded again.
        let article = if put(INSERT)? > 0 {
            self.connection.last_insert_rowid()
        } else {
            self.mark_target("input = ?1", &row.input)?;
            put(UPDATE)?;
            let article = self.article(&row.input)?.unwrap_or_default();
            DELETE_DETAILS.iter().try_for_each(|sql| self.change(sql, [article]).map(drop))?;
            article
        };
        self.mark_target("input = ?1", &row.input)?;
        self.put_details(article, row)?;
        self.mark_unindexed(article)?;
        Ok(article)
    }

    /// Records that an input failed whose output of an earlier run is still there. What is known about the article stays,
    /// but the input must be read again.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_failure(&self, row: &ArticleRow, recorded: i64) -> Result<(), CatalogueError> {
        self.change(
            "UPDATE articles SET outcome = ?2, entry = ?3, recorded = ?4, settings = NULL, input_size = NULL,
                input_time = NULL WHERE input = ?1",
            (&row.input, &row.outcome, &row.entry, recorded),
        )?;
        Ok(())
    }

    fn put_details(&self, article: i64, row: &ArticleRow) -> Result<(), CatalogueError> {
        let tags = row.tags.iter().map(|tag| (article, tag));
        self.change_each("INSERT OR IGNORE INTO tags VALUES (?1, ?2)", tags)?;
        let columns = row.columns.iter().map(|name| (article, name));
        self.change_each("INSERT OR IGNORE INTO columns VALUES (?1, ?2)", columns)?;
        let languages = row.languages.iter().map(|(language, blocks)| (article, language, count(*blocks)));
        self.change_each("INSERT OR IGNORE INTO languages VALUES (?1, ?2, ?3)", languages)?;
        let links = row
            .links
            .iter()
            .map(|LinkRow { url, host, target, uses }| (article, url, host, target, count(*uses)));
        self.change_each("INSERT OR IGNORE INTO links VALUES (?1, ?2, ?3, ?4, ?5)", links)?;
        let images = row.images.iter().map(|ImageRow { url, file, error }| {
            let (error, message) = error.as_ref().map(|(code, message)| (code, message)).unzip();
            (article, url, file, error, message)
        });
        self.change_each("INSERT OR IGNORE INTO images VALUES (?1, ?2, ?3, ?4, ?5)", images)
    }

    /// Whether no input was recorded.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn has_no_articles(&self) -> Result<bool, CatalogueError> {
        Ok(self.first("SELECT 1 FROM articles", [], |_| Ok(()))?.is_none())
    }

    /// Returns the number of inputs that were recorded.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn count_articles(&self) -> Result<usize, CatalogueError> {
        let count: Option<i64> = self.first("SELECT count(*) FROM articles", [], |row| row.get(0))?;
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default())
    }

    /// Returns the number of the article of an input.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn article(&self, input: &str) -> Result<Option<i64>, CatalogueError> {
        self.first("SELECT article FROM articles WHERE input = ?1", [input], |row| row.get(0))
    }

    /// Returns what is known about an input.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn known_article(&self, input: &str) -> Result<Option<KnownArticle>, CatalogueError> {
        let sql = "SELECT article, input_size, input_time, coalesce(lower(hex(input_sha256)), ''), settings, output, outcome,
            status, verdict, warnings, missing_images FROM articles WHERE input = ?1";
        self.first(sql, [input], |row| {
            let (size, time): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
            Ok(KnownArticle {
                article: row.get(0)?,
                input_stamp: size.zip(time),
                input_sha256: row.get(3)?,
                settings: row.get(4)?,
                output: row.get(5)?,
                outcome: row.get(6)?,
                status: row.get(7)?,
                verdict: row.get(8)?,
                warnings: row.get(9)?,
                missing_images: row.get(10)?,
            })
        })
    }

    /// Returns the entry of an article in a JSON report; see [`ArticleRow::entry`].
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn entry(&self, article: i64) -> Result<Option<String>, CatalogueError> {
        self.first("SELECT entry FROM articles WHERE article = ?1", [article], |row| row.get(0))
    }

    /// Records the size and time of an input that has the same contents as before.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn set_input_stamp(&self, article: i64, stamp: Option<(i64, i64)>) -> Result<(), CatalogueError> {
        let (size, time) = stamp.unzip();
        let sql = "UPDATE articles SET input_size = ?2, input_time = ?3 WHERE article = ?1";
        self.change(sql, (article, size, time))?;
        Ok(())
    }

    /// Calls `each` with the number, the input and the output of every article, sorted by input.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_input(&self, mut each: impl FnMut(i64, &str, Option<&str>)) -> Result<(), CatalogueError> {
        self.each_row("SELECT article, input, output FROM articles ORDER BY input", [], |row| {
            let output = row.get_ref(2)?.as_str_or_null()?;
            each(row.get(0)?, row.get_ref(1)?.as_str()?, output);
            Ok(())
        })
    }

    /// Returns the URLs of an article's images that were saved, each with the name of its file.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn saved_images(&self, article: i64) -> Result<Vec<(String, String)>, CatalogueError> {
        let mut images = Vec::new();
        let sql = "SELECT url, file FROM images WHERE article = ?1 AND file IS NOT NULL ORDER BY url";
        self.each_row(sql, [article], |row| {
            images.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(images)
    }

    /// Returns the names of the image files of an article, without the folder.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn image_files(&self, article: i64) -> Result<Vec<String>, CatalogueError> {
        let mut files = Vec::new();
        let sql = "SELECT DISTINCT file FROM images WHERE article = ?1 AND file IS NOT NULL";
        self.each_row(sql, [article], |row| {
            files.push(row.get(0)?);
            Ok(())
        })?;
        Ok(files)
    }

    /// Whether an article other than `article` has the output `output`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn is_output_of_another(&self, output: &str, article: i64) -> Result<bool, CatalogueError> {
        let sql = "SELECT 1 FROM articles WHERE output = ?1 AND article <> ?2";
        Ok(self.first(sql, (output, article), |_| Ok(()))?.is_some())
    }

    /// Removes an article. Its files stay recorded.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn remove_article(&self, article: i64) -> Result<(), CatalogueError> {
        self.mark_target("article = ?1", article)?;
        for sql in DELETE_DETAILS.iter().chain(&DELETE_REST) {
            self.change(sql, [article])?;
        }
        self.mark_unindexed(article)
    }
}

/// SQLite has signed numbers only.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_keeps_what_is_known_about_an_article() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let row = ArticleRow {
            input: "a.html".to_owned(),
            input_stamp: Some((1, 2)),
            output: Some("a.md".to_owned()),
            outcome: "converted".to_owned(),
            id: Some("1".to_owned()),
            tags: vec!["C++".to_owned()],
            ..ArticleRow::default()
        };
        let article = catalogue.put_article(&row, 1).unwrap();
        let failed =
            ArticleRow { input: "a.html".to_owned(), outcome: "failed".to_owned(), ..ArticleRow::default() };
        catalogue.put_failure(&failed, 2).unwrap();
        let known = catalogue.known_article("a.html").unwrap().unwrap();
        assert_eq!((known.article, known.outcome.as_str()), (article, "failed"));
        assert_eq!((known.output.as_deref(), known.input_stamp, known.settings), (Some("a.md"), None, None));
        let sql = "SELECT id || ' ' || tag FROM articles JOIN tags USING (article)";
        let found: Option<String> = catalogue.first(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found.as_deref(), Some("1 C++"));
    }
}
