//! Brings the search index of a catalogue up to date.

use std::fs::Metadata;
use std::io;
use std::time::UNIX_EPOCH;

use super::text::ArticleText;
use super::tokens::spaced;
use crate::catalogue::{Catalogue, CatalogueError, UnindexedRow};

/// The articles that a transaction adds.
const BATCH: usize = 200;

/// Size and modification time of a file, in nanoseconds since 1970.
pub(super) type Stamp = (i64, i64);

/// Whether the index of a catalogue lacks articles, or has them as they were.
///
/// # Errors
///
/// If the catalogue cannot be read.
pub fn is_outdated(catalogue: &Catalogue) -> Result<bool, CatalogueError> {
    Ok(catalogue.count_unindexed()? > 0)
}

/// Brings the search index of `catalogue` up to date with the articles that were written since, and returns their number.
/// Calls `progress` with the number of articles done, and of all to do. A damaged index is made again.
///
/// The caller holds the [`FolderLock`](crate::batch::FolderLock) of the folder.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn update(
    catalogue: &Catalogue,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<usize, CatalogueError> {
    match add_unindexed(catalogue, progress) {
        Err(error) if error.is_damaged_index() => rebuild(catalogue, progress),
        updated => updated,
    }
}

/// Adds up to `count` of the articles that the search index of `catalogue` lacks, as [`update`] does, and returns how many it
/// still lacks.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn update_some(catalogue: &Catalogue, count: usize) -> Result<usize, CatalogueError> {
    let update = || {
        catalogue.create_index()?;
        add_batch(catalogue, count, &mut || {})
    };
    match update() {
        Err(error) if error.is_damaged_index() => catalogue.drop_index()?,
        updated => drop(updated?),
    }
    catalogue.count_unindexed()
}

/// Makes the index of `catalogue` again; see [`update`].
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn rebuild(
    catalogue: &Catalogue,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<usize, CatalogueError> {
    catalogue.drop_index()?;
    add_unindexed(catalogue, progress)
}

/// Lists articles whose outputs were edited, so that [`update`] reads them again.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn reindex(catalogue: &Catalogue, articles: &[i64]) -> Result<(), CatalogueError> {
    for article in articles {
        catalogue.reindex(*article)?;
    }
    catalogue.commit()
}

/// Removes the index of `catalogue`, however damaged it is, so that [`update`] makes it again.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn remove(catalogue: &Catalogue) -> Result<(), CatalogueError> {
    catalogue.drop_index()
}

/// Lists the articles whose outputs were edited or removed since they were indexed, so that [`update`] reads them again.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn find_edited(catalogue: &Catalogue) -> Result<(), CatalogueError> {
    catalogue.create_index()?;
    for row in catalogue.outputs()? {
        if stamp(catalogue, &row.output) != row.indexed {
            catalogue.reindex(row.article)?;
        }
    }
    catalogue.commit()
}

/// Whether an error means that the index is damaged; [`rebuild`] repairs it.
pub fn is_damaged(error: &CatalogueError) -> bool {
    error.is_damaged_index()
}

fn add_unindexed(
    catalogue: &Catalogue,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<usize, CatalogueError> {
    catalogue.create_index()?;
    let (total, mut done) = (catalogue.count_unindexed()?, 0);
    let mut added = || {
        done += 1;
        progress(done, total);
    };
    while add_batch(catalogue, BATCH, &mut added)? > 0 {}
    Ok(done)
}

/// Adds up to `count` articles to the index in a transaction, and returns their number. Calls `added` after each.
fn add_batch(catalogue: &Catalogue, count: usize, added: &mut dyn FnMut()) -> Result<usize, CatalogueError> {
    let rows = catalogue.unindexed(count)?;
    for row in &rows {
        add(catalogue, row)?;
        added();
    }
    catalogue.commit()?;
    Ok(rows.len())
}

/// Adds an article to the index, or removes it if it has no readable output.
fn add(catalogue: &Catalogue, row: &UnindexedRow) -> Result<(), CatalogueError> {
    let output = row.output.as_deref().and_then(|output| read(catalogue, output).ok());
    let Some((markdown, stamp)) = output else { return catalogue.remove_from_index(row.article) };
    let found = ArticleText::read(&markdown, dialect(row.dialect.as_deref()), &row.title);
    let [title, text, code] = [&row.title, &found.text, &found.code].map(|text| spaced(text));
    catalogue.put_in_index(row.article, [&title, &text, &code], stamp)
}

/// Returns the dialect that a catalogue names; that of Markdown that csdown did not convert is GitHub's.
pub(super) fn dialect(name: Option<&str>) -> crate::options::Dialect {
    name.and_then(|name| name.parse().ok()).unwrap_or_default()
}

/// Reads the output at a path of the catalogue.
pub(super) fn read(catalogue: &Catalogue, output: &str) -> io::Result<(String, Stamp)> {
    let (text, metadata) = catalogue.read_output(output)?;
    Ok((text, stamp_of(&metadata)?))
}

/// Returns size and time of the output at a path of the catalogue, if it is there.
pub(super) fn stamp(catalogue: &Catalogue, output: &str) -> Option<Stamp> {
    stamp_of(&catalogue.open_output(output).ok()?.metadata().ok()?).ok()
}

fn stamp_of(metadata: &Metadata) -> io::Result<Stamp> {
    let time = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let number = |number: u128| i64::try_from(number).unwrap_or(i64::MAX);
    Ok((number(metadata.len().into()), number(time.as_nanos())))
}
