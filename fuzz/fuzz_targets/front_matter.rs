//! Front matter of any text is read, and what is written of it is front matter.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| properties::convert::front_matter(text));
