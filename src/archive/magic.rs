//! The first bytes of records and of gzip members.

/// The start of a WARC record.
pub(super) const RECORD: &[u8] = b"WARC/";

/// The start of a gzip member compressed with deflate, the only method there is.
pub(super) const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];
