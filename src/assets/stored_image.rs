//! An image in an image folder.

use serde::{Deserialize, Serialize};

use super::format::ImageFormat;

/// A picture in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct StoredImage {
    /// The name of its file: the first 32 digits of its SHA-256, and its extension.
    pub file: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// How long it is.
    pub bytes: u64,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ImageFormat,
    /// The `ETag` that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// How many digits of a digest name a file.
const NAME: usize = 32;

impl StoredImage {
    pub(super) fn new(sha256: &str, bytes: u64, kind: ImageFormat) -> Self {
        let file = format!("{}.{}", sha256.get(..NAME).unwrap_or(sha256), kind.extension());
        Self { file, sha256: sha256.to_owned(), bytes, kind, etag: None, last_modified: None }
    }

    /// Whether the name is the one we would give, and so leads nowhere else.
    pub(super) fn is_sound(&self) -> bool {
        let is_digest = self.sha256.len() == 64 && self.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        is_digest && self.file == Self::new(&self.sha256, self.bytes, self.kind).file
    }
}
