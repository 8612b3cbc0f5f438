//! The catalogue of an output folder as a file: damage, migration from earlier versions, and its documentation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod damage;
mod documentation;
mod migration;

use csdown::catalogue::{CATALOGUE, Catalogue};
use rusqlite::Connection;
use tempfile::TempDir;

/// SHA-256 digests.
const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const C: &str = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(folder: &TempDir) -> Catalogue {
    Catalogue::open(folder.path()).unwrap()
}

/// Opens the file as another program does.
fn connect(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join(CATALOGUE)).unwrap()
}
