//! Converts Markdown files where they are. Their originals are kept in a backup folder.
//!
//! A file is replaced only after its original is in the backup. From then on the backup is its input, so that later runs
//! find its output up to date, or convert the original again. What csdown has not converted, such as Markdown that a person
//! wrote, is left as it is and not backed up.

use std::path::{Path, PathBuf};

use super::article_row::RowSource;
use super::input::{Input, Source};
use super::input_key::stamp_of;
use super::record::Failure;
use crate::catalogue::{ArticleRow, Catalogue, CatalogueError};
use crate::store::{BackupError, back_up, digest_of_file, resolve_parent, slashed};

/// The backup folder in a folder that is converted in place, by default.
pub const BACKUP_FOLDER: &str = ".csdown-backup";

/// A folder whose files are converted in place.
#[derive(Debug, Clone)]
pub(super) struct InPlace {
    /// The folder, resolved.
    pub(super) root: PathBuf,
    /// The backup folder, resolved.
    pub(super) backup: PathBuf,
}

impl InPlace {
    /// Returns what to convert for the file of `input`: the file itself, or its original if csdown wrote the file. `None` if
    /// there is nothing to convert.
    pub(super) fn input(&self, input: Input, catalogue: Option<&Catalogue>) -> Option<Input> {
        let Source::File(path) = &input.source else { return Some(input) };
        let resolved = resolve_parent(path)?;
        let below = resolved.strip_prefix(&self.root).ok()?;
        if !catalogue.is_some_and(|catalogue| is_written(catalogue, &self.root, below)) {
            return Some(input);
        }
        let (path, original) = (path.clone(), self.backup.join(below));
        original.is_file().then(|| Input { source: Source::Original { path, original }, ..input })
    }

    /// Backs up the file at `path` below the root, which has this SHA-256, before it is replaced.
    pub(super) fn back_up(&self, path: &Path, digest: &str, force: bool) -> Result<(), Failure> {
        let file = self.root.join(path);
        let found = file.symlink_metadata().map_err(Failure::Read)?;
        if found.is_symlink() {
            return Err(Failure::NotReplaced("it is a symbolic link; convert the file it leads to"));
        }
        if found.permissions().readonly() && !force {
            return Err(Failure::NotReplaced("it is read-only; make it writable, or use --force"));
        }
        back_up(&file, digest, &self.backup, path).map_err(|error| match error {
            BackupError::Changed => Failure::Changed,
            error => Failure::NotBackedUp { backup: self.backup.join(path), reason: error.to_string() },
        })
    }
}

impl InPlace {
    /// Names the input of the output at `path` after its backup in the catalogue, and returns its name before.
    pub(super) fn rename(&self, path: &Path, source: &mut RowSource) -> String {
        let backup = pathdiff::diff_paths(&self.backup, &self.root).unwrap_or_else(|| self.backup.clone());
        source.stamp = self.backup.join(path).metadata().ok().as_ref().and_then(stamp_of);
        std::mem::replace(&mut source.key, slashed(&backup.join(path)))
    }
}

/// Removes the rows of an input that is about to have `row`: that under its former name, and that of another backup.
pub(super) fn forget(catalogue: &Catalogue, former: &str, row: &ArticleRow) -> Result<(), CatalogueError> {
    let output = row.output.as_deref().unwrap_or_default();
    for article in [catalogue.article(former)?, catalogue.article_at(output)?].into_iter().flatten() {
        catalogue.remove_article(article)?;
    }
    Ok(())
}

/// Whether the file at `path` below `root` has what csdown wrote, or is empty, as after a power failure. It is read if its size
/// or time has changed.
fn is_written(catalogue: &Catalogue, root: &Path, path: &Path) -> bool {
    let (file, path) = (root.join(path), slashed(path));
    // The run reports a catalogue that cannot be read.
    let Some(row) = catalogue.file(&path).ok().flatten() else { return false };
    let stamp = file.symlink_metadata().ok().as_ref().and_then(stamp_of);
    let is_recorded = |digest: String| catalogue.recorded(&path).is_ok_and(|recorded| recorded.has(&digest));
    match stamp {
        Some((0, _)) => true,
        Some(_) if stamp == row.size.zip(row.time) => true,
        _ => digest_of_file(&file).is_ok_and(is_recorded),
    }
}
