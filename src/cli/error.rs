//! Errors that end a command.

use std::fmt::Display;

use super::exit::Exit;
use super::io::Io;
use super::terminal::{exit_after, printable};

/// Why a command could not start or continue, and its exit code.
#[derive(Debug)]
pub(super) struct CliError {
    exit: Exit,
    message: String,
}

impl CliError {
    /// An error in the arguments or the configuration.
    pub(super) fn usage(message: impl Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// An error that leaves no input converted.
    pub(super) fn failure(message: impl Display) -> Self {
        Self { exit: Exit::Failure, message: message.to_string() }
    }

    /// Prints the error and returns the exit code.
    pub(super) fn report(&self, io: &mut Io<'_>) -> Exit {
        exit_after(writeln!(io.err, "error: {}", printable(&self.message)), self.exit)
    }
}
