//! `csdown serve`: shows an archive in a browser.

mod args;

pub(super) use args::ServeArgs;

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::open::open_in_browser;
use super::terminal::{ignore_broken_pipe, printable};
use crate::serve::{Port, Server};

/// The port that is used unless another one is asked for.
const PORT: u16 = 8321;

pub(super) fn run(args: &ServeArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    drop(read_catalogue(&args.archive, CliError::failure)?);
    let port = args.port.map_or(Port::From(PORT), Port::Exactly);
    let server = Server::bind(&args.archive, port).map_err(CliError::failure)?;
    let stop = io.signals.watch();
    let url = server.url();
    let announced = writeln!(io.out, "{url}").and_then(|()| io.out.flush());
    ignore_broken_pipe(announced).map_err(CliError::failure)?;
    let name = printable(&args.archive.display().to_string());
    // If nobody reads the messages, the server runs all the same.
    drop(writeln!(io.err, "csdown: serving {name} until Ctrl-C is pressed"));
    if args.open {
        open_in_browser(&url, &url, io);
    }
    server.run(&stop).map_err(CliError::failure)?;
    Ok(Exit::Success)
}
