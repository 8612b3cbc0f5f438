//! Writes output files, and only over files that csdown wrote.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::hash::digest_of;
use super::paths::is_same_file;
use super::regular_file::{kind_of, open_regular};
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
    #[error("output {} exists and was not written by csdown, or was edited since", path.display())]
    Exists {
        /// The path below the output folder.
        path: PathBuf,
    },
    /// The output is the input.
    #[error("output would overwrite the input")]
    IsInput,
    /// A folder, pipe, socket or device is at the path of the output.
    #[error("output path is {kind}, not a regular file; move it away or use another output folder")]
    NotAFile {
        /// What is there, as in `a folder`.
        kind: &'static str,
    },
    /// Something other than a folder, such as a symbolic link, is at the path of a folder of the output.
    #[error("{} in the output folder is {kind}, not a folder; move it away or use another output folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// What is there, as in `a symbolic link`.
        kind: &'static str,
    },
}

impl WriteError {
    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "write-failed",
            Self::Exists { .. } => "output-exists",
            Self::IsInput => "output-is-input",
            Self::NotAFile { .. } => "output-not-a-file",
            Self::NotAFolder { .. } => "output-not-a-folder",
        }
    }
}

/// The contents that csdown wrote, or may have written, to a path.
pub(crate) trait KnownContents {
    /// Whether csdown wrote anything there.
    fn is_path(&self) -> bool;

    /// Whether csdown wrote contents with this SHA-256 digest, in hexadecimal.
    fn has(&self, digest: &str) -> io::Result<bool>;
}

/// An output file to write.
pub(crate) struct OutputFile<'a> {
    /// The output folder, canonical.
    pub(crate) root: &'a Path,
    /// The path below `root`.
    pub(crate) path: &'a Path,
    /// The input, which must not be overwritten.
    pub(crate) input: Option<&'a Path>,
    /// The contents that csdown wrote there, or may have written.
    pub(crate) known: &'a dyn KnownContents,
    /// Whether to replace files that csdown did not write.
    pub(crate) force: bool,
}

impl OutputFile<'_> {
    /// Writes `contents`, unless the file has them already.
    pub(crate) fn write(&self, contents: &[u8]) -> Result<Written, WriteError> {
        if let Some(folder) = self.path.parent() {
            create_folders(self.root, folder)?;
        }
        let path = self.root.join(self.path);
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // If another run has created the file meanwhile, it is handled as any other file.
                if create(&path, contents).map_err(WriteError::Io)? {
                    return Ok(Written::New);
                }
                self.replace(&path, contents)
            }
            Err(error) => Err(WriteError::Io(error)),
            Ok(_) => self.replace(&path, contents),
        }
    }

    /// Replaces what is at `path`, if allowed.
    fn replace(&self, path: &Path, contents: &[u8]) -> Result<Written, WriteError> {
        let found = path.symlink_metadata().map_err(WriteError::Io)?.file_type();
        let is_input = || self.input.is_some_and(|input| is_same_file(input, path));
        if found.is_symlink() {
            // The link is replaced, and never written through.
            match (is_input(), self.force) {
                (true, _) => return Err(WriteError::IsInput),
                (false, false) => return Err(self.exists()),
                (false, true) => {}
            }
        } else if found.is_file() {
            let mut file = open_regular(path).map_err(WriteError::Io)?;
            if has_contents(&mut file, contents).map_err(WriteError::Io)? {
                return Ok(Written::Unchanged);
            }
            if is_input() {
                return Err(WriteError::IsInput);
            }
            // After a power failure, a file may be empty that csdown wrote.
            let is_lost = || file.metadata().is_ok_and(|found| found.len() == 0) && self.known.is_path();
            if !self.force && !is_lost() && !self.is_known(&mut file).map_err(WriteError::Io)? {
                return Err(self.exists());
            }
        } else {
            return Err(WriteError::NotAFile { kind: kind_of(found) });
        }
        let mut staged = StagedFile::new(path).map_err(WriteError::Io)?;
        staged.write_all(contents).and_then(|()| staged.publish()).map_err(WriteError::Io)?;
        Ok(Written::Replaced)
    }

    fn exists(&self) -> WriteError {
        WriteError::Exists { path: self.path.to_path_buf() }
    }

    /// Whether csdown wrote `file`.
    fn is_known(&self, file: &mut File) -> io::Result<bool> {
        file.rewind()?;
        self.known.has(&digest_of(file)?)
    }
}

/// Creates a file; `false` if something is at its path by now.
fn create(path: &Path, contents: &[u8]) -> io::Result<bool> {
    let mut staged = StagedFile::new(path)?;
    staged.write_all(contents)?;
    match staged.publish_new() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether `file` consists of `contents`. Reads no more than that.
fn has_contents(file: &mut File, contents: &[u8]) -> io::Result<bool> {
    let length = u64::try_from(contents.len()).unwrap_or(u64::MAX);
    if file.metadata()?.len() != length {
        return Ok(false);
    }
    let mut present = Vec::with_capacity(contents.len());
    file.take(length).read_to_end(&mut present)?;
    Ok(present == contents)
}

/// Creates the folders of `path` below `root`. None of them may be a symbolic link: it could lead out of `root`, or to
/// the folder of another output.
pub(super) fn create_folders(root: &Path, path: &Path) -> Result<(), WriteError> {
    let mut folder = root.to_path_buf();
    for part in path {
        folder.push(part);
        if folder.symlink_metadata().is_ok_and(|found| found.is_dir()) {
            continue;
        }
        match fs::create_dir(&folder) {
            Ok(()) => {}
            // Created by another thread, or not a folder.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let found = folder.symlink_metadata().map_err(WriteError::Io)?.file_type();
                if !found.is_dir() {
                    let path = folder.strip_prefix(root).unwrap_or(&folder).to_path_buf();
                    return Err(WriteError::NotAFolder { path, kind: kind_of(found) });
                }
            }
            Err(error) => return Err(WriteError::Io(error)),
        }
    }
    Ok(())
}
