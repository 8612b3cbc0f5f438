//! Finds out which Markdown csdown wrote, by the manifests of the folders that hold it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::options::Dialect;
use crate::store::{Recorded, digest, read_manifest, resolve, slashed};

/// The manifests that were read so far.
#[derive(Debug, Default)]
pub(super) struct WrittenFiles {
    manifests: Mutex<HashMap<PathBuf, Arc<Recorded>>>,
}

impl WrittenFiles {
    /// Returns the dialect of the file at `path` if csdown wrote these contents there.
    pub(super) fn dialect(&self, path: &Path, contents: &[u8]) -> Option<Dialect> {
        // Most inputs are in no manifest, and need no digest.
        let known = OnceCell::new();
        self.find(path, |recorded, path| {
            let is_known = recorded.has_path(path);
            let digest = is_known.then(|| known.get_or_init(|| digest(contents)))?;
            recorded.dialect(path, digest)?.parse().ok()
        })
    }

    /// Whether csdown wrote Markdown to `path`, whatever it contains now.
    pub(super) fn has_path(&self, path: &Path) -> bool {
        self.find(path, |recorded, path| recorded.has_path(path).then_some(())).is_some()
    }

    /// Calls `find` with the manifest of each folder above the file, and the file's path in it, until it returns a value.
    fn find<T>(&self, path: &Path, find: impl Fn(&Recorded, &str) -> Option<T>) -> Option<T> {
        let path = resolve(path);
        path.ancestors()
            .skip(1)
            .find_map(|folder| find(&self.manifest(folder), &slashed(path.strip_prefix(folder).ok()?)))
    }

    /// Returns the manifest of a folder. A missing one is empty, and so is one that cannot be read.
    fn manifest(&self, folder: &Path) -> Arc<Recorded> {
        let mut manifests = self.manifests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = manifests.get(folder) {
            return Arc::clone(known);
        }
        let recorded = Arc::new(read_manifest(folder).unwrap_or_default());
        manifests.insert(folder.to_path_buf(), Arc::clone(&recorded));
        recorded
    }
}
