//! Each line of a stream of records is answered, in order.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;
#[path = "../../tests/properties/records.rs"]
mod records;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    records::bytes(data);
    // Ignores inputs too short to decode.
    let _ = records::stream(&mut Unstructured::new(data));
});
