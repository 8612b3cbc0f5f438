//! Finds out which Markdown csdown wrote, by the catalogues of the folders that hold it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::catalogue::{Catalogue, Recorded};
use crate::options::Dialect;
use crate::store::{digest, folder_of, resolve, slashed};

/// The catalogues that were opened so far, for reading; `None` for a folder without one.
#[derive(Debug, Default)]
pub(super) struct WrittenFiles {
    catalogues: Mutex<HashMap<PathBuf, Option<Catalogue>>>,
    /// The folder of the last file, and the same resolved. Most files lie in the folder of the one before.
    last_folder: Mutex<Option<(PathBuf, PathBuf)>>,
}

impl WrittenFiles {
    /// Returns the file at `path`.
    pub(super) fn file(&self, path: &Path) -> MaybeWritten<'_> {
        MaybeWritten { written: self, path: self.resolved(path) }
    }

    /// Resolves all symbolic links in `path`.
    fn resolved(&self, path: &Path) -> PathBuf {
        let Some(name) = path.file_name().filter(|_| !path.is_symlink()) else { return resolve(path) };
        let folder = folder_of(path);
        let mut last = self.last_folder.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, resolved)) if known == folder => resolved.join(name),
            _ => {
                let resolved = resolve(folder);
                let path = resolved.join(name);
                *last = Some((folder.to_path_buf(), resolved));
                path
            }
        }
    }

    /// Ignores the catalogue of `folder`, which is resolved: what is converted there is not what csdown wrote.
    pub(super) fn ignore(&self, folder: &Path) {
        let mut catalogues = self.catalogues.lock().unwrap_or_else(PoisonError::into_inner);
        catalogues.insert(folder.to_path_buf(), None);
    }
}

/// A file that csdown may have written.
pub(super) struct MaybeWritten<'w> {
    written: &'w WrittenFiles,
    /// Resolved.
    path: PathBuf,
}

impl MaybeWritten<'_> {
    /// Returns the dialect of the file if csdown wrote these contents there.
    pub(super) fn dialect(&self, contents: &[u8]) -> Option<Dialect> {
        // Most inputs are in no catalogue, and need no digest.
        let known = OnceCell::new();
        self.find(|catalogue, path| {
            let recorded = catalogue.recorded(path).ok().filter(Recorded::is_path)?;
            recorded.dialect(known.get_or_init(|| digest(contents)))?.parse().ok()
        })
    }

    /// Returns the contents of the file with the URLs of links that lead to other articles of its folder; `None` if those
    /// are the ones that it has.
    pub(super) fn with_original_links(&self, contents: &[u8]) -> Option<String> {
        self.find(|catalogue, path| {
            let article = catalogue.article_at(path).ok()??;
            catalogue.with_original_links(article, path, str::from_utf8(contents).ok()?).ok()?
        })
    }

    /// Whether csdown wrote the file, whatever it contains now.
    pub(super) fn is_known(&self) -> bool {
        let has = |catalogue: &Catalogue, path: &str| catalogue.has_path(path).ok().filter(|has| *has);
        self.find(has).is_some()
    }

    /// Calls `find` with the catalogue of each folder above the file, and the file's path in it, until it returns a value.
    fn find<T>(&self, find: impl Fn(&Catalogue, &str) -> Option<T>) -> Option<T> {
        let mut catalogues = self.written.catalogues.lock().unwrap_or_else(PoisonError::into_inner);
        self.path.ancestors().skip(1).find_map(|folder| {
            if !catalogues.contains_key(folder) {
                // One that cannot be read says nothing.
                catalogues.insert(folder.to_path_buf(), Catalogue::read(folder).unwrap_or_default());
            }
            let catalogue = catalogues.get(folder)?.as_ref()?;
            find(catalogue, &slashed(self.path.strip_prefix(folder).ok()?))
        })
    }
}
