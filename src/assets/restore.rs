//! Restores the original image URLs of localized Markdown, so that it can be compared with its article.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};

use data_url::DataUrl;

use super::image_urls::ImageUrls;
use super::relative_url::relative;
use super::saved_page::SavedPage;
use super::store::ImageStore;
use crate::Draft;
use crate::archive::read_file;

/// The stored images that Markdown links to.
pub(crate) struct LinkedImages<'a> {
    pub(crate) store: &'a ImageStore,
    pub(crate) urls: &'a ImageUrls,
    /// The folder with the copies that it links to, if they are copies.
    pub(crate) copies: Option<PathBuf>,
}

/// Replaces the image URLs of `markdown`, which lies in `folder`, with those of `article`. If several URLs of the
/// article lead to the same stored image, they are assigned in document order.
pub(crate) fn restore(
    markdown: &mut Draft<'_>,
    article: &mut Draft<'_>,
    saved: &SavedPage<'_>,
    images: Option<&LinkedImages<'_>>,
    folder: &Path,
) {
    let mut urls: HashMap<String, VecDeque<String>> = HashMap::new();
    article.rewrite_image_urls(|url| {
        if let Some(local) = local_url(url, saved, images, folder) {
            urls.entry(local).or_default().push_back(url.to_owned());
        }
        None
    });
    markdown.rewrite_image_urls(|local| urls.get_mut(local)?.pop_front());
}

/// The URL of the saved copy of the image at `url`, in Markdown that lies in `folder`.
fn local_url(
    url: &str,
    saved: &SavedPage<'_>,
    images: Option<&LinkedImages<'_>>,
    folder: &Path,
) -> Option<String> {
    let file = saved.file(url).and_then(Result::ok);
    let in_store = images.and_then(|LinkedImages { store, urls, copies }| {
        let max = usize::try_from(store.limits().max_bytes).unwrap_or(usize::MAX);
        let image = if let Ok(data) = DataUrl::process(url) {
            store.find_content(&data.decode_to_vec().ok()?.0)
        } else if let Some(file) = &file {
            store.find_content(&read_file(file, max).ok()?)
        } else if let Some(part) = saved.part(url) {
            store.find_content(&part)
        } else {
            store.find_url(url)
        };
        let image = image.filter(|image| copies.as_ref().is_none_or(|copies| image.is_in(copies)));
        image.map(|image| urls.url(&image, store, folder))
    });
    in_store.or_else(|| file.map(|file| relative(folder, &file)))
}
