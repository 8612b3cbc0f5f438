//! The streams of a command.

use std::fmt;
use std::io::{Read, Write};

/// The streams that a command reads and writes, so that tests can replace them.
pub struct Io<'a> {
    /// The input named `-`, which may be read on another thread.
    pub input: &'a mut (dyn Read + Send),
    /// Receives results.
    pub out: &'a mut dyn Write,
    /// Receives messages.
    pub err: &'a mut dyn Write,
}

impl fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Io")
    }
}
