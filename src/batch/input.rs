//! One thing to convert, and how its bytes are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::write::is_same_file;

/// One thing to convert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What the input is called in messages and in the report.
    pub name: String,
    /// The folder below the output folder its Markdown goes to; empty for the output folder itself.
    pub folder: PathBuf,
    /// Where its bytes come from.
    pub source: Source,
}

/// Where the bytes of an input come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file, read when its turn comes.
    File(PathBuf),
    /// Bytes read already, as from standard input.
    Bytes(Vec<u8>),
    /// Something that could not be listed, with the reason: it becomes a failed input.
    Unreadable(String),
}

impl Input {
    /// A file whose Markdown goes straight into the output folder.
    pub fn file(path: &Path) -> Self {
        let name = path.to_string_lossy().into_owned();
        Self { name, folder: PathBuf::new(), source: Source::File(path.to_path_buf()) }
    }

    /// Standard input, read already.
    pub fn stdin(bytes: Vec<u8>) -> Self {
        Self { name: "<stdin>".to_owned(), folder: PathBuf::new(), source: Source::Bytes(bytes) }
    }

    /// The file name, where the input is a file.
    pub(super) fn file_name(&self) -> Option<String> {
        Some(self.path()?.file_name()?.to_string_lossy().into_owned())
    }

    /// The file name without extension, `stdin` where there is none.
    pub(super) fn stem(&self) -> String {
        let stem = self.path().and_then(Path::file_stem);
        stem.map_or_else(|| "stdin".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }

    /// The path, where the input is a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Bytes(_) | Source::Unreadable(_) => None,
        }
    }

    /// Whether the input is the file at `path`, however the two are written.
    pub fn is_file_at(&self, path: &Path) -> bool {
        self.path().is_some_and(|input| is_same_file(input, path))
    }

    /// Reads at most one byte more than `max`: enough for the converter to see that the limit is passed.
    pub(super) fn read(&self, max: usize) -> io::Result<Vec<u8>> {
        match &self.source {
            Source::File(path) => {
                let file = File::open(path)?;
                let length = usize::try_from(file.metadata()?.len()).unwrap_or(max).min(max);
                let mut bytes = Vec::with_capacity(length.saturating_add(1));
                let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
                file.take(limit).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Source::Bytes(bytes) => Ok(bytes.clone()),
            Source::Unreadable(reason) => Err(io::Error::other(reason.clone())),
        }
    }
}
