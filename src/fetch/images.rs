//! Downloads images into a store.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt as _, stream};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use url::Url;

use super::client::{Client, Request, Sink, Validators};
use super::error::FetchError;
use crate::assets::{
    ImageError, ImageRequest, ImageSource, ImageStore, RemoteImages, StagedImage, StoredImage,
};
use crate::store::{Fingerprint, fingerprint};

/// The maximum number of concurrent downloads for one article. The client also limits requests per host.
const MAX_CONCURRENT: usize = 16;

/// The error codes after which the original URL of an image is tried.
const RETRY_WITH_ORIGINAL: &[&str] = &["missing", "forbidden", "not-an-image"];

/// Downloads images through a [`Client`].
///
/// Each URL is requested once, even if several articles use it. The request is conditional if the store already holds
/// the image. References inside images are not followed.
#[derive(Debug)]
pub struct NetworkImages {
    client: Client,
    runtime: Handle,
    /// The result for each URL.
    results: Mutex<HashMap<Fingerprint, SharedResult>>,
}

/// `None` if the image is in the store.
type SharedResult = Arc<OnceCell<Option<ImageError>>>;

impl NetworkImages {
    /// Creates a downloader. Downloads block on `runtime`, so they must not run on its threads.
    pub fn new(client: Client, runtime: Handle) -> Self {
        Self { client, runtime, results: Mutex::default() }
    }

    /// Downloads an image, or else its original, which has a watermark.
    async fn get_one(&self, image: &ImageRequest, store: &ImageStore) -> Result<StoredImage, ImageError> {
        let result = self.get_once(&image.url, image, store).await;
        match (&result, &image.original) {
            (Err(failure), Some(original)) if RETRY_WITH_ORIGINAL.contains(&failure.code()) => {
                self.get_once(original, image, store).await
            }
            _ => result,
        }
    }

    /// Downloads `url`, or waits for the result of an earlier request.
    async fn get_once(
        &self,
        url: &str,
        image: &ImageRequest,
        store: &ImageStore,
    ) -> Result<StoredImage, ImageError> {
        let mut kept = None;
        let result = self.shared_result(url);
        let failure = result.get_or_init(async || {
            let downloaded = self.download_url(url, image, store).await;
            downloaded.map(|stored| kept = Some(stored)).err()
        });
        if let Some(failure) = failure.await {
            return Err(failure.clone());
        }
        match kept.or_else(|| store.find_url(&image.url)) {
            Some(kept) => Ok(kept),
            // The store holds it under another URL, or no longer.
            None => self.download_url(url, image, store).await,
        }
    }

    fn shared_result(&self, url: &str) -> SharedResult {
        // A panic cannot leave the map inconsistent.
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(results.entry(fingerprint(&[url])).or_default())
    }

    async fn download_url(
        &self,
        requested: &str,
        image: &ImageRequest,
        store: &ImageStore,
    ) -> Result<StoredImage, ImageError> {
        let invalid = |_| failure(&FetchError::BadUrl { reason: "it cannot be parsed" });
        let mut url: Url = requested.parse().map_err(invalid)?;
        url.set_fragment(None);
        let known = store.find_url(&image.url);
        let validators = known.as_ref().map_or_else(Validators::default, |known| Validators {
            etag: known.etag.clone(),
            last_modified: known.last_modified.clone(),
        });
        let is_conditional = !validators.is_empty();
        let mut staging = Staging { store, staged: None, failure: None };
        let request = Request::image(url.clone()).with_validators(validators);
        let head = match self.client.download(request, &mut staging).await {
            Ok(head) => head,
            Err(error) => return Err(staging.failure.unwrap_or_else(|| failure(&error))),
        };
        if let Some(known) = known.filter(|_| head.is_unchanged() && is_conditional) {
            return Ok(known);
        }
        let staged = staging.staged.ok_or(ImageError::NotAnImage { found: "empty file" })?;
        let has_other_source = requested != image.url || url != head.url;
        staged.save(&ImageSource {
            url: &image.url,
            fetched_url: Some(head.url.as_str()).filter(|_| has_other_source),
            etag: head.validators.etag.as_deref(),
            last_modified: head.validators.last_modified.as_deref(),
        })
    }
}

impl RemoteImages for NetworkImages {
    fn download(
        &self,
        requests: &[ImageRequest],
        store: &ImageStore,
    ) -> Vec<Result<StoredImage, ImageError>> {
        let images =
            stream::iter(requests).map(|request| self.get_one(request, store)).buffered(MAX_CONCURRENT);
        self.runtime.block_on(images.collect())
    }
}

/// Stages an image, restarting with each attempt.
struct Staging<'s> {
    store: &'s ImageStore,
    staged: Option<StagedImage<'s>>,
    /// Why the store rejected it.
    failure: Option<ImageError>,
}

impl Staging<'_> {
    fn rejected(&mut self, failure: ImageError) -> io::Error {
        self.failure = Some(failure);
        io::Error::other("the store rejected it")
    }
}

impl Sink for Staging<'_> {
    fn restart(&mut self) -> io::Result<()> {
        self.staged = None;
        self.staged = Some(self.store.stage().map_err(|failure| self.rejected(failure))?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.staged.as_mut().map(|staged| staged.write(bytes)) {
            Some(Err(failure)) => Err(self.rejected(failure)),
            _ => Ok(()),
        }
    }
}

fn failure(error: &FetchError) -> ImageError {
    match error {
        FetchError::TooLarge { max, .. } => ImageError::TooLarge { limit: *max },
        error => ImageError::Remote { code: error.code(), message: error.to_string() },
    }
}
