//! Writes output files, and only over files that csdown wrote.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::hash::digest;
use super::manifest::Recorded;
use super::paths::{folder_of, is_same_file, slashed};
use super::staged_file::StagedFile;

/// What happened to an output file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Written {
    /// The file is new.
    New,
    /// A file was replaced.
    Replaced,
    /// The file already had these contents.
    Unchanged,
}

/// Why an output file was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The file system refused.
    #[error("output cannot be written: {0}")]
    Io(#[source] io::Error),
    /// The file exists, and no earlier run wrote it, or it was edited since.
    #[error("output exists and was not written by csdown, or was changed since")]
    Exists,
    /// The output is the input.
    #[error("output would overwrite the input")]
    IsInput,
    /// A symbolic link points out of the output folder.
    #[error("output would leave the output folder through a symbolic link")]
    Outside,
}

impl WriteError {
    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "write-failed",
            Self::Exists => "output-exists",
            Self::IsInput => "output-is-input",
            Self::Outside => "output-outside",
        }
    }
}

/// An output file to write.
#[derive(Debug)]
pub(crate) struct OutputFile<'a> {
    /// The output folder, canonical.
    pub(crate) root: &'a Path,
    /// The path below `root`.
    pub(crate) path: &'a Path,
    /// The input, which must not be overwritten.
    pub(crate) input: Option<&'a Path>,
    /// The files that earlier runs wrote.
    pub(crate) recorded: &'a Recorded,
    /// Whether to replace files that csdown did not write.
    pub(crate) force: bool,
}

impl OutputFile<'_> {
    /// Writes `contents`, unless the file has them already.
    pub(crate) fn write(&self, contents: &[u8]) -> Result<Written, WriteError> {
        let path = self.root.join(self.path);
        let folder = folder_of(&path);
        if folder != self.root {
            fs::create_dir_all(folder).map_err(WriteError::Io)?;
            if !folder.canonicalize().map_err(WriteError::Io)?.starts_with(self.root) {
                return Err(WriteError::Outside);
            }
        }
        match fs::read(&path) {
            Ok(present) if present == contents => return Ok(Written::Unchanged),
            Ok(present) => self.check_replaceable(&path, &present)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::create(&path, contents),
            Err(error) => return Err(WriteError::Io(error)),
        }
        let mut staged = StagedFile::new(&path).map_err(WriteError::Io)?;
        staged.write_all(contents).and_then(|()| staged.publish()).map_err(WriteError::Io)?;
        Ok(Written::Replaced)
    }

    /// Creates a file.
    fn create(path: &Path, contents: &[u8]) -> Result<Written, WriteError> {
        let mut staged = StagedFile::new(path).map_err(WriteError::Io)?;
        staged.write_all(contents).map_err(WriteError::Io)?;
        match staged.publish_new() {
            Ok(()) => Ok(Written::New),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(WriteError::Exists),
            Err(error) => Err(WriteError::Io(error)),
        }
    }

    /// Checks that the file at `path`, which has these contents, may be replaced.
    fn check_replaceable(&self, path: &Path, contents: &[u8]) -> Result<(), WriteError> {
        if self.input.is_some_and(|input| is_same_file(input, path)) {
            return Err(WriteError::IsInput);
        }
        let is_recorded = || self.recorded.has(&slashed(self.path), &digest(contents));
        if self.force || is_recorded() { Ok(()) } else { Err(WriteError::Exists) }
    }
}
