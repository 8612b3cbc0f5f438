//! An image in an image folder.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::format::ImageFormat;
use crate::store::is_file_of;

/// An image in an [`ImageStore`](super::ImageStore).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct StoredImage {
    /// The file name: the first 32 digits of the SHA-256 digest and the extension.
    pub file: String,
    /// The SHA-256 digest of the file, in hexadecimal.
    pub sha256: String,
    /// The size of the file.
    pub bytes: u64,
    /// The format.
    #[serde(rename = "type")]
    pub format: ImageFormat,
    /// The `ETag` header of the download.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` header of the download.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// Digits of the digest in a file name.
const NAME_DIGITS: usize = 32;

impl StoredImage {
    pub(super) fn new(sha256: &str, bytes: u64, format: ImageFormat) -> Self {
        let file = format!("{}.{}", sha256.get(..NAME_DIGITS).unwrap_or(sha256), format.extension());
        Self { file, sha256: sha256.to_owned(), bytes, format, etag: None, last_modified: None }
    }

    /// Whether `folder` has the image or a copy of it.
    pub(super) fn is_in(&self, folder: &Path) -> bool {
        is_file_of(&folder.join(&self.file), self.bytes)
    }

    /// Whether the file name follows from the digest, so that it cannot point out of the folder.
    pub(super) fn is_valid(&self) -> bool {
        let is_digest = self.sha256.len() == 64 && self.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        is_digest && self.file == Self::new(&self.sha256, self.bytes, self.format).file
    }
}
