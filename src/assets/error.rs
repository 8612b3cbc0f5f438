//! Image errors.

use std::io;

/// Why an image could not be stored. The Markdown then keeps its URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The content is not an image, but for example an HTML page.
    #[error("not an image: {found}")]
    NotAnImage {
        /// The content, such as `HTML page`.
        found: &'static str,
    },
    /// An SVG image that cannot be parsed and therefore cannot be sanitized.
    #[error("invalid SVG image: {reason}")]
    InvalidSvg {
        /// Why it cannot be parsed.
        reason: String,
    },
    /// The image exceeds [`ImageLimits::max_bytes`](super::ImageLimits::max_bytes).
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The article exceeds [`ImageLimits::max_images`](super::ImageLimits::max_images).
    #[error("the article has more than {limit} images")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// The format is not among [`ImageLimits::formats`](super::ImageLimits::formats).
    #[error("images of type {mime} are excluded")]
    ExcludedFormat {
        /// The media type, such as `image/gif`.
        mime: &'static str,
    },
    /// A file of a saved page does not exist or cannot be read.
    #[error("the file of the saved page cannot be read: {reason}")]
    Missing {
        /// The error of the operating system.
        reason: String,
    },
    /// The URL points out of the folder that holds the files of a saved page.
    #[error("the URL points out of the folder of the saved page")]
    Outside,
    /// A `data:` URL that cannot be decoded.
    #[error("the data: URL cannot be decoded")]
    InvalidDataUrl,
    /// The image could not be written.
    #[error("cannot be written: {reason}")]
    Write {
        /// The error of the operating system.
        reason: String,
    },
    /// The download failed.
    #[error("{message}")]
    Remote {
        /// A stable kebab-case name for machine output.
        code: &'static str,
        /// The error message.
        message: String,
    },
}

impl ImageError {
    /// The code of a download that was cancelled because the run was asked to stop.
    pub(crate) const STOPPED: &'static str = "stopped";

    /// Whether the download was cancelled because the run was asked to stop.
    pub(crate) fn is_of_stopped_run(&self) -> bool {
        matches!(self, Self::Remote { code, .. } if *code == Self::STOPPED)
    }

    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnImage { .. } => "not-an-image",
            Self::InvalidSvg { .. } => "invalid-svg",
            Self::TooLarge { .. } => "image-too-large",
            Self::TooMany { .. } => "too-many-images",
            Self::ExcludedFormat { .. } => "image-format-excluded",
            Self::Missing { .. } => "image-missing",
            Self::Outside => "image-outside",
            Self::InvalidDataUrl => "invalid-data-url",
            Self::Write { .. } => "image-write-failed",
            Self::Remote { code, .. } => code,
        }
    }

    /// Converts an I/O error of the image folder.
    pub(super) fn write(error: &io::Error) -> Self {
        Self::Write { reason: error.to_string() }
    }
}
