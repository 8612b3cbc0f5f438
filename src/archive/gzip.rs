//! Single compressed files, such as `page.html.gz`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::magic::GZIP;

/// Decompresses gzip data, up to one byte more than `max`, so that the caller can detect that the limit is exceeded.
/// Other data is returned unchanged.
pub(crate) fn decompress(bytes: Vec<u8>, max: usize) -> io::Result<Vec<u8>> {
    // Data above the limit may be truncated, so do not decompress it.
    if !bytes.starts_with(GZIP) || bytes.len() > max {
        return Ok(bytes);
    }
    let mut page = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(&*bytes).take(limit).read_to_end(&mut page)?;
    Ok(page)
}

/// Reads a file, decompressing gzip, up to one byte more than `max`.
pub(crate) fn read_file(path: &Path, max: usize) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(max).min(max);
    let mut bytes = Vec::with_capacity(length.saturating_add(1));
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes)?;
    decompress(bytes, max)
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
        assert!(decompress(page[..page.len() - 1].to_vec(), 99).is_err());
        assert_eq!(decompress(page.clone(), 9).unwrap(), page, "above the limit before decompression");
    }
}
