//! The folder with the files that records name.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::kind_of;

/// A folder, outside of which no file is read.
#[derive(Debug, Clone)]
pub(super) struct Root(PathBuf);

impl Root {
    /// Opens a folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        folder.canonicalize().map(Self)
    }

    /// Returns the file at a path relative to the folder.
    pub(super) fn file(&self, path: &str) -> io::Result<PathBuf> {
        let file = self.0.join(path).canonicalize()?;
        if !file.starts_with(&self.0) {
            return Err(io::Error::other("the path leaves the folder of the files"));
        }
        let kind = file.metadata()?.file_type();
        if kind.is_file() { Ok(file) } else { Err(io::Error::other(format!("it is {}", kind_of(kind)))) }
    }
}
