//! The files that csdown wrote to an output folder.
//!
//! A file counts as written by csdown if the digest of its contents is recorded for its path, so files that were edited
//! or come from elsewhere never do. The digest is recorded before the file is written ([`Catalogue::intend`]), beside
//! that of the contents it replaces; afterwards it alone is left ([`Catalogue::complete`]).

use std::collections::BTreeSet;

use rusqlite::Row;

use super::{Catalogue, CatalogueError};
use crate::store::{Article, fold_case, short_fingerprint};

/// The contents of an output.
#[derive(Debug, Clone, Copy)]
pub struct OutputContents<'a> {
    /// Their SHA-256, in hexadecimal.
    pub digest: &'a str,
    /// The dialect of Markdown of csdown; `None` for anything else, such as Markdown that was passed through.
    pub dialect: Option<&'a str>,
    /// Whether they are only part of an article.
    pub is_incomplete: bool,
}

impl<'a> OutputContents<'a> {
    /// Creates contents that are whole and no Markdown of csdown.
    pub const fn whole(digest: &'a str) -> Self {
        Self { digest, dialect: None, is_incomplete: false }
    }
}

/// The contents that runs wrote, or may have written, to one path.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    contents: Vec<(String, Option<String>, bool)>,
    is_path: bool,
}

impl Recorded {
    /// Whether any run wrote to the path.
    pub const fn is_path(&self) -> bool {
        self.is_path
    }

    /// Whether a run wrote contents with this SHA-256 digest, in hexadecimal.
    pub fn has(&self, digest: &str) -> bool {
        self.find(digest).is_some()
    }

    /// Returns the dialect of the contents with this digest, if they are Markdown of csdown.
    pub fn dialect(&self, digest: &str) -> Option<&str> {
        self.find(digest)?.1.as_deref()
    }

    /// Whether the contents with this digest are only part of an article.
    pub fn is_incomplete(&self, digest: &str) -> bool {
        self.find(digest).is_some_and(|(_, _, is_incomplete)| *is_incomplete)
    }

    fn find(&self, digest: &str) -> Option<&(String, Option<String>, bool)> {
        self.contents.iter().find(|(found, ..)| found == digest)
    }
}

/// A file that csdown wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The path below the folder, with `/`.
    pub path: String,
    /// The output that the file belongs to.
    pub output: String,
    /// The SHA-256 of its contents, in hexadecimal; `None` if an earlier version of csdown recorded several.
    pub sha256: Option<String>,
    /// Its size in bytes.
    pub size: Option<i64>,
    /// When it was modified: nanoseconds since 1970.
    pub time: Option<i64>,
    /// The dialect of Markdown, if csdown converted it.
    pub dialect: Option<String>,
}

pub(super) const COLUMNS: &str = "path, output, lower(hex(sha256)), size, time, dialect";

impl FileRow {
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let sha256: String = row.get(2)?;
        Ok(Self {
            path: row.get(0)?,
            output: row.get(1)?,
            sha256: Some(sha256).filter(|sha256| !sha256.is_empty()),
            size: row.get(3)?,
            time: row.get(4)?,
            dialect: row.get(5)?,
        })
    }
}

