//! Backups of files that are about to be replaced.
//!
//! A backup is on the disk before its file is replaced. It is a second name of the same file, with its time, mode and
//! owner; where the file system does not allow that, it is a copy.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::hash::digest_of_file;
use super::output_file::{WriteError, create_folders};
use super::regular_file::open_regular;
use super::staged_file::StagedFile;

/// Why a file has no backup, and so must not be replaced.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    /// Something other than a folder is at the path of a folder of the backup.
    #[error("{} in the backup folder is {kind}, not a folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// What is there, as in `a symbolic link`.
        kind: &'static str,
    },
    /// The backup cannot be written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Another file is at the path of the backup.
    #[error("another file is there")]
    Taken,
    /// The file does not have the expected contents.
    #[error("the file changed after it was read")]
    Changed,
}

impl BackupError {
    /// Returns why the folders of a backup cannot be created.
    fn of_folders(error: WriteError) -> Self {
        match error {
            WriteError::NotAFolder { path, kind } => Self::NotAFolder { path, kind },
            WriteError::Io(error) => Self::Io(error),
            other => Self::Io(io::Error::other(other)),
        }
    }
}

/// Backs the regular file `original` up at `path` below `folder`, which is created if necessary. `digest` is the SHA-256 that
/// the file should have. A backup with these contents is kept as it is, and any other file there is an error.
pub(crate) fn back_up(original: &Path, digest: &str, folder: &Path, path: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder)?;
    if let Some(parent) = path.parent() {
        create_folders(folder, parent).map_err(BackupError::of_folders)?;
    }
    let target = folder.join(path);
    if target.symlink_metadata().is_err() {
        let is_new = create(original, &target)?;
        // The file may have been replaced or edited since it was read. A backup that another run has just created is not ours
        // to remove.
        if is_new && !has_digest(&target, digest)? {
            fs::remove_file(&target)?;
            return Err(BackupError::Changed);
        }
    }
    if !has_digest(&target, digest)? {
        return Err(BackupError::Taken);
    }
    sync(&target, folder)?;
    Ok(())
}

/// Creates the backup of a file; `false` if something is at its path by now.
fn create(original: &Path, target: &Path) -> io::Result<bool> {
    let created = match fs::hard_link(original, target) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => copy(original, target),
        created => created,
    };
    match created {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies a file with its time and mode.
fn copy(original: &Path, target: &Path) -> io::Result<()> {
    let mut file = open_regular(original)?;
    let metadata = file.metadata()?;
    let mut staged = StagedFile::new(target)?;
    io::copy(&mut file, &mut staged)?;
    staged.flush()?;
    let copy = staged.as_file_mut();
    copy.set_modified(metadata.modified()?)?;
    copy.set_permissions(metadata.permissions())?;
    staged.publish_new()
}

fn has_digest(path: &Path, digest: &str) -> Result<bool, BackupError> {
    Ok(digest_of_file(path)? == digest)
}

/// Waits until the file at `path` is on the disk, and its names in all folders up to `root`.
fn sync(path: &Path, root: &Path) -> io::Result<()> {
    // A file opened for reading can be synced on Unix only; elsewhere folders cannot be synced either.
    if cfg!(unix) {
        open_regular(path)?.sync_all()?;
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
        for folder in folders.chain(root.parent()) {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            File::open(folder)?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::digest;

    #[test]
    fn a_backup_is_the_same_file_or_a_copy() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::write(path("a.md"), "一").unwrap();
        let modified = path("a.md").metadata().unwrap().modified().unwrap();
        let backup = || back_up(&path("a.md"), &digest("一".as_bytes()), &path("b"), Path::new("c/a.md"));
        backup().unwrap();
        assert_eq!(fs::read_to_string(path("b/c/a.md")).unwrap(), "一");
        backup().unwrap();
        copy(&path("a.md"), &path("copy.md")).unwrap();
        for name in ["b/c/a.md", "copy.md"] {
            assert_eq!(path(name).metadata().unwrap().modified().unwrap(), modified, "{name}");
        }
    }

    #[test]
    fn a_backup_never_replaces_another_file_and_has_what_was_read() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::write(path("a.md"), "一").unwrap();
        let backup = |contents: &str| {
            back_up(&path("a.md"), &digest(contents.as_bytes()), &path("b"), Path::new("a.md"))
        };
        assert!(matches!(backup("二"), Err(BackupError::Changed)) && !path("b/a.md").exists());
        fs::write(path("b/a.md"), "三").unwrap();
        assert!(!create(&path("a.md"), &path("b/a.md")).unwrap(), "another run was faster");
        assert!(matches!(backup("一"), Err(BackupError::Taken)));
        assert_eq!(fs::read_to_string(path("b/a.md")).unwrap(), "三");
    }
}
