//! Many inputs and many rules.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use csdown::batch::{Batch, Destination, discover};
use csdown::options::Action;
use csdown::reports::ReportWriter;
use csdown::{Converter, Options};

use super::{ALLOCATOR, alone, measure, pages};

#[test]
fn rules_take_time_in_proportion_to_their_number() {
    let _alone = alone();
    let page = String::from_utf8(pages::article(&"<p class=a>b".repeat(100))).unwrap();
    let converter = |rules: usize| {
        let rule = |options: Options, i| options.with_rule("r", &format!("div > p.c{i} + b"), Action::Drop);
        Converter::new((0..rules).fold(Options::default(), rule)).unwrap()
    };
    let (few, many) = (converter(100), converter(400));
    let time = |converter: &Converter| measure::taken(|| drop(converter.convert(&page)));
    measure::is_linear("rules", || time(&few), || time(&many));
}

#[test]
fn memory_does_not_grow_with_the_number_of_inputs() {
    /// An upper bound for the memory of a name in a set that has just doubled its capacity.
    const EACH: usize = 400;
    let _alone = alone();
    let place = tempfile::tempdir().unwrap();
    let few = peak(place.path(), 200);
    let many = peak(place.path(), 1000);
    assert!(many < few + 800 * EACH, "{few} bytes of memory for 200 inputs, {many} for 1000");
}

/// Returns the peak memory of a run over this many inputs.
fn peak(place: &Path, inputs: usize) -> usize {
    let (from, to) = (place.join(format!("in-{inputs}")), place.join(format!("out-{inputs}")));
    for index in 0..inputs {
        let folder = from.join((index / 100).to_string());
        fs::create_dir_all(&folder).unwrap();
        let page = pages::article(&format!("<h1>{index}</h1>{}", "<p>a<b>b</b>".repeat(100)));
        fs::write(folder.join(format!("{index}.html")), page).unwrap();
    }
    let converter = Converter::default();
    let destination = Destination::Folder(to.clone());
    let batch = Batch::new(&converter, destination).jobs(NonZeroUsize::MIN);
    let mut report =
        ReportWriter::new(fs::File::create(place.join("report.json")).unwrap(), converter.options()).unwrap();
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let mut count = 0;
    batch
        .run(discover(&[from], Some(&to)), &mut |record| {
            assert!(record.result.is_ok());
            report.add(&record).unwrap();
            count += 1;
        })
        .unwrap();
    assert_eq!(count, inputs);
    ALLOCATOR.peak_usage().saturating_sub(before)
}