impl Catalogue {
    /// Records that contents are about to be written to `path`, which is relative to the folder, has `/`, and belongs to
    /// `output`. If `article` is given, the path is its own from now on. Returns whether no run wrote there before.
    ///
    /// The change must be committed before the file is written. A new path of an article is stale until it is complete,
    /// because the article still has its earlier output if the run is killed.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn intend(
        &self,
        path: &str,
        output: &str,
        contents: &OutputContents<'_>,
        article: Option<&Article<'_>>,
    ) -> Result<bool, CatalogueError> {
        let owner = article.map(owner);
        let OutputContents { digest, dialect, is_incomplete } = *contents;
        let is_new = self.change(
            "INSERT INTO files (path, path_key, output, owner, stale, sha256, dialect, incomplete)
            VALUES (?1, ?2, ?3, ?4, ?4 IS NOT NULL, unhex(?5), ?6, ?7) ON CONFLICT (path) DO NOTHING",
            (path, path_key(path), output, &owner, digest, dialect, is_incomplete),
        )?;
        if is_new > 0 {
            return Ok(true);
        }
        let sql = "UPDATE files SET output = ?2, owner = coalesce(?3, owner) WHERE path = ?1";
        self.change(sql, (path, output, owner))?;
        self.record_possible(path, contents)?;
        Ok(false)
    }

    /// Records contents that the file at `path` may have, whatever else is recorded about it.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub(crate) fn record_possible(
        &self,
        path: &str,
        contents: &OutputContents<'_>,
    ) -> Result<(), CatalogueError> {
        let OutputContents { digest, dialect, is_incomplete } = *contents;
        // Digests in an imported list of files may be anything.
        self.change(
            "INSERT OR REPLACE INTO writes (path, sha256, dialect, incomplete)
            SELECT ?1, unhex(?2), ?3, ?4 WHERE unhex(?2) IS NOT NULL",
            (path, digest, dialect, is_incomplete),
        )?;
        Ok(())
    }

    /// Records that a file is complete, with its size and modification time in nanoseconds since 1970.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn complete(
        &self,
        path: &str,
        contents: &OutputContents<'_>,
        stamp: Option<(i64, i64)>,
    ) -> Result<(), CatalogueError> {
        self.complete_shared(path, contents, stamp)?;
        self.change("DELETE FROM writes WHERE path = ?1", [path])?;
        Ok(())
    }

    /// Records that a file is complete like [`Self::complete`], but other runs may have written it at the same time, so that
    /// what was recorded before may still be its contents.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn complete_shared(
        &self,
        path: &str,
        contents: &OutputContents<'_>,
        stamp: Option<(i64, i64)>,
    ) -> Result<(), CatalogueError> {
        let OutputContents { digest, dialect, is_incomplete } = *contents;
        let (size, time) = stamp.unzip();
        self.change(
            "UPDATE files SET sha256 = unhex(?2), size = ?3, time = ?4, dialect = ?5, incomplete = ?6,
                stale = 0 WHERE path = ?1",
            (path, digest, size, time, dialect, is_incomplete),
        )?;
        Ok(())
    }

    /// Returns the contents that runs wrote to `path`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn recorded(&self, path: &str) -> Result<Recorded, CatalogueError> {
        let mut recorded = Recorded::default();
        let sql = "SELECT lower(hex(sha256)), dialect, incomplete FROM writes WHERE path = ?1
            UNION ALL SELECT lower(hex(sha256)), dialect, incomplete FROM files WHERE path = ?1";
        self.each_row(sql, [path], |row| {
            recorded.is_path = true;
            recorded.contents.push((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        })?;
        Ok(recorded)
    }

    /// Whether no file was recorded.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn has_no_files(&self) -> Result<bool, CatalogueError> {
        Ok(self.first("SELECT 1 FROM files", [], |_| Ok(()))?.is_none())
    }

    /// Whether any run wrote to `path`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn has_path(&self, path: &str) -> Result<bool, CatalogueError> {
        Ok(self.first("SELECT 1 FROM files WHERE path = ?1", [path], |_| Ok(()))?.is_some())
    }

    /// Whether `path`, or the same path in another case, belongs to `article`; `None` if no run recorded whose it is.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn belongs_to(&self, path: &str, article: &Article<'_>) -> Result<Option<bool>, CatalogueError> {
        let (folded, mut found) = (fold_case(path), None);
        let sql = "SELECT path, owner FROM files WHERE path_key = ?1 AND owner IS NOT NULL";
        let owner = owner(article);
        self.each_row(sql, [folded_key(&folded)], |row| {
            let (path, recorded): (String, String) = (row.get(0)?, row.get(1)?);
            if fold_case(&path) == folded {
                found = Some(found == Some(true) || recorded == owner);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the file at `path`.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn file(&self, path: &str) -> Result<Option<FileRow>, CatalogueError> {
        self.first(&format!("SELECT {COLUMNS} FROM files WHERE path = ?1"), [path], FileRow::of)
    }

    /// Returns the files of the article at `output`, sorted by path.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn files_of(&self, output: &str) -> Result<Vec<FileRow>, CatalogueError> {
        self.files_where("output = ?1", output)
    }

    fn files_where(&self, condition: &str, output: &str) -> Result<Vec<FileRow>, CatalogueError> {
        let mut files = Vec::new();
        let sql = format!("SELECT {COLUMNS} FROM files WHERE {condition} ORDER BY path");
        self.each_row(&sql, [output], |row| {
            files.push(FileRow::of(row)?);
            Ok(())
        })?;
        Ok(files)
    }

    /// Marks the files of the article at `output` as replaced by another output, so that they can be removed.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn mark_stale(&self, output: &str) -> Result<(), CatalogueError> {
        self.change("UPDATE files SET stale = 1 WHERE output = ?1", [output])?;
        Ok(())
    }

    /// Records that the file at `path` must not be removed, even if it is never complete.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub(crate) fn mark_current(&self, path: &str) -> Result<(), CatalogueError> {
        self.change("UPDATE files SET stale = 0 WHERE path = ?1", [path])?;
        Ok(())
    }

    /// Returns the outputs that were replaced by others, or whose article is gone, sorted.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn stale_outputs(&self) -> Result<Vec<String>, CatalogueError> {
        let mut paths = Vec::new();
        // With `+`, SQLite uses the index of these few files, and not that of all files, which has them in order.
        self.each_row("SELECT DISTINCT output FROM files WHERE stale ORDER BY +output", [], |row| {
            paths.push(row.get(0)?);
            Ok(())
        })?;
        Ok(paths)
    }

    /// Returns the files of the article at `output` that are stale, sorted by path: all, if its Markdown is.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn stale_files(&self, output: &str) -> Result<Vec<FileRow>, CatalogueError> {
        let is_stale = "stale OR NOT EXISTS (SELECT 1 FROM files WHERE path = ?1 AND NOT stale)";
        self.files_where(&format!("output = ?1 AND ({is_stale})"), output)
    }

    /// Returns the folders below this one that csdown wrote files to, sorted.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn folders(&self) -> Result<BTreeSet<String>, CatalogueError> {
        let mut folders = BTreeSet::new();
        self.each_row("SELECT path FROM files", [], |row| {
            if let Some((folder, _)) = row.get_ref(0)?.as_str()?.rsplit_once('/')
                && !folders.contains(folder)
            {
                folders.insert(folder.to_owned());
            }
            Ok(())
        })?;
        Ok(folders)
    }

    /// Forgets the file at `path`: from now on, csdown did not write it.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn forget_file(&self, path: &str) -> Result<(), CatalogueError> {
        self.change("DELETE FROM files WHERE path = ?1", [path])?;
        self.change("DELETE FROM writes WHERE path = ?1", [path])?;
        Ok(())
    }
}

