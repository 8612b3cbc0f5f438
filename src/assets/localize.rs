//! Collects the images of an article: from `data:` URLs, the files of a saved page, and the network.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_url::DataUrl;
use data_url::forgiving_base64::DecodeError;

use super::error::ImageError;
use super::image_urls::ImageUrls;
use super::relative_url::relative;
use super::remote::{ImageRequest, RemoteImages};
use super::saved_page::SavedPage;
use super::store::{ImageLimits, ImageSource, ImageStore};
use super::stored_image::StoredImage;
use crate::{Asset, Draft};

/// Stores the images of articles and rewrites their URLs.
#[derive(Debug, Clone)]
pub struct ImageLocalizer {
    store: Arc<ImageStore>,
    urls: ImageUrls,
    remote: Option<Arc<dyn RemoteImages>>,
    only_missing: bool,
}

/// The images of an article, by outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageSummary {
    /// The URLs of the stored images; `data:` URLs are truncated.
    pub saved: Vec<String>,
    /// The stored images. Several URLs may lead to one.
    pub stored: Vec<StoredImage>,
    /// The images that could not be stored and keep their URL.
    pub failed: Vec<FailedImage>,
}

impl ImageSummary {
    /// Appends another summary.
    pub(crate) fn extend(&mut self, other: Self) {
        self.saved.extend(other.saved);
        self.stored.extend(other.stored);
        self.failed.extend(other.failed);
    }
}

/// An image that could not be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedImage {
    /// The URL; `data:` URLs are truncated.
    pub url: String,
    /// The reason.
    pub error: ImageError,
}

/// Characters of a `data:` URL in a summary.
const MAX_DATA_URL: usize = 64;

/// Truncates `data:` URLs.
fn short_url(url: &str) -> String {
    let max = if has_scheme(url, "data:") { MAX_DATA_URL } else { usize::MAX };
    url.chars().take(max).collect()
}

impl ImageLocalizer {
    /// Creates a localizer that stores images in `store`. It leaves images on the network alone.
    pub fn new(store: impl Into<Arc<ImageStore>>) -> Self {
        Self { store: store.into(), urls: ImageUrls::default(), remote: None, only_missing: false }
    }

    /// Sets the URLs of the images in the Markdown, which are relative by default.
    #[must_use]
    pub fn urls(mut self, urls: ImageUrls) -> Self {
        self.urls = urls;
        self
    }

    /// Sets the downloader for images on the network.
    #[must_use]
    pub fn remote(mut self, remote: impl Into<Option<Arc<dyn RemoteImages>>>) -> Self {
        self.remote = remote.into();
        self
    }

    /// Sets whether images that are in the store already are used without asking the server for changes.
    #[must_use]
    pub fn only_missing(mut self, only_missing: bool) -> Self {
        self.only_missing = only_missing;
        self
    }

    /// Whether images on the network are downloaded.
    pub(crate) const fn has_network(&self) -> bool {
        self.remote.is_some()
    }

    /// Returns the image store.
    pub fn store(&self) -> &ImageStore {
        &self.store
    }

    /// Whether each article has copies of its images in a folder of its own.
    pub(crate) fn copies_images(&self) -> bool {
        self.urls == ImageUrls::Beside
    }

    /// Returns what affects the Markdown of articles below `root`, for a digest. The folders may be moved together.
    pub(crate) fn settings(&self, root: &Path) -> impl std::fmt::Debug {
        let ImageLimits { max_bytes, max_images, .. } = self.store.limits();
        (relative(root, self.store.folder()), &self.urls, max_bytes, max_images)
    }

    /// Returns the downloader, if there is one.
    #[cfg(feature = "fetch")]
    pub(crate) fn downloader(&self) -> Option<&dyn RemoteImages> {
        self.remote.as_deref()
    }

