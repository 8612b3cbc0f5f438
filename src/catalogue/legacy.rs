//! Moves what earlier versions of csdown recorded into the catalogue.
//!
//! They kept a list of the files they wrote in [`MANIFEST`], one JSON object per line. The file is removed once the
//! catalogue has it.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::files::{OutputContents, path_key};
use super::{Catalogue, CatalogueError};
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
    let path = folder.join(MANIFEST);
    if !path.is_file() {
        return Ok(());
    }
    let failed = |source| CatalogueError::File { path: path.clone(), source };
    import_manifest(catalogue, &path)?;
    catalogue.commit()?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Reads the records in `folder`, which no run has moved into a catalogue yet; `None` if there are none.
pub(super) fn read(folder: &Path) -> Result<Option<Catalogue>, CatalogueError> {
    let path = folder.join(MANIFEST);
    if !path.is_file() {
        return Ok(None);
    }
    let catalogue = Catalogue::in_memory(folder)?;
    import_manifest(&catalogue, &path)?;
    catalogue.commit()?;
    Ok(Some(catalogue))
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
    let owner = line.input.as_ref().map(|input| {
        line.id.as_ref().map_or_else(|| format!("input:{input}"), |id| format!("id:{id}"))
    });
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