/// Identifies a path, as on file systems that ignore case.
pub(super) fn path_key(path: &str) -> i64 {
    folded_key(&fold_case(path))
}

/// Identifies a path that is folded already.
pub(super) fn folded_key(folded: &str) -> i64 {
    short_fingerprint(folded).cast_signed()
}

/// Returns the owner of an output: an article, or whichever is in an input.
fn owner(article: &Article<'_>) -> String {
    owner_name(article.owning_id(), &article.stem())
}

/// Names an owner in the catalogue by the id of an article, or else by an input without extension.
pub(super) fn owner_name(id: Option<&str>, input: &str) -> String {
    id.map_or_else(|| format!("input:{input}"), |id| format!("id:{id}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::{OutputNames, slashed};

    fn article<'a>(id: &'a str, input: &'a str) -> Article<'a> {
        Article { id: Some(id), input, digest: "0123456789", is_named_after_input: false }
    }

    fn assign(catalogue: &Catalogue, names: &mut OutputNames, article: &Article<'_>, name: &str) -> String {
        let is_own = |path: &Path| catalogue.belongs_to(&slashed(path), article).unwrap();
        let path = slashed(&names.assign(article, Path::new(name), Some(&is_own), |_| false));
        catalogue.intend(&path, &path, &OutputContents::whole("00"), Some(article)).unwrap();
        path
    }

    /// Assigns `题` to articles with these ids, as a run does.
    fn run(folder: &Path, ids: &[&str]) -> Vec<String> {
        let (catalogue, mut names) = (Catalogue::open(folder).unwrap(), OutputNames::default());
        let paths =
            ids.iter().map(|id| assign(&catalogue, &mut names, &article(id, "page.html"), "题")).collect();
        catalogue.commit().unwrap();
        paths
    }

    #[test]
    fn names_do_not_depend_on_other_articles() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert_eq!(run(folder, &["101", "102", "103"]), ["题.md", "题-102.md", "题-103.md"]);
        assert_eq!(run(folder, &["103", "102", "101"]), ["题-103.md", "题-102.md", "题.md"], "reordered");
        assert_eq!(run(folder, &["102", "103"]), ["题-102.md", "题-103.md"], "one removed");
        assert_eq!(run(folder, &["100", "101"]), ["题-100.md", "题.md"], "one added");
        assert_eq!(run(folder, &["104"]), ["题-104.md"], "a new one never replaces another");
    }

    #[test]
    fn a_name_of_the_input_belongs_to_it_whatever_it_contains() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let assign = |article: &Article<'_>| assign(&catalogue, &mut OutputNames::default(), article, "a");
        let old = Article { is_named_after_input: true, ..article("101", "a.html") };
        assert_eq!(assign(&old), "a.md");
        let new = Article { id: Some("102"), ..old };
        assert_eq!(assign(&new), "a.md");
        assert_eq!(assign(&Article { input: "a.mhtml.gz", ..new }), "a.md", "saved again in another format");
        assert_eq!(assign(&Article { input: "b.html", ..new }), "a-102.md");
    }

    #[test]
    fn a_path_belongs_to_its_last_owner() {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let by_id = article("1", "a.html");
        let articles = [by_id, Article { is_named_after_input: true, ..by_id }];
        let intend = |owner: Option<&Article<'_>>| {
            catalogue.intend("Título.md", "Título.md", &OutputContents::whole("01"), owner).unwrap();
            articles.map(|article| catalogue.belongs_to("TI\u{301}TULO.md", &article).unwrap())
        };
        assert_eq!(intend(None), [None, None]);
        assert_eq!(intend(Some(&articles[0])), [Some(true), Some(false)]);
        assert_eq!(intend(Some(&articles[1])), [Some(false), Some(true)]);
        assert_eq!(intend(None), [Some(false), Some(true)]);
    }

    #[test]
    fn only_what_was_written_last_counts_once_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Catalogue::open(folder.path()).unwrap();
        let contents = |digest, dialect| OutputContents { digest, dialect, is_incomplete: dialect.is_none() };
        let (old, new) = (contents("01", Some("gfm")), contents("02", None));
        for contents in [&old, &new] {
            let catalogue = open();
            catalogue.intend("a.md", "a.md", contents, None).unwrap();
            catalogue.commit().unwrap();
        }
        let recorded = open().recorded("a.md").unwrap();
        assert!(recorded.is_path() && recorded.has("01") && recorded.has("02") && !recorded.has("03"));
        assert_eq!((recorded.dialect("01"), recorded.dialect("02")), (Some("gfm"), None));
        assert!(!recorded.is_incomplete("01") && recorded.is_incomplete("02"));
        open().complete("a.md", &new, Some((1, 2))).unwrap();
        assert!(open().recorded("a.md").unwrap().has("01"), "nothing was committed");
        let catalogue = open();
        catalogue.complete("a.md", &new, Some((1, 2))).unwrap();
        catalogue.commit().unwrap();
        let recorded = open().recorded("a.md").unwrap();
        assert!(!recorded.has("01") && recorded.has("02"));
        let file = open().file("a.md").unwrap().unwrap();
        assert_eq!((file.sha256.as_deref(), file.size, file.time), (Some("02"), Some(1), Some(2)));
    }
}
