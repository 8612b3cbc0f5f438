//! Waits until files are on the disk.
//!
//! Files are renamed without waiting for the disk, which would take longer than converting them. One request for the
//! whole file system at the end of a run is cheap, but only Linux has it.

use std::io;
use std::path::Path;

/// Whether [`sync_folder`] is supported.
pub(crate) const CAN_SYNC: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Waits until everything that was written to the file system of `folder` is on the disk.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

/// Fails, because the system cannot do it.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
