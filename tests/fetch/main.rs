//! Fetching, against servers on this machine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests against servers")]

mod client;
mod pictures;
mod robots;
mod server;
#[path = "../site/mod.rs"]
mod site;
mod stand_in;
mod tls;
