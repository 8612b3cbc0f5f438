//! What a picture is, told by its bytes.

use serde::{Deserialize, Serialize};

use super::error::ImageError;

/// Declares the types, each with its media type and the extension of its files.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $mime:literal as $extension:literal),+ $(,)?) => {
        /// The types of pictures that are kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum ImageFormat { $($(#[doc = $doc])+ #[serde(rename = $mime)] $variant),+ }

        impl ImageFormat {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The media type, such as `image/png`.
            pub const fn mime(self) -> &'static str {
                match self { $(Self::$variant => $mime),+ }
            }

            /// The extension of a file, without the dot.
            pub const fn extension(self) -> &'static str {
                match self { $(Self::$variant => $extension),+ }
            }
        }
    };
}

kinds! {
    /// Portable Network Graphics.
    Png = "image/png" as "png",
    /// JPEG.
    Jpeg = "image/jpeg" as "jpg",
    /// GIF, moving or not.
    Gif = "image/gif" as "gif",
    /// WebP.
    Webp = "image/webp" as "webp",
    /// AVIF.
    Avif = "image/avif" as "avif",
    /// A bitmap of Windows.
    Bmp = "image/bmp" as "bmp",
    /// An icon of Windows.
    Ico = "image/vnd.microsoft.icon" as "ico",
    /// TIFF.
    Tiff = "image/tiff" as "tiff",
    /// A drawing.
    Svg = "image/svg+xml" as "svg",
}

/// How many bytes tell what a picture is.
pub(super) const HEAD: usize = 1 << 16;

impl ImageFormat {
    /// What picture it is that begins with `head`, its first 64 KiB or all of it.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAPicture`].
    pub(super) fn of(head: &[u8]) -> Result<Self, ImageError> {
        if is_svg(head) {
            return Ok(Self::Svg);
        }
        let mime = infer::get(head).map(|found| found.mime_type());
        let kind = Self::ALL.iter().copied().find(|kind| Some(kind.mime()) == mime);
        kind.filter(|kind| kind.is_confirmed_by(head)).ok_or_else(|| ImageError::NotAPicture {
            found: match mime {
                _ if head.is_empty() => "empty",
                Some("text/html") => "a page of HTML",
                Some(mime) if kind.is_none() => mime,
                _ if looks_like_html(head) => "a page of HTML",
                _ if std::str::from_utf8(head.get(..256).unwrap_or(head)).is_ok() => "text",
                _ => "nothing known",
            },
        })
    }

    /// Whether more of a picture's beginning is right than the two or three letters that text may begin with as well.
    fn is_confirmed_by(self, head: &[u8]) -> bool {
        let has = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
        match self {
            Self::Png => has(0, b"\x89PNG\r\n\x1a\n"),
            Self::Gif => has(0, b"GIF87a") || has(0, b"GIF89a"),
            Self::Webp => has(0, b"RIFF"),
            // How long the header is that follows that of the file.
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

/// Whether the root is `<svg>`, after a byte order mark, declarations, comments and a document type.
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

/// A document type may hold declarations in brackets.
fn doctype_end(rest: &str) -> &'static str {
    let bracket = rest.find('[');
    if bracket.is_some() && bracket < rest.find('>') { "]>" } else { ">" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_their_bytes() {
        for (bytes, kind) in [
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
            assert_eq!(ImageFormat::of(bytes), Ok(kind));
        }
    }

    #[test]
    fn what_is_no_picture_is_named() {
        for (bytes, what) in [
            (&b"<!DOCTYPE html><html><body><svg></svg>"[..], "a page of HTML"),
            (b"  \n<html lang=zh>", "a page of HTML"),
            (b"<!-- x --><html><svg>", "a page of HTML"),
            (b"{\"code\":404}", "text"),
            (b"BMW is a car, and this is no picture of one", "text"),
            (b"GIF is a format", "text"),
            (b"", "empty"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"\x00\x01\x02\x03\xff\xfe", "nothing known"),
        ] {
            let found = ImageFormat::of(bytes);
            assert_eq!(found, Err(ImageError::NotAPicture { found: what }), "{bytes:?}");
        }
    }
}
