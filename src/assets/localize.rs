//! Brings the pictures of an article together: from the article itself, from the files of a saved page, from the network.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_url::DataUrl;
use data_url::forgiving_base64::DecodeError;

use super::error::ImageError;
use super::relative_url::relative;
use super::remote::{ImageRequest, RemoteImages};
use super::saved_page::SavedPage;
use super::store::{ImageSource, ImageStore};
use super::stored_image::StoredImage;
use crate::{Asset, Draft};

/// Where the pictures of a run go and come from.
#[derive(Debug, Clone)]
pub struct ImageLocalizer {
    /// Where they go.
    pub store: Arc<ImageStore>,
    /// What gets those from the network; without it they stay there.
    pub remote: Option<Arc<dyn RemoteImages>>,
    /// Whether those that are in the store are taken from it without asking whether they changed.
    pub only_missing: bool,
}

/// What became of the pictures of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageSummary {
    /// The addresses of those in the store now, of `data:` their beginning.
    pub saved: Vec<String>,
    /// Those that could not be had, and keep their address.
    pub failed: Vec<FailedImage>,
}

impl ImageSummary {
    /// Adds what became of further pictures.
    pub(crate) fn add(&mut self, further: Self) {
        self.saved.extend(further.saved);
        self.failed.extend(further.failed);
    }
}

/// A picture that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedImage {
    /// Its address, of `data:` its beginning.
    pub url: String,
    /// Why.
    pub failure: ImageError,
}

/// How many characters of a `data:` address are told.
const DATA: usize = 64;

/// An address as it is told.
fn told(url: &str) -> String {
    let most = if has_scheme(url, "data:") { DATA } else { usize::MAX };
    url.chars().take(most).collect()
}

impl ImageLocalizer {
    /// Puts the pictures of `draft` into the store, and changes their addresses to those that lead there from `folder`,
    /// which is that of the output, through no symlink.
    pub(crate) fn localize(
        &self,
        draft: &mut Draft<'_>,
        saved: &SavedPage<'_>,
        folder: &Path,
    ) -> ImageSummary {
        let mut gathered = Gathered { links: HashMap::new(), account: ImageSummary::default() };
        let (mut wanted, mut count) = (Vec::new(), 0_usize);
        for asset in draft.assets() {
            let Some(place) = self.place(&asset, saved) else { continue };
            let url = asset.url.as_str();
            count += 1;
            let limit = self.store.limits().count;
            if let Place::File(Ok(file)) = &place {
                // One that is not kept is where it was.
                gathered.links.insert(url.to_owned(), relative(folder, file));
            }
            let kept = match place {
                _ if count > limit => Err(ImageError::TooMany { limit }),
                Place::Data => self.data(url),
                Place::Bytes(bytes) => {
                    self.store.keep(&bytes, &ImageSource { url, ..ImageSource::default() })
                }
                Place::File(Ok(file)) => self.file(url, &file),
                Place::File(Err(failure)) => Err(failure),
                Place::Store(kept) => Ok(kept),
                Place::Network => {
                    wanted.push(ImageRequest { url: asset.url, original: asset.original });
                    continue;
                }
            };
            gathered.add(self, url, folder, kept);
        }
        if let Some(remote) = self.remote.as_ref().filter(|_| !wanted.is_empty()) {
            let found = remote.get(&wanted, &self.store);
            for (ImageRequest { url, .. }, kept) in wanted.iter().zip(found) {
                gathered.add(self, url, folder, kept);
            }
        }
        draft.rewrite_image_urls(|url| gathered.links.get(url).cloned());
        gathered.account
    }

    /// Where a picture is to be had; `None` where it is none of ours to look for.
    fn place<'p>(&self, asset: &Asset, saved: &'p SavedPage<'_>) -> Option<Place<'p>> {
        let url = asset.url.as_str();
        if has_scheme(url, "data:") {
            return Some(Place::Data);
        }
        if let Some(file) = saved.file(url) {
            return Some(Place::File(file));
        }
        if let Some(bytes) = saved.part(url).or_else(|| saved.part(asset.original.as_deref()?)) {
            return Some(Place::Bytes(bytes));
        }
        if self.remote.is_none() || !(has_scheme(url, "https://") || has_scheme(url, "http://")) {
            return None;
        }
        let known = if self.only_missing { self.store.known(url) } else { None };
        Some(known.map_or(Place::Network, Place::Store))
    }

    /// A picture that its address holds.
    fn data(&self, url: &str) -> Result<StoredImage, ImageError> {
        let data = DataUrl::process(url).map_err(|_| ImageError::BadData)?;
        let mut staged = self.store.stage()?;
        data.decode(|bytes| staged.add(bytes)).map_err(|error| match error {
            DecodeError::InvalidBase64(_) => ImageError::BadData,
            DecodeError::WriteError(failure) => failure,
        })?;
        staged.keep(&ImageSource::default())
    }

    /// A picture among the files of a saved page.
    fn file(&self, url: &str, path: &Path) -> Result<StoredImage, ImageError> {
        let missing = |error: io::Error| ImageError::Missing { reason: error.to_string() };
        if !path.is_file() {
            return Err(ImageError::Missing { reason: "it is no file".to_owned() });
        }
        let mut file = File::open(path).map_err(missing)?;
        let mut staged = self.store.stage()?;
        let mut bytes = vec![0; 1 << 16];
        loop {
            let length = file.read(&mut bytes).map_err(missing)?;
            if length == 0 {
                return staged.keep(&ImageSource { url, ..ImageSource::default() });
            }
            staged.add(bytes.get(..length).unwrap_or_default())?;
        }
    }
}

/// Where a picture is.
enum Place<'p> {
    /// In its address.
    Data,
    /// Among the files of a saved page, if it is there.
    File(Result<PathBuf, ImageError>),
    /// In the archive that the page is in.
    Bytes(Cow<'p, [u8]>),
    /// Where it is to go.
    Store(StoredImage),
    /// On the network.
    Network,
}

/// What was done so far.
struct Gathered {
    /// Where the pictures are now, by their addresses.
    links: HashMap<String, String>,
    account: ImageSummary,
}

impl Gathered {
    fn add(
        &mut self,
        pictures: &ImageLocalizer,
        url: &str,
        folder: &Path,
        kept: Result<StoredImage, ImageError>,
    ) {
        match kept {
            Ok(kept) => {
                self.account.saved.push(told(url));
                self.links.insert(url.to_owned(), pictures.store.link(&kept, folder));
            }
            Err(failure) => self.fail(url, failure),
        }
    }

    fn fail(&mut self, url: &str, failure: ImageError) {
        self.account.failed.push(FailedImage { url: told(url), failure });
    }
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
