//! `csdown serve`, asked by a plain client: pages, filters, search, what it refuses, and archives that change meanwhile.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod articles;
mod changes;
mod command;
mod hostile;
mod library;
mod lists;
mod requests;
mod served;
#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;
