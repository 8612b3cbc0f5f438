//! Pages built to be expensive: each is converted with one megabyte of stack, and with memory and time in proportion to
//! its size. See `pages` for the list.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot measure fails")]
#![allow(clippy::indexing_slicing, reason = "pages are made of fixed pieces")]

#[path = "../measure/mod.rs"]
mod measure;
mod pages;
#[cfg(feature = "batch")]
mod scale;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use csdown::verify::{Category, Verdict, Verification};
use csdown::{Converter, Hints};
use peak_alloc::PeakAlloc;

use pages::{End, Family};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The size of pages whose result, stack and memory are checked.
const SIZE: usize = 20_000;

/// The stack of the converting thread.
const STACK: usize = 1 << 20;

/// The maximum memory of a conversion: for each byte of its page, and in addition.
const MEMORY: (usize, usize) = (1200, 8 << 20);

/// The size of the smaller page in measurements of time: large enough to measure above noise.
const SHORT: usize = 4000;

#[test]
fn texts_are_bounded() {
    check_all(&pages::texts());
}

#[test]
fn values_are_bounded() {
    check_all(&pages::values());
}

#[test]
fn elements_are_bounded() {
    check_all(&pages::elements());
}

#[test]
fn deep_pages_are_bounded() {
    check_all(&pages::deep());
}

#[test]
fn growing_pages_are_bounded() {
    check_all(&pages::growing());
}

#[test]
fn saved_pages_are_bounded() {
    check_all(&pages::saved());
}

#[test]
fn saved_pages_take_linear_time() {
    take_linear_time(&pages::saved());
}

#[test]
fn front_matter_and_metadata_are_bounded() {
    check_all(&pages::metadata());
}

#[test]
fn texts_take_linear_time() {
    take_linear_time(&pages::texts());
}

#[test]
fn values_take_linear_time() {
    take_linear_time(&pages::values());
}

#[test]
fn elements_take_linear_time() {
    take_linear_time(&pages::elements());
}

#[test]
fn deep_pages_take_linear_time() {
    take_linear_time(&pages::deep());
}

#[test]
fn growing_pages_take_linear_time() {
    take_linear_time(&pages::growing());
}

#[test]
fn front_matter_and_metadata_take_linear_time() {
    take_linear_time(&pages::metadata());
}

#[test]
fn misnested_pages_are_bounded() {
    check_all(&pages::misnested());
}

#[test]
fn misnested_pages_take_linear_time() {
    take_linear_time(&pages::misnested());
}

#[test]
fn elements_nested_a_hundred_thousand_times_are_bounded() {
    let _alone = alone();
    let families = pages::misnested().into_iter().chain(pages::nests());
    for family in families.filter(|family| family.name.ends_with("nested")) {
        check(&family, 1_100_000);
    }
}

#[test]
fn inspections_end_as_conversions_do() {
    let _alone = alone();
    for Family { name, page, .. } in all() {
        let page = page(SIZE);
        let ended = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, || inspect(&page)).unwrap().join().unwrap()
        });
        // An inspection renders nothing, so it cannot exceed the output limit.
        let converted = convert(&page);
        assert!(ended == converted || converted == Err("limit-exceeded"), "{name}: {ended:?}");
    }
}

#[test]
fn inspections_take_linear_time() {
    let _alone = alone();
    for Family { name, page, .. } in all() {
        let (short, long) = (page(SHORT), page(4 * SHORT));
        let time = |page: &[u8]| measure::taken(|| drop(inspect(page)));
        measure::is_linear(&name, || time(&short), || time(&long));
    }
}

#[test]
fn verifications_are_bounded() {
    let _alone = alone();
    all().for_each(|family| check_verified(&family));
}

#[test]
fn verifications_take_linear_time() {
    let _alone = alone();
    for Family { name, page, .. } in all() {
        let made = |size: usize| {
            let page = page(size);
            let converted = Converter::default().convert_bytes(&page, &Hints::default());
            (page, converted.map(|conversion| conversion.markdown).unwrap_or_default())
        };
        let (short, long) = (made(SHORT), made(4 * SHORT));
        let time = |(page, markdown): &(Vec<u8>, String)| measure::taken(|| drop(verify(page, markdown)));
        measure::is_linear(&name, || time(&short), || time(&long));
    }
}

