//! Articles as records of a data set: the input and output of `csdown stream`.

mod output;

pub use output::OutputRecord;

/// Returns the SHA-256 digest of `bytes` in hexadecimal, as in [`OutputRecord::html_sha256`].
pub fn sha256(bytes: &[u8]) -> String {
    crate::store::digest(bytes)
}
