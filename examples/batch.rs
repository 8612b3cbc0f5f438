//! Converts a folder of articles in parallel.
//!
//! ```console
//! $ cargo run --example batch -- fixtures/articles out
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::{Path, PathBuf};

use csdown::batch::{Batch, Destination, Outcome, Totals, discover};
use csdown::{Converter, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1).map(PathBuf::from);
    let (from, to) = args.next().zip(args.next()).ok_or("usage: batch FROM TO")?;
    let converter = Converter::new(Options::default())?;
    let batch = Batch::new(&converter, Destination::Folder(to.clone())).verify(true);

    let inputs = discover(&[from], Some(Path::new(&to)));
    let mut totals = Totals::default();
    // Records arrive in the order of the inputs, regardless of the number of threads.
    batch.run(inputs, &mut |record| {
        totals.add(&record);
        match (record.outcome(), &record.result) {
            (Outcome::Failed, Err(failure)) => eprintln!("{}: {failure}", record.name),
            (outcome, _) => println!("{} → {}: {outcome:?}", record.name, record.output.unwrap_or_default()),
        }
    })?;
    println!("{} of {} converted", totals.converted, totals.inputs);
    Ok(())
}
