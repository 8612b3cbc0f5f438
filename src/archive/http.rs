//! HTTP responses in archives: mostly head and body as they were sent.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::fields::Fields;

/// Bytes of a head.
const MAX_HEAD: usize = 64 << 10;

/// Codings of a body. More than one is rare already.
const MAX_CODINGS: usize = 3;

/// Bytes by which encoded data may exceed its content.
const MAX_OVERHEAD: u64 = 64 << 10;

/// The head of a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    fields: Fields,
    /// The length in bytes, including the empty line at the end.
    pub(crate) length: usize,
}

impl Head {
    /// Parses the head at the start of `message`.
    pub(crate) fn parse(message: &[u8]) -> Option<Self> {
        let length = head_length(message.get(..MAX_HEAD).unwrap_or(message))?;
        let text = String::from_utf8_lossy(message.get(..length)?);
        let mut lines = text.lines();
        let mut status_line = lines.next()?.strip_prefix("HTTP/")?.split_ascii_whitespace();
        let status = status_line.nth(1)?.parse().ok()?;
        // Servers send malformed lines, and browsers ignore them.
        let (fields, _) = Fields::parse(lines);
        Some(Self { status, fields, length })
    }

    /// Returns the value of the first field with this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Returns the codings of the body.
    pub(crate) fn codings(&self) -> Codings {
        let is_coding = |token: &String| token != "identity" && token != "none";
        Codings {
            is_chunked: self.tokens("transfer-encoding").any(|token| token == "chunked"),
            encodings: self.tokens("content-encoding").filter(is_coding).collect(),
            length: self.field("content-length").and_then(|length| length.parse().ok()),
        }
    }

    /// Returns the comma-separated parts of a field's values in lower case.
    fn tokens(&self, name: &'static str) -> impl Iterator<Item = String> {
        let tokens = self.fields.all(name).flat_map(|value| value.split(','));
        tokens.map(|token| token.trim().to_ascii_lowercase()).filter(|token| !token.is_empty())
    }
}

/// Returns the length of the head, including the empty line at the end.
fn head_length(message: &[u8]) -> Option<usize> {
    let ends = memchr::memchr_iter(b'\n', message).map(|index| index + 1);
    ends.into_iter().find_map(|end| match message.get(end..)? {
        [b'\n', ..] => Some(end + 1),
        [b'\r', b'\n', ..] => Some(end + 2),
        _ => None,
    })
}

/// How a body was encoded.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Codings {
    is_chunked: bool,
    /// In the order in which they were applied.
    encodings: Vec<String>,
    /// The `Content-Length`.
    length: Option<u64>,
}

impl Codings {
    /// Decodes the body, up to one byte more than `max`.
    ///
    /// Some archivers store the decoded body with the original head. A body that cannot be decoded but starts like a
    /// page is therefore returned unchanged.
    ///
    /// # Errors
    ///
    /// If the body is truncated or malformed.
    pub(crate) fn decode(&self, mut body: Vec<u8>, max: usize) -> io::Result<Vec<u8>> {
        if self.is_chunked || !self.encodings.is_empty() {
            match self.decoded(&body, max) {
                Err(_) if starts_like_page(&body) => {}
                result => return result,
            }
        } else if self.length.is_some_and(|length| length > body.len() as u64) {
            return Err(truncated());
        }
        body.truncate(max.saturating_add(1));
        Ok(body)
    }

    fn decoded(&self, body: &[u8], max: usize) -> io::Result<Vec<u8>> {
        if self.encodings.len() > MAX_CODINGS {
            return Err(io::Error::other(format!("the body is encoded {} times", self.encodings.len())));
        }
        let body = if self.is_chunked { dechunked(body)? } else { Cow::Borrowed(body) };
        let max = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
        let mut reader: Box<dyn Read + '_> = Box::new(&*body);
        for coding in self.encodings.iter().rev() {
            // Encoded data may be endless without containing anything. Normally it is hardly longer than its content.
            reader = Box::new(decoder(coding, reader)?.take(max.saturating_add(MAX_OVERHEAD)));
        }
        let mut decoded = Vec::new();
        match reader.take(max).read_to_end(&mut decoded) {
            Ok(_) => Ok(decoded),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(truncated()),
            Err(error) => Err(io::Error::new(error.kind(), format!("the body cannot be decoded: {error}"))),
        }
    }
}

