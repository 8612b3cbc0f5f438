//! `csdown status`: lists what is in an archive, what is missing, and what the next run would do.

mod archive_status;
mod args;
mod text;

pub(super) use args::StatusArgs;

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::terminal::exit_after;
use archive_status::Status;
use args::Format;

pub(super) fn run(args: &StatusArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let catalogue = read_catalogue(&args.archive, CliError::usage)?;
    let status = Status::read(&catalogue).map_err(CliError::failure)?;
    let written = match args.format {
        Format::Text => {
            let limit = if args.verbose { usize::MAX } else { args.limit };
            text::print(&args.archive.display().to_string(), &status, limit, io.out)
        }
        Format::Json => serde_json::to_string_pretty(&status)
            .map_err(Into::into)
            .and_then(|json| writeln!(io.out, "{json}")),
    };
    Ok(exit_after(written, Exit::Success))
}
