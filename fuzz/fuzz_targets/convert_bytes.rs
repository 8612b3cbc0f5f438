//! Arbitrary bytes convert or are rejected, deterministically, and the Markdown parses back.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| properties::convert::bytes(data));
