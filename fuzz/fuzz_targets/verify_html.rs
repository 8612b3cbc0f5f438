//! Articles as editors write them convert, and nothing of them is lost.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Bytes that make no whole input are none.
    let _ = properties::convert::tidy_article(&mut Unstructured::new(data));
});
