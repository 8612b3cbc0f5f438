//! End-to-end tests of the `csdown` command, each in a temporary folder.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests of a command")]

mod archive;
mod between_targets;
mod check;
#[cfg(unix)]
mod concurrent;
mod configuration;
mod conversion;
mod editor_api;
mod explain;
mod files;
#[cfg(unix)]
mod guide;
mod help;
mod images;
mod in_place;
mod incremental;
mod init;
mod inspect;
mod killed;
mod layout;
mod links;
mod messages;
mod names;
mod options;
mod report;
mod report_archive;
mod report_html;
mod schema;
mod search;
#[cfg(unix)]
mod special_files;
mod status;
#[cfg(unix)]
mod steps;
#[cfg(unix)]
mod stopped;
mod stream;
mod stream_hostile;
mod streams;
mod verify;
mod workplace;
