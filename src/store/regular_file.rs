//! Opens regular files and nothing else.
//!
//! A catalogue, an output or a report that is a named pipe would block a run, and one that is a symbolic link would lead
//! it to a file elsewhere.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Something other than a regular file at the path of one.
#[derive(Debug, thiserror::Error)]
#[error("{} is {kind}, not a regular file", path.display())]
struct NotRegular {
    path: PathBuf,
    kind: &'static str,
}

/// Opens the file at `path` for reading, if it is a regular file.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    open_regular_with(path, OpenOptions::new().read(true))
}

/// Returns what tells the file at `path` from all others that exist or are open; `None` if there is none, or on systems on
/// which a file that is open cannot be replaced. The file is not opened, as closing it would end the locks of `SQLite`.
#[cfg(feature = "serve")]
pub(crate) fn file_number(path: &Path) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        path.symlink_metadata().ok().map(|found| (found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    path.parent().and(None)
}

/// Whether the regular file at `path` starts with `prefix`.
pub(crate) fn starts_with(path: &Path, prefix: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    let length = u64::try_from(prefix.len()).unwrap_or(u64::MAX);
    open_regular(path)?.take(length).read_to_end(&mut start)?;
    Ok(start == prefix.as_bytes())
}

/// Opens the file at `path` with `options`, if it is a regular file or is created. Does not follow a symbolic link at
/// `path`.
pub(crate) fn open_regular_with(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let check = |found: FileType| if found.is_file() { Ok(()) } else { Err(not_regular(path, found)) };
    // For the error, and for systems without the flags below.
    if let Ok(found) = path.symlink_metadata() {
        check(found.file_type())?;
    }
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(path)?;
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// The error for something at `path` that is not a regular file.
fn not_regular(path: &Path, found: FileType) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, NotRegular { path: path.to_path_buf(), kind: kind_of(found) })
}

/// Names a type of file, as in `a named pipe`.
pub(crate) fn kind_of(found: FileType) -> &'static str {
    if found.is_symlink() {
        return "a symbolic link";
    }
    if found.is_dir() {
        return "a folder";
    }
    if found.is_file() {
        return "a regular file";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if found.is_fifo() {
            return "a named pipe";
        }
        if found.is_socket() {
            return "a socket";
        }
    }
    "a device"
}
/// Whether `path` is a regular file of this length.
pub(crate) fn is_file_of(path: &Path, length: u64) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == length)
}
