//! SHA-256 digests, and short fingerprints of names.

use sha2::{Digest as _, Sha256};

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

/// Returns the SHA-256 of `bytes` in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Formats bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_sha256() {
        assert!(digest(b"").starts_with("e3b0c44298fc1c14"));
    }
}
