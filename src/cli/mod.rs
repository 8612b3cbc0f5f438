//! The `csdown` command: parses arguments and `csdown.toml`, runs [`crate::batch`], and prints the results.
//!
//! Results go to stdout, messages to stderr. Uses the public API of the crate, its character classes and
//! `crate::store`.

mod archive;
mod args;
mod check;
mod command;
mod config;
mod config_keys;
mod convert;
mod counts;
mod durability;
mod error;
mod exit;
mod explain;
mod faults;
#[cfg(feature = "fetch")]
mod fetch;
mod hints;
mod inputs;
mod inspect;
mod io;
#[cfg(test)]
mod keys;
mod links;
mod man;
mod named_stream;
mod output_lock;
mod printer;
mod progress;
#[cfg(test)]
mod reference;
mod repeats;
mod report;
mod report_file;
mod reports;
mod search;
mod status;
mod status_line;
mod stream;
mod terminal;
mod verify;
mod warnings;

use std::ffi::OsString;
use std::io::{stderr, stdin, stdout};

use clap::FromArgMatches;

use command::{Args, Command};
pub use exit::Exit;
pub use io::Io;
use status_line::Messages;
use terminal::exit_after;

/// Runs the `csdown` command on the arguments and streams of the process.
pub fn main() -> std::process::ExitCode {
    let (mut input, mut out, mut err) = (stdin(), stdout().lock(), stderr());
    run(std::env::args_os(), &mut Io::new(&mut input, &mut out, &mut err)).into()
}

/// Runs a command line, which starts with the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Exit {
    let mut messages = Messages::new(io.err, io.status.clone());
    let status = io.status.clone();
    let io = &mut Io { input: io.input, out: io.out, err: &mut messages, status };
    let matches = command::command().try_get_matches_from(args);
    let command = match matches.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(Args { command }) => command,
        Err(error) if error.use_stderr() => return exit_after(write!(io.err, "{error}"), Exit::Usage),
        Err(help) => return exit_after(write!(io.out, "{help}"), Exit::Success),
    };
    let result = match command {
        Command::Convert(args) => convert::run(&args, io),
        #[cfg(feature = "fetch")]
        Command::Fetch(args) => fetch::run(&args, io),
        Command::Verify(args) => verify::run(&args, io),
        Command::Check(args) => check::run(&args, io),
        Command::Inspect(args) => inspect::run(&args, io),
        Command::Explain(args) => explain::run(&args, io),
        Command::Links(args) => links::run(&args, io),
        Command::Report(args) => report::run(&args, io),
        Command::Search(args) => search::run(&args, io),
        Command::Status(args) => status::run(&args, io),
        Command::Stream(args) => stream::run(&args, io),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command::command(), "csdown", &mut script);
            Ok(exit_after(io.out.write_all(&script), Exit::Success))
        }
        Command::Man { command } => {
            let page = man::page(command.as_deref());
            Ok(exit_after(page.and_then(|page| io.out.write_all(&page)), Exit::Success))
        }
    };
    result.unwrap_or_else(|error| error.report(io))
}
