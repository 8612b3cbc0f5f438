//! Converts many inputs in parallel and writes whole files.
//!
//! [`discover`] lists the [`Input`]s in files, folders and WARC files, lazily and sorted. [`Batch`] converts them on a
//! thread pool and returns one [`Record`] per input, in input order whatever the number of threads. One bad input never
//! stops the others. [`Verifier`] compares many articles with their Markdown, [`Inspector`] lists their contents.
//! [`crate::reports`] writes the records as JSON or HTML.
//!
//! Memory does not grow with the number of inputs, except for under 100 bytes per output, which keep names unique, and
//! the names in a folder while it is listed. What earlier runs did is looked up in the catalogue of the output folder.
//!
//! This module prints nothing and reads neither arguments nor environment.

mod article_files;
mod article_row;
mod config;
mod contents;
mod coordinator;
pub(crate) mod discover;
mod entry;
mod file_state;
mod history;
mod html_report;
mod in_order;
mod in_place;
mod input;
mod input_key;
mod input_source;
mod inspect;
mod internal_links;
mod job;
mod json_articles;
mod kept;
mod lookup;
mod markdown_sources;
mod next_run;
mod obsolete;
mod outcome;
mod output_dir;
mod pool;
mod record;
mod record_entry;
mod reorder_buffer;
mod run;
mod settings;
mod setup_error;
mod skipped;
mod slot;
mod stop;
mod stored_excerpts;
mod turns;
mod up_to_date;
mod verify;
mod warc_articles;
mod work;
mod write;
mod written_files;

#[cfg(feature = "fetch")]
pub(crate) use article_files::{ArticleFiles, companion};
pub use config::{Batch, Destination};
pub use discover::{InputCount, Inputs, discover, discover_in_place};
pub use entry::{Details, DoneDetails, Entry, ErrorDetails, FailedDetails, ImageDetails};
pub use file_state::FileState;
pub use history::RemovedInput;
#[cfg(feature = "cli")]
pub(crate) use html_report::HTML_REPORT;
pub(crate) use html_report::HTML_REPORT_BEGINNING;
pub use in_order::in_order;
pub use in_place::BACKUP_FOLDER;
pub use input::{Input, Source};
pub use input_source::{Companion, Contents, Identity, InputSource, Loaded, Page};
pub use inspect::{Inspected, Inspector};
pub use next_run::NextRun;
pub use obsolete::Changes;
pub use outcome::{Outcome, Totals};
pub(crate) use pool::default_jobs;
pub use pool::{DEFAULT_WINDOW, catch_panics};
pub use record::{Done, Failure, OutputState, Record};
pub use setup_error::SetupError;
pub use skipped::{Skipped, SkippedKind};
pub use stop::Stop;
pub use stored_excerpts::StoredExcerpts;
pub use verify::{Verified, Verifier};
pub(crate) use warc_articles::page_in;

pub use crate::store::{
    Article, FolderLock, IsOwn, LOCK, LockError, OutputNames, StagedFile, WriteError, Written, slashed,
};
