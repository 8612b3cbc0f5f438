//! The public conformance suite for HTML parsers, html5lib-tests, one trial per file.
//!
//! The suite is not part of the repository. It is looked for in the folder that `CSDOWN_HTML5LIB` names, else in
//! `../shared/html5lib-tests`; where it is absent its trials are reported as ignored. `cargo test --test html5lib`
//! prints the figures of each file.
//!
//! Every test that fails is listed in [`deviations`] under the name of a deviation that `docs/html.md` explains. A
//! listed test that passes fails the run, so the list stays true.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test harness"
)]
#![allow(clippy::disallowed_methods, reason = "the suite's folder comes from the environment")]

mod deviations;
mod encoding;
mod tokens;
mod tree;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::{env, fs};

use libtest_mimic::{Arguments, Failed, Trial};

use deviations::{DEVIATIONS, Deviation};

/// A category of tests: its folder, the extension of its files, and a function that runs the tests of a file, given its
/// name without the extension and its content.
struct Suite {
    folder: &'static str,
    extension: &'static str,
    run: fn(&str, &[u8]) -> Vec<Outcome>,
}

const SUITES: [Suite; 4] = [
    Suite { folder: "tree-construction", extension: "dat", run: |_, file| tree::run(file) },
    Suite { folder: "tokenizer", extension: "test", run: |_, file| tokens::run(file) },
    Suite { folder: "encoding", extension: "dat", run: |_, file| encoding::run(file) },
    Suite { folder: "encoding/chardet", extension: "txt", run: encoding::run_undeclared },
];

/// The outcome of one test.
enum Outcome {
    Passed,
    /// The test needs what the parser does not offer.
    Skipped(&'static str),
    /// What was expected and what was found.
    Failed(String),
}

/// The figures of one file.
#[derive(Debug, Default)]
struct Figures {
    file: String,
    passed: usize,
    deviating: usize,
    skipped: Vec<&'static str>,
    failed: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = env::var_os("CSDOWN_HTML5LIB").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/html5lib-tests"),
        PathBuf::from,
    );
    let figures = Arc::new(Mutex::new(Vec::new()));
    let mut trials = vec![Trial::test("deviations_are_documented", deviations_are_documented)];
    for suite in SUITES {
        let files = files(&root.join(suite.folder), suite.extension);
        if files.is_empty() {
            let name = format!("{} in {}", suite.folder, root.display());
            trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
        }
        for path in files {
            let name = format!("{}/{}", suite.folder, path.file_name().and_then(OsStr::to_str).unwrap());
            let figures = Arc::clone(&figures);
            trials.push(Trial::test(name.clone(), move || {
                let stem = path.file_stem().and_then(OsStr::to_str).unwrap();
                let (found, faults) = judge(name, (suite.run)(stem, &fs::read(&path).unwrap()));
                figures.lock().unwrap().push(found);
                if faults.is_empty() { Ok(()) } else { Err(Failed::from(faults.join("\n"))) }
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    print(&mut figures.lock().unwrap());
    conclusion.exit_code()
}

/// The files with this extension in `folder`; none where the folder does not exist.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| path.extension() == Some(OsStr::new(extension))).collect();
    files.sort();
    files
}

/// Compares the outcomes with the list of deviations. Returns the figures and what is wrong.
fn judge(file: String, outcomes: Vec<Outcome>) -> (Figures, Vec<String>) {
    let listed: BTreeSet<usize> = DEVIATIONS
        .iter()
        .filter(|deviation| deviation.file == file)
        .flat_map(|deviation| deviation.tests.iter().copied())
        .collect();
    let mut figures = Figures { file, ..Figures::default() };
    let mut faults = Vec::new();
    let count = outcomes.len();
    for (number, outcome) in (1..).zip(outcomes) {
        match (outcome, listed.contains(&number)) {
            (Outcome::Passed, false) => figures.passed += 1,
            (Outcome::Failed(_), true) => figures.deviating += 1,
            (Outcome::Skipped(reason), false) => figures.skipped.push(reason),
            (Outcome::Failed(detail), false) => {
                figures.failed += 1;
                faults.push(format!("test {number} fails and is not listed as a deviation:\n{detail}"));
            }
            (Outcome::Passed | Outcome::Skipped(_), true) => {
                faults.push(format!("test {number} is listed as a deviation but does not fail"));
            }
        }
    }
    let unknown = listed.range(count + 1..);
    faults.extend(unknown.map(|number| format!("test {number} is listed as a deviation but does not exist")));
    (figures, faults)
}

/// Prints the figures of each file and their totals.
fn print(figures: &mut [Figures]) {
    if figures.is_empty() {
        return;
    }
    figures.sort_by(|a, b| a.file.cmp(&b.file));
    println!("{:<56} passed  deviating  skipped  failed", "file");
    for suite in SUITES {
        let mut total = Figures { file: format!("{} in all", suite.folder), ..Figures::default() };
        let is_in_suite = |file: &&Figures| Path::new(&file.file).parent() == Some(Path::new(suite.folder));
        for file in figures.iter().filter(is_in_suite) {
            print_row(file);
            total.passed += file.passed;
            total.deviating += file.deviating;
            total.failed += file.failed;
            total.skipped.extend(&file.skipped);
        }
        print_row(&total);
        let reasons: BTreeSet<_> = total.skipped.iter().collect();
        for reason in reasons {
            let count = total.skipped.iter().filter(|other| *other == reason).count();
            println!("    skipped, {reason}: {count}");
        }
    }
}

fn print_row(figures: &Figures) {
    let Figures { file, passed, deviating, skipped, failed } = figures;
    println!("{file:<56} {passed:>6}  {deviating:>9}  {:>7}  {failed:>6}", skipped.len());
}

/// Each deviation in the list is explained in `docs/html.md`.
fn deviations_are_documented() -> Result<(), Failed> {
    let page = include_str!("../../docs/html.md");
    let is_missing = |deviation: &&Deviation| !page.contains(&format!("- **{}**: ", deviation.name));
    match DEVIATIONS.iter().find(is_missing) {
        None => Ok(()),
        Some(missing) => Err(format!("docs/html.md does not explain {}", missing.name).into()),
    }
}
