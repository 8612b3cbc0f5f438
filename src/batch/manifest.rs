//! Remembers which files of an output folder are ours.
//!
//! [`MANIFEST`] in the output folder holds one JSON object a line: the path of an output and the SHA-256 of what
//! was written. A file is ours when its contents have a digest recorded for its path, so a file somebody wrote or
//! edited is never taken for ours. A line is appended before its file is written: a run killed at any point leaves
//! no file of ours unrecorded. Lines that cannot be read are passed over, and a digest already recorded is not
//! written again.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The name of the manifest in an output folder.
pub const MANIFEST: &str = ".csdown-manifest.jsonl";

/// The digests recorded for each path.
pub(super) type Known = HashMap<String, Vec<String>>;

#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    sha256: String,
}

/// The SHA-256 of `bytes` in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Reads the manifest of `folder`; an absent one is empty.
pub(super) fn read(folder: &Path) -> io::Result<Known> {
    let bytes = match std::fs::read(folder.join(MANIFEST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Known::new()),
        Err(error) => return Err(error),
    };
    let mut known = Known::new();
    for line in bytes.split(|&byte| byte == b'\n') {
        if let Ok(line) = serde_json::from_slice::<Line>(line) {
            known.entry(line.path).or_default().push(line.sha256);
        }
    }
    Ok(known)
}

/// The manifest of an output folder, open for more lines.
#[derive(Debug)]
pub(super) struct Manifest {
    path: PathBuf,
    known: Known,
    file: Option<File>,
}

impl Manifest {
    /// Opens the manifest of `folder`. Nothing is created before the first line.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self { path: folder.join(MANIFEST), known: read(folder)?, file: None })
    }

    /// The digests recorded for `path`.
    pub(super) fn digests(&self, path: &str) -> &[String] {
        self.known.get(path).map_or(&[], Vec::as_slice)
    }

    /// Records that contents with `digest` are about to be written to `path`.
    pub(super) fn record(&mut self, path: &str, digest: &str) -> io::Result<()> {
        if self.digests(path).iter().any(|known| known == digest) {
            return Ok(());
        }
        let line = Line { path: path.to_owned(), sha256: digest.to_owned() };
        let mut text = serde_json::to_vec(&line)?;
        text.push(b'\n');
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(append_to(&self.path)?),
        };
        file.write_all(&text)?;
        self.known.entry(line.path).or_default().push(line.sha256);
        Ok(())
    }
}

/// Opens the manifest for appending; a line a killed run left unfinished is ended first.
fn append_to(path: &Path) -> io::Result<File> {
    let torn = match std::fs::read(path) {
        Ok(bytes) => bytes.last().is_some_and(|&last| last != b'\n'),
        Err(_) => false,
    };
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    if torn {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::open(folder.path()).unwrap();
        manifest.record("a.md", "1").unwrap();
        manifest.record("a.md", "1").unwrap();
        let path = folder.path().join(MANIFEST);
        let mut text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1, "a known digest is not written again");
        text.push_str("{\"path\":\"b.m");
        std::fs::write(&path, text).unwrap();
        let mut manifest = Manifest::open(folder.path()).unwrap();
        manifest.record("c.md", "3").unwrap();
        let known = read(folder.path()).unwrap();
        assert_eq!(known["a.md"], ["1"]);
        assert_eq!(known["c.md"], ["3"]);
        assert_eq!(known.len(), 2);
    }

    #[test]
    fn digest_is_sha256() {
        assert!(digest(b"").starts_with("e3b0c44298fc1c14"));
    }
}
