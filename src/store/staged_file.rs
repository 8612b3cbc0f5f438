//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::paths::folder_of;

/// How the names of files begin and end that are on their way to their place.
const STAGED: (&str, &str) = (".csdown-", ".tmp");

/// Removes from `folder` what killed runs left on its way. What a run still holds is locked; where files cannot be
/// locked, nothing is removed.
pub(crate) fn remove_stale(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_staged =
            name.to_str().is_some_and(|name| name.starts_with(STAGED.0) && name.ends_with(STAGED.1));
        if is_staged && entry.file_type()?.is_file() && File::open(entry.path())?.try_lock().is_ok() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A file that is written beside its place and appears there whole when [`Self::publish`]ed. Dropped, it vanishes.
#[derive(Debug)]
pub struct StagedFile {
    file: NamedTempFile,
    place: PathBuf,
}

impl StagedFile {
    /// Begins a file that is to appear at `place`.
    ///
    /// # Errors
    ///
    /// When the folder of `place` cannot be written to.
    pub fn new(place: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(STAGED.0).suffix(STAGED.1);
        // Temporary files are private by default; outputs are ordinary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder_of(place))?;
        // By this others know that the file is not abandoned. Some file systems have no locks: see `remove_stale`.
        drop(file.as_file().try_lock());
        Ok(Self { file, place: place.to_path_buf() })
    }

    /// Puts the file in its place, over what is there.
    ///
    /// # Errors
    ///
    /// When the file cannot be renamed.
    pub fn publish(self) -> io::Result<()> {
        self.file.persist(&self.place).map(drop).map_err(|error| error.error)
    }

    /// Puts the file in this place of the same folder instead, over what is there.
    pub(crate) fn publish_at(self, place: &Path) -> io::Result<()> {
        self.file.persist(place).map(drop).map_err(|error| error.error)
    }

    /// The file, to be read before it is put in its place.
    pub(crate) fn as_file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts the file in its place unless something is there.
    pub(crate) fn publish_new(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.place).map(drop).map_err(|error| error.error)
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
