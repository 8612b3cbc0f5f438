//! Images of articles, from their hosts into a store.

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

/// The pictures of one article that are on their way at the same time; how many of one host, the client decides.
const WINDOW: usize = 16;

/// The failures that another address of the same picture may mend.
const GONE: &[&str] = &["missing", "forbidden", "not-a-picture"];

/// Gets pictures by a [`Client`]. An address is asked once for as long as this lives, however many articles want it,
/// and on the condition that it has changed where the store has what came from it before. Nothing in a picture is
/// followed.
#[derive(Debug)]
pub struct NetworkImages {
    client: Client,
    runtime: Handle,
    /// What became of each address: nothing, if it is in the store.
    asked: Mutex<HashMap<Fingerprint, Outcome>>,
}

type Outcome = Arc<OnceCell<Option<ImageError>>>;

impl NetworkImages {
    /// Gets pictures by `client`, awaited on `runtime` by threads that are none of its own.
    pub fn new(client: Client, runtime: Handle) -> Self {
        Self { client, runtime, asked: Mutex::default() }
    }

    /// The picture at its address, else the one with the watermark.
    async fn one(&self, wanted: &ImageRequest, store: &ImageStore) -> Result<StoredImage, ImageError> {
        let bare = self.once(&wanted.url, wanted, store).await;
        match (&bare, &wanted.original) {
            (Err(failure), Some(original)) if GONE.contains(&failure.code()) => {
                self.once(original, wanted, store).await
            }
            _ => bare,
        }
    }

    /// What is at `address`, which others may be asking for, or have asked for.
    async fn once(
        &self,
        address: &str,
        wanted: &ImageRequest,
        store: &ImageStore,
    ) -> Result<StoredImage, ImageError> {
        let mut kept = None;
        let outcome = self.outcome(address);
        let failure = outcome.get_or_init(async || {
            let got = self.download(address, wanted, store).await;
            got.map(|picture| kept = Some(picture)).err()
        });
        if let Some(failure) = failure.await {
            return Err(failure.clone());
        }
        match kept.or_else(|| store.known(&wanted.url)) {
            Some(kept) => Ok(kept),
            // It is in the store as what came from another address, or no longer.
            None => self.download(address, wanted, store).await,
        }
    }

    fn outcome(&self, address: &str) -> Outcome {
        // Nothing that holds the lock can panic.
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(asked.entry(fingerprint(&[address])).or_default())
    }

    async fn download(
        &self,
        address: &str,
        wanted: &ImageRequest,
        store: &ImageStore,
    ) -> Result<StoredImage, ImageError> {
        let unreadable = |_| failure(&FetchError::BadUrl { reason: "it cannot be read" });
        let mut url: Url = address.parse().map_err(unreadable)?;
        url.set_fragment(None);
        let known = store.known(&wanted.url);
        let validators = known.as_ref().map_or_else(Validators::default, |known| Validators {
            etag: known.etag.clone(),
            last_modified: known.last_modified.clone(),
        });
        let is_conditional = !validators.is_empty();
        let mut staging = Staging { store, staged: None, failure: None };
        let request = Request::picture(url.clone()).with_validators(validators);
        let head = match self.client.download(request, &mut staging).await {
            Ok(head) => head,
            Err(error) => return Err(staging.failure.unwrap_or_else(|| failure(&error))),
        };
        if let Some(known) = known.filter(|_| head.is_unchanged() && is_conditional) {
            return Ok(known);
        }
        let staged = staging.staged.ok_or(ImageError::NotAPicture { found: "empty" })?;
        let is_elsewhere = address != wanted.url || url != head.url;
        staged.keep(&ImageSource {
            url: &wanted.url,
            asked: Some(head.url.as_str()).filter(|_| is_elsewhere),
            etag: head.validators.etag.as_deref(),
            last_modified: head.validators.last_modified.as_deref(),
        })
    }
}

impl RemoteImages for NetworkImages {
    fn get(&self, wanted: &[ImageRequest], store: &ImageStore) -> Vec<Result<StoredImage, ImageError>> {
        let pictures = stream::iter(wanted).map(|wanted| self.one(wanted, store)).buffered(WINDOW);
        self.runtime.block_on(pictures.collect())
    }
}

/// A picture that is begun anew with each try.
struct Staging<'s> {
    store: &'s ImageStore,
    staged: Option<StagedImage<'s>>,
    /// Why the store does not take it.
    failure: Option<ImageError>,
}

impl Staging<'_> {
    fn refused(&mut self, failure: ImageError) -> io::Error {
        self.failure = Some(failure);
        io::Error::other("the store does not take it")
    }
}

impl Sink for Staging<'_> {
    fn restart(&mut self) -> io::Result<()> {
        self.staged = None;
        self.staged = Some(self.store.stage().map_err(|failure| self.refused(failure))?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.staged.as_mut().map(|staged| staged.add(bytes)) {
            Some(Err(failure)) => Err(self.refused(failure)),
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
