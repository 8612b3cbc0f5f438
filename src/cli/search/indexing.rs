//! Brings the search index up to date, with progress.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::args::SearchArgs;
use crate::batch::{FolderLock, LockError};
use crate::catalogue::{Catalogue, CatalogueError};
use crate::cli::archive::read_catalogue;
use crate::cli::error::CliError;
use crate::cli::io::Io;
use crate::cli::progress::{Expected, Progress as Bar, Task};
use crate::cli::status_line::StatusLine;
use crate::cli::terminal::printable;
use crate::search::{self, Found};

/// Calls with the number of articles done, and of all to do.
type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Brings the index up to date, as far as the arguments ask for. If another run is writing to the archive, or the folder
/// is not writable, says so, and leaves the index as it is.
pub(super) fn update(args: &SearchArgs, io: &mut Io<'_>) -> Result<(), CliError> {
    let update = |catalogue: &Catalogue, progress: Progress<'_>| {
        if args.reindex {
            return search::rebuild(catalogue, progress);
        }
        if args.check_files {
            search::find_edited(catalogue)?;
        }
        search::update(catalogue, progress)
    };
    change(&args.archive, io, update).map(drop)
}

/// Brings the index of an archive up to date, if it is not.
pub(crate) fn bring_up_to_date(archive: &Path, io: &mut Io<'_>) -> Result<(), CliError> {
    if is_outdated(archive)? {
        change(archive, io, search::update)?;
    }
    Ok(())
}

/// Whether articles were written since they were indexed.
fn is_outdated(archive: &Path) -> Result<bool, CliError> {
    search::is_outdated(&read_catalogue(archive, CliError::failure)?).map_err(CliError::failure)
}

/// Searches. If the index turns out to be damaged, it is built again, and searched again.
pub(crate) fn with_repair<T>(
    archive: &Path,
    io: &mut Io<'_>,
    search: &dyn Fn() -> Result<Result<T, CatalogueError>, CliError>,
) -> Result<T, CliError> {
    match search()? {
        Err(error) if search::is_damaged(&error) => {
            let name = printable(&archive.display().to_string());
            drop(writeln!(io.err, "csdown: the search index of {name} is damaged and is built again"));
            change(archive, io, search::rebuild)?;
            search()?
        }
        found => found,
    }
    .map_err(CliError::failure)
}

/// Indexes the results that were edited again. Returns whether it did.
pub(super) fn update_edited(args: &SearchArgs, found: &Found, io: &mut Io<'_>) -> Result<bool, CliError> {
    change(&args.archive, io, |catalogue, progress| {
        search::reindex_edited(catalogue, found)?;
        search::update(catalogue, progress)
    })
}

/// Calls `update` with the locked catalogue. Returns `false` if it cannot be changed now.
fn change(
    archive: &Path,
    io: &mut Io<'_>,
    update: impl FnOnce(&Catalogue, Progress<'_>) -> Result<usize, CatalogueError>,
) -> Result<bool, CliError> {
    let name = printable(&archive.display().to_string());
    let reason = match FolderLock::acquire(archive, || false) {
        Ok(lock) if lock.is_exclusive() => {
            let catalogue = Catalogue::open(archive).map_err(CliError::failure)?;
            with_progress(&io.status, |progress| update(&catalogue, progress)).map_err(CliError::failure)?;
            return Ok(true);
        }
        Ok(_) => "cannot be written to".to_owned(),
        Err(LockError::Busy(_)) => "is being written to by another run".to_owned(),
        Err(error) => return Err(CliError::failure(error)),
    };
    // If nobody reads the messages, the search goes on without them.
    drop(writeln!(io.err, "csdown: {name} {reason}, so the latest changes are not searched"));
    Ok(false)
}

/// Brings the index of a folder up to date that this run has locked.
pub(crate) fn index(folder: &Path, line: &StatusLine) -> Result<(), CliError> {
    let catalogue = Catalogue::open(folder).map_err(CliError::failure)?;
    with_progress(line, |progress| search::update(&catalogue, progress)).map(drop).map_err(CliError::failure)
}

/// What progress is shown of.
const INDEXING: Task = Task { verb: "Indexing", items: "articles" };

/// Shows progress until `update` returns.
fn with_progress<T>(line: &StatusLine, update: impl FnOnce(Progress<'_>) -> T) -> T {
    let total = Arc::new(AtomicUsize::new(0));
    let known = Arc::clone(&total);
    let expected = || Expected::counted_elsewhere(known);
    let bar = Bar::start(line, INDEXING, expected, None);
    update(&mut |done, all| {
        total.store(all, Ordering::Relaxed);
        bar.set(done);
    })
}
