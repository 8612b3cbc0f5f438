//! Any text makes the tree that another parser makes of it.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    properties::parse::same_tree(&String::from_utf8_lossy(data));
});
