//! File system paths.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

/// Formats a relative path with `/` as the separator on any system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Makes a path absolute and resolves symbolic links, even if the end of the path does not exist yet.
pub(crate) fn resolve(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        let parent = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
        if let Ok(mut resolved) = parent.canonicalize() {
            resolved.extend(missing.iter().rev());
            return resolved;
        }
        let Some((above, name)) = existing.parent().zip(existing.file_name()) else {
            return path.to_path_buf();
        };
        missing.push(name);
        existing = above;
    }
}

/// Resolves all symbolic links in `path` except the last part.
pub(crate) fn resolve_parent(path: &Path) -> Option<PathBuf> {
    let (parent, name) = path.parent().zip(path.file_name())?;
    Some(resolve(parent).join(name))
}

/// Returns the folder that contains a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Whether both paths exist and refer to the same file.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    // `b` is usually an output, which often does not exist.
    b.exists() && matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Removes everything from a path that could make it leave the output folder.
pub(crate) fn folder_below(folder: &Path) -> PathBuf {
    folder.components().filter(|c| matches!(c, Component::Normal(_))).collect()
}

/// Folds a path for comparison: `É`, `é` and `e` with a combining accent are the same file on some systems, and so are
/// `σ` and `ς`, which share an upper-case letter.
pub(crate) fn fold_case(path: &str) -> String {
    // Most names. Ideographs have neither case nor other forms of the same character.
    if path.chars().all(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        return path.to_ascii_lowercase();
    }
    let upper = path.nfc().flat_map(char::to_uppercase);
    upper.flat_map(char::to_lowercase).collect::<String>().nfc().collect()
}

/// Returns the folder `below` in `root`; `None` if a part of it is missing or a symbolic link.
pub(crate) fn real_folder(root: &Path, below: &Path) -> Option<PathBuf> {
    let mut folder = root.to_path_buf();
    let is_real = below.iter().all(|part| {
        folder.push(part);
        folder.symlink_metadata().is_ok_and(|found| found.is_dir())
    });
    is_real.then_some(folder)
}
