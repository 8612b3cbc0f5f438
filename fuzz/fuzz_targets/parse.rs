//! Arbitrary text parses to the same tree as with html5ever.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    properties::parse::Tally::default().same_tree(&String::from_utf8_lossy(data));
});
