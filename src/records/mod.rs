//! Articles as records of a data set: the JSON Lines that `csdown stream` reads and writes.
//!
//! `docs/records.md` describes the fields. [`RecordStream`] converts lines (`lines.rs`): each is read as a record
//! (`input.rs`, `page.rs`) and answered with another one (`answer.rs`), which has the fields of an [`OutputRecord`].

mod answer;
mod conversion;
mod input;
mod lines;
mod output;
mod output_line;
mod page;
mod passed;
mod root;
mod stream;

pub use answer::{Answer, AnswerError};
pub use conversion::{convert_page, warn_about_lone_surrogates};
pub use output::{FIELDS, OutputRecord};
pub use output_line::line_of;
pub use page::from_base64;
pub use passed::{passed_name, response_fields};
pub use stream::RecordStream;

/// Returns the SHA-256 digest of `bytes` in hexadecimal, as in [`OutputRecord::html_sha256`].
pub fn sha256(bytes: &[u8]) -> String {
    crate::store::digest(bytes)
}
