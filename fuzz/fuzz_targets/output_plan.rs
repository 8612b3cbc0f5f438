//! Arbitrary names, titles and manifests lead to unique and safe output paths.
#![no_main]

#[path = "../../tests/properties/output_plan.rs"]
mod output_plan;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Ignores inputs too short to decode.
    let _ = output_plan::names(&mut Unstructured::new(data));
    let _ = output_plan::names_of_later_runs(&mut Unstructured::new(data));
    let _ = output_plan::manifest(&mut Unstructured::new(data));
});
