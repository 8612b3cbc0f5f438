//! The streams of a command.

use std::fmt;
use std::io::{Read, Write};

use super::status_line::StatusLine;

/// The streams that a command reads and writes, so that tests can replace them.
pub struct Io<'a> {
    /// The input named `-`, which may be read on another thread.
    pub input: &'a mut (dyn Read + Send),
    /// Receives results.
    pub out: &'a mut dyn Write,
    /// Receives messages.
    pub err: &'a mut dyn Write,
    /// Shows progress below the messages.
    pub(super) status: StatusLine,
}

impl<'a> Io<'a> {
    /// The streams of a command. Progress is shown on standard error, if that is a terminal.
    pub fn new(input: &'a mut (dyn Read + Send), out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { input, out, err, status: StatusLine::new() }
    }

    /// Returns these streams with another one for results.
    pub(super) fn with_out<'b>(&'b mut self, out: &'b mut dyn Write) -> Io<'b> {
        Io { input: self.input, out, err: self.err, status: self.status.clone() }
    }
}

impl fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Io")
    }
}
