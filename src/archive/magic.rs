//! The first bytes of WARC records and gzip members.

/// The start of a WARC record.
pub(super) const RECORD: &[u8] = b"WARC/";

/// The start of a gzip member, including the method deflate, the only one that exists.
pub(super) const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];
