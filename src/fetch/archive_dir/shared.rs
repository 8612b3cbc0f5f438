//! State shared by all inputs of a run.

use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use tokio::runtime::Handle;

use super::journal::Journal;
use super::options::ArchiveDirOptions;
use crate::Options;
use crate::assets::ImageLocalizer;
use crate::fetch::fetcher::Fetcher;
use crate::store::FolderLock;

/// State shared by all inputs of a run.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) fetcher: Fetcher,
    pub(super) runtime: Handle,
    pub(super) options: ArchiveDirOptions,
    /// The conversion options.
    pub(super) conversion: Options,
    /// Where images are saved, if they are saved at all.
    pub(super) images: Option<ImageLocalizer>,
    /// A digest of the settings that affect the output.
    pub(super) digest: String,
    /// The resolved output folder.
    pub(super) folder: PathBuf,
    pub(super) journal: Journal,
    /// Whether this run skipped work that the next run should resume.
    pub(super) is_unfinished: AtomicBool,
    /// The first error while writing the journal.
    pub(super) journal_result: Mutex<io::Result<()>>,
    /// Locked until the run ends; `None` in a dry run.
    pub(super) _lock: Option<FolderLock>,
}
