//! Why there is no picture.

use std::io;

/// Why a picture could not be put beside the Markdown, which then keeps its address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// What came is no picture, such as a page of HTML.
    #[error("it is {found}, not a picture")]
    NotAPicture {
        /// What it is.
        found: &'static str,
    },
    /// An SVG image that cannot be parsed and so cannot be made safe.
    #[error("it is an SVG image that cannot be used: {reason}")]
    InvalidSvg {
        /// Why it cannot be parsed.
        reason: String,
    },
    /// It has more bytes than [`ImageLimits::bytes`](super::ImageLimits::bytes).
    #[error("it has more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The article has more pictures than [`ImageLimits::count`](super::ImageLimits::count).
    #[error("the article has more than {limit} pictures")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A picture of a type that is not among [`ImageLimits::kinds`](super::ImageLimits::kinds).
    #[error("pictures of the type {kind} are not wanted")]
    Unwanted {
        /// Its type, such as `image/gif`.
        kind: &'static str,
    },
    /// The file of a saved page is not there or cannot be read.
    #[error("the saved page has no such file: {reason}")]
    Missing {
        /// What the system says.
        reason: String,
    },
    /// The address leads out of the folder in which a saved page has its files.
    #[error("the address leads out of the folder of the saved page")]
    Outside,
    /// A `data:` address that cannot be decoded.
    #[error("the data cannot be decoded")]
    BadData,
    /// The picture could not be written.
    #[error("it cannot be written: {reason}")]
    Write {
        /// What the system says.
        reason: String,
    },
    /// It could not be had from the network.
    #[error("{message}")]
    Remote {
        /// A stable kebab-case name for machine output.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
}

impl ImageError {
    /// A stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAPicture { .. } => "not-a-picture",
            Self::InvalidSvg { .. } => "invalid-svg",
            Self::TooLarge { .. } => "picture-too-large",
            Self::TooMany { .. } => "too-many-pictures",
            Self::Unwanted { .. } => "picture-unwanted",
            Self::Missing { .. } => "picture-missing",
            Self::Outside => "picture-outside",
            Self::BadData => "bad-data",
            Self::Write { .. } => "picture-not-written",
            Self::Remote { code, .. } => code,
        }
    }

    /// A failure to write.
    pub(super) fn write(error: &io::Error) -> Self {
        Self::Write { reason: error.to_string() }
    }
}
