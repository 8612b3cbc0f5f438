//! Articles in CSDN markup convert, and their Markdown parses back.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Ignores inputs too short to decode.
    let _ = properties::convert::article(&mut Unstructured::new(data));
});
