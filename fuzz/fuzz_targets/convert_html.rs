//! Articles in the markup of CSDN convert, and their Markdown says what was read.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Bytes that make no whole input are none.
    let _ = properties::convert::article(&mut Unstructured::new(data));
});
