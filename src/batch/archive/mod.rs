//! Archives of pages: those of crawlers in the format WARC, and the one that keeps a page as it was received.
//!
//! `Pages` gives the articles of an archive as inputs, one at a time; [`response_record`] writes an archive of one page.
//! What is read of an archive at a time is one record: `stream` opens and decompresses it (`members`), `records` finds
//! where records begin and end, `http` takes off what was put around a page when it was sent. `packed` is about a page that is
//! compressed alone.

mod http;
mod members;
mod packed;
mod pages;
mod records;
mod response;
mod stream;
#[cfg(test)]
mod tests;

pub(super) use packed::unpacked;
pub(super) use pages::Pages;
pub use response::response_record;

/// The extension of an archive that keeps one page, beside the Markdown it became.
pub const EXTENSION: &str = "warc.gz";
