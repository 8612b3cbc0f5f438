//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::paths::folder_of;

/// The prefix and suffix of temporary file names.
pub(super) const TEMPORARY: (&str, &str) = (".csdown-", ".tmp");

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
        loop {
            let file = builder.tempfile_in(folder_of(target)).map_err(without_path)?;
            // The lock shows other runs that the file is in use; see `remove_stale`. Not all file systems support locks.
            drop(file.as_file().try_lock());
            // Another run may have taken the file for a stale one before it was locked.
            if file.path().exists() {
                return Ok(Self { file, target: target.to_path_buf() });
            }
        }
    }

    /// Moves the file to its target. A file that it replaces passes on its owner and mode; a symbolic link is replaced,
    /// not followed.
    ///
    /// # Errors
    ///
    /// If the file cannot be renamed.
    pub fn publish(self) -> io::Result<()> {
        #[cfg(unix)]
        keep_attributes(self.file.as_file(), &self.target)?;
        self.file.persist(&self.target).map(drop).map_err(|error| error.error)
    }

    /// Moves the file to another target in the same folder, replacing an existing file.
    pub(crate) fn publish_at(self, target: &Path) -> io::Result<()> {
        Self { target: target.to_path_buf(), ..self }.publish()
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

/// Removes the random path of a temporary file from common errors, so that the same cause has the same message.
fn without_path(error: io::Error) -> io::Error {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match error.kind() {
        kind @ (PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull) => kind.into(),
        _ => error,
    }
}

/// Gives `file` the owner and the mode of the regular file at `target`, if there is one.
#[cfg(unix)]
fn keep_attributes(file: &File, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let Some(found) = target.symlink_metadata().ok().filter(fs::Metadata::is_file) else { return Ok(()) };
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (found.uid(), found.gid()) {
        // Only the superuser can give files away, but the owner may belong to the group.
        drop(
            fchown(file, Some(found.uid()), Some(found.gid()))
                .or_else(|_| fchown(file, None, Some(found.gid()))),
        );
    }
    if own.mode() == found.mode() { Ok(()) } else { file.set_permissions(found.permissions()) }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
