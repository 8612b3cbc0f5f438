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
#[cfg(feature = "export")]
mod export;
mod faults;
#[cfg(feature = "fetch")]
mod fetch;
mod help_text;
mod hints;
mod init;
mod inputs;
mod inspect;
mod io;
mod keys;
mod links;
mod man;
mod named_stream;
mod open;
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
#[cfg(feature = "serve")]
mod serve;
mod signals;
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
use terminal::{choose_colors, exit_after, has_styled_messages, help_width, is_styled};

/// Runs the `csdown` command on the arguments and streams of the process.
pub fn main() -> std::process::ExitCode {
    let (mut input, mut out, mut err) = (stdin(), stdout().lock(), stderr());
    run(std::env::args_os(), &mut Io::new(&mut input, &mut out, &mut err)).into()
}

/// Runs a command line, which starts with the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    choose_colors(&args);
    let mut messages = Messages::new(io.err, io.status.clone());
    let (status, signals) = (io.status.clone(), io.signals.clone());
    let io = &mut Io { input: io.input, out: io.out, err: &mut messages, status, signals };
    let all = help_text::fitted(command::command(), help_width());
    let matches = all.try_get_matches_from(args);
    let command = match matches.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(Args { command, .. }) => command,
        Err(error) => return print_help(&error, io),
    };
    let result = match command {
        Command::Convert(args) => convert::run(&args, io),
        #[cfg(feature = "fetch")]
        Command::Fetch(args) => fetch::run(&args, io),
        Command::Verify(args) => verify::run(&args, io),
        Command::Check(args) => check::run(&args, io),
        Command::Inspect(args) => inspect::run(&args, io),
        Command::Explain(args) => explain::run(&args, io),
        #[cfg(feature = "export")]
        Command::Export(args) => export::run(&args, io),
        Command::Init(args) => init::run(&args, io),
        Command::Links(args) => links::run(&args, io),
        Command::Report(args) => report::run(&args, io),
        Command::Search(args) => search::run(&args, io),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, io),
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

/// Prints an error in the arguments, or the help or version that they ask for.
fn print_help(error: &clap::Error, io: &mut Io<'_>) -> Exit {
    let text = error.render();
    let styled = |is_styled| if is_styled { text.ansi().to_string() } else { text.to_string() };
    if error.use_stderr() {
        exit_after(write!(io.err, "{}", styled(has_styled_messages())), Exit::Usage)
    } else {
        exit_after(write!(io.out, "{}", styled(is_styled())), Exit::Success)
    }
}
