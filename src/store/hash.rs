//! SHA-256 digests, and short fingerprints of names.

use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::regular_file::open_regular;

/// The first half of a SHA-256 digest: enough to distinguish millions of names with 16 bytes each.
pub(crate) type Fingerprint = [u8; 16];

/// Returns the fingerprint of `parts`, separated by NUL.
pub(crate) fn fingerprint(parts: &[&str]) -> Fingerprint {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    let mut first = Fingerprint::default();
    first.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    first
}

/// Returns half a fingerprint of `text`, to compare it with few others.
pub(crate) fn short_fingerprint(text: &str) -> u64 {
    fingerprint(&[text]).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Returns the SHA-256 of `bytes` in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns the SHA-256 of what `reader` yields, in hexadecimal.
pub(crate) fn digest_of(reader: &mut impl Read) -> io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hex(&hash.finalize())),
            Ok(length) => hash.update(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Returns the SHA-256 of the regular file at `path`, in hexadecimal.
pub(crate) fn digest_of_file(path: &Path) -> io::Result<String> {
    digest_of(&mut open_regular(path)?)
}

/// Formats bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let mut hex = String::with_capacity(2 * bytes.len());
    hex.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_sha256() {
        assert!(digest(b"").starts_with("e3b0c44298fc1c14"));
        let bytes = vec![b'x'; 200_000];
        assert_eq!(digest_of(&mut &*bytes).unwrap(), digest(&bytes));
    }
}
