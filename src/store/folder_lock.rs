//! Locks on output folders, so that two runs do not write to one at the same time.
//!
//! A run holds a lock of the operating system on [`LOCK`] in the folder, and deletes the file when it ends. If a run is
//! killed, the system releases the lock and the file stays behind. That tells the next run to look for temporary
//! files. Some network file systems have no locks; runs are not kept apart there, nor in a folder that the run cannot
//! write to, whose outputs may all be up to date.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::regular_file::{open_regular, open_regular_with};
use super::stale::remove_stale;

/// The name of the lock file in an output folder.
pub const LOCK: &str = ".csdown.lock";

/// The locks that this process holds.
static HELD: Mutex<Vec<Weak<Locked>>> = Mutex::new(Vec::new());

/// Why a folder cannot be locked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The folder cannot be created, or its lock file cannot be opened.
    #[error("output folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Another run is writing to the folder.
    #[error("output folder {}: another csdown run is writing to it", .0.display())]
    Busy(PathBuf),
}

/// A lock on an output folder. It is released when its last clone is dropped, or the process ends.
#[derive(Debug, Clone)]
pub struct FolderLock {
    held: Arc<Locked>,
}

#[derive(Debug)]
struct Locked {
    /// The folder, canonical.
    root: PathBuf,
    /// The locked file; `None` if it cannot be locked or created.
    file: Option<File>,
    /// Whether a killed run left the file behind.
    is_stale: bool,
}

impl FolderLock {
    /// Locks `folder`, creating it if it is missing, and removes temporary files from it that a killed run left. A folder
    /// that this process has locked already can be locked again.
    ///
    /// If another process holds the lock, calls `wait`, and waits if that returns `true`.
    ///
    /// # Errors
    ///
    /// [`LockError::Busy`] if `wait` returns `false`, [`LockError::Folder`] if the folder cannot be used.
    ///
    /// ```
    /// use csdown::batch::{FolderLock, LockError};
    ///
    /// let folder = std::env::temp_dir().join("csdown-lock");
    /// let lock = match FolderLock::acquire(&folder, || false) {
    ///     Err(LockError::Busy(folder)) => return println!("{} is in use", folder.display()),
    ///     lock => lock.unwrap(),
    /// };
    /// // Write to the folder.
    /// drop(lock);
    /// ```
    pub fn acquire(folder: &Path, wait: impl FnOnce() -> bool) -> Result<Self, LockError> {
        let failed = |source| LockError::Folder { path: folder.to_path_buf(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let root = folder.canonicalize().map_err(failed)?;
        if let Some(held) = held(&root) {
            return Ok(Self { held });
        }
        let (file, is_stale) =
            lock(&root, wait).map_err(failed)?.ok_or_else(|| LockError::Busy(folder.to_path_buf()))?;
        remove_stale(&root).map_err(failed)?;
        let held = Arc::new(Locked { root, file, is_stale });
        HELD.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&held));
        Ok(Self { held })
    }

    /// Whether the last run was killed, so that its temporary files may be anywhere below the folder.
    pub(crate) fn follows_killed_run(&self) -> bool {
        self.held.is_stale
    }

    /// Whether other runs are kept from the folder.
    pub(crate) fn is_exclusive(&self) -> bool {
        self.held.file.is_some()
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        HELD.lock().unwrap_or_else(PoisonError::into_inner).retain(|held| held.strong_count() > 0);
        if let Some(file) = self.file.take() {
            // While the file is locked, it is this one that is deleted. If it cannot be deleted, it does no harm.
            drop(fs::remove_file(self.root.join(LOCK)));
            drop(file);
        }
    }
}

/// Returns the lock on `root` that this process holds already.
fn held(root: &Path) -> Option<Arc<Locked>> {
    // Dropping the last reference to a lock locks `HELD`, which must not be locked here any more.
    let held: Vec<_> =
        HELD.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade).collect();
    held.into_iter().find(|locked| locked.root == root)
}

/// Locks the lock file of `root` and returns it, with whether a killed run left it behind. `None` if another run holds
/// the lock and `wait` returns `false`.
fn lock(root: &Path, wait: impl FnOnce() -> bool) -> io::Result<Option<(Option<File>, bool)>> {
    let (path, mut wait) = (root.join(LOCK), Some(wait));
    loop {
        let (file, is_new) = match open(&path) {
            Err(error) if is_read_only(&error) => return Ok(Some((None, false))),
            opened => opened?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if wait.take().is_some_and(|wait| !wait()) {
                    return Ok(None);
                }
                match file.lock() {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    locked => locked?,
                }
            }
            Err(TryLockError::Error(_)) => {
                if is_new {
                    drop(fs::remove_file(&path));
                }
                return Ok(Some((None, false)));
            }
        }
        // The run that held the lock deletes the file, so another file may be at its path by now.
        if is_at(&file, &path) {
            return Ok(Some((Some(file), !is_new)));
        }
    }
}

/// Whether the folder is not writable.
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Opens the lock file, and returns whether it is new.
fn open(path: &Path) -> io::Result<(File, bool)> {
    loop {
        let error = match open_regular_with(path, OpenOptions::new().write(true).create_new(true)) {
            Ok(file) => return Ok((file, true)),
            Err(error) => error,
        };
        if error.kind() != io::ErrorKind::AlreadyExists {
            return Err(error);
        }
        // Some file systems lock only files that are open for writing, which the file of another user is not.
        let opened = match open_regular_with(path, OpenOptions::new().write(true)) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => open_regular(path),
            opened => opened,
        };
        match opened {
            // The other run has just ended.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return Ok((opened?, false)),
        }
    }
}

/// Whether `file` is at `path`.
fn is_at(file: &File, path: &Path) -> bool {
    let own = file.try_clone().and_then(same_file::Handle::from_file);
    own.is_ok_and(|own| same_file::Handle::from_path(path).is_ok_and(|found| own == found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_can_lock_a_folder_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let acquire = || FolderLock::acquire(&path, || panic!("busy")).unwrap();
        let (one, other) = (acquire(), acquire());
        drop(one);
        assert!(path.join(LOCK).exists());
        drop(other);
        assert!(!path.join(LOCK).exists());
        drop(acquire());
    }

    #[test]
    fn a_locked_folder_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        // As another process would: the file is opened again.
        let (file, _) = open(&path.join(LOCK)).unwrap();
        file.lock().unwrap();
        let busy = FolderLock::acquire(path, || false);
        assert!(matches!(busy, Err(LockError::Busy(_))), "{busy:?}");
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| FolderLock::acquire(path, move || sender.send(()).is_ok()));
            receiver.recv().unwrap();
            fs::remove_file(path.join(LOCK)).unwrap();
            drop(file);
            drop(waiting.join().unwrap().unwrap());
        });
        assert!(!path.join(LOCK).exists());
    }

    #[test]
    fn a_lock_file_without_a_lock_is_of_a_killed_run() {
        let folder = tempfile::tempdir().unwrap();
        let follows = || FolderLock::acquire(folder.path(), || false).unwrap().follows_killed_run();
        assert!(!follows());
        fs::write(folder.path().join(LOCK), "").unwrap();
        fs::write(folder.path().join(".csdown-1.tmp"), "half").unwrap();
        assert!(follows() && !follows());
        assert!(!folder.path().join(".csdown-1.tmp").exists());
    }
}
