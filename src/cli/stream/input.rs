//! The input of a stream, of which progress shows how much was read.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::Stop;
use crate::cli::error::CliError;

/// The input of a stream.
pub(super) struct StreamInput<'a> {
    reader: Box<dyn Read + Send + 'a>,
    /// The size in bytes; 0 if it is not known.
    pub(super) bytes: u64,
    /// The number of bytes that were read.
    pub(super) read: Arc<AtomicU64>,
}

impl<'a> StreamInput<'a> {
    /// Opens the file of records at `path`, or else standard input, which ends when the command is asked to stop.
    pub(super) fn open(
        path: Option<&Path>,
        stdin: &'a mut (dyn Read + Send),
        stop: Stop,
    ) -> Result<Self, CliError> {
        let (reader, bytes): (Box<dyn Read + Send + 'a>, _) = match path {
            Some(path) if path != Path::new("-") => {
                let (file, bytes) = open(path)?;
                (Box::new(file), bytes)
            }
            None if io::stdin().is_terminal() => {
                let message = "no input: name a file of records, or pipe them to standard input";
                return Err(CliError::usage(message));
            }
            _ => (Box::new(Waiting { stdin, stop }), 0),
        };
        Ok(Self { reader, bytes, read: Arc::default() })
    }
}

impl Read for StreamInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.read.fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::Relaxed);
        Ok(read)
    }
}

/// Standard input, which ends when the command is asked to stop, even if nothing is written to it.
struct Waiting<'a> {
    stdin: &'a mut (dyn Read + Send),
    stop: Stop,
}

impl Read for Waiting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.stop.is_requested() {
            if has_input() {
                return self.stdin.read(buffer);
            }
        }
        // The input had not ended.
        self.stop.leave_work();
        Ok(0)
    }
}

/// Waits a moment until standard input has something to read, or has ended.
#[cfg(unix)]
fn has_input() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    let stdin = io::stdin();
    let moment = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    let ready = poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&moment));
    // A signal ends the wait. If standard input cannot be asked for another reason, reading it says why.
    !matches!(ready, Ok(0) | Err(Errno::INTR))
}

/// Elsewhere, only the second signal ends a command that waits for input.
#[cfg(not(unix))]
fn has_input() -> bool {
    true
}

/// Opens a file, and returns its size as well.
fn open(path: &Path) -> Result<(File, u64), CliError> {
    let failure = |error: io::Error| CliError::failure(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(failure)?;
    let metadata = file.metadata().map_err(failure)?;
    if metadata.is_dir() {
        let what =
            "is a folder, not a file of records; use csdown convert --format jsonl for a folder of pages";
        return Err(CliError::usage(format!("{} {what}", path.display())));
    }
    Ok((file, metadata.len()))
}
