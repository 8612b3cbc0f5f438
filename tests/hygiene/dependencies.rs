//! Keeps the first build cheap: what `Cargo.lock` may contain.

use std::fs;
use std::path::Path;

/// Crates that `cargo update` would bring back, and how to remove them again.
const UNWANTED: &[(&str, &str)] = &[("icu_properties", "cargo update -p idna_adapter --precise 1.1.0")];

#[test]
fn unwanted_crates_are_absent() {
    for lock in ["Cargo.lock", "benchmarks/Cargo.lock", "fuzz/Cargo.lock"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(lock)).unwrap();
        for (name, remedy) in UNWANTED {
            assert!(!text.contains(&format!("name = \"{name}\"")), "{lock} has {name}; run `{remedy}`");
        }
    }
}
