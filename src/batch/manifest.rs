//! Remembers which files of an output folder are ours.
//!
//! [`MANIFEST`] in the output folder holds one JSON object a line: the path of an output and the SHA-256 of what
//! was written. A file is ours when its contents have a digest recorded for its path, so a file somebody wrote or
//! edited is never taken for ours. A line is appended before its file is written: a run killed at any point leaves
//! no file of ours unrecorded. Lines that cannot be read are passed over, and a digest already recorded is not
//! written again.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::lines::Lines;

/// The name of the manifest in an output folder.
pub const MANIFEST: &str = ".csdown-manifest.jsonl";

/// The beginning of a digest, for sets of a million names: enough for two never to be the same.
pub(crate) type Fingerprint = [u8; 16];

/// The fingerprint of `parts`, one after the other.
pub(crate) fn fingerprint(parts: &[&str]) -> Fingerprint {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    let mut first = Fingerprint::default();
    first.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    first
}

/// What earlier runs recorded.
#[derive(Debug, Default)]
pub(super) struct Known {
    paths: HashSet<Fingerprint>,
    /// Of path and digest.
    lines: HashSet<Fingerprint>,
}

impl Known {
    /// Whether anything was written to `path`.
    pub(super) fn has_path(&self, path: &str) -> bool {
        !self.paths.is_empty() && self.paths.contains(&fingerprint(&[path]))
    }

    /// Whether contents with `digest` were written to `path`.
    pub(super) fn has(&self, path: &str, digest: &str) -> bool {
        !self.lines.is_empty() && self.lines.contains(&fingerprint(&[path, digest]))
    }
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    sha256: Cow<'a, str>,
}

/// The SHA-256 of `bytes` in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Reads the manifest of `folder`; an absent one is empty.
pub(super) fn read(folder: &Path) -> io::Result<Known> {
    open(folder).map(|(known, _)| known)
}

fn open(folder: &Path) -> io::Result<(Known, Lines)> {
    let mut known = Known::default();
    let lines = Lines::open(folder.join(MANIFEST), &mut |line| {
        if let Ok(Line { path, sha256 }) = serde_json::from_slice(line) {
            known.lines.insert(fingerprint(&[&path, &sha256]));
            known.paths.insert(fingerprint(&[&path]));
        }
    })?;
    Ok((known, lines))
}

/// The manifest of an output folder, open for more lines.
#[derive(Debug)]
pub(super) struct Manifest {
    known: Arc<Known>,
    lines: Lines,
}

impl Manifest {
    /// Opens the manifest of `folder`. Nothing is created before the first line.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let (known, lines) = open(folder)?;
        Ok(Self { known: Arc::new(known), lines })
    }

    /// What earlier runs recorded.
    pub(super) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known)
    }

    /// Records that contents with `digest` are about to be written to `path`, which no run does twice.
    pub(super) fn record(&mut self, path: &str, digest: &str) -> io::Result<()> {
        if self.known.has(path, digest) {
            return Ok(());
        }
        self.lines.append(&Line { path: path.into(), sha256: digest.into() })
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
        Manifest::open(folder.path()).unwrap().record("引\"号.md", "3").unwrap();
        let known = read(folder.path()).unwrap();
        assert!(known.has("a.md", "1") && known.has("引\"号.md", "3"));
        assert!(!known.has("a.md", "3") && !known.has_path("b.m"));
        assert_eq!(known.paths.len(), 2);
    }

    #[test]
    fn digest_is_sha256() {
        assert!(digest(b"").starts_with("e3b0c44298fc1c14"));
    }
}
