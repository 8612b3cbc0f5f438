//! Decides what a run does with an article, from what the folder already holds.

use std::path::{Path, PathBuf};

use super::journal::Entry;
use super::shared::Shared;
use crate::Status;
use crate::batch::{ArticleFiles, companion};
use crate::fetch::target::ArticleUrl;

/// The extension of the comments beside an article.
pub(super) const COMMENTS: &str = "comments.md";

/// The extension of the page as received beside an article.
pub(super) const RECEIVED_PAGE: &str = crate::archive::EXTENSION;

/// What a run does with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// Download it.
    Fetch,
    /// Send a conditional request and download it if it has changed.
    Check,
    /// Keep what the folder holds.
    Keep,
}

impl Plan {
    /// Returns the name used in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Check => "check",
            Self::Keep => "keep",
        }
    }
}

/// An entry of a dry run: an article, or a target that cannot be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// The name of the input, usually its URL.
    pub name: String,
    /// What a run would do, or why it cannot do anything.
    pub plan: Result<Plan, String>,
}

impl Shared {
    /// Plans the article at `url`, given its journal entry. A truncated article is downloaded again.
    ///
    /// If the server sent no validators, changes cannot be detected: a complete article is kept, any other is
    /// downloaded again.
    pub(super) fn plan(&self, url: &ArticleUrl, known: Option<&Entry>) -> Plan {
        let is_up_to_date = |entry: &&Entry| {
            let is_same = entry.options == self.digest && !self.options.refresh;
            is_same && self.files_of(entry, url).iter().all(|file| self.folder.join(file).is_file())
        };
        match known.filter(is_up_to_date) {
            Some(entry) if entry.is_fresh => Plan::Keep,
            // The server would only say that the page is unchanged.
            Some(entry) if entry.status == Status::Truncated => Plan::Fetch,
            Some(entry) if !entry.validators.is_empty() => Plan::Check,
            Some(entry) if entry.status.is_whole() => Plan::Keep,
            _ => Plan::Fetch,
        }
    }

    /// Lists the files of an article, relative to the folder.
    fn files_of(&self, entry: &Entry, url: &ArticleUrl) -> Vec<PathBuf> {
        let output = Path::new(&entry.output);
        let mut files = vec![output.to_path_buf()];
        if self.options.comments && url.id().is_some() {
            files.push(companion(output, COMMENTS));
        }
        if self.options.keep_html && !self.options.own {
            files.push(companion(output, RECEIVED_PAGE));
        }
        if let Some(images) = self.images.as_ref().filter(|images| images.copies_images()) {
            let folder = ArticleFiles::of(&self.conversion).images_folder(output);
            let stored = entry.images.iter().filter_map(|url| images.store().find_url(url));
            files.extend(stored.map(|image| folder.join(image.file)));
        }
        files
    }
}