/// Text beyond the limit of the comparison is reported as cut off.
#[test]
fn unrelated_texts_take_linear_time() {
    let _alone = alone();
    let made = |size: usize| {
        let line = |kind: &str, i: usize| format!("{kind}{}", i.wrapping_mul(2_654_435_761) % 9_999_991);
        let text = |kind: &str| (0..size).map(|i| line(kind, i)).collect::<Vec<_>>().join("\n\n");
        let page = text("a").replace("\n\n", "<p>");
        (pages::article(&page), text("b"))
    };
    let (short, long) = (made(4 * SHORT), made(16 * SHORT));
    let time = |(page, markdown): &(Vec<u8>, String)| measure::taken(|| drop(verify(page, markdown)));
    assert_eq!(verify(&short.0, &short.1).unwrap().cut_off, [Category::Text, Category::Lines]);
    measure::is_linear("unrelated texts", || time(&short), || time(&long));
}

/// Unrealistic families that the two readers split into lines differently.
const READ_DIFFERENTLY: [&str; 2] = ["random markup", "nested lists never closed"];

/// Converts and verifies a page on a small stack, and checks memory and result.
fn check_verified(Family { name, page, .. }: &Family) {
    let page = page(SIZE);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let verified = || Converter::default().convert_verified(&page, &Hints::default());
    let ended = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, verified).unwrap().join().unwrap()
    });
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    let (per_byte, fixed) = MEMORY;
    assert!(peak < page.len() * per_byte + fixed, "{name}: {peak} bytes of memory for {}", page.len());
    let Ok((_, Verification { verdict, differences, .. })) = ended else { return };
    assert!(verdict != Verdict::Lossy || READ_DIFFERENTLY.contains(&&**name), "{name}: {differences:#?}");
}

fn verify(page: &[u8], markdown: &str) -> Option<Verification> {
    Converter::default().verify(page, &Hints::default(), markdown).ok()
}

fn all() -> impl Iterator<Item = Family> {
    let all = [
        pages::texts(),
        pages::values(),
        pages::elements(),
        pages::deep(),
        pages::growing(),
        pages::metadata(),
        pages::misnested(),
    ];
    all.into_iter().flatten()
}

/// Returns the codes of an inspection's warnings, or that of the error.
fn inspect(page: &[u8]) -> Result<BTreeSet<&'static str>, &'static str> {
    let inspection = Converter::default().inspect(page, &Hints::default()).map_err(|error| error.code())?;
    Ok(inspection.warnings.iter().map(|warning| warning.code.as_str()).collect())
}

/// Serializes measurements: concurrent ones would count towards the page's memory and time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_all(families: &[Family]) {
    let _alone = alone();
    families.iter().for_each(|family| check(family, SIZE));
}

/// Converts a page on a small stack, and checks memory and result.
fn check(Family { name, page, end }: &Family, size: usize) {
    let page = page(size);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let ended = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, || convert(&page)).unwrap().join().unwrap()
    });
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    let (per_byte, fixed) = MEMORY;
    assert!(peak < page.len() * per_byte + fixed, "{name}: {peak} bytes of memory for {}", page.len());
    match (end, ended) {
        (End::Refused(code), Err(error)) => assert_eq!(error, *code, "{name}"),
        (End::Warned(code), Ok(warnings)) => {
            assert!(warnings.contains(code.as_str()), "{name}: {warnings:?}");
        }
        (End::Well, Ok(_)) => {}
        (end, ended) => panic!("{name}: {ended:?} instead of {end:?}"),
    }
}

/// Returns the codes of the warnings, or that of the error.
fn convert(page: &[u8]) -> Result<BTreeSet<&'static str>, &'static str> {
    let conversion =
        Converter::default().convert_bytes(page, &Hints::default()).map_err(|error| error.code())?;
    Ok(conversion.report.warnings.iter().map(|warning| warning.code.as_str()).collect())
}

fn take_linear_time(families: &[Family]) {
    let _alone = alone();
    for Family { name, page, .. } in families {
        let (short, long) = (page(SHORT), page(4 * SHORT));
        let time = |page: &[u8]| measure::taken(|| drop(convert(page)));
        measure::is_linear(name, || time(&short), || time(&long));
    }
}
