//! The option to wait until the outputs are on the disk.

use std::path::Path;

use super::error::CliError;
use super::named_stream::NamedStream;
use crate::store::{CAN_SYNC, folder_of, sync_folder};

/// Whether to wait for the disk.
#[derive(Debug, clap::Args)]
pub(crate) struct DurabilityArgs {
    /// Flush everything the run wrote to disk before it ends (Linux only)
    #[arg(long, help_heading = "Input and output")]
    durable: bool,
}

impl DurabilityArgs {
    /// Fails if the system does not support the option.
    pub(super) fn check(&self) -> Result<(), CliError> {
        if self.durable && !CAN_SYNC {
            return Err(CliError::usage("--durable is supported on Linux only"));
        }
        Ok(())
    }

    /// Waits until the files that this run wrote to `folders`, and `files` in other folders, are on the disk.
    pub(super) fn sync<'a>(
        &self,
        folders: impl IntoIterator<Item = &'a Path>,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> Result<(), CliError> {
        if !self.durable {
            return Ok(());
        }
        let files = files.into_iter().filter(|file| NamedStream::named(file).is_none());
        for folder in folders.into_iter().chain(files.map(folder_of)).filter(|folder| folder.exists()) {
            sync_folder(folder).map_err(|error| {
                CliError::failure(format!("cannot flush {} to disk: {error}", folder.display()))
            })?;
        }
        Ok(())
    }
}
