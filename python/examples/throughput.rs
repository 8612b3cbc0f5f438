//! Converts the files of a folder several times on one thread: `throughput FOLDER PASSES`.
//!
//! `tests/throughput.py` compares its CPU time with that of the Python package.

use std::env::args;
use std::error::Error;
use std::fs::{read, read_dir};
use std::hint::black_box;

use csdown::{Converter, Hints};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let [_, folder, passes] =
        args().collect::<Vec<_>>().try_into().map_err(|_| "usage: throughput FOLDER PASSES")?;
    let posts: Vec<_> = read_dir(folder)?.map(|entry| read(entry?.path())).collect::<Result<_, _>>()?;
    let converter = Converter::default();
    for _ in 0..passes.parse()? {
        for post in &posts {
            // Some posts have no article.
            let _ = black_box(converter.convert_bytes(black_box(post), &Hints::default()));
        }
    }
    Ok(())
}
