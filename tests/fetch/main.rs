//! Tests of the client against small servers, and of `csdown fetch` against the test site.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;

mod articles;
mod assets;
mod catalogue;
mod client;
mod comments;
mod companions;
mod images;
mod incremental;
mod killed;
mod lists;
mod memory;
mod offline;
mod rate_limits;
mod robots;
mod server;
#[cfg(unix)]
mod stopped;
mod test_site;
mod tls;
mod world;
