//! The streams of a command.

use std::fmt;
use std::io::{Read, Write};

use super::exit::Exit;
use super::signals::Signals;
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
    /// Stop the command, once it watches them.
    pub(super) signals: Signals,
}

impl<'a> Io<'a> {
    /// The streams of a command. Progress is shown on standard error, if that is a terminal.
    pub fn new(input: &'a mut (dyn Read + Send), out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        let signals = Signals::default();
        Self { input, out, err, status: StatusLine::new(signals.stop.clone()), signals }
    }

    /// Prints that the command was stopped by a signal, and what that means, if it was. Returns its exit code then.
    pub(super) fn stopped(&mut self, meaning: &str) -> Option<Exit> {
        let exit = self.signals.exit()?;
        // If nobody reads the messages, the exit code says it.
        drop(writeln!(self.err, "csdown: stopped; {meaning}"));
        Some(exit)
    }

    /// Returns these streams with another one for results.
    pub(super) fn with_out<'b>(&'b mut self, out: &'b mut dyn Write) -> Io<'b> {
        let (status, signals) = (self.status.clone(), self.signals.clone());
        Io { input: self.input, out, err: self.err, status, signals }
    }
}

impl fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Io")
    }
}
