//! Moves what earlier versions of csdown recorded into the catalogue.
//!
//! They kept a list of the files they wrote in [`MANIFEST`], one JSON object per line, and one of their downloads; see
//! `journal.rs`. The files are removed once the catalogue has them.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files::{OutputContents, owner_name, path_key};
use super::journal::JOURNAL;
use super::{Catalogue, CatalogueError, journal};
use crate::store::jsonl::read_lines;

/// The file in which earlier versions recorded what they wrote.
const MANIFEST: &str = ".csdown-manifest.jsonl";

/// A line of the manifest. Several lines of a path are contents that it had one after the other.
#[derive(Deserialize)]
struct Line<'a> {
    path: Cow<'a, str>,
    sha256: Cow<'a, str>,
    #[serde(default)]
    incomplete: bool,
    id: Option<Cow<'a, str>>,
    input: Option<Cow<'a, str>>,
    dialect: Option<Cow<'a, str>>,
}

/// Moves the records in `folder` into its catalogue.
pub(super) fn import(catalogue: &Catalogue, folder: &Path) -> Result<(), CatalogueError> {
    let files = files_in(folder);
    import_files(catalogue, &files)?;
    for path in files {
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(CatalogueError::File { path, source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads the records in `folder`, which no run has moved into a catalogue yet; `None` if there are none.
pub(super) fn read(folder: &Path) -> Result<Option<Catalogue>, CatalogueError> {
    let files = files_in(folder);
    if files.is_empty() {
        return Ok(None);
    }
    let catalogue = Catalogue::in_memory(folder)?;
    import_files(&catalogue, &files)?;
    Ok(Some(catalogue))
}

/// Returns the paths of the files that earlier versions left in `folder`.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    [MANIFEST, JOURNAL].map(|name| folder.join(name)).into_iter().filter(|path| path.is_file()).collect()
}

fn import_files(catalogue: &Catalogue, files: &[PathBuf]) -> Result<(), CatalogueError> {
    for path in files {
        if path.ends_with(MANIFEST) {
            import_manifest(catalogue, path)?;
        } else {
            journal::import(catalogue, path)?;
        }
    }
    catalogue.commit()
}

fn import_manifest(catalogue: &Catalogue, path: &Path) -> Result<(), CatalogueError> {
    let mut result = Ok(());
    let read = read_lines(path, &mut |line| {
        if let Ok(line) = serde_json::from_slice::<Line<'_>>(line)
            && result.is_ok()
        {
            result = import_line(catalogue, &line);
        }
    });
    read.map_err(|source| CatalogueError::File { path: path.to_path_buf(), source })?;
    result
}

fn import_line(catalogue: &Catalogue, line: &Line<'_>) -> Result<(), CatalogueError> {
    let owner = line.input.as_ref().map(|input| owner_name(line.id.as_deref(), input));
    catalogue.change(
        "INSERT INTO files (path, path_key, output, owner) VALUES (?1, ?2, ?1, ?3)
        ON CONFLICT (path) DO UPDATE SET owner = coalesce(?3, owner)",
        (&line.path, path_key(&line.path), owner),
    )?;
    let contents = OutputContents {
        digest: &line.sha256,
        dialect: line.dialect.as_deref(),
        is_incomplete: line.incomplete,
    };
    catalogue.record_possible(&line.path, &contents)
}
