//! Downloads articles into a folder, incrementally.
//!
//! An [`ArchiveDir`] turns article URLs and lists into inputs for a [`Batch`](crate::batch::Batch).
//! Each article is downloaded when the batch reaches it. The catalogue of the folder decides whether it is downloaded,
//! requested conditionally, or kept as it is, so an interrupted run resumes where it stopped.

mod articles;
mod downloads;
mod listed;
mod options;
mod plan;
mod remote_article;
mod shared;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use super::fetcher::Fetcher;
use super::target::Target;
use crate::assets::ImageLocalizer;
use crate::batch::{ArticleFiles, Inputs};
use crate::catalogue::CatalogueError;
use crate::options::{DateFallback, InternalLinks};
use crate::store::{FolderLock, LockError, digest, resolve, slashed};
use crate::{Converter, Options};
use articles::Articles;
use downloads::Downloads;
use shared::Shared;

pub use listed::{Listed, ListedSoFar};
pub use options::ArchiveDirOptions;
pub use plan::{Plan, Planned};

/// Errors when opening an [`ArchiveDir`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveDirError {
    /// The catalogue of the folder cannot be used.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The folder cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
}

/// A folder of downloaded articles, locked for one run at a time.
#[derive(Debug)]
pub struct ArchiveDir {
    shared: Arc<Shared>,
}

impl ArchiveDir {
    /// Opens `folder` and creates it if it is missing.
    ///
    /// The inputs are meant for a batch with `converter` and `images`. They download through `fetcher` by blocking on
    /// `runtime`, so the batch must not run on threads of that runtime.
    ///
    /// If another process is writing to the folder, waits until it has ended; to be notified, acquire a
    /// [`FolderLock`](crate::batch::FolderLock) first.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used.
    pub fn open(
        folder: &Path,
        fetcher: Fetcher,
        runtime: Handle,
        converter: &Converter,
        images: Option<ImageLocalizer>,
        options: ArchiveDirOptions,
    ) -> Result<Self, ArchiveDirError> {
        let lock = if options.dry_run { None } else { Some(FolderLock::acquire(folder, || true)?) };
        let root = resolve(folder);
        let downloads = Downloads::open(&root, options.dry_run)?;
        let conversion = converter.options().clone();
        let shared = Shared {
            naming: naming_of(&conversion),
            digest: digest_of(&conversion, &options, images.as_ref(), &root),
            images,
            listed: Listed::default(),
            is_unfinished: AtomicBool::new(false),
            folder: root,
            _lock: lock,
            fetcher,
            runtime,
            options,
            conversion,
            downloads,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Returns the articles of `targets` as inputs, without duplicates.
    ///
    /// Lists are downloaded page by page as the inputs are consumed. The consuming thread blocks, so it must not
    /// belong to the runtime.
    pub fn inputs(&self, targets: impl Iterator<Item = Target> + Send + 'static) -> Inputs {
        let articles = Articles::new(Arc::clone(&self.shared), Box::new(targets));
        Inputs::lazily(Box::new(articles.map(articles::input)))
    }

    /// Returns what the lists among the targets have, which is known by and by.
    pub fn listed(&self) -> Listed {
        self.shared.listed.clone()
    }

    /// Returns what a run would do for each article of `targets`. Only lists are downloaded.
    pub fn plans(
        &self,
        targets: impl Iterator<Item = Target> + Send + 'static,
    ) -> impl Iterator<Item = Planned> {
        Articles::new(Arc::clone(&self.shared), Box::new(targets)).map(articles::planned)
    }

    /// Ends the run. Its articles are checked for changes by the next run, unless this run left work to resume.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be written.
    pub fn finish(self) -> Result<(), CatalogueError> {
        if self.shared.is_unfinished.load(Ordering::Relaxed) { Ok(()) } else { self.shared.downloads.end() }
    }
}

/// Returns a digest of the settings that affect the output. Articles converted with other settings are downloaded
/// again. The folder's own path is not part of the digest, so the folder may be moved, nor is the template of file
/// names; see [`naming_of`].
fn digest_of(
    conversion: &Options,
    options: &ArchiveDirOptions,
    images: Option<&ImageLocalizer>,
    root: &Path,
) -> String {
    let conversion = json_of(conversion);
    let images = images.map(|images| images.settings(root));
    let mut digest = digest(format!("{conversion}{}{images:?}", options.own).as_bytes());
    digest.truncate(16);
    digest
}

/// Returns the options that affect an output, as JSON.
fn json_of(conversion: &Options) -> String {
    let mut conversion = conversion.clone();
    (conversion.name, conversion.date_fallback) = (None, DateFallback::default());
    let mut json = serde_json::to_value(&conversion).unwrap_or_default();
    // The versions whose journal is imported did not have the option.
    if conversion.internal_links == InternalLinks::default()
        && let Some(options) = json.as_object_mut()
    {
        options.shift_remove("internal-links");
    }
    json.to_string()
}

/// Returns the pattern of the paths of outputs. An article keeps its path, even if its title has changed, until the
/// pattern changes.
fn naming_of(conversion: &Options) -> String {
    let name = format!("{}.md", conversion.name());
    slashed(&ArticleFiles::of(conversion).path(Path::new(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{ArticleLayout, Profile};

    #[test]
    fn new_options_count_unless_they_have_their_default() {
        let json = |internal_links| json_of(&Options { internal_links, ..Options::default() });
        assert!(json(InternalLinks::Relative).contains("\"internal-links\":\"relative\""));
        let all = serde_json::to_string(&Options::default()).unwrap();
        assert_eq!(json(InternalLinks::Keep), all.replace(",\"internal-links\":\"keep\"", ""));
    }

    #[test]
    fn naming_has_the_template_and_the_layout() {
        let naming = |profile, layout, name: Option<&str>| {
            let name = name.map(|name| name.parse().unwrap());
            naming_of(&Options { profile, layout, name, ..Options::default() })
        };
        let (file, folder) = (ArticleLayout::File, ArticleLayout::Folder);
        assert_eq!(naming(Profile::Plain, file, None), "{stem}.md");
        assert_eq!(naming(Profile::Jekyll, file, None), "{date}-{stem}.md");
        assert_eq!(naming(Profile::Plain, folder, Some("{year}/v1.{id}")), "{year}/v1.{id}/index.md");
        assert_eq!(naming(Profile::Obsidian, folder, Some("{id}")), "{id}/{id}.md");
    }
}
