//! The command line: arguments and `csdown.toml` to a run of [`crate::batch`], and what is printed about it.
//!
//! Results go to the first stream, messages to the second. Only the public interface of the crate is used.

mod args;
mod config;
mod convert;
mod exit;

use std::ffi::OsString;
use std::io::{self, Read, Write};

use clap::{CommandFactory, Parser};

use args::{Args, Command};
pub use exit::Exit;

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
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Good };
            let to: &mut dyn Write = if error.use_stderr() { io.err } else { io.out };
            return exit::after_writing(write!(to, "{error}"), exit);
        }
    };
    match args.command {
        Command::Convert(args) => convert::run(&args, io),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "csdown", &mut script);
            exit::after_writing(io.out.write_all(&script), Exit::Good)
        }
        Command::Man => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Args::command()).render(&mut page);
            exit::after_writing(rendered.and_then(|()| io.out.write_all(&page)), Exit::Good)
        }
    }
}
