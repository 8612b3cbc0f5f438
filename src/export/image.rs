//! Images as a book contains them.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use data_url::DataUrl;

use super::error::ExportError;
use crate::assets::{ImageFormat, MAX_HEAD, sanitize_svg};
use crate::store::{digest, digest_of_file, open_regular};

/// The bytes of an SVG image that are read.
const MAX_SVG: u64 = 32 << 20;

/// An image whose content is known to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BookImage {
    pub(super) format: ImageFormat,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// A file, copied as it is.
    File(PathBuf),
    /// The bytes: a sanitised SVG image, or the content of a `data:` URL.
    Bytes(Vec<u8>),
}

impl BookImage {
    /// Returns the image in a file; `None` if the file cannot be read, or its content is no image.
    pub(super) fn of_file(path: &Path) -> Option<Self> {
        let file = open_regular(path).ok()?;
        let mut bytes = Vec::new();
        let head_length = u64::try_from(MAX_HEAD).unwrap_or(u64::MAX);
        (&file).take(head_length).read_to_end(&mut bytes).ok()?;
        let format = ImageFormat::detect(&bytes).ok()?;
        if format != ImageFormat::Svg {
            return Some(Self { format, content: Content::File(path.to_path_buf()) });
        }
        // One byte more than allowed, to notice a longer file.
        (&file).take(MAX_SVG + 1 - head_length).read_to_end(&mut bytes).ok()?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_SVG) {
            None
        } else {
            Self::of_bytes(bytes)
        }
    }

    /// Returns the image in a `data:` URL.
    pub(super) fn of_data_url(url: &str) -> Option<Self> {
        let (bytes, _) = DataUrl::process(url).ok()?.decode_to_vec().ok()?;
        Self::of_bytes(bytes)
    }

    fn of_bytes(bytes: Vec<u8>) -> Option<Self> {
        let head = bytes.get(..MAX_HEAD).unwrap_or(&bytes);
        let format = ImageFormat::detect(head).ok()?;
        let bytes = if format == ImageFormat::Svg { sanitize_svg(&bytes).ok()?.into_bytes() } else { bytes };
        Some(Self { format, content: Content::Bytes(bytes) })
    }

    /// Returns the SHA-256 of the content, in hexadecimal.
    pub(super) fn digest(&self) -> Result<String, ExportError> {
        match &self.content {
            Content::Bytes(bytes) => Ok(digest(bytes)),
            Content::File(path) => digest_of_file(path).map_err(|source| failed(path, source)),
        }
    }

    /// Calls `write` with one part of the content after the other. All but the last are a multiple of three bytes long.
    pub(super) fn each_part(
        &self,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), ExportError> {
        const PART: usize = 3 << 14;
        let path = match &self.content {
            Content::Bytes(bytes) => return Ok(write(bytes)?),
            Content::File(path) => path,
        };
        let mut file = open_regular(path).map_err(|source| failed(path, source))?;
        let mut part = Vec::with_capacity(PART);
        loop {
            part.clear();
            let length = u64::try_from(PART).unwrap_or(u64::MAX);
            (&mut file).take(length).read_to_end(&mut part).map_err(|source| failed(path, source))?;
            write(&part)?;
            if part.len() < PART {
                return Ok(());
            }
        }
    }

    /// Copies the content.
    pub(super) fn copy(&self, to: &mut dyn Write) -> Result<(), ExportError> {
        self.each_part(&mut |part| to.write_all(part))
    }
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    ExportError::Image { path: path.to_path_buf(), source }
}
