//! Articles as editors write them convert without loss.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Ignores inputs too short to decode.
    let _ = properties::convert::tidy_article(&mut Unstructured::new(data));
});
