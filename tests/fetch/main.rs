//! Fetching: the client against small servers, and `csdown fetch` against the stand-in site.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../site/mod.rs"]
mod site;
#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;

mod again;
mod articles;
mod assets;
mod beside;
mod client;
mod killed;
mod lists;
mod manners;
mod memory;
mod offline;
mod pictures;
mod robots;
mod server;
mod stand_in;
mod tls;
mod world;
