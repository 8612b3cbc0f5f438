//! Reads the journal of downloads that earlier versions of csdown kept.
//!
//! It has one JSON object per line: a written article, or the end of a run. The last line of an article counts, invalid
//! lines are ignored, and articles after the last end of a run are fresh.

use std::path::Path;

use serde::Deserialize;

use super::{Catalogue, CatalogueError, DownloadRow};
use crate::store::jsonl::read_lines;

/// The file in which earlier versions recorded what they downloaded.
pub(super) const JOURNAL: &str = ".csdown-fetch.jsonl";

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Article(Box<Entry>),
    End { end: bool },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Entry {
    key: String,
    url: String,
    output: String,
    status: String,
    sha256: String,
    options: String,
    etag: Option<String>,
    #[serde(rename = "last_modified")]
    last_modified: Option<String>,
    #[serde(default)]
    images: Vec<String>,
    #[serde(default)]
    missing_images: Vec<String>,
}

impl From<Entry> for DownloadRow {
    fn from(entry: Entry) -> Self {
        Self {
            key: entry.key,
            url: entry.url,
            output: entry.output,
            status: entry.status,
            sha256: entry.sha256,
            settings: entry.options,
            etag: entry.etag,
            last_modified: entry.last_modified,
            images: entry.images,
            missing_images: entry.missing_images,
            is_fresh: true,
            // Earlier versions recorded neither times nor how outputs were named.
            ..Self::default()
        }
    }
}

/// Moves the journal at `path` into the catalogue.
pub(super) fn import(catalogue: &Catalogue, path: &Path) -> Result<(), CatalogueError> {
    let mut result = Ok(());
    let read = read_lines(path, &mut |line| {
        if result.is_ok() {
            result = match serde_json::from_slice(line) {
                Ok(Line::Article(entry)) => catalogue.put_download(&(*entry).into()),
                Ok(Line::End { end: true }) => catalogue.end_downloads(),
                Ok(Line::End { end: false }) | Err(_) => Ok(()),
            };
        }
    });
    read.map_err(|source| CatalogueError::File { path: path.to_path_buf(), source })?;
    result
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const OLD: &str =
        r#"{"key":"1","url":"https://a/1","output":"Old.md","status":"preview","sha256":"AA","options":"o"}"#;
    const NEW: &str = r#"{"key":"1","url":"https://a/1","output":"a/1.md","status":"complete","sha256":"0bff","options":"o","etag":"\"e\"","last_modified":"Mon","images":["https://i/1"],"missing-images":["https://i/2"]}"#;
    const OTHER: &str = r#"{"key":"2","url":"https://a/2","output":"../2.md","status":"complete","sha256":"00","options":"o"}"#;
    const END: &str = r#"{"end":true}"#;

    /// Opens a catalogue in place of a journal.
    fn moved(journal: &str) -> (tempfile::TempDir, Catalogue) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(JOURNAL), journal).unwrap();
        let read = Catalogue::read(folder.path()).unwrap().unwrap();
        assert!(folder.path().join(JOURNAL).exists(), "reading changes nothing");
        let catalogue = Catalogue::open(folder.path()).unwrap();
        assert!(!folder.path().join(JOURNAL).exists(), "the catalogue has replaced it");
        assert_eq!(read.download("1").unwrap(), catalogue.download("1").unwrap());
        (folder, catalogue)
    }

    #[test]
    fn the_last_line_of_an_article_counts() {
        let (_folder, catalogue) = moved(&[OLD, END, OTHER, NEW].join("\n"));
        let expected = DownloadRow {
            key: "1".to_owned(),
            url: "https://a/1".to_owned(),
            output: "a/1.md".to_owned(),
            status: "complete".to_owned(),
            sha256: "0bff".to_owned(),
            settings: "o".to_owned(),
            etag: Some("\"e\"".to_owned()),
            last_modified: Some("Mon".to_owned()),
            images: vec!["https://i/1".to_owned()],
            missing_images: vec!["https://i/2".to_owned()],
            is_fresh: true,
            ..DownloadRow::default()
        };
        assert_eq!(catalogue.download("1").unwrap(), Some(expected));
        assert_eq!(catalogue.download("2").unwrap(), None, "it is outside the folder");
        assert!(!catalogue.is_taken("old.md", "2").unwrap() && catalogue.is_taken("A/1.md", "2").unwrap());
    }

    #[test]
    fn articles_before_the_end_of_a_run_are_not_fresh() {
        for (journal, is_fresh) in [([NEW, END].join("\n"), false), ([END, NEW].join("\n"), true)] {
            let (_folder, catalogue) = moved(&journal);
            assert_eq!(catalogue.download("1").unwrap().unwrap().is_fresh, is_fresh, "{journal}");
        }
    }

    #[test]
    fn truncated_lines_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(JOURNAL);
        let catalogue = Catalogue::in_memory(folder.path()).unwrap();
        for cut in 0..NEW.len() {
            fs::write(&path, [OLD, NEW.get(..cut).unwrap()].join("\n")).unwrap();
            import(&catalogue, &path).unwrap();
            assert_eq!(catalogue.download("1").unwrap().unwrap().output, "Old.md", "{cut}");
        }
    }
}
