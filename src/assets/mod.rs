//! Images beside the Markdown: a folder that holds each image once, named by its content.
//!
//! [`ImageStore`] is the folder, [`ImageLocalizer`] fills it with the images of an article and rewrites their URLs
//! to [`ImageUrls`]. The format of an image is detected from its content (`format.rs`), not from its name or a `Content-Type`; SVG images are
//! sanitized (`svg/`). [`RemoteImages`] downloads images.

mod error;
mod format;
mod image_urls;
mod index;
mod linked_files;
mod localize;
mod relative_url;
mod remote;
mod restore;
mod saved_page;
mod store;
mod stored_image;
mod svg;

pub use error::ImageError;
pub use format::ImageFormat;
#[cfg(feature = "export")]
pub(crate) use format::MAX_HEAD;
pub use image_urls::{IMAGE_FOLDER, ImageUrls, NotServed};
pub use index::IMAGE_INDEX;
pub use localize::{FailedImage, ImageLocalizer, ImageSummary};
#[cfg(feature = "export")]
pub(crate) use relative_url::relative;
pub use remote::{ImageRequest, RemoteImages};
pub(crate) use restore::{LinkedImages, restore};
pub(crate) use saved_page::SavedPage;
pub use store::{ImageLimits, ImageSource, ImageStore, StagedImage};
pub use stored_image::StoredImage;
#[cfg(feature = "export")]
pub(crate) use svg::sanitize_strictly as sanitize_svg;
