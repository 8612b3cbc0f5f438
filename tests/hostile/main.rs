//! Pages made to cost more than they should: each ends, in a stack of a megabyte, in memory and in time that are in
//! proportion to its size. See `pages` for what they are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot measure fails")]
#![allow(clippy::indexing_slicing, reason = "pages are made of fixed pieces")]

#[path = "../measure/mod.rs"]
mod measure;
mod pages;
mod scale;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use csdown::verify::{Category, Verdict, Verification};
use csdown::{Converter, Hints};
use peak_alloc::PeakAlloc;

use pages::{End, Family};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// How long the pages are whose end, stack and memory are looked at.
const SIZE: usize = 20_000;

/// The stack of the thread that converts.
const STACK: usize = 1 << 20;

/// How many bytes of memory a conversion may take for each byte of its page, and how many beside.
const MEMORY: (usize, usize) = (1200, 8 << 20);

/// How long the pages are whose time is taken: enough for it to be told from noise.
const SHORT: usize = 4000;

#[test]
fn texts_end_well() {
    end_well(&pages::texts());
}

#[test]
fn values_end_well() {
    end_well(&pages::values());
}

#[test]
fn elements_end_well() {
    end_well(&pages::elements());
}

#[test]
fn deep_pages_end_well() {
    end_well(&pages::deep());
}

#[test]
fn growing_pages_end_well() {
    end_well(&pages::growing());
}

#[test]
fn saved_pages_end_well() {
    end_well(&pages::saved());
}

#[test]
fn saved_pages_take_linear_time() {
    take_linear_time(&pages::saved());
}

#[test]
fn what_stands_before_ends_well() {
    end_well(&pages::texts_before());
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
fn what_stands_before_takes_linear_time() {
    take_linear_time(&pages::texts_before());
}

#[test]
fn misnested_pages_end_well() {
    end_well(&pages::misnested());
}

#[test]
fn misnested_pages_take_linear_time() {
    take_linear_time(&pages::misnested());
}

#[test]
fn elements_nested_a_hundred_thousand_times_end_well() {
    let _alone = alone();
    let families = pages::misnested().into_iter().chain(pages::nests());
    for family in families.filter(|family| family.name.ends_with("in one another")) {
        ends_well(&family, 1_100_000);
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
        // Nothing is written, so nothing can be too long.
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
fn verifications_end_well() {
    let _alone = alone();
    all().for_each(|family| ends_well_verified(&family));
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

/// What is not matched is cut off, and that is told.
#[test]
fn texts_that_have_nothing_in_common_take_linear_time() {
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
    measure::is_linear("other texts", || time(&short), || time(&long));
}

/// Families that are no pages of anybody, and that the two readings divide into lines in different places.
const READ_OTHERWISE: [&str; 2] = ["random markup", "lists in lists never closed"];

/// Converts a page with a comparison on a small stack, and looks at what that took and found.
fn ends_well_verified(Family { name, page, .. }: &Family) {
    let page = page(SIZE);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let verified = || Converter::default().convert_verified(&page, &Hints::default());
    let ended = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, verified).unwrap().join().unwrap()
    });
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    let (each, beside) = MEMORY;
    assert!(peak < page.len() * each + beside, "{name}: {peak} bytes of memory for {}", page.len());
    let Ok((_, Verification { verdict, differences, .. })) = ended else { return };
    assert!(verdict != Verdict::Lossy || READ_OTHERWISE.contains(&&**name), "{name}: {differences:#?}");
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
        pages::texts_before(),
        pages::misnested(),
    ];
    all.into_iter().flatten()
}

/// The codes of the warnings that an inspection tells, or that of the error.
fn inspect(page: &[u8]) -> Result<BTreeSet<&'static str>, &'static str> {
    let inspection = Converter::default().inspect(page, &Hints::default()).map_err(|error| error.code())?;
    Ok(inspection.warnings.iter().map(|warning| warning.code.as_str()).collect())
}

/// One measurement at a time: others would count as the page's memory and time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_well(families: &[Family]) {
    let _alone = alone();
    families.iter().for_each(|family| ends_well(family, SIZE));
}

/// Converts a page on a small stack and looks at how it ended and what it took.
fn ends_well(Family { name, page, end }: &Family, size: usize) {
    let page = page(size);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let ended = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        thread.spawn_scoped(scope, || convert(&page)).unwrap().join().unwrap()
    });
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    let (each, beside) = MEMORY;
    assert!(peak < page.len() * each + beside, "{name}: {peak} bytes of memory for {}", page.len());
    match (end, ended) {
        (End::Refused(code), Err(error)) => assert_eq!(error, *code, "{name}"),
        (End::Warned(code), Ok(warnings)) => {
            assert!(warnings.contains(code.as_str()), "{name}: {warnings:?}");
        }
        (End::Well, Ok(_)) => {}
        (end, ended) => panic!("{name}: {ended:?} instead of {end:?}"),
    }
}

/// The codes of the warnings, or that of the error.
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
