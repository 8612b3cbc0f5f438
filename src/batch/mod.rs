//! Many inputs, converted in parallel and written whole.
//!
//! [`discover`] turns files and folders into a sorted list of [`Input`]s, [`Batch`] converts them on a pool of
//! threads and hands over one [`Record`] per input, in input order whatever the number of threads, and
//! [`ReportWriter`] streams the records as JSON. One bad input never stops the others, and memory does not grow
//! with the number of inputs but for their names.
//!
//! This module prints nothing and reads neither arguments nor environment.

mod discover;
mod input;
mod manifest;
mod names;
mod record;
mod report;
mod run;
mod verify;
mod write;

pub use discover::discover;
pub use input::{Input, Source};
pub use manifest::MANIFEST;
pub use record::{Done, Failure, Outcome, Record, Totals, Written};
pub use report::ReportWriter;
pub use run::{Batch, Destination, SetupError};
pub use verify::{Verified, Verifier};
pub use write::{StagedFile, slashed};
