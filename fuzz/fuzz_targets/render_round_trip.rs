//! Two parsers read rendered documents back, and normalizing twice changes nothing.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use properties::render;

fuzz_target!(|data: &[u8]| {
    for check in [render::round_trip, render::round_trip_elsewhere, render::normal_form] {
        // Ignores inputs too short to decode.
        let _ = render::hold(check, &mut Unstructured::new(data));
    }
});
