//! Safe output: text that cannot control a terminal, and closed pipes.

use std::io::{self, IsTerminal};

use super::exit::Exit;
use crate::chars;

/// Replaces characters that could control a terminal with spaces.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || chars::is_invisible(c) { ' ' } else { c }).collect()
}

/// Whether standard output shows colours, bold and dimmed text.
pub(super) fn is_styled() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the command reads the environment")]
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty() && value != "dumb");
    io::stdout().is_terminal() && !is_set("NO_COLOR") && is_set("TERM")
}

/// Ignores the error of a closed pipe, as with `head`.
pub(super) fn ignore_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Returns `exit`, or [`Exit::Failure`] if the output could not be written.
pub(super) fn exit_after(written: io::Result<()>, exit: Exit) -> Exit {
    if ignore_broken_pipe(written).is_ok() { exit } else { Exit::Failure }
}
