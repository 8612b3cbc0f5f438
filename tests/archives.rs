//! Archives that are larger than the memory limit.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs::File;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use csdown::batch::{Batch, Destination, Failure, Inspector, discover};
use csdown::{Converter, Error, Options};
use flate2::Compression;
use flate2::write::GzEncoder;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The number of pages in the archive, and the size of each.
const PAGES: (usize, usize) = (40, 8 << 20);

/// The memory limit: the bytes read ahead, one page per thread, and a margin.
const MEMORY: usize = 160 << 20;

fn record(out: &mut impl Write, kind: &str, number: usize, body: &[u8]) {
    let length = body.len();
    let url = format!("https://blog.csdn.net/u/article/details/{number}");
    let fields = format!("WARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}");
    write!(out, "WARC/1.1\r\n{fields}\r\n\r\n").unwrap();
    out.write_all(body).unwrap();
    write!(out, "\r\n\r\n").unwrap();
}

/// Writes a small archive, compressed as a whole, of pages that consist of spaces.
fn bomb(folder: &Path) -> PathBuf {
    let path = folder.join("bomb.warc.gz");
    let mut file = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
    let mut page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>".to_vec();
    page.resize(PAGES.1, b' ');
    (0..PAGES.0).for_each(|number| record(&mut file, "response", number, &page));
    file.finish().unwrap();
    assert!(path.metadata().unwrap().len() < 10 << 20);
    path
}

/// A converter whose limit these pages exceed.
fn converter() -> Converter {
    let mut options = Options::default();
    options.limits.bytes = 100_000;
    Converter::new(options).unwrap()
}

#[test]
fn memory_does_not_grow_with_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [bomb(folder.path())];
    let (converter, jobs) = (converter(), NonZeroUsize::new(4).unwrap());
    let is_too_long = |failure: &Failure| matches!(failure, Failure::Convert(Error::LimitExceeded { .. }));
    let mut count = 0;

    ALLOCATOR.reset_peak_usage();
    let batch = Batch::new(&converter, Destination::Caller).jobs(jobs);
    batch
        .run(discover(&paths, None), &mut |record| {
            assert!(record.result.as_ref().is_err_and(is_too_long), "{record:?}");
            count += 1;
        })
        .unwrap();
    let inspector = Inspector::new(&converter).jobs(jobs);
    inspector
        .run(discover(&paths, None), &mut |inspected| {
            assert!(inspected.result.as_ref().is_err_and(is_too_long), "{inspected:?}");
            count += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(count, 2 * PAGES.0);
    assert!(ALLOCATOR.peak_usage() < MEMORY, "{} bytes", ALLOCATOR.peak_usage());
}

#[test]
fn a_hundred_thousand_records_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.warc");
    let mut archive = Vec::new();
    (0..100_000).for_each(|number| record(&mut archive, "metadata", number, b"x"));
    record(&mut archive, "response", 7, b"HTTP/1.1 200 OK\r\n\r\n<p>");
    std::fs::write(&path, archive).unwrap();
    assert_eq!(discover(&[path], None).count(), 1);
}
