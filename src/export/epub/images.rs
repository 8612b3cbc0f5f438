//! The images of an EPUB: each content once, named by its digest.

use std::collections::HashMap;
use std::io::{Seek, Write};

use zip::CompressionMethod;

use super::container::{Container, FOLDER};
use crate::assets::ImageFormat;
use crate::export::error::ExportError;
use crate::export::image::BookImage;

/// Shown by readers that do not support the format of an image.
const UNSUPPORTED: &str = include_str!("../../../templates/export/unsupported.svg");

/// Digits of the digest in a file name.
const NAME_DIGITS: usize = 32;

/// An image in the manifest.
#[derive(Debug)]
pub(super) struct ImageItem {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) media_type: &'static str,
    /// Whether EPUB readers need not support the format.
    pub(super) needs_fallback: bool,
}

/// The images that are in the file.
#[derive(Debug, Default)]
pub(super) struct EpubImages {
    items: Vec<ImageItem>,
    /// The index of each item by its digest.
    indices: HashMap<String, usize>,
}

impl EpubImages {
    /// The path of [`UNSUPPORTED`].
    pub(super) const FALLBACK: &'static str = "images/unsupported.svg";

    /// Adds an image, unless the file has its content. Returns its path.
    pub(super) fn add<W: Write + Seek>(
        &mut self,
        image: &BookImage,
        container: &mut Container<W>,
    ) -> Result<String, ExportError> {
        let digest = image.digest()?;
        if let Some(item) = self.indices.get(&digest).and_then(|index| self.items.get(*index)) {
            return Ok(item.href.clone());
        }
        let name = digest.get(..NAME_DIGITS).unwrap_or(&digest);
        let href = format!("images/{name}.{}", image.format.extension());
        container.add(&format!("{FOLDER}/{href}"), compression(image.format), |to| image.copy(to))?;
        self.indices.insert(digest, self.items.len());
        self.items.push(ImageItem {
            id: format!("image-{}", self.items.len() + 1),
            href: href.clone(),
            media_type: image.format.mime(),
            needs_fallback: !is_core(image.format),
        });
        Ok(href)
    }

    /// Adds what is shown instead of unsupported images, if there may be any.
    pub(super) fn add_fallback<W: Write + Seek>(
        &self,
        container: &mut Container<W>,
    ) -> Result<(), ExportError> {
        if self.has_fallback() {
            container.add_text(&format!("{FOLDER}/{}", Self::FALLBACK), &UNSUPPORTED)?;
        }
        Ok(())
    }

    pub(super) fn items(&self) -> &[ImageItem] {
        &self.items
    }

    pub(super) fn has_fallback(&self) -> bool {
        self.items.iter().any(|item| item.needs_fallback)
    }
}

/// Whether every reader of EPUB 3.2 supports the format. WebP became one of these formats with EPUB 3.3.
const fn is_core(format: ImageFormat) -> bool {
    matches!(format, ImageFormat::Gif | ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Svg)
}

/// Returns how to store a format: most are compressed already.
const fn compression(format: ImageFormat) -> CompressionMethod {
    match format {
        ImageFormat::Svg | ImageFormat::Bmp | ImageFormat::Ico | ImageFormat::Tiff => {
            CompressionMethod::Deflated
        }
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::Webp | ImageFormat::Avif => {
            CompressionMethod::Stored
        }
    }
}
