//! Records which files of an output folder csdown wrote.
//!
//! [`MANIFEST`] in the output folder holds one JSON object per line: the path of an output and the SHA-256 digest of
//! its contents. A file counts as written by csdown if the digest of its contents is recorded for its path, so files
//! that were edited or come from elsewhere never do. A line is appended before its file is written, so that even a
//! killed run leaves no file unrecorded. Lines that cannot be parsed are ignored. `"incomplete": true` marks an output
//! that holds only part of its article. `"input"` is the path of the input without extension, and `"id"` the article, so
//! that it keeps its name in later runs. Without an id, the output belongs to the input. `"dialect"` names the dialect of
//! Markdown that csdown wrote; what was passed through has none.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::article::Article;
use super::hash::{Fingerprint, fingerprint, short_fingerprint};
use super::jsonl::{JsonLines, read_lines};
use super::paths::{fold_case, folder_below, slashed};

/// The file name of the manifest in an output folder.
pub const MANIFEST: &str = ".csdown-manifest.jsonl";

/// The files that earlier runs recorded.
#[derive(Debug, Default)]
pub struct Recorded {
    paths: HashSet<Fingerprint>,
    /// Fingerprints of path and digest.
    lines: HashSet<Fingerprint>,
    /// Those of them that hold only part of an article.
    incomplete: HashSet<Fingerprint>,
    /// Short fingerprints of the owners, by those of the paths, [`fold_case`].
    owners: HashMap<u64, u64>,
    /// For those that are Markdown of csdown, the position of their dialect in `names`.
    dialects: HashMap<Fingerprint, u16>,
    /// The dialects that occur.
    names: Vec<String>,
}

impl Recorded {
    /// Whether any run wrote to `path`.
    pub fn has_path(&self, path: &str) -> bool {
        !self.paths.is_empty() && self.paths.contains(&fingerprint(&[path]))
    }

    /// Whether a run wrote contents with this SHA-256 digest, in hexadecimal, to `path`.
    pub fn has(&self, path: &str, digest: &str) -> bool {
        !self.lines.is_empty() && self.lines.contains(&fingerprint(&[path, digest]))
    }

    /// Returns the dialect of the contents with this digest that a run wrote to `path`, if they are Markdown of csdown.
    pub fn dialect(&self, path: &str, digest: &str) -> Option<&str> {
        let name = self.dialects.get(&fingerprint(&[path, digest]))?;
        self.names.get(usize::from(*name)).map(String::as_str)
    }

    fn set_dialect(&mut self, line: Fingerprint, dialect: Option<&str>) {
        let Some(dialect) = dialect else {
            self.dialects.remove(&line);
            return;
        };
        let known = self.names.iter().position(|name| name == dialect);
        let position = known.unwrap_or_else(|| {
            self.names.push(dialect.to_owned());
            self.names.len() - 1
        });
        // There are fewer dialects than that; a manifest of someone else may name more.
        if let Ok(position) = u16::try_from(position) {
            self.dialects.insert(line, position);
        }
    }

    /// Whether the contents with this digest that a run wrote to `path` are only part of an article.
    pub fn is_incomplete(&self, path: &str, digest: &str) -> bool {
        !self.incomplete.is_empty() && self.incomplete.contains(&fingerprint(&[path, digest]))
    }

    /// Whether `path` belongs to `article`; `None` if no run recorded whose it is.
    pub fn belongs_to(&self, path: &str, article: &Article<'_>) -> Option<bool> {
        if self.owners.is_empty() {
            return None;
        }
        let recorded = self.owners.get(&short_fingerprint(&fold_case(path)))?;
        Some(*recorded == owner(article.owning_id(), &article.stem()))
    }

    fn add(&mut self, line: &Line<'_>) {
        let Line { path, sha256, incomplete, .. } = line;
        let fingerprints = (fingerprint(&[path]), fingerprint(&[path, sha256]));
        // A whole article may have the Markdown of an incomplete one; the last line counts.
        if *incomplete {
            self.incomplete.insert(fingerprints.1);
        } else {
            self.incomplete.remove(&fingerprints.1);
        }
        self.set_dialect(fingerprints.1, line.dialect.as_deref());
        self.lines.insert(fingerprints.1);
        self.paths.insert(fingerprints.0);
        if let Some(input) = &line.input {
            self.owners.insert(short_fingerprint(&fold_case(path)), owner(line.id.as_deref(), input));
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    sha256: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dialect: Option<Cow<'a, str>>,
}

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

/// Returns the short fingerprint of the owner of an output: an article, or whichever is in an input.
fn owner(id: Option<&str>, input: &str) -> u64 {
    short_fingerprint(&id.map_or_else(|| format!("input {input}"), |id| format!("id {id}")))
}

/// Reads the manifest of `folder`. A missing manifest is empty.
pub(crate) fn read_manifest(folder: &Path) -> io::Result<Recorded> {
    open(folder).map(|(recorded, _)| recorded)
}

fn open(folder: &Path) -> io::Result<(Recorded, JsonLines)> {
    let mut recorded = Recorded::default();
    let lines = JsonLines::open(folder.join(MANIFEST), &mut |line| {
        if let Ok(line) = serde_json::from_slice::<Line<'_>>(line) {
            recorded.add(&line);
        }
    })?;
    Ok((recorded, lines))
}

/// Calls `each` once with every folder below `folder` that holds outputs of earlier runs.
pub(crate) fn recorded_folders(folder: &Path, each: &mut dyn FnMut(PathBuf)) -> io::Result<()> {
    let mut seen = HashSet::new();
    read_lines(&folder.join(MANIFEST), &mut |line| {
        let Ok(Line { path, .. }) = serde_json::from_slice(line) else { return };
        // The manifest may come from someone else.
        let below = Path::new(path.as_ref()).parent().map(folder_below).unwrap_or_default();
        if !below.as_os_str().is_empty() && seen.insert(fingerprint(&[&slashed(&below)])) {
            each(below);
        }
    })
}

/// The manifest of an output folder, open for appending.
///
/// ```
/// use csdown::batch::Manifest;
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// Manifest::open(folder)?.record("posts/a.md", "e3b0c442")?;
/// let recorded = Manifest::open(folder)?.recorded();
/// assert!(recorded.has("posts/a.md", "e3b0c442"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Manifest {
    recorded: Arc<Recorded>,
    lines: JsonLines,
}

