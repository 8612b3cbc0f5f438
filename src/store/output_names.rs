//! Assigns a unique path below the output folder to every output of a run.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use super::hash::{Fingerprint, fingerprint};
use super::paths::slashed;

/// The paths in use, compared as on file systems that ignore case and Unicode normalization. Needs under 100 bytes for
/// each path, whatever its length.
///
/// ```
/// use std::path::Path;
/// use csdown::batch::OutputNames;
///
/// let mut names = OutputNames::default();
/// let mut assign = |folder: &str, name: &str| names.assign(Path::new(folder), name, |_| false);
/// assert_eq!(assign("posts", "a.md"), Path::new("posts/a.md"));
/// assert_eq!(assign("posts", "A.md"), Path::new("posts/A-2.md"));
/// assert_eq!(assign("../posts", "../b.md"), Path::new("posts/article.md"));
/// ```
#[derive(Debug, Default)]
pub struct OutputNames {
    /// Fingerprints of the exact paths, by those of the folded paths.
    taken: HashMap<Fingerprint, Fingerprint>,
    /// The next number to try for a name. Thousands of articles may have the same title.
    numbers: HashMap<Fingerprint, usize>,
}

impl OutputNames {
    /// Assigns a path to the output `name` in `folder`. If the path is in use or reserved, the name gets a suffix `-2`,
    /// `-3` and so on. The same inputs in the same order get the same paths.
    ///
    /// The path is relative and stays below the output folder: parts of `folder` that would leave it are removed, and a
    /// `name` that is not a single file name becomes `article.md`. `is_reserved` tells which paths are not available.
    pub fn assign(
        &mut self,
        folder: &Path,
        name: &str,
        mut is_reserved: impl FnMut(&Path) -> bool,
    ) -> PathBuf {
        let folder = folder_below(folder);
        let name = if is_plain_name(name) { name } else { "article.md" };
        let mut path = folder.join(name);
        if is_reserved(&path) || !self.take(&path) {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "md"));
            let key = key(&path);
            let mut number = self.numbers.get(&key).copied().unwrap_or(2);
            loop {
                path = folder.join(format!("{stem}-{number}.{extension}"));
                number = number.saturating_add(1);
                if !is_reserved(&path) && self.take(&path) {
                    break;
                }
            }
            self.numbers.insert(key, number);
        }
        path
    }

    /// Whether `path` was assigned to an output.
    pub fn has(&self, path: &Path) -> bool {
        self.taken.get(&key(path)) == Some(&fingerprint(&[&slashed(path)]))
    }

    /// Whether `path`, or the same path in another case, was assigned to an output.
    pub(crate) fn is_taken(&self, path: &Path) -> bool {
        self.taken.contains_key(&key(path))
    }

    /// Marks `path` as in use; `false` if it was already.
    fn take(&mut self, path: &Path) -> bool {
        let Entry::Vacant(entry) = self.taken.entry(key(path)) else { return false };
        entry.insert(fingerprint(&[&slashed(path)]));
        true
    }
}

/// Removes everything from a path that could make it leave the output folder.
pub(crate) fn folder_below(folder: &Path) -> PathBuf {
    folder.components().filter(|c| matches!(c, Component::Normal(_))).collect()
}

/// Whether `name` is a single file name.
fn is_plain_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let plain = matches!(components.next(), Some(Component::Normal(first)) if first == name);
    plain && components.next().is_none() && !name.contains(['/', '\\', '\0'])
}

/// Folds a path for comparison: `É`, `é` and `e` with a combining accent are the same file on some systems, and so are
/// `σ` and `ς`, which share an upper-case letter.
pub(crate) fn fold_case(path: &str) -> String {
    let upper = path.nfc().flat_map(char::to_uppercase);
    upper.flat_map(char::to_lowercase).collect::<String>().nfc().collect()
}

fn key(path: &Path) -> Fingerprint {
    fingerprint(&[&fold_case(&slashed(path))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_get_a_number() {
        let mut names = OutputNames::default();
        let mut assign = |name: &str| slashed(&names.assign(Path::new("d"), name, |_| false));
        assert_eq!(assign("a.md"), "d/a.md");
        assert_eq!(assign("A.md"), "d/A-2.md");
        assert_eq!(assign("a.md"), "d/a-3.md");
        assert_eq!(assign("a-2.md"), "d/a-2-2.md");
        assert_eq!(assign("\u{e9}.md"), "d/\u{e9}.md");
        assert_eq!(assign("E\u{301}.md"), "d/E\u{301}-2.md");
        assert_eq!(assign("a.md"), "d/a-4.md");
        for number in 5..50_000 {
            assert_eq!(assign("a.md"), format!("d/a-{number}.md"));
        }
        assert!(names.has(Path::new("d/A-2.md")) && !names.has(Path::new("d/a-2.md")));
    }

    #[test]
    fn reserved_names_are_skipped() {
        let mut names = OutputNames::default();
        let is_reserved = |path: &Path| ["a.md", "a-3.md"].contains(&slashed(path).as_str());
        let mut assign = || slashed(&names.assign(Path::new(""), "a.md", is_reserved));
        assert_eq!([assign(), assign()], ["a-2.md", "a-4.md"]);
    }

    #[test]
    fn paths_never_leave_the_folder() {
        let mut names = OutputNames::default();
        let mut assign = |folder: &str, name| slashed(&names.assign(Path::new(folder), name, |_| false));
        assert_eq!(assign("../x/..", "../../b.md"), "x/article.md");
        assert_eq!(assign("/etc", ".."), "etc/article.md");
        assert_eq!(assign("", "...md"), "...md");
    }
}
