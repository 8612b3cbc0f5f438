//! Any bytes convert or are refused, the same way each time, and what they say can be read back.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| properties::convert::bytes(data));
