//! State shared by all inputs of a run.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use tokio::runtime::Handle;

use super::downloads::Downloads;
use super::listed::Listed;
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
    /// The pattern of the paths of outputs, such as `{date}/{id}.md`.
    pub(super) naming: String,
    /// The resolved output folder.
    pub(super) folder: PathBuf,
    pub(super) downloads: Downloads,
    /// What the lists have so far.
    pub(super) listed: Listed,
    /// Whether this run skipped work that the next run should resume.
    pub(super) is_unfinished: AtomicBool,
    /// Locked until the run ends; `None` in a dry run.
    pub(super) _lock: Option<FolderLock>,
}
