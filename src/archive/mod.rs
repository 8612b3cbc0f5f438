//! WARC files, as crawlers write them, and single files compressed with gzip.
//!
//! `stream` opens a file and decompresses it (`members`), `records` finds where records start and end, `http` removes
//! the HTTP head and the transfer codings around a page, and [`response_record`] writes one page as a WARC file. Only
//! one record at a time is kept in memory. `batch` turns the articles among the records into inputs.

mod fields;
mod gzip;
mod http;
mod magic;
mod members;
mod records;
mod response;
mod stream;

pub(crate) use gzip::{Changed, decompress, decompressed, read_file, uncompressed_name};
pub(crate) use http::{Codings, Head};
pub(crate) use records::{Header, Records};
pub use response::response_record;
pub(crate) use stream::open;

/// The extension of a WARC file that holds the source page of the Markdown beside it.
pub const EXTENSION: &str = "warc.gz";
