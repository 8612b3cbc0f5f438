//! `csdown search`: finds articles by their text.

mod args;
mod indexing;
mod json;
mod text;

use std::path::Path;

pub(super) use args::SearchArgs;
pub(super) use indexing::{bring_up_to_date, index, with_repair};

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::terminal::{exit_after, printable};
use crate::catalogue::Catalogue;
use crate::search::{self, Found, Query};
use args::Format;

pub(super) fn run(args: &SearchArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let words = args.query.join(" ");
    let query = Query::parse(&words).map_err(CliError::usage)?;
    if args.reindex || args.check_files {
        indexing::update(args, io)?;
    } else {
        bring_up_to_date(&args.archive, io)?;
    }
    let found = find(args, &query, io)?;
    let printed = match args.format {
        Format::Text => text::print(&args.archive, &found, io),
        Format::Json => json::print(&args.archive, &words, &found, io),
    };
    let exit = exit_after(printed, if found.hits.is_empty() { Exit::Partial } else { Exit::Success });
    if args.open
        && let Some(hit) = found.hits.first()
    {
        let path = args.archive.join(&hit.output);
        opener::open(&path)
            .map_err(|error| CliError::failure(format!("{} cannot be opened: {error}", path.display())))?;
    }
    Ok(exit)
}

/// Opens the catalogue of an archive for reading.
fn open(archive: &Path) -> Result<Catalogue, CliError> {
    read_catalogue(archive, CliError::failure)
}

/// Searches. Outputs that were edited are indexed again first, if they are among the results.
///
/// The catalogue is closed whenever the index is changed, so that the last one to close it can remove its log.
fn find(args: &SearchArgs, query: &Query, io: &mut Io<'_>) -> Result<Found, CliError> {
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    let filter = args.filters.filter();
    let search = || Ok(search::search(&open(&args.archive)?, query, &filter, limit));
    let found = with_repair(&args.archive, io, &search)?;
    if found.hits.iter().any(|hit| hit.is_edited) && indexing::update_edited(args, &found, io)? {
        return search()?.map_err(CliError::failure);
    }
    if found.total == 0 && open(&args.archive)?.count_outputs().map_err(CliError::failure)? == 0 {
        let name = printable(&args.archive.display().to_string());
        drop(writeln!(
            io.err,
            "csdown: {name} has no articles in its catalogue; convert them again to add them"
        ));
    }
    Ok(found)
}
