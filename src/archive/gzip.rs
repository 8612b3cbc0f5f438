//! Single compressed files, such as `page.html.gz`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::time::Duration;

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::magic::GZIP;
use crate::store::FileStamp;

/// The maximum number of reads of a file that changes, and the pause before each further one, times its number.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(50);

/// A file that changed each time it was read.
#[derive(Debug, thiserror::Error)]
#[error("it changed while it was read")]
pub(crate) struct Changed;

/// Decompresses gzip data, up to one byte more than `max`, so that the caller can detect that the limit is exceeded.
/// Other data is returned unchanged.
pub(crate) fn decompress(bytes: Vec<u8>, max: usize) -> io::Result<Vec<u8>> {
    // Data above the limit may be truncated, so do not decompress it.
    if !bytes.starts_with(GZIP) || bytes.len() > max {
        return Ok(bytes);
    }
    let mut page = Vec::new();
    let mut rest = bytes.as_slice();
    // Tapes and old tools fill the last block with zeros.
    while page.len() <= max && rest.iter().any(|byte| *byte != 0) {
        if !rest.starts_with(GZIP) {
            return Err(io::Error::other("the gzip data is followed by other data"));
        }
        let left = u64::try_from(max.saturating_add(1) - page.len()).unwrap_or(u64::MAX);
        let mut member = GzDecoder::new(rest);
        member.by_ref().take(left).read_to_end(&mut page).map_err(describe)?;
        rest = member.into_inner();
    }
    Ok(page)
}

/// Returns the name of a file without `.gz`.
pub(crate) fn uncompressed_name(path: &Path) -> Option<String> {
    let is_compressed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let name = if is_compressed { path.file_stem() } else { path.file_name() };
    Some(name?.to_string_lossy().into_owned())
}

/// Returns a reader of the data, decompressed if it is gzip. Waits for data, at most for as many bytes as tell gzip apart.
pub(crate) fn decompressed<'a>(mut reader: impl BufRead + Send + 'a) -> Box<dyn BufRead + Send + 'a> {
    let mut start = Vec::new();
    // A pipe may contain only a part of the magic number. An error comes again at the next read.
    for byte in reader.by_ref().bytes().map_while(Result::ok).take(GZIP.len()) {
        start.push(byte);
        if !GZIP.starts_with(&start) {
            break;
        }
    }
    let is_compressed = start == GZIP;
    let whole = Cursor::new(start).chain(reader);
    if is_compressed {
        Box::new(BufReader::new(Describing(MultiGzDecoder::new(whole))))
    } else {
        Box::new(whole)
    }
}

/// A decoder with errors for people.
struct Describing<R>(R);

impl<R: Read> Read for Describing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out).map_err(describe)
    }
}

/// Says whether the data is truncated or corrupt. Other errors are those of the file.
pub(super) fn describe(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => io::Error::new(error.kind(), "the gzip data is truncated"),
        kind @ (io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            io::Error::new(kind, format!("the gzip data is corrupt: {error}"))
        }
        _ => error,
    }
}

/// Reads a file, decompressing gzip, up to one byte more than `max`. A file that changes meanwhile is read again; if it
/// keeps changing, the error is [`Changed`].
pub(crate) fn read_file(path: &Path, max: usize) -> io::Result<Vec<u8>> {
    read_unchanged(path, max, &mut || {})
}

/// Reads a file, and calls `after` whenever it has been read.
fn read_unchanged(path: &Path, max: usize, after: &mut dyn FnMut()) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    for attempt in 0..ATTEMPTS {
        std::thread::sleep(PAUSE * attempt);
        let mut file = File::open(path)?;
        let before = file.metadata()?;
        let length = usize::try_from(before.len()).unwrap_or(max).min(max);
        let mut bytes = Vec::with_capacity(length.saturating_add(1));
        file.by_ref().take(limit).read_to_end(&mut bytes)?;
        after();
        if FileStamp::of(&before) == FileStamp::of(&file.metadata()?) {
            return decompress(bytes, max);
        }
    }
    Err(io::Error::other(Changed))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn decompresses_gzip_and_nothing_else() {
        assert_eq!(decompress(b"<p>".to_vec(), 9).unwrap(), b"<p>");
        assert_eq!(decompress([gzip(b"<p>"), gzip(b"x")].concat(), 99).unwrap(), b"<p>x");
        assert_eq!(decompress(gzip(&vec![b' '; 5_000_000]), 10_000).unwrap().len(), 10_001);
        let page = gzip(b"<p>");
        let error = |bytes: &[u8]| decompress(bytes.to_vec(), 99).unwrap_err().to_string();
        for end in 3..page.len() {
            assert_eq!(error(&page[..end]), "the gzip data is truncated", "{end}");
        }
        let mut corrupt = page.clone();
        corrupt[page.len() - 6] ^= 1;
        assert!(error(&corrupt).starts_with("the gzip data is corrupt"));
        assert_eq!(error(&[page.as_slice(), b"x"].concat()), "the gzip data is followed by other data");
        assert_eq!(decompress([page.as_slice(), &[0; 512]].concat(), 999).unwrap(), b"<p>");
        assert_eq!(decompress(page.clone(), 9).unwrap(), page, "above the limit before decompression");
    }

    #[test]
    fn a_stream_is_decompressed_however_it_arrives() {
        let page = "<p>文\n".as_bytes();
        for data in [page.to_vec(), gzip(page), [gzip(b"<p>"), gzip("文\n".as_bytes())].concat()] {
            for capacity in 1..6 {
                let reader = BufReader::with_capacity(capacity, data.as_slice());
                assert_eq!(io::read_to_string(decompressed(reader)).unwrap().as_bytes(), page, "{capacity}");
            }
        }
        let start = &GZIP[..2];
        let mut rest = Vec::new();
        decompressed(start).read_to_end(&mut rest).unwrap();
        assert_eq!(rest, start);
    }

    #[test]
    fn a_file_that_changes_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.html");
        std::fs::write(&path, "half").unwrap();
        let mut reads = 0;
        let once = read_unchanged(&path, 99, &mut || {
            reads += 1;
            if reads == 1 {
                std::fs::write(&path, "whole page").unwrap();
            }
        });
        assert_eq!((once.unwrap(), reads), (b"whole page".to_vec(), 2));
        let always = read_unchanged(&path, 99, &mut || {
            reads += 1;
            std::fs::write(&path, "x".repeat(reads)).unwrap();
        });
        assert!(always.unwrap_err().downcast::<Changed>().is_ok());
    }
}
