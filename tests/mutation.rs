//! Seeds faults in the Markdown of every fixture and in the rules that read it; `verify` must find each.
//!
//! `cargo test --test mutation -- --nocapture` prints how many of each kind were seeded and found.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "test harness")]
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a parser provides the character boundaries"
)]

#[allow(dead_code, reason = "the fixture tests use more of it")]
#[path = "fixtures/case.rs"]
mod case;
#[path = "mutation/faults.rs"]
mod faults;
#[path = "mutation/rules.rs"]
mod rules;

use std::collections::BTreeMap;
use std::path::Path;

use csdown::options::{FrontMatter, MathSyntax, Target};
use csdown::verify::{Verdict, Verification};
use csdown::{Converter, Options};

use case::Case;

/// The maximum number of faults of one kind in one fixture.
const PER_FIXTURE: usize = 8;

/// A fixture converted to GFM, which `verify` reads, without front matter, which it does not compare.
struct Converted {
    name: String,
    case: Case,
    converter: Converter,
    markdown: String,
    verification: Verification,
}

impl Converted {
    fn of(name: String, case: Case) -> Option<Self> {
        let mut options: Options = case.options.clone();
        options.front_matter.format = FrontMatter::None;
        (options.target, options.math) = (Target::Gfm, MathSyntax::Dollar);
        let converter = Converter::new(options).ok()?;
        let (conversion, verification) = converter.convert_verified(&case.input, &case.hints()).ok()?;
        Some(Self { name, case, converter, markdown: conversion.markdown, verification })
    }

    fn verify(&self, markdown: &str) -> Verification {
        self.converter.verify(&self.case.input, &self.case.hints(), markdown).unwrap()
    }
}

fn fixtures() -> impl Iterator<Item = Converted> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    case::list(&root).into_iter().filter_map(|(name, case)| Converted::of(name, case.ok()?))
}

#[test]
fn no_fixture_is_lossy() {
    let mut lossy = Vec::new();
    for fixture in fixtures() {
        if fixture.verification.verdict == Verdict::Lossy {
            lossy.push(format!("{}: {:#?}", fixture.name, fixture.verification.differences));
        }
        assert_eq!(fixture.verify(&fixture.markdown), fixture.verification, "{}", fixture.name);
    }
    assert!(lossy.is_empty(), "{}", lossy.join("\n"));
}

#[test]
fn every_seeded_fault_is_found() {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for fixture in fixtures() {
        for (kind, seed) in faults::KINDS {
            let mutants = seed(&fixture.markdown).into_iter().filter(|mutant| *mutant != fixture.markdown);
            for mutant in mutants.take(PER_FIXTURE) {
                let is_found = fixture.verify(&mutant).verdict == Verdict::Lossy;
                let (seeded, found) = counts.entry(kind).or_default();
                (*seeded, *found) = (*seeded + 1, *found + usize::from(is_found));
                if !is_found {
                    missed.push(format!("{kind} in {}:\n{mutant}", fixture.name));
                }
            }
        }
    }
    println!("{:<24} {:>6} {:>6} {:>5}", "fault", "seeded", "found", "%");
    for (kind, (seeded, found)) in &counts {
        println!("{kind:<24} {seeded:>6} {found:>6} {:>5}", found * 100 / seeded);
    }
    let unseeded: Vec<_> = faults::KINDS.iter().filter(|(kind, _)| !counts.contains_key(kind)).collect();
    assert!(unseeded.is_empty(), "nothing to seed {unseeded:?} in");
    assert!(missed.is_empty(), "{} were not found:\n{}", missed.len(), missed.join("\n----\n"));
}
