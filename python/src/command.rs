//! The command line.

use std::ffi::OsString;
use std::io::{stderr, stdin, stdout};

use csdown::cli::{self, Io};
use pyo3::prelude::*;

/// Runs the command `csdown` with these arguments, of which the first is the name of the program, and returns its exit code.
#[pyfunction]
pub(crate) fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| {
        let (mut input, mut out, mut err) = (stdin(), stdout().lock(), stderr());
        let mut io = Io::new(&mut input, &mut out, &mut err);
        let exit = cli::run(arguments, &mut io);
        // Rust flushes stdout only when its own `main` ends. Whoever closed the pipe has read enough.
        let _unread = io.out.flush();
        exit.code()
    })
}
