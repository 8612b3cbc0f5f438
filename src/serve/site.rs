//! What pages are made from.

use super::archive::Archive;
use super::images::ImageCache;
use super::indexing::Progress;
use crate::articles::Selection;

/// What pages are made from.
#[derive(Debug)]
pub(super) struct Site {
    /// The name of the archive.
    pub(super) name: String,
    pub(super) archive: Archive,
    pub(super) images: ImageCache,
    pub(super) index: Progress,
}

impl Site {
    /// The pages of an archive.
    pub(super) fn new(name: String, archive: Archive, index: Progress) -> Self {
        Self { name, archive, images: ImageCache::default(), index }
    }

    /// Reads what filters show of all articles, so that the first page comes at once.
    pub(super) fn warm_up(&self) {
        // The page says what is wrong.
        drop(self.archive.read(|articles| Ok(articles.facets(&Selection::default())?)));
    }
}
