//! Image formats and their detection from the content.

use serde::{Deserialize, Serialize};

use super::error::ImageError;

/// Declares the formats, each with its media type and file extension.
macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $variant:ident = $mime:literal as $extension:literal),+ $(,)?) => {
        /// An image format.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum ImageFormat { $($(#[doc = $doc])+ #[serde(rename = $mime)] $variant),+ }

        impl ImageFormat {
            /// All formats.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the media type, such as `image/png`.
            pub const fn mime(self) -> &'static str {
                match self { $(Self::$variant => $mime),+ }
            }

            /// Returns the file extension, without the dot.
            pub const fn extension(self) -> &'static str {
                match self { $(Self::$variant => $extension),+ }
            }
        }
    };
}

formats! {
    /// Portable Network Graphics.
    Png = "image/png" as "png",
    /// JPEG.
    Jpeg = "image/jpeg" as "jpg",
    /// GIF, animated or not.
    Gif = "image/gif" as "gif",
    /// WebP.
    Webp = "image/webp" as "webp",
    /// AVIF.
    Avif = "image/avif" as "avif",
    /// Windows bitmap.
    Bmp = "image/bmp" as "bmp",
    /// Windows icon.
    Ico = "image/vnd.microsoft.icon" as "ico",
    /// TIFF.
    Tiff = "image/tiff" as "tiff",
    /// SVG.
    Svg = "image/svg+xml" as "svg",
}

/// Number of bytes to pass to [`ImageFormat::detect`].
pub(crate) const MAX_HEAD: usize = 1 << 16;

impl ImageFormat {
    /// Detects the format from the first [`MAX_HEAD`] bytes of a file, or from all of a shorter one.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAnImage`].
    pub(crate) fn detect(head: &[u8]) -> Result<Self, ImageError> {
        if is_svg(head) {
            return Ok(Self::Svg);
        }
        let mime = infer::get(head).map(|found| found.mime_type());
        let format = Self::ALL.iter().copied().find(|format| Some(format.mime()) == mime);
        format.filter(|format| format.is_confirmed_by(head)).ok_or_else(|| ImageError::NotAnImage {
            found: match mime {
                _ if head.is_empty() => "empty file",
                Some("text/html") => "HTML page",
                Some(mime) if format.is_none() => mime,
                _ if looks_like_html(head) => "HTML page",
                _ if std::str::from_utf8(head.get(..256).unwrap_or(head)).is_ok() => "text",
                _ => "unknown format",
            },
        })
    }

    /// Detects the format of a file with these bytes.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAnImage`].
    pub fn of(bytes: &[u8]) -> Result<Self, ImageError> {
        Self::detect(bytes.get(..MAX_HEAD).unwrap_or(bytes))
    }

    /// Whether the header matches beyond the two or three characters that `infer` compares and text may start with,
    /// too.
    fn is_confirmed_by(self, head: &[u8]) -> bool {
        let has = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
        match self {
            Self::Png => has(0, b"\x89PNG\r\n\x1a\n"),
            Self::Gif => has(0, b"GIF87a") || has(0, b"GIF89a"),
            Self::Webp => has(0, b"RIFF"),
            // The size of the second header.
            Self::Bmp => [12_u8, 40, 52, 56, 64, 108, 124].iter().any(|length| has(14, &[*length, 0, 0, 0])),
            Self::Ico => has(5, &[0]) && !has(4, &[0]),
            Self::Jpeg | Self::Avif | Self::Tiff | Self::Svg => true,
        }
    }
}

fn looks_like_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|tag| text.contains(tag))
}

/// Whether the root element is `svg`, after a byte order mark, declarations, comments and a document type.
fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match () {
            () if rest.starts_with("<?") => "?>",
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<!DOCTYPE svg") => doctype_end(rest),
            () => break,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let name = name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    name == "svg" || name.ends_with(":svg")
}

/// The end of a document type, which may contain declarations in brackets.
fn doctype_end(rest: &str) -> &'static str {
    let bracket = rest.find('[');
    if bracket.is_some() && bracket < rest.find('>') { "]>" } else { ">" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_formats_from_the_content() {
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], ImageFormat::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", ImageFormat::Jpeg),
            (b"GIF89a\x01\0\x01\0", ImageFormat::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", ImageFormat::Webp),
            (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf", ImageFormat::Avif),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", ImageFormat::Bmp),
            (b"\0\0\x01\0\x01\0\x10\x10", ImageFormat::Ico),
            (b"II*\0\x08\0\0\0\0\0\0\0", ImageFormat::Tiff),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ImageFormat::Svg),
            (
                b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC 'x' [<!ENTITY a 'b>'>]>\n<svg>",
                ImageFormat::Svg,
            ),
        ] {
            assert_eq!(ImageFormat::detect(bytes), Ok(format));
        }
    }

    #[test]
    fn names_what_is_not_an_image() {
        for (bytes, found) in [
            (&b"<!DOCTYPE html><html><body><svg></svg>"[..], "HTML page"),
            (b"  \n<html lang=zh>", "HTML page"),
            (b"<!-- x --><html><svg>", "HTML page"),
            (b"{\"code\":404}", "text"),
            (b"BMW is a car, and this is not an image of one", "text"),
            (b"GIF is a format", "text"),
            (b"", "empty file"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"\x00\x01\x02\x03\xff\xfe", "unknown format"),
        ] {
            let format = ImageFormat::detect(bytes);
            assert_eq!(format, Err(ImageError::NotAnImage { found }), "{bytes:?}");
        }
    }
}
