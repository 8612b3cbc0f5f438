//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::paths::folder_of;

/// The prefix and suffix of temporary file names.
const TEMPORARY: (&str, &str) = (".csdown-", ".tmp");

/// Removes stale temporary files of killed runs from `folder`. Files in use are locked; where locks are not supported,
/// nothing is removed.
pub(crate) fn remove_stale(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_temporary =
            name.to_str().is_some_and(|name| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1));
        if is_temporary && entry.file_type()?.is_file() && File::open(entry.path())?.try_lock().is_ok() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A temporary file that replaces its target when it is [published](Self::publish). It is deleted on drop.
#[derive(Debug)]
pub struct StagedFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl StagedFile {
    /// Creates a temporary file in the folder of `target`.
    ///
    /// # Errors
    ///
    /// If the folder is not writable.
    pub fn new(target: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
        // Temporary files are private by default; outputs are ordinary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder_of(target))?;
        // The lock shows other runs that the file is in use; see `remove_stale`. Not all file systems support locks.
        drop(file.as_file().try_lock());
        Ok(Self { file, target: target.to_path_buf() })
    }

    /// Moves the file to its target, replacing an existing file.
    ///
    /// # Errors
    ///
    /// If the file cannot be renamed.
    pub fn publish(self) -> io::Result<()> {
        self.file.persist(&self.target).map(drop).map_err(|error| error.error)
    }

    /// Moves the file to another target in the same folder, replacing an existing file.
    pub(crate) fn publish_at(self, target: &Path) -> io::Result<()> {
        self.file.persist(target).map(drop).map_err(|error| error.error)
    }

    /// Returns the temporary file, for reading it before it is published.
    pub(crate) fn as_file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Moves the file to its target, unless the target exists.
    pub(crate) fn publish_new(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.target).map(drop).map_err(|error| error.error)
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
