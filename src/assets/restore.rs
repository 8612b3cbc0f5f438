//! Undoes what putting pictures beside Markdown does to their addresses, to compare it with its article.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use data_url::DataUrl;

use super::relative_url::relative;
use super::saved_page::SavedPage;
use super::store::ImageStore;
use crate::Draft;
use crate::archive::read_file;

/// Gives the pictures of `markdown`, which is in `folder`, the addresses back that they have in `article`. One picture may
/// have several there: they come back in their order.
pub(crate) fn restore(
    markdown: &mut Draft<'_>,
    article: &mut Draft<'_>,
    saved: &SavedPage<'_>,
    store: Option<&ImageStore>,
    folder: &Path,
) {
    let mut urls: HashMap<String, VecDeque<String>> = HashMap::new();
    article.rewrite_image_urls(|url| {
        if let Some(link) = link(url, saved, store, folder) {
            urls.entry(link).or_default().push_back(url.to_owned());
        }
        None
    });
    markdown.rewrite_image_urls(|link| urls.get_mut(link)?.pop_front());
}

/// Where the picture at `url` is, seen from `folder`, if it was saved.
fn link(url: &str, saved: &SavedPage<'_>, store: Option<&ImageStore>, folder: &Path) -> Option<String> {
    let file = saved.file(url).and_then(Result::ok);
    let in_store = store.and_then(|store| {
        let max = usize::try_from(store.limits().bytes).unwrap_or(usize::MAX);
        let kept = if let Ok(data) = DataUrl::process(url) {
            store.find(&data.decode_to_vec().ok()?.0)
        } else if let Some(file) = &file {
            store.find(&read_file(file, max).ok()?)
        } else if let Some(part) = saved.part(url) {
            store.find(&part)
        } else {
            store.known(url)
        };
        kept.map(|kept| store.link(&kept, folder))
    });
    in_store.or_else(|| file.map(|file| relative(folder, &file)))
}
