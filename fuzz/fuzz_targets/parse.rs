//! Any text makes the tree that html5ever builds.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    properties::parse::Tally::default().same_tree(&String::from_utf8_lossy(data));
});
