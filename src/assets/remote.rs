//! The interface to the network.

use std::fmt::Debug;

use super::error::ImageError;
use super::store::ImageStore;
use super::stored_image::StoredImage;

/// An image to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRequest {
    /// The URL.
    pub url: String,
    /// The URL of the watermarked variant, if `url` is that of the variant without. It is tried if `url` does not
    /// exist.
    pub original: Option<String>,
}

/// Downloads images.
pub trait RemoteImages: Debug + Send + Sync {
    /// Downloads images into `store` and returns one result per request, in the same order.
    ///
    /// Called once per article, on a thread that may block.
    fn download(&self, requests: &[ImageRequest], store: &ImageStore)
    -> Vec<Result<StoredImage, ImageError>>;
}
