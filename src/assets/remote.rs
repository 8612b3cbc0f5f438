//! The interface to the network.

use std::fmt::Debug;

use super::error::ImageError;
use super::store::ImageStore;
use super::stored_image::StoredImage;

/// A picture that is wanted from the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRequest {
    /// Its address.
    pub url: String,
    /// The address with a watermark, where `url` is without: asked for when there is nothing at `url`.
    pub original: Option<String>,
}

/// Gets pictures from the network.
pub trait RemoteImages: Debug + Send + Sync {
    /// Puts what is `wanted` into `store` and gives what became of each, in the same order. Called on a thread that may
    /// wait, once for all pictures of an article.
    fn get(&self, wanted: &[ImageRequest], store: &ImageStore) -> Vec<Result<StoredImage, ImageError>>;
}