    /// Stores the images of `draft` and rewrites their URLs. The Markdown lies in `folder`, which must be free of symbolic
    /// links.
    pub(crate) fn localize(
        &self,
        draft: &mut Draft<'_>,
        saved: &SavedPage<'_>,
        folder: &Path,
    ) -> ImageSummary {
        let mut localized = Localized { urls: HashMap::new(), summary: ImageSummary::default() };
        let (mut requests, mut count) = (Vec::new(), 0_usize);
        for asset in draft.assets() {
            let Some(location) = self.locate(&asset, saved) else { continue };
            let url = asset.url.as_str();
            count += 1;
            let limit = self.store.limits().max_images;
            if let Location::File(Ok(file)) = &location {
                // If the file cannot be stored, the document still has to find it.
                localized.urls.insert(url.to_owned(), relative(folder, file));
            }
            let result = match location {
                _ if count > limit => Err(ImageError::TooMany { limit }),
                Location::DataUrl => self.save_data_url(url),
                Location::Part(bytes) => {
                    self.store.save(&bytes, &ImageSource { url, ..ImageSource::default() })
                }
                Location::File(Ok(file)) => self.save_file(url, &file),
                Location::File(Err(error)) => Err(error),
                Location::Store(image) => Ok(image),
                Location::Network => {
                    requests.push(ImageRequest { url: asset.url, original: asset.original });
                    continue;
                }
            };
            localized.add(self, url, folder, result);
        }
        if let Some(remote) = self.remote.as_ref().filter(|_| !requests.is_empty()) {
            let results = remote.download(&requests, &self.store);
            for (ImageRequest { url, .. }, result) in requests.iter().zip(results) {
                localized.add(self, url, folder, result);
            }
        }
        draft.rewrite_image_urls(|url| localized.urls.get(url).cloned());
        localized.summary
    }

    /// Finds out where an image is; `None` if it is out of reach.
    fn locate<'p>(&self, asset: &Asset, saved: &'p SavedPage<'_>) -> Option<Location<'p>> {
        let url = asset.url.as_str();
        if has_scheme(url, "data:") {
            return Some(Location::DataUrl);
        }
        if let Some(file) = saved.file(url) {
            return Some(Location::File(file));
        }
        if let Some(bytes) = saved.part(url).or_else(|| saved.part(asset.original.as_deref()?)) {
            return Some(Location::Part(bytes));
        }
        if self.remote.is_none() || !(has_scheme(url, "https://") || has_scheme(url, "http://")) {
            return None;
        }
        let stored = if self.only_missing { self.store.find_url(url) } else { None };
        Some(stored.map_or(Location::Network, Location::Store))
    }

    /// Stores the content of a `data:` URL.
    fn save_data_url(&self, url: &str) -> Result<StoredImage, ImageError> {
        let data = DataUrl::process(url).map_err(|_| ImageError::InvalidDataUrl)?;
        let mut staged = self.store.stage()?;
        data.decode(|bytes| staged.write(bytes)).map_err(|error| match error {
            DecodeError::InvalidBase64(_) => ImageError::InvalidDataUrl,
            DecodeError::WriteError(error) => error,
        })?;
        staged.save(&ImageSource::default())
    }

    /// Stores a file of a saved page.
    fn save_file(&self, url: &str, path: &Path) -> Result<StoredImage, ImageError> {
        let missing = |error: io::Error| ImageError::Missing { reason: error.to_string() };
        if !path.is_file() {
            return Err(ImageError::Missing { reason: "not a regular file".to_owned() });
        }
        let mut file = File::open(path).map_err(missing)?;
        let mut staged = self.store.stage()?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = file.read(&mut buffer).map_err(missing)?;
            if length == 0 {
                return staged.save(&ImageSource { url, ..ImageSource::default() });
            }
            staged.write(buffer.get(..length).unwrap_or_default())?;
        }
    }
}

/// Where an image is.
enum Location<'p> {
    DataUrl,
    /// A file of a saved page.
    File(Result<PathBuf, ImageError>),
    /// A part of the MHTML archive that contains the page.
    Part(Cow<'p, [u8]>),
    /// Already in the store.
    Store(StoredImage),
    Network,
}

/// The images localized so far.
struct Localized {
    /// New URLs by original URL.
    urls: HashMap<String, String>,
    summary: ImageSummary,
}

impl Localized {
    fn add(
        &mut self,
        images: &ImageLocalizer,
        url: &str,
        folder: &Path,
        result: Result<StoredImage, ImageError>,
    ) {
        match result {
            Ok(image) => {
                self.summary.saved.push(short_url(url));
                self.urls.insert(url.to_owned(), images.urls.url(&image, &images.store, folder));
                self.summary.stored.push(image);
            }
            Err(error) => self.summary.failed.push(FailedImage { url: short_url(url), error }),
        }
    }
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
