//! Removes outputs that no article has any more: its input is gone, or its output has another path by now.
//!
//! Such outputs are marked in the catalogue first, so that the next run removes them if this one is killed. A file that
//! a person edited stays, with the images and comments beside it; it is theirs from then on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::history::RemovedInput;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::store::{digest_of_file, folder_below, folder_of, real_folder};

/// What a run found out about the outputs of earlier runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// The inputs that are gone.
    pub removed_inputs: Vec<RemovedInput>,
    /// The number of files that were removed, because their article has moved or was pruned.
    pub removed_files: usize,
    /// The paths of outputs that would have been removed, but were edited. csdown does not know them any more.
    pub kept_files: Vec<String>,
}

/// Marks the outputs of inputs that are gone, and forgets their articles.
pub(super) fn prune(catalogue: &Catalogue, removed: &[RemovedInput]) -> Result<(), CatalogueError> {
    for RemovedInput { output, article, .. } in removed {
        if let Some(output) = output
            && !catalogue.is_output_of_another(output, *article)?
        {
            catalogue.mark_stale(output)?;
        }
        catalogue.remove_article(*article)?;
    }
    catalogue.commit()
}

/// Removes the files that are marked, except those that were edited.
pub(super) fn remove_stale_files(catalogue: &Catalogue, changes: &mut Changes) -> Result<(), CatalogueError> {
    for output in catalogue.stale_outputs()? {
        let files = catalogue.stale_files(&output)?;
        let markdown = files.iter().find(|file| file.path == output);
        if let Some(markdown) = markdown
            && is_edited(catalogue, &output)?
        {
            // What a run could not replace was never one of its outputs, and never complete.
            if markdown.size.is_some() {
                changes.kept_files.push(output.clone());
            }
            for file in files {
                catalogue.forget_file(&file.path)?;
            }
        } else {
            for file in files {
                remove(catalogue, &file.path, changes)?;
            }
        }
        catalogue.commit()?;
    }
    Ok(())
}

/// Removes a file that csdown wrote.
fn remove(catalogue: &Catalogue, path: &str, changes: &mut Changes) -> Result<(), CatalogueError> {
    if is_edited(catalogue, path)? {
        changes.kept_files.push(path.to_owned());
    } else if let Some(file) = location(catalogue.folder(), path)
        && fs::remove_file(&file).is_ok()
    {
        changes.removed_files += 1;
        remove_empty_folders(catalogue.folder(), &file);
    }
    catalogue.forget_file(path)
}

/// Whether there is something at `path` that csdown did not write.
pub(super) fn is_edited(catalogue: &Catalogue, path: &str) -> Result<bool, CatalogueError> {
    let Some(file) = location(catalogue.folder(), path) else { return Ok(false) };
    match digest_of_file(&file) {
        Ok(digest) => Ok(!catalogue.recorded(path)?.has(&digest)),
        Err(error) => Ok(error.kind() != io::ErrorKind::NotFound),
    }
}

/// Returns the file at `path` below `root`; `None` if its folder is missing or behind a symbolic link. The path may come
/// from someone else.
pub(super) fn location(root: &Path, path: &str) -> Option<PathBuf> {
    let below = folder_below(Path::new(path));
    let name = below.file_name()?;
    let folder = below.parent().unwrap_or_else(|| Path::new(""));
    Some(real_folder(root, folder)?.join(name))
}

/// Removes the folders of `file` below `root` that have become empty.
fn remove_empty_folders(root: &Path, file: &Path) {
    let mut folder = folder_of(file);
    // Only an empty folder can be removed in this way.
    while folder != root && folder.starts_with(root) && fs::remove_dir(folder).is_ok() {
        folder = folder_of(folder);
    }
}
