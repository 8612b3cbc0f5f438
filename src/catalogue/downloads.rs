//! The live articles that were downloaded to an output folder.
//!
//! A row is written after all files of its article, so a run that is killed leaves none without its files. Rows that
//! were written since the last end of a run are fresh: a resumed run does not check them again.

use std::path::{Component, Path};

use rusqlite::Row;

use super::files::{folded_key, path_key};
use super::{Catalogue, CatalogueError};
use crate::store::fold_case;

/// A downloaded article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadRow {
    /// The id of the article, or its URL if it has none.
    pub key: String,
    /// Its URL after redirects.
    pub url: String,
    /// The path of its Markdown below the folder, with `/`.
    pub output: String,
    /// The pattern that the path was made from, such as `{date}/{id}.md`; `None` if it is unknown.
    pub naming: Option<String>,
    /// How much of the article the page contained, such as `complete`.
    pub status: String,
    /// The SHA-256 of the page as received, in hexadecimal.
    pub sha256: String,
    /// A digest of the settings it was converted with.
    pub settings: String,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
    /// The URLs of saved images.
    pub images: Vec<String>,
    /// The URLs of images that could not be saved.
    pub missing_images: Vec<String>,
    /// When it was downloaded: seconds since 1970.
    pub downloaded: Option<i64>,
    /// When the server last said that it is unchanged: seconds since 1970; `None` if it has not since the download.
    pub checked: Option<i64>,
    /// Whether no run has ended since it was downloaded or checked.
    pub is_fresh: bool,
}

const COLUMNS: &str =
    "key, url, output, naming, status, lower(hex(sha256)), settings, etag, last_modified, images,
    missing_images, downloaded, checked, fresh";

impl DownloadRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get(0)?,
            url: row.get(1)?,
            output: row.get(2)?,
            naming: row.get(3)?,
            status: row.get(4)?,
            sha256: row.get(5)?,
            settings: row.get(6)?,
            etag: row.get(7)?,
            last_modified: row.get(8)?,
            images: list(&row.get::<_, String>(9)?),
            missing_images: list(&row.get::<_, String>(10)?),
            downloaded: row.get(11)?,
            checked: row.get(12)?,
            is_fresh: row.get(13)?,
        })
    }
}

impl Catalogue {
    /// Returns the download of an article, unless its output is outside the folder.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn download(&self, key: &str) -> Result<Option<DownloadRow>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM downloads WHERE key = ?1");
        Ok(self.first(&sql, [key], DownloadRow::of)?.filter(|row| is_below(&row.output)))
    }

    /// Returns the input that a download was recorded as: its URL of that time, which may have another form.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn input_of_download(&self, row: &DownloadRow) -> Result<Option<String>, CatalogueError> {
        let sql = "SELECT input FROM articles WHERE output = ?1 AND (input LIKE 'https://%' OR input LIKE 'http://%')
            ORDER BY article";
        self.first(sql, [&row.output], |row| row.get(0))
    }

    /// Whether the output of another download than `key` is at this path, which has `/`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn is_taken(&self, output: &str, key: &str) -> Result<bool, CatalogueError> {
        let (folded, mut is_taken) = (fold_case(output), false);
        let sql = "SELECT output FROM downloads WHERE output_key = ?1 AND key <> ?2";
        self.each_row(sql, (folded_key(&folded), key), |row| {
            is_taken |= fold_case(&row.get::<_, String>(0)?) == folded;
            Ok(())
        })?;
        Ok(is_taken)
    }

    /// Records a download whose files are written. A row with an invalid digest is ignored.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_download(&self, row: &DownloadRow) -> Result<(), CatalogueError> {
        self.change(
            "INSERT OR REPLACE INTO downloads (key, url, output, output_key, naming, status, sha256, settings, etag,
                last_modified, images, missing_images, downloaded, checked, fresh)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, unhex(?7), ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
            WHERE unhex(?7) IS NOT NULL",
            rusqlite::params![
                row.key,
                row.url,
                row.output,
                path_key(&row.output),
                row.naming,
                row.status,
                row.sha256,
                row.settings,
                row.etag,
                row.last_modified,
                json(&row.images),
                json(&row.missing_images),
                row.downloaded,
                row.checked,
                row.is_fresh,
            ],
        )?;
        Ok(())
    }

    /// Records the end of a run: no download is fresh any longer.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn end_downloads(&self) -> Result<(), CatalogueError> {
        self.change("UPDATE downloads SET fresh = 0 WHERE fresh", [])?;
        Ok(())
    }
}

/// Whether `output` is a relative path inside the folder.
fn is_below(output: &str) -> bool {
    let mut parts = Path::new(output).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn json(urls: &[String]) -> String {
    serde_json::Value::from(urls).to_string()
}

/// Reads a list of URLs. Whatever else is there counts as none.
fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str) -> DownloadRow {
        DownloadRow {
            key: key.to_owned(),
            url: format!("https://blog.csdn.net/u/article/details/{key}"),
            output: format!("{key}.md"),
            naming: Some("{id}.md".to_owned()),
            status: "complete".to_owned(),
            sha256: "0a".repeat(32),
            settings: "s".to_owned(),
            etag: Some("\"1\"".to_owned()),
            images: vec!["https://i/\"1\".png".to_owned(), "https://i/图.png".to_owned()],
            downloaded: Some(1),
            is_fresh: true,
            ..DownloadRow::default()
        }
    }

    #[test]
    fn rows_are_read_as_written_and_fresh_until_the_end_of_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        catalogue.put_download(&row("1")).unwrap();
        catalogue.end_downloads().unwrap();
        catalogue.put_download(&row("2")).unwrap();
        catalogue.commit().unwrap();
        let catalogue = Catalogue::read(folder.path()).unwrap().unwrap();
        assert_eq!(catalogue.download("1").unwrap(), Some(DownloadRow { is_fresh: false, ..row("1") }));
        assert_eq!(catalogue.download("2").unwrap(), Some(row("2")));
        assert_eq!(catalogue.download("3").unwrap(), None);
    }

    #[test]
    fn a_later_download_replaces_the_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let later = DownloadRow { output: "b/1.md".to_owned(), checked: Some(5), etag: None, ..row("1") };
        catalogue.put_download(&row("1")).unwrap();
        catalogue.put_download(&later).unwrap();
        assert_eq!(catalogue.download("1").unwrap(), Some(later));
        assert!(!catalogue.is_taken("1.md", "2").unwrap());
    }

    #[test]
    fn outputs_outside_the_folder_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let outputs = ["../1.md", "/tmp/2.md", "a/../../3.md", "", "a/5.md"];
        let is_known = outputs.map(|output| {
            catalogue.put_download(&DownloadRow { output: output.to_owned(), ..row("1") }).unwrap();
            catalogue.download("1").unwrap().is_some()
        });
        assert_eq!(is_known, [false, false, false, false, true]);
    }

    #[test]
    fn each_output_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        catalogue.put_download(&DownloadRow { output: "Title.md".to_owned(), ..row("1") }).unwrap();
        assert!(
            catalogue.is_taken("title.md", "2").unwrap() && !catalogue.is_taken("Title.md", "1").unwrap()
        );
        assert!(!catalogue.is_taken("other.md", "2").unwrap());
    }
}
