//! Removes stale temporary files of killed runs.

use std::fs;
use std::io;
use std::path::Path;

use super::paths::{folder_below, real_folder};
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

/// Removes stale temporary files from the folder `below` in `root`. Symbolic links are not followed. The path may come
/// from someone else.
pub(crate) fn remove_stale_below(root: &Path, below: &Path) {
    if let Some(folder) = real_folder(root, &folder_below(below)) {
        // A folder that cannot be cleaned does not prevent a run.
        drop(remove_stale(&folder));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_are_removed_in_real_folders_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        for path in ["root/a/b", "x", "root/x"] {
            fs::create_dir_all(folder.path().join(path)).unwrap();
            fs::write(folder.path().join(path).join(".csdown-1.tmp"), "half").unwrap();
        }
        let left = |path: &str| folder.path().join(path).join(".csdown-1.tmp").exists();
        remove_stale_below(&root, Path::new("a/b"));
        remove_stale_below(&root, Path::new("../x"));
        assert_eq!(["root/a/b", "x", "root/x"].map(left), [false, true, false]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("x"), root.join("link")).unwrap();
            remove_stale_below(&root, Path::new("link"));
            assert!(left("x"));
        }
    }
}
