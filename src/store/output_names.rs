//! Assigns a unique path below the output folder to every output of a run.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use super::article::Article;
use super::hash::{Fingerprint, fingerprint};
use super::paths::{fold_case, folder_below, slashed};

/// Returns whether the catalogue records a path as the article's own or as another one's; `None` if as neither.
pub type IsOwn<'a> = &'a dyn Fn(&Path) -> Option<bool>;

/// The paths in use, compared as on file systems that ignore case and Unicode normalization. Needs under 100 bytes for
/// each path, whatever its length.
///
/// An article keeps the path that the catalogue records as its own. Otherwise, the first to want a path gets it, and
/// later ones get a suffix that depends on the article alone: its id, or a hash of its input. So no name changes when
/// other articles are added, removed or reordered.
///
/// ```
/// use std::path::Path;
/// use csdown::batch::{Article, OutputNames};
///
/// let mut names = OutputNames::default();
/// let mut assign = |id: &str, name: &str| {
///     let article = Article { id: Some(id), input: "1.html", digest: "e3b0c442", is_named_after_input: false };
///     names.assign(&article, Path::new(name), None, |_| false)
/// };
/// assert_eq!(assign("136000001", "posts/题"), Path::new("posts/题.md"));
/// assert_eq!(assign("136000002", "posts/题"), Path::new("posts/题-136000002.md"));
/// assert_eq!(assign("136000003", "../a"), Path::new("a.md"));
/// ```
#[derive(Debug, Default)]
pub struct OutputNames {
    /// Fingerprints of the exact paths, by those of the folded paths.
    taken: HashMap<Fingerprint, Fingerprint>,
    /// The next number to try for a path that copies of one input want.
    numbers: HashMap<Fingerprint, usize>,
}

impl OutputNames {
    /// Assigns a path to the output of `article`: `name` and `.md`, or else the first suffix between them that gives a
    /// path that is not in use, not reserved and not another article's. Only copies of one input, with the same name
    /// and the same bytes, are numbered.
    ///
    /// The path is relative and stays below the output folder: parts that would leave it are removed. `is_own` looks
    /// a path up in the catalogue, and is `None` if that is empty. `is_reserved` returns whether a path is not available.
    pub fn assign(
        &mut self,
        article: &Article<'_>,
        name: &Path,
        is_own: Option<IsOwn<'_>>,
        mut is_reserved: impl FnMut(&Path) -> bool,
    ) -> PathBuf {
        let name = named(name);
        let bare = with_end(&name, ".md");
        if is_own.is_none() && !is_reserved(&bare) && self.take(&bare) {
            return bare;
        }
        let is_own = |path: &Path| is_own.and_then(|is_own| is_own(path));
        let suffixes: Vec<_> = article.suffixes(&slashed(&name)).collect();
        let others: Vec<_> =
            suffixes.iter().map(|suffix| with_end(&name, &format!("-{suffix}.md"))).collect();
        // Once it has a suffix, an article keeps it, even if the other one is gone.
        let kept = others.iter().filter(|path| is_own(path) == Some(true));
        let wanted = std::iter::once(&bare).chain(&others).filter(|path| is_own(path) != Some(false));
        for path in kept.chain(wanted) {
            if !is_reserved(path) && self.take(path) {
                return path.clone();
            }
        }
        let last = suffixes.last().map_or("", AsRef::as_ref);
        let key = key(&with_end(&name, last));
        let mut number = self.numbers.get(&key).copied().unwrap_or(2);
        loop {
            let path = with_end(&name, &format!("-{last}-{number}.md"));
            number = number.saturating_add(1);
            if is_own(&path) != Some(false) && !is_reserved(&path) && self.take(&path) {
                self.numbers.insert(key, number);
                return path;
            }
        }
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
        let path = slashed(path);
        let Entry::Vacant(entry) = self.taken.entry(folded(&path)) else { return false };
        entry.insert(fingerprint(&[&path]));
        true
    }
}

/// Returns `name` without what could make it leave the output folder.
fn named(name: &Path) -> PathBuf {
    let below = folder_below(name);
    if below.as_os_str().is_empty() { PathBuf::from("article") } else { below }
}

fn with_end(name: &Path, end: &str) -> PathBuf {
    let mut path = name.as_os_str().to_owned();
    path.push(end);
    PathBuf::from(path)
}

fn key(path: &Path) -> Fingerprint {
    folded(&slashed(path))
}

fn folded(path: &str) -> Fingerprint {
    fingerprint(&[&fold_case(path)])
}

#[cfg(test)]
mod tests;
