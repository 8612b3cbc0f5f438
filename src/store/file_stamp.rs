//! Detects files that change while they are read.

use std::fs::Metadata;
use std::time::SystemTime;

/// The length and time of a regular file. They differ after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl FileStamp {
    /// Returns the stamp of a file; `None` if it is not a regular one, as pipes have neither length nor time.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self { length: metadata.len(), modified: metadata.modified().ok() })
    }
}
