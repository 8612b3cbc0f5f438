//! Pages that are compressed, each for itself: `page.html.gz`.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::members::MAGIC;

/// The page in `bytes`, which may be compressed, but at most one byte more than `max`.
pub(in crate::batch) fn unpacked(bytes: Vec<u8>, max: usize) -> io::Result<Vec<u8>> {
    // What is too long already stays so, and may be cut off.
    if !bytes.starts_with(MAGIC) || bytes.len() > max {
        return Ok(bytes);
    }
    let mut page = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(&*bytes).take(limit).read_to_end(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn unpacks_what_is_packed() {
        assert_eq!(unpacked(b"<p>".to_vec(), 9).unwrap(), b"<p>");
        assert_eq!(unpacked([packed(b"<p>"), packed(b"x")].concat(), 99).unwrap(), b"<p>x");
        assert_eq!(unpacked(packed(&vec![b' '; 5_000_000]), 10_000).unwrap().len(), 10_001);
        let page = packed(b"<p>");
        assert!(unpacked(page[..page.len() - 1].to_vec(), 99).is_err());
        assert_eq!(unpacked(page.clone(), 9).unwrap(), page, "it is longer than it may be");
    }
}
