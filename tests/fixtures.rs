//! The fixtures: one named test for each folder below `fixtures/` that holds an input.
//!
//! `cargo test -- table` runs those with `table` in their path. `UPDATE_FIXTURES=1 cargo test --test fixtures`
//! rewrites what is expected where it differs, and prints each path; the checks of [`checks`] still run, so that a
//! conversion that loses something cannot be blessed. `fixtures/README.md` tells the rest.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "test harness")]
#![allow(clippy::disallowed_methods, reason = "the switches of a test harness are environment variables")]

#[path = "fixtures/case.rs"]
mod case;
#[path = "fixtures/checks.rs"]
mod checks;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use csdown::Converter;
use csdown::check::{Checker, Finding};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

use case::Case;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let is_update = env::var_os("UPDATE_FIXTURES").is_some();
    if is_update && env::var_os("CI").is_some() {
        println!("UPDATE_FIXTURES is refused where CI is set: what is expected is read by a person first");
        return ExitCode::FAILURE;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut trials: Vec<Trial> = case::list(&root).into_iter().map(|case| trial(case, is_update)).collect();
    if trials.is_empty() {
        trials.push(Trial::test("fixtures", || Err("there is no fixture at all".into())));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The test of one folder, or of what is wrong with it.
fn trial((name, case): (String, Result<Case, String>), is_update: bool) -> Trial {
    Trial::test(name, move || run(&case?, is_update).map_err(Failed::from))
}

fn run(case: &Case, is_update: bool) -> Result<(), String> {
    let converted = Converter::new(case.options.clone()).and_then(|converter| {
        let conversion = converter.convert_bytes(&case.input, &case.hints())?;
        Ok((converter, conversion))
    });
    // An error is none of what these ask for.
    converted.map_or(Ok(()), |(converter, conversion)| checks::run(case, &converter, &conversion))?;
    let defaults = Converter::default();
    let checker = Checker::new(&defaults).update(is_update);
    let answer = checker.check(&case.files);
    for finding in &answer.findings {
        if let Finding::Updated { file, .. } = finding {
            println!("updated {}", file.display());
        }
    }
    answer.fault().map_or(Ok(()), |fault| Err(told(fault)))
}

fn told(fault: &Finding) -> String {
    let file = fault.file().display().to_string();
    match fault {
        Finding::Differs { expected, found, .. } => {
            let diff = TextDiff::from_lines(expected.as_str(), found);
            diff.unified_diff().header(&file, "this conversion").to_string()
        }
        Finding::Missing { found, .. } => format!("there is no {file}; the conversion gives:\n{found}"),
        other => format!("{other:?}"),
    }
}
