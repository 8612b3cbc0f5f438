//! Finds out which Markdown csdown wrote, by the catalogues of the folders that hold it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::catalogue::{Catalogue, Recorded};
use crate::options::Dialect;
use crate::store::{digest, resolve, slashed};

/// The catalogues that were opened so far, for reading; `None` for a folder without one.
#[derive(Debug, Default)]
pub(super) struct WrittenFiles {
    catalogues: Mutex<HashMap<PathBuf, Option<Catalogue>>>,
}

impl WrittenFiles {
    /// Returns the dialect of the file at `path` if csdown wrote these contents there.
    pub(super) fn dialect(&self, path: &Path, contents: &[u8]) -> Option<Dialect> {
        // Most inputs are in no catalogue, and need no digest.
        let known = OnceCell::new();
        self.find(path, |catalogue, path| {
            let recorded = catalogue.recorded(path).ok().filter(Recorded::is_path)?;
            recorded.dialect(known.get_or_init(|| digest(contents)))?.parse().ok()
        })
    }

    /// Returns the contents of the file at `path` with the URLs of links that lead to other articles of its folder.
    pub(super) fn with_original_links<'c>(&self, path: &Path, contents: &'c str) -> Cow<'c, str> {
        let original = self.find(path, |catalogue, path| {
            let article = catalogue.article_at(path).ok()??;
            catalogue.with_original_links(article, path, contents).ok()?
        });
        original.map_or(Cow::Borrowed(contents), Cow::Owned)
    }

    /// Whether csdown wrote Markdown to `path`, whatever it contains now.
    pub(super) fn has_path(&self, path: &Path) -> bool {
        let has = |catalogue: &Catalogue, path: &str| catalogue.has_path(path).ok().filter(|has| *has);
        self.find(path, has).is_some()
    }

    /// Ignores the catalogue of `folder`, which is resolved: what is converted there is not what csdown wrote.
    pub(super) fn ignore(&self, folder: &Path) {
        let mut catalogues = self.catalogues.lock().unwrap_or_else(PoisonError::into_inner);
        catalogues.insert(folder.to_path_buf(), None);
    }

    /// Calls `find` with the catalogue of each folder above the file, and the file's path in it, until it returns a value.
    fn find<T>(&self, path: &Path, find: impl Fn(&Catalogue, &str) -> Option<T>) -> Option<T> {
        let path = resolve(path);
        let mut catalogues = self.catalogues.lock().unwrap_or_else(PoisonError::into_inner);
        path.ancestors().skip(1).find_map(|folder| {
            if !catalogues.contains_key(folder) {
                // One that cannot be read says nothing.
                catalogues.insert(folder.to_path_buf(), Catalogue::read(folder).unwrap_or_default());
            }
            let catalogue = catalogues.get(folder)?.as_ref()?;
            find(catalogue, &slashed(path.strip_prefix(folder).ok()?))
        })
    }
}
