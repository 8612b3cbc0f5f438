//! Decodes response bodies as they arrive.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// The value of `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "gzip, br";

/// The buffer size of the brotli decoder.
const BUFFER_SIZE: usize = 8 << 10;

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// Returns the coding of a body with these headers. Bodies with unknown codings are passed through.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()).as_deref() {
            Some(b"gzip") => Self::Gzip,
            Some(b"br") => Self::Brotli,
            _ => Self::Identity,
        }
    }
}

/// Writes a decoded body to `W`.
pub(super) struct Decoder<W: Write> {
    inner: Inner<W>,
    is_empty: bool,
}

enum Inner<W: Write> {
    Identity(W),
    Gzip(Box<MultiGzDecoder<W>>),
    Brotli(Box<DecompressorWriter<W>>),
}

impl<W: Write> Decoder<W> {
    pub(super) fn new(coding: Coding, output: W) -> Self {
        let inner = match coding {
            Coding::Identity => Inner::Identity(output),
            Coding::Gzip => Inner::Gzip(Box::new(MultiGzDecoder::new(output))),
            Coding::Brotli => Inner::Brotli(Box::new(DecompressorWriter::new(output, BUFFER_SIZE))),
        };
        Self { inner, is_empty: true }
    }

    /// Returns the output.
    pub(super) fn output(&self) -> &W {
        match &self.inner {
            Inner::Identity(output) => output,
            Inner::Gzip(decoder) => decoder.get_ref(),
            Inner::Brotli(decoder) => decoder.get_ref(),
        }
    }

    /// Decodes the next part of the body.
    ///
    /// # Errors
    ///
    /// If the body is corrupt, or the output fails.
    pub(super) fn decode(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.is_empty &= bytes.is_empty();
        match &mut self.inner {
            Inner::Identity(output) => output.write_all(bytes),
            Inner::Gzip(decoder) => decoder.write_all(bytes),
            Inner::Brotli(decoder) => decoder.write_all(bytes),
        }
    }

    /// Writes what is left at the end of the body.
    ///
    /// # Errors
    ///
    /// If the body is incomplete, or the output fails.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match &mut self.inner {
            // A response without a body may declare a coding.
            _ if self.is_empty => Ok(()),
            Inner::Identity(_) => Ok(()),
            Inner::Gzip(decoder) => decoder.try_finish(),
            Inner::Brotli(decoder) => decoder.close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const TEXT: &[u8] = b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    /// `TEXT`, compressed with brotli.
    const BROTLI: &[u8] = b"\x1b\x27\0\xf8\x25\xc2\xa2\x8c\0\xc0";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Decodes `body` in pieces of `size` bytes.
    fn decoded(coding: Coding, body: &[u8], size: usize) -> io::Result<Vec<u8>> {
        let mut decoder = Decoder::new(coding, Vec::new());
        body.chunks(size).try_for_each(|piece| decoder.decode(piece))?;
        decoder.finish()?;
        Ok(decoder.output().clone())
    }

    #[test]
    fn decodes_pieces_of_any_size() {
        let two_members = [gzip(TEXT), gzip(TEXT)].concat();
        for size in 1..=two_members.len() {
            assert_eq!(decoded(Coding::Identity, TEXT, size).unwrap(), TEXT);
            assert_eq!(decoded(Coding::Gzip, &gzip(TEXT), size).unwrap(), TEXT);
            assert_eq!(decoded(Coding::Gzip, &two_members, size).unwrap(), TEXT.repeat(2));
            assert_eq!(decoded(Coding::Brotli, BROTLI, size).unwrap(), TEXT);
        }
        for coding in [Coding::Identity, Coding::Gzip, Coding::Brotli] {
            assert_eq!(decoded(coding, b"", 1).unwrap(), b"");
        }
    }

    #[test]
    fn rejects_incomplete_and_corrupt_bodies() {
        for (coding, body) in [(Coding::Gzip, gzip(TEXT)), (Coding::Brotli, BROTLI.to_vec())] {
            for length in 1..body.len() {
                assert!(decoded(coding, &body[..length], 7).is_err(), "{coding:?}: {length}");
            }
            assert!(decoded(coding, b"<html>not compressed</html>", 7).is_err(), "{coding:?}");
        }
    }

    #[test]
    fn reads_the_coding_from_the_headers() {
        let coding = |value: &'static str| {
            let value = reqwest::header::HeaderValue::from_static(value);
            Coding::of(&HeaderMap::from_iter([(CONTENT_ENCODING, value)]))
        };
        assert_eq!((coding("gzip"), coding("BR")), (Coding::Gzip, Coding::Brotli));
        assert_eq!((coding("identity"), coding("zstd")), (Coding::Identity, Coding::Identity));
        assert_eq!(Coding::of(&HeaderMap::new()), Coding::Identity);
    }
}
