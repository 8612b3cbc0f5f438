//! Decides what a run does with an article, from what the folder already holds.

use std::path::{Path, PathBuf};

use super::shared::Shared;
use crate::Status;
use crate::batch::{ArticleFiles, companion};
use crate::catalogue::DownloadRow;
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
    /// Plans the article at `url`, given what is known about its download. A truncated article is downloaded again.
    ///
    /// If the server sent no validators, changes cannot be detected: a complete article is kept, any other is
    /// downloaded again.
    pub(super) fn plan(&self, url: &ArticleUrl, known: Option<&DownloadRow>) -> Plan {
        let is_up_to_date = |row: &&DownloadRow| {
            let is_same = row.settings == self.digest && self.is_named_alike(row) && !self.options.refresh;
            is_same && self.files_of(row, url).iter().all(|file| self.folder.join(file).is_file())
        };
        let Some(row) = known.filter(is_up_to_date) else { return Plan::Fetch };
        match Status::of_name(&row.status) {
            Some(_) if row.is_fresh => Plan::Keep,
            // The server would only say that the page is unchanged.
            Some(Status::Truncated) | None => Plan::Fetch,
            Some(_) if row.etag.is_some() || row.last_modified.is_some() => Plan::Check,
            Some(status) if status.is_whole() => Plan::Keep,
            Some(_) => Plan::Fetch,
        }
    }

    /// Whether this run names an output as the run that wrote it did. Earlier versions did not record that.
    pub(super) fn is_named_alike(&self, row: &DownloadRow) -> bool {
        row.naming.as_ref().is_none_or(|naming| *naming == self.naming)
    }

    /// Lists the files of an article, relative to the folder.
    fn files_of(&self, row: &DownloadRow, url: &ArticleUrl) -> Vec<PathBuf> {
        let output = Path::new(&row.output);
        let mut files = vec![output.to_path_buf()];
        if self.options.comments && url.id().is_some() {
            files.push(companion(output, COMMENTS));
        }
        if self.options.keep_html && !self.options.own {
            files.push(companion(output, RECEIVED_PAGE));
        }
        if let Some(images) = self.images.as_ref().filter(|images| images.copies_images()) {
            let folder = ArticleFiles::of(&self.conversion).images_folder(output);
            let stored = row.images.iter().filter_map(|url| images.store().find_url(url));
            files.extend(stored.map(|image| folder.join(image.file)));
        }
        files
    }
}
