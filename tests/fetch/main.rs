//! Fetching, against servers on this machine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests against servers")]

mod client;
mod pictures;
mod robots;
mod server;
mod tls;
