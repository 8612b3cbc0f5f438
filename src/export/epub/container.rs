//! The ZIP file of an EPUB.

use std::io::{self, Seek, Write};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::export::error::ExportError;
use crate::store::hex;

/// The folder of everything but the type and the container.
pub(super) const FOLDER: &str = "EPUB";

/// A ZIP file that is being written, and the digest of its contents so far.
pub(super) struct Container<W: Write + Seek> {
    zip: ZipWriter<W>,
    digest: Sha256,
}

impl<W: Write + Seek> Container<W> {
    /// Begins an EPUB: its type has to be the first file, and not compressed.
    pub(super) fn new(to: W) -> Result<Self, ExportError> {
        let mut container = Self { zip: ZipWriter::new(to), digest: Sha256::new() };
        container
            .add("mimetype", CompressionMethod::Stored, |to| Ok(to.write_all(b"application/epub+zip")?))?;
        Ok(container)
    }

    /// Adds a file with text.
    pub(super) fn add_text(&mut self, path: &str, text: &dyn std::fmt::Display) -> Result<(), ExportError> {
        self.add(path, CompressionMethod::Deflated, |to| Ok(write!(to, "{text}")?))
    }

    /// Adds a file that `write` writes. Its time is always the same, so that a book is deterministic.
    pub(super) fn add(
        &mut self,
        path: &str,
        method: CompressionMethod,
        write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(path, options).map_err(io::Error::from)?;
        self.digest.update(path);
        self.digest.update([0]);
        write(&mut Digesting { to: &mut self.zip, digest: &mut self.digest })
    }

    /// Returns an identifier that is the same for the same contents: a UUID of version 8 (RFC 9562).
    pub(super) fn identifier(&self) -> String {
        let mut bytes = [0_u8; 16];
        bytes.iter_mut().zip(self.digest.clone().finalize()).for_each(|(to, from)| *to = from);
        let digits = hex(&bytes);
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        let (version, variant) = ("8", "a");
        format!(
            "urn:uuid:{}-{}-{version}{}-{variant}{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }

    /// Ends the file, and returns what it was written to.
    pub(super) fn finish(self) -> Result<W, ExportError> {
        Ok(self.zip.finish().map_err(io::Error::from)?)
    }
}

/// Writes and computes the digest of what is written.
struct Digesting<'a, W> {
    to: &'a mut W,
    digest: &'a mut Sha256,
}

impl<W: Write> Write for Digesting<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.to.write(bytes)?;
        self.digest.update(bytes.get(..length).unwrap_or_default());
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
