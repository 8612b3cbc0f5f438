//! Paths of the file system.

use std::path::{Path, PathBuf};

/// A relative path with `/` between its parts, on any system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// `path` from the root of the file system, through no symlink, also where it or its end is not there yet.
pub(crate) fn resolve(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        let parent = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        if let Ok(mut found) = parent.canonicalize() {
            found.extend(missing.iter().rev());
            return found;
        }
        let Some((above, name)) = there.parent().zip(there.file_name()) else { return path.to_path_buf() };
        missing.push(name);
        there = above;
    }
}

/// The folder a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Whether both paths are there and lead to one file.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    // Of an input and an output, the output is the one that is mostly not there.
    b.exists() && matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
