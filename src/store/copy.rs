//! Copies of stored files in an output folder.

use std::fs;
use std::io;
use std::path::Path;

use super::output_file::{WriteError, create_folders};
use super::regular_file::{is_file_of, open_regular};
use super::staged_file::StagedFile;

/// Copies the file `source` of this length to `path` below the folder `root`, unless a file of this length is there. The
/// copy is a hard link if the file system allows it.
///
/// What else is at `path` is replaced, so `path` must be a name that only a file with these contents has.
pub(crate) fn copy_below(root: &Path, path: &Path, source: &Path, length: u64) -> Result<(), WriteError> {
    if let Some(folder) = path.parent() {
        create_folders(root, folder)?;
    }
    let target = root.join(path);
    if is_file_of(&target, length) || fs::hard_link(source, &target).is_ok() {
        return Ok(());
    }
    let copy = || {
        let mut staged = StagedFile::new(&target)?;
        io::copy(&mut open_regular(source)?, &mut staged)?;
        staged.publish()
    };
    copy().map_err(WriteError::Io)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_replace_anything_but_a_copy() {
        let root = tempfile::tempdir().unwrap();
        let (source, target) = (root.path().join("source"), root.path().join("a/b/copy"));
        fs::write(&source, "whole").unwrap();
        let copy = || copy_below(root.path(), Path::new("a/b/copy"), &source, 5).unwrap();
        copy();
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        fs::remove_file(&target).unwrap();
        fs::write(&target, "cut").unwrap();
        copy();
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        fs::write(&target, "equal").unwrap();
        copy();
        assert_eq!(fs::read(&target).unwrap(), b"equal", "a file of the same length is left alone");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir(path("out")).unwrap();
        fs::create_dir(path("elsewhere")).unwrap();
        fs::write(path("source"), "whole").unwrap();
        fs::write(path("mine"), "mine!").unwrap();
        symlink(path("elsewhere"), path("out/folder")).unwrap();
        symlink(path("mine"), path("out/file")).unwrap();
        let copy = |below: &str| copy_below(&path("out"), Path::new(below), &path("source"), 5);
        assert!(matches!(copy("folder/copy"), Err(WriteError::NotAFolder { .. })));
        copy("file").unwrap();
        assert_eq!(fs::read(path("mine")).unwrap(), b"mine!");
        assert!(!path("elsewhere/copy").exists() && !path("out/file").is_symlink());
    }
}
