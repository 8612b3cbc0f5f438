//! The lock on the output folder of a run.

use std::path::Path;

use super::error::CliError;
use super::io::Io;
use super::terminal::printable;
use crate::batch::{FolderLock, LockError};

/// What to do if another run is writing to the output folder.
#[derive(Debug, clap::Args)]
pub(crate) struct LockArgs {
    /// Fail if another run is writing to the output folder, instead of waiting for it
    #[arg(long, help_heading = "Input and output")]
    no_wait: bool,
}

impl LockArgs {
    /// Locks `folder` for this run. If another run is writing to it, says so, and waits.
    pub(super) fn lock(&self, folder: &Path, io: &mut Io<'_>) -> Result<FolderLock, CliError> {
        let wait = || {
            if !self.no_wait {
                let name = printable(&folder.display().to_string());
                // If nobody reads the messages, the run waits without them.
                drop(writeln!(io.err, "csdown: waiting for another run that is writing to {name}"));
            }
            !self.no_wait
        };
        FolderLock::acquire(folder, wait).map_err(|error| match error {
            LockError::Busy(_) => CliError::failure(format!("{error}; run without --no-wait to wait for it")),
            _ => CliError::failure(error),
        })
    }
}
