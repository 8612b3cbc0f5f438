//! The images of articles.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::reply::{Problem, Reply};
use crate::articles::{Articles, ReadError};
use crate::assets::ImageFormat;
use crate::store::{open_regular, short_fingerprint};

/// The bytes of an image.
const MAX_BYTES: u64 = 1 << 26;

/// The articles whose images are remembered. A browser asks for the images right after the page.
const REMEMBERED: usize = 32;

/// An SVG image can contain scripts and load others, so it may do nothing when it is opened by itself.
const SVG_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// The files of an article's images by their keys.
type Files = Arc<HashMap<String, PathBuf>>;

/// The images of the articles that were read last.
#[derive(Debug, Default)]
pub(super) struct ImageCache(Mutex<VecDeque<(i64, Files)>>);

impl ImageCache {
    /// Remembers the images of an article.
    pub(super) fn put(&self, article: i64, images: &HashMap<String, PathBuf>) -> Files {
        let files: Files = Arc::new(images.iter().map(|(url, path)| (key(url), path.clone())).collect());
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|(other, _)| *other != article);
        last.push_front((article, Arc::clone(&files)));
        last.truncate(REMEMBERED);
        files
    }

    fn get(&self, article: i64) -> Option<Files> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.iter().find(|(other, _)| *other == article).map(|(_, files)| Arc::clone(files))
    }
}

/// Returns the URL of an article's image. It does not contain the path, so no path can be asked for.
pub(super) fn image_url(article: i64, url: &str) -> String {
    format!("/image/{article}/{}", key(url))
}

fn key(url: &str) -> String {
    format!("{:016x}", short_fingerprint(url))
}

/// Returns an image of an article.
pub(super) fn image(
    cache: &ImageCache,
    articles: &Articles,
    article: i64,
    key: &str,
) -> Result<Reply, Problem> {
    let files = match cache.get(article) {
        Some(files) => files,
        None => cache.put(article, &articles.read(article)?.images),
    };
    let missing = || Problem::not_found("The article has no such image.");
    let bytes = read(files.get(key).ok_or_else(missing)?).map_err(|_| missing())?;
    let format = ImageFormat::of(&bytes).map_err(|_| missing())?;
    let reply = Reply::file(format.mime(), bytes);
    Ok(if format == ImageFormat::Svg { reply.with_policy(SVG_POLICY) } else { reply })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Catalogue(error) => Self::from(error),
            error => Self::not_found(format!("The article cannot be shown: {error}.")),
        }
    }
}
