//! Records which files of an output folder csdown wrote.
//!
//! [`MANIFEST`] in the output folder holds one JSON object per line: the path of an output and the SHA-256 digest of
//! its contents. A file counts as written by csdown if the digest of its contents is recorded for its path, so files
//! that were edited or come from elsewhere never do. A line is appended before its file is written, so that even a
//! killed run leaves no file unrecorded. Lines that cannot be parsed are ignored. `"incomplete": true` marks an output
//! that holds only part of its article.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::hash::{Fingerprint, fingerprint};
use super::jsonl::{JsonLines, read_lines};
use super::output_names::folder_below;
use super::paths::slashed;

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

    /// Whether the contents with this digest that a run wrote to `path` are only part of an article.
    pub fn is_incomplete(&self, path: &str, digest: &str) -> bool {
        !self.incomplete.is_empty() && self.incomplete.contains(&fingerprint(&[path, digest]))
    }
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    sha256: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

/// Reads the manifest of `folder`. A missing manifest is empty.
pub(crate) fn read_manifest(folder: &Path) -> io::Result<Recorded> {
    open(folder).map(|(recorded, _)| recorded)
}

fn open(folder: &Path) -> io::Result<(Recorded, JsonLines)> {
    let mut recorded = Recorded::default();
    let lines = JsonLines::open(folder.join(MANIFEST), &mut |line| {
        if let Ok(Line { path, sha256, incomplete }) = serde_json::from_slice(line) {
            let line = fingerprint(&[&path, &sha256]);
            // A whole article may have the Markdown of an incomplete one; the last line counts.
            if incomplete {
                recorded.incomplete.insert(line);
            } else {
                recorded.incomplete.remove(&line);
            }
            recorded.lines.insert(line);
            recorded.paths.insert(fingerprint(&[&path]));
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
        self.append(path, digest, false)
    }

    /// Records contents like [`Self::record`] that are only part of an article.
    ///
    /// # Errors
    ///
    /// If the line cannot be appended.
    pub fn record_incomplete(&mut self, path: &str, digest: &str) -> io::Result<()> {
        self.append(path, digest, true)
    }

    fn append(&mut self, path: &str, digest: &str, incomplete: bool) -> io::Result<()> {
        let recorded = &self.recorded;
        if recorded.has(path, digest) && recorded.is_incomplete(path, digest) == incomplete {
            return Ok(());
        }
        self.lines.append(&Line { path: path.into(), sha256: digest.into(), incomplete })
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
        Manifest::open(folder.path()).unwrap().record_incomplete("引\"号.md", "3").unwrap();
        let recorded = read_manifest(folder.path()).unwrap();
        assert!(recorded.has("a.md", "1") && recorded.has("引\"号.md", "3"));
        assert!(recorded.is_incomplete("引\"号.md", "3") && !recorded.is_incomplete("a.md", "1"));
        Manifest::open(folder.path()).unwrap().record("引\"号.md", "3").unwrap();
        assert!(!read_manifest(folder.path()).unwrap().is_incomplete("引\"号.md", "3"));
        assert!(!recorded.has("a.md", "3") && !recorded.has_path("b.m"));
        assert_eq!(recorded.paths.len(), 2);
    }
}
