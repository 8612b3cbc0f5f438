//! Removes stale temporary files of killed runs.

use std::fs;
use std::io;
use std::path::Path;

use super::manifest::recorded_folders;
use super::regular_file::open_regular;
use super::staged_file::TEMPORARY;

/// Removes stale temporary files of killed runs from `folder`. Files in use are locked; where locks are not supported,
/// nothing is removed.
pub(crate) fn remove_stale(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_temporary =
            name.to_str().is_some_and(|name| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1));
        if is_temporary && open_regular(&entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // Its run may have published it meanwhile. A file that cannot be removed does no harm.
            drop(fs::remove_file(entry.path()));
        }
    }
    Ok(())
}

/// Removes stale temporary files from the folders below `root` that the manifest records. Symbolic links are not
/// followed.
pub(crate) fn remove_stale_outputs(root: &Path) -> io::Result<()> {
    recorded_folders(root, &mut |below| {
        let mut folder = root.to_path_buf();
        let is_real = below.iter().all(|part| {
            folder.push(part);
            folder.symlink_metadata().is_ok_and(|found| found.is_dir())
        });
        if is_real {
            // A folder that cannot be cleaned does not prevent a run.
            drop(remove_stale(&folder));
        }
    })
}
