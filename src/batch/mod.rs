//! Many inputs, converted in parallel and written whole.
//!
//! [`discover`] finds the [`Input`]s that files, folders and archives stand for, one at a time and sorted, [`Batch`] converts
//! them on a pool of threads and hands over one [`Record`] per input, in input order whatever the number of threads,
//! [`ReportWriter`] streams the records as JSON, [`HtmlReport`] as a page to look at. One bad input never stops the others.
//!
//! Memory does not grow with the number of inputs but for less than a hundred bytes for each output, by which no two get
//! one name, and as many for each line of the manifest that earlier runs left; and while a folder is walked for the
//! names in it.
//!
//! [`Search`] finds inputs that stand beside what they are to become, and [`Checker`] tells whether they still do.
//!
//! This module prints nothing and reads neither arguments nor environment.

pub mod archive;
mod attempt;
mod check;
mod discover;
mod excerpt;
mod html;
mod in_order;
mod input;
mod inspect;
pub(crate) mod lines;
pub(crate) mod manifest;
pub(crate) mod names;
mod origin;
mod pictures;
mod place;
mod pool;
mod record;
mod report;
mod run;
mod verify;
pub(crate) mod write;

pub use check::{Case, Checked, Checker, Finding, Found, Layout, Layouts, Search};
pub use discover::{Inputs, discover};
pub use excerpt::{Excerpt, Excerpts, Line, Note, Passage, Piece};
pub use html::{HtmlReport, address_of_outputs};
pub use input::{Input, Source};
pub use inspect::{Inspected, Inspector};
pub use manifest::MANIFEST;
pub use origin::{Arrival, Companion, Contents, Origin, Page};
#[cfg(feature = "fetch")]
pub(crate) use pictures::relative;
pub use pictures::{
    FailedPicture, Kept, PICTURES, PictureAccount, PictureFailure, PictureKind, PictureLimits, PictureSource,
    PictureStore, Pictures, RemotePictures, StagedPicture, Wanted,
};
pub use pool::WINDOW;
pub use record::{Done, Failure, Outcome, Record, Totals, Written};
pub use report::ReportWriter;
pub use run::{Batch, Destination, SetupError};
pub use verify::{Verified, Verifier};
pub use write::{StagedFile, slashed};
