//! The command line: arguments and `csdown.toml` to a run of [`crate::batch`], and what is printed about it.
//!
//! Results go to the first stream, messages to the second. Only the public interface of the crate is used.

mod args;
mod check;
mod config;
mod convert;
mod exit;
#[cfg(feature = "fetch")]
mod fetch;
mod inspect;
#[cfg(feature = "fetch")]
mod network;
mod pictures;
mod pretty;
mod printer;
mod reports;
mod verify;

use std::ffi::OsString;
use std::io::{self, Read, Write};

use clap::FromArgMatches;

use args::{Args, Command};
pub use exit::Exit;
use exit::after_writing;

/// The streams a command works on, so that tests can stand in for a terminal.
pub struct Io<'a> {
    /// What `-` reads.
    pub input: &'a mut dyn Read,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where messages go.
    pub err: &'a mut dyn Write,
}

impl std::fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Io")
    }
}

/// The `csdown` command.
pub fn main() -> std::process::ExitCode {
    let (mut input, mut out, mut err) = (io::stdin().lock(), io::stdout().lock(), io::stderr());
    run(std::env::args_os(), &mut Io { input: &mut input, out: &mut out, err: &mut err }).into()
}

/// Runs a command line, the program's name first, on `io`.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Exit {
    let parsed = args::command().try_get_matches_from(args);
    match parsed.and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(Args { command: Command::Convert(args) }) => convert::run(&args, io),
        #[cfg(feature = "fetch")]
        Ok(Args { command: Command::Fetch(args) }) => fetch::run(&args, io),
        Ok(Args { command: Command::Verify(args) }) => verify::run(&args, io),
        Ok(Args { command: Command::Check(args) }) => check::run(&args, io),
        Ok(Args { command: Command::Inspect(args) }) => inspect::run(&args, io),
        Ok(Args { command: Command::Completions { shell } }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut args::command(), "csdown", &mut script);
            after_writing(io.out.write_all(&script), Exit::Good)
        }
        Ok(Args { command: Command::Man { command } }) => {
            after_writing(manual(command.as_deref()).and_then(|page| io.out.write_all(&page)), Exit::Good)
        }
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Good };
            let to: &mut dyn Write = if error.use_stderr() { io.err } else { io.out };
            after_writing(write!(to, "{error}"), exit)
        }
    }
}

/// The manual page of a command, or of all.
fn manual(name: Option<&str>) -> io::Result<Vec<u8>> {
    let mut all = args::command();
    all.build();
    let command = name.and_then(|name| all.find_subcommand(name).cloned());
    let mut page = Vec::new();
    clap_mangen::Man::new(command.unwrap_or(all)).render(&mut page)?;
    Ok(page)
}
