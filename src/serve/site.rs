//! What pages are made from.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::archive::Archive;
use super::images::ImageCache;
use super::indexing::Progress;
use crate::articles::Selection;

/// Articles and original pages that are rendered at a time: fewer than there are threads, so that large ones do not keep
/// lists and images waiting.
const MAX_RENDERED: usize = 2;

/// What pages are made from.
#[derive(Debug)]
pub(super) struct Site {
    /// The name of the archive.
    pub(super) name: String,
    pub(super) archive: Archive,
    pub(super) images: ImageCache,
    pub(super) index: Progress,
    /// A permit for each article that may be rendered now.
    pub(super) renderings: Arc<Semaphore>,
}

impl Site {
    /// The pages of an archive.
    pub(super) fn new(name: String, archive: Archive, index: Progress) -> Self {
        let renderings = Arc::new(Semaphore::new(MAX_RENDERED));
        Self { name, archive, images: ImageCache::default(), index, renderings }
    }

    /// Reads what filters show of all articles, so that the first page comes at once.
    pub(super) fn warm_up(&self) {
        // The page says what is wrong.
        drop(self.archive.read(|articles| Ok(articles.facets(&Selection::default())?)));
    }
}
