//! The images of an article.

use std::collections::HashSet;

use super::image::BookImage;
use crate::articles::Article;

/// The images of an article that a book can show, by their URL.
#[derive(Debug, Default)]
pub(super) struct ArticleImages {
    found: Vec<(String, BookImage)>,
    /// The number of images that are not in the archive.
    pub(super) missing: usize,
}

impl ArticleImages {
    /// Finds the images of the document.
    pub(super) fn of(article: &Article) -> Self {
        let (mut found, mut seen) = (Self::default(), HashSet::new());
        article.document.for_each_image(|image| {
            if !seen.insert(image.url.clone()) {
                return;
            }
            let saved = article.images.get(&image.url).and_then(|path| BookImage::of_file(path));
            match saved.or_else(|| BookImage::of_data_url(&image.url)) {
                Some(saved) => found.found.push((image.url.clone(), saved)),
                None => found.missing += 1,
            }
        });
        found
    }

    /// Returns the images in reading order, each with its URL.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &BookImage)> {
        self.found.iter().map(|(url, image)| (url.as_str(), image))
    }
}
