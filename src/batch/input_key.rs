//! How the catalogue of an output folder names its inputs.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::input::{Input, Source};
use super::input_source::Identity;
use crate::store::{Fingerprint, fingerprint, folder_of, resolve, slashed};

/// Names inputs by their path relative to the output folder, so that both may be moved together. The article of an
/// archive has its URL appended, and a live article is named by its URL alone.
#[derive(Debug)]
pub(super) struct InputKeys {
    /// The output folder, free of symbolic links.
    root: PathBuf,
    /// The folder of the last input, and the same relative to the root.
    last: Option<(PathBuf, PathBuf)>,
    /// The names that were given to inputs which no earlier run had.
    given: HashSet<Fingerprint>,
}

impl InputKeys {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, last: None, given: HashSet::new() }
    }

    /// Returns the name of an input. `is_seen` tells whether an input of this run has a name already: an archive may
    /// contain an article twice, and a file may be given twice. `None` if it is new.
    pub(super) fn key(&mut self, input: &Input, mut is_seen: impl FnMut(&str) -> Option<bool>) -> String {
        let base = self.base(input);
        let mut key = base.clone();
        for number in 2_usize.. {
            let is_free = match is_seen(&key) {
                Some(is_seen) => !is_seen,
                None => self.given.insert(fingerprint(&[&key])),
            };
            if is_free {
                break;
            }
            key = format!("{base}#{number}");
        }
        key
    }

    fn base(&mut self, input: &Input) -> String {
        match &input.source {
            Source::File(file) | Source::Original { original: file, .. } => self.relative(file),
            Source::Remote(source) => match source.identity() {
                Identity::Url(url) => url.to_owned(),
                Identity::Part { file, url } => format!("{}#{url}", self.relative(file)),
                Identity::Unrecorded => input.name.clone(),
            },
            Source::Bytes(_) => "-".to_owned(),
            Source::Unreadable(_) | Source::Changed => input.name.clone(),
        }
    }

    /// Returns the path of a file relative to the root; an absolute one if there is none.
    fn relative(&mut self, path: &Path) -> String {
        let (folder, name) = (folder_of(path), path.file_name().unwrap_or_default());
        if self.last.as_ref().is_none_or(|(last, _)| last != folder) {
            let resolved = resolve(folder);
            let relative = pathdiff::diff_paths(&resolved, &self.root).unwrap_or(resolved);
            self.last = Some((folder.to_path_buf(), relative));
        }
        let relative = self.last.as_ref().map_or(folder, |(_, relative)| relative);
        slashed(&relative.join(name))
    }
}

/// Returns the size of a regular file in bytes, and when it was modified in nanoseconds since 1970.
pub(super) fn stamp_of(metadata: &Metadata) -> Option<(i64, i64)> {
    let time = metadata.is_file().then(|| metadata.modified().ok())??;
    let nanoseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).ok()?,
        Err(before) => i64::try_from(before.duration().as_nanos()).ok()?.checked_neg()?,
    };
    Some((i64::try_from(metadata.len()).ok()?, nanoseconds))
}

/// Returns the stamp of the file that an input is read from.
pub(super) fn stamp_of_input(input: &Input) -> Option<(i64, i64)> {
    let path = match &input.source {
        Source::File(file) | Source::Original { original: file, .. } => file.as_path(),
        Source::Remote(source) => match source.identity() {
            Identity::Part { file, .. } => file,
            Identity::Url(_) | Identity::Unrecorded => return None,
        },
        Source::Bytes(_) | Source::Unreadable(_) | Source::Changed => return None,
    };
    path.metadata().ok().as_ref().and_then(stamp_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_relative_to_the_output_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("out")).unwrap();
        std::fs::create_dir_all(root.join("in/a")).unwrap();
        let mut keys = InputKeys::new(root.join("out"));
        let mut key = |path: &str| keys.key(&Input::file(&root.join(path)), |_| None);
        assert_eq!(key("in/a/1.html"), "../in/a/1.html");
        assert_eq!(key("in/a/../a/2.html"), "../in/a/2.html");
        assert_eq!(key("out/3.md"), "3.md");
        assert_eq!(key("in/a/1.html"), "../in/a/1.html#2", "given twice");
        let known = |key: &str| Some(key == "../in/a/4.html");
        assert_eq!(keys.key(&Input::file(&root.join("in/a/4.html")), known), "../in/a/4.html#2");
    }
}