impl Manifest {
    /// Opens the manifest of `folder`. The file is created with the first line.
    ///
    /// # Errors
    ///
    /// If the file is not a regular file, or cannot be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let (recorded, lines) = open(folder)?;
        Ok(Self { recorded: Arc::new(recorded), lines })
    }

    /// Returns the files that had been recorded when the manifest was opened.
    pub fn recorded(&self) -> Arc<Recorded> {
        Arc::clone(&self.recorded)
    }

    /// Records that contents with this digest are about to be written to `path`, relative to the folder and with `/`. A
    /// run writes each path once.
    ///
    /// # Errors
    ///
    /// If the line cannot be appended.
    pub fn record(&mut self, path: &str, digest: &str) -> io::Result<()> {
        self.record_article(path, &OutputContents::whole(digest), None)
    }

    /// Records the output of an article like [`Self::record`]. Its path belongs to `article` from now on, if it is given.
    ///
    /// # Errors
    ///
    /// If the line cannot be appended.
    pub fn record_article(
        &mut self,
        path: &str,
        contents: &OutputContents<'_>,
        article: Option<&Article<'_>>,
    ) -> io::Result<()> {
        let OutputContents { digest, dialect, is_incomplete } = *contents;
        let recorded = &self.recorded;
        let is_owned = article.is_none_or(|article| recorded.belongs_to(path, article) == Some(true));
        let is_known = recorded.has(path, digest)
            && recorded.is_incomplete(path, digest) == is_incomplete
            && recorded.dialect(path, digest) == dialect;
        if is_owned && is_known {
            return Ok(());
        }
        self.lines.append(&Line {
            path: path.into(),
            sha256: digest.into(),
            incomplete: is_incomplete,
            id: article.and_then(Article::owning_id).map(Cow::Borrowed),
            input: article.map(|article| Cow::Owned(article.stem())),
            dialect: dialect.map(Cow::from),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        Manifest::open(folder.path()).unwrap().record("a.md", "1").unwrap();
        Manifest::open(folder.path()).unwrap().record("a.md", "1").unwrap();
        let path = folder.path().join(MANIFEST);
        let mut text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1, "a known digest is not written again");
        text.push_str("{\"path\":\"b.m");
        std::fs::write(&path, text).unwrap();
        let part = OutputContents { digest: "3", dialect: None, is_incomplete: true };
        Manifest::open(folder.path()).unwrap().record_article("引\"号.md", &part, None).unwrap();
        let recorded = read_manifest(folder.path()).unwrap();
        assert!(recorded.has("a.md", "1") && recorded.has("引\"号.md", "3"));
        assert!(recorded.is_incomplete("引\"号.md", "3") && !recorded.is_incomplete("a.md", "1"));
        Manifest::open(folder.path()).unwrap().record("引\"号.md", "3").unwrap();
        assert!(!read_manifest(folder.path()).unwrap().is_incomplete("引\"号.md", "3"));
        assert!(!recorded.has("a.md", "3") && !recorded.has_path("b.m"));
        assert_eq!(recorded.paths.len(), 2);
    }

    #[test]
    fn a_path_belongs_to_its_last_owner() {
        let folder = tempfile::tempdir().unwrap();
        let record = |article| {
            Manifest::open(folder.path())
                .unwrap()
                .record_article("Título.md", &OutputContents::whole("1"), article)
                .unwrap();
            read_manifest(folder.path()).unwrap()
        };
        let named_by_id = Article { id: Some("1"), input: "a.html", digest: "", is_named_after_input: false };
        let articles = [named_by_id, Article { is_named_after_input: true, ..named_by_id }];
        let belongs = |recorded: &Recorded, path| articles.map(|article| recorded.belongs_to(path, &article));
        assert_eq!(belongs(&record(None), "Título.md"), [None, None]);
        assert_eq!(belongs(&record(Some(&articles[0])), "TI\u{301}TULO.md"), [Some(true), Some(false)]);
        assert_eq!(belongs(&record(Some(&articles[1])), "Título.md"), [Some(false), Some(true)]);
        assert_eq!(belongs(&record(None), "Título.md"), [Some(false), Some(true)]);
        let lines = std::fs::read_to_string(folder.path().join(MANIFEST)).unwrap();
        assert_eq!(lines.lines().count(), 3, "{lines}");
    }

    #[test]
    fn the_last_line_says_which_dialect_it_is() {
        let folder = tempfile::tempdir().unwrap();
        for (dialect, digest) in
            [(Some("gfm"), "1"), (Some("kramdown"), "2"), (None, "1"), (Some("gfm"), "3")]
        {
            let contents = OutputContents { digest, dialect, is_incomplete: false };
            Manifest::open(folder.path()).unwrap().record_article("a.md", &contents, None).unwrap();
        }
        let recorded = read_manifest(folder.path()).unwrap();
        let dialects = ["1", "2", "3"].map(|digest| recorded.dialect("a.md", digest));
        assert_eq!(dialects, [None, Some("kramdown"), Some("gfm")]);
    }
}
