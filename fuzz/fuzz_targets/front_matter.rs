//! Arbitrary front matter is read, and the front matter written from it is valid.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| properties::convert::front_matter(text));