/// Returns a decoder for a coding.
fn decoder<'a>(coding: &str, mut reader: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
    Ok(match coding {
        "gzip" | "x-gzip" => Box::new(GzDecoder::new(reader)),
        "deflate" => {
            // `deflate` means the zlib format, but some servers send raw deflate data.
            let mut start = [0; 2];
            let count = reader.read(&mut start)?;
            let reader = io::Cursor::new(start).take(u64::try_from(count).unwrap_or_default()).chain(reader);
            let is_zlib = start[0] & 0x0f == 8 && u16::from_be_bytes(start) % 31 == 0;
            if is_zlib { Box::new(ZlibDecoder::new(reader)) } else { Box::new(DeflateDecoder::new(reader)) }
        }
        "br" => Box::new(brotli_decompressor::Decompressor::new(reader, 8 << 10)),
        _ => {
            return Err(io::Error::other(format!("the body is encoded as {coding}, which is not supported")));
        }
    })
}

/// Joins the chunks of a body.
fn dechunked(body: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    let (mut rest, mut whole) = (body, Vec::new());
    loop {
        let end = memchr::memchr(b'\n', rest.get(..MAX_CHUNK_LINE.min(rest.len())).unwrap_or_default());
        let (line, after) = end.and_then(|end| rest.split_at_checked(end + 1)).ok_or_else(truncated)?;
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(size).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size =
            size.ok_or_else(|| io::Error::other("the body is not chunked, although its head says so"))?;
        if size == 0 {
            return Ok(Cow::Owned(whole));
        }
        let (chunk, after) = after.split_at_checked(size).ok_or_else(truncated)?;
        whole.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
}

/// Bytes of the line before a chunk.
const MAX_CHUNK_LINE: usize = 4 << 10;

/// Whether `body` starts with a tag.
fn starts_like_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

fn truncated() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the body is truncated")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const PAGE: &[u8] = "<p>一篇文章</p>".as_bytes();

    fn codings(fields: &str) -> Codings {
        Head::parse(format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes()).unwrap().codings()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn chunked(bytes: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        for chunk in bytes.chunks(7) {
            write!(body, "{:X};name=value\r\n", chunk.len()).unwrap();
            body.extend_from_slice(chunk);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"0\r\nTrailer: x\r\n\r\n");
        body
    }

    #[test]
    fn reads_heads_of_any_version() {
        let head = Head::parse(b"HTTP/2 521 \nContent-type:text/html\nX\nx-empty:\n\n<p>").unwrap();
        assert_eq!((head.status, head.length), (521, 47));
        assert_eq!((head.field("Content-Type"), head.field("X-Empty")), (Some("text/html"), Some("")));
        for message in
            ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1\r\n\r\n", "<p>\r\n\r\n", "HTTP/1.1 20000000 O\r\n\r\n"]
        {
            assert_eq!(Head::parse(message.as_bytes()), None, "{message}");
        }
        let endless = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(MAX_HEAD));
        assert_eq!(Head::parse(endless.as_bytes()), None);
    }

    #[test]
    fn decodes_every_coding() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(PAGE).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(PAGE).unwrap();
        let brotli = [b"\x0b\x09\x80", PAGE, b"\x03"].concat();
        let deflated = zlib.finish().unwrap();
        let cases = [
            ("", PAGE.to_vec()),
            ("Content-Encoding: identity\r\n", PAGE.to_vec()),
            ("Content-Encoding: gzip\r\n", gzip(PAGE)),
            ("Content-Encoding: GZip, x-gzip\r\n", gzip(&gzip(PAGE))),
            ("Content-Encoding: deflate\r\n", deflated.clone()),
            ("Content-Encoding: deflate\r\n", raw.finish().unwrap()),
            ("Content-Encoding: br\r\n", brotli),
            ("Content-Encoding: deflate\r\nContent-Encoding: gzip\r\n", gzip(&deflated)),
            ("Transfer-Encoding: chunked\r\n", chunked(PAGE)),
            ("transfer-encoding: Chunked\r\ncontent-encoding: gzip\r\n", chunked(&gzip(PAGE))),
        ];
        for (fields, body) in cases {
            assert_eq!(codings(fields).decode(body, 1000).unwrap(), PAGE, "{fields}");
        }
    }

    #[test]
    fn accepts_bodies_that_an_archiver_decoded() {
        for fields in ["Content-Encoding: gzip", "Content-Encoding: br", "Transfer-Encoding: chunked"] {
            let fields = format!("{fields}\r\nContent-Length: 9\r\n");
            assert_eq!(codings(&fields).decode(PAGE.to_vec(), 1000).unwrap(), PAGE, "{fields}");
        }
    }

    #[test]
    fn truncated_and_malformed_bodies_are_errors() {
        let zipped = gzip(PAGE);
        let cut = |bytes: &[u8]| bytes[..bytes.len() - 9].to_vec();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(PAGE).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(PAGE).unwrap();
        let brotli = [b"\x0b\x09\x80", PAGE, b"\x03"].concat();
        let cases = [
            ("Content-Length: 900\r\n", PAGE.to_vec(), "is truncated"),
            ("Content-Encoding: gzip\r\n", cut(&zipped), "is truncated"),
            ("Content-Encoding: deflate\r\n", cut(&zlib.finish().unwrap()), "is truncated"),
            ("Content-Encoding: deflate\r\n", cut(&raw.finish().unwrap()), "is truncated"),
            ("Content-Encoding: br\r\n", cut(&brotli), "cannot be decoded"),
            ("Transfer-Encoding: chunked\r\n", cut(&chunked(&zipped))[..20].to_vec(), "is truncated"),
            ("Transfer-Encoding: chunked\r\n", b"4\r\npage\r\n".to_vec(), "is truncated"),
            ("Transfer-Encoding: chunked\r\n", b"zz\r\n".to_vec(), "not chunked"),
            ("Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\na".to_vec(), "is truncated"),
            ("Transfer-Encoding: chunked\r\n", b"fffffffffffffffff\r\na".to_vec(), "not chunked"),
            ("Content-Encoding: zstd\r\n", zipped.clone(), "encoded as zstd"),
            ("Content-Encoding: gzip\r\n", b"none".to_vec(), "is truncated"),
            ("Content-Encoding: gzip\r\n", b"none, and more than a header".to_vec(), "cannot be decoded"),
            ("Content-Encoding: gzip,gzip,gzip,gzip\r\n", zipped, "encoded 4 times"),
        ];
        for (fields, body, reason) in cases {
            let error = codings(fields).decode(body, 1000).unwrap_err().to_string();
            assert!(error.contains(reason), "{fields}: {error}");
        }
    }

    #[test]
    fn decoding_stops_at_the_limit() {
        let bomb = gzip(&gzip(&vec![b' '; 50_000_000]));
        let decoded = codings("Content-Encoding: gzip, gzip\r\n").decode(bomb, 1000).unwrap();
        assert_eq!(decoded.len(), 1001);
        assert_eq!(codings("").decode(vec![b' '; 5000], 1000).unwrap().len(), 1001);
        // Empty blocks before a page.
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(PAGE).unwrap();
        let page = raw.finish().unwrap();
        let behind = |blocks| gzip(&[&[0, 0, 0, 0xff, 0xff].repeat(blocks), &*page].concat());
        let layers = codings("Content-Encoding: deflate, gzip\r\n");
        assert_eq!(layers.decode(behind(9), 1000).unwrap(), PAGE);
        assert!(layers.decode(behind(100_000), 1000).unwrap_err().to_string().contains("is truncated"));
    }
}
