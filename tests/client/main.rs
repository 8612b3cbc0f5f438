//! The client of the network, against servers on this machine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests against servers")]

mod pictures;
mod requests;
mod robots;
mod server;
#[path = "../site/mod.rs"]
mod site;
mod stand_in;
mod tls;
