//! The fixtures: one test for each folder below `fixtures/` that contains an input.
//!
//! `cargo test -- table` runs those with `table` in their path. `UPDATE_FIXTURES=1 cargo test --test fixtures` updates
//! expected files that differ and prints their paths. The checks of [`checks`] still run, so a lossy conversion cannot
//! be accepted. See `fixtures/README.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "test harness")]
#![allow(clippy::disallowed_methods, reason = "the switches of a test harness are environment variables")]

#[path = "article_html/mod.rs"]
mod article_html;
#[path = "fixtures/case.rs"]
mod case;
#[path = "fixtures/checks.rs"]
mod checks;
#[path = "fixtures/html.rs"]
mod html;

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
        println!("UPDATE_FIXTURES is not allowed in CI: expected files must be reviewed");
        return ExitCode::FAILURE;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut trials: Vec<Trial> = case::list(&root).into_iter().map(|case| trial(case, is_update)).collect();
    if trials.is_empty() {
        trials.push(Trial::test("fixtures", || Err("no fixtures found".into())));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Returns the test of one folder. It fails if the folder is invalid.
fn trial((name, case): (String, Result<Case, String>), is_update: bool) -> Trial {
    Trial::test(name, move || run(&case?, is_update).map_err(Failed::from))
}

fn run(case: &Case, is_update: bool) -> Result<(), String> {
    let converted = Converter::new(case.options.clone()).and_then(|converter| {
        let conversion = converter.convert_bytes(&case.input, &case.hints())?;
        Ok((converter, conversion))
    });
    // The checks do not apply to expected errors.
    converted.map_or(Ok(()), |(converter, conversion)| {
        checks::run(case, &converter, &conversion)?;
        html::run(case, &conversion, is_update)
    })?;
    let defaults = Converter::default();
    let checker = Checker::new(&defaults).update(is_update);
    let answer = checker.check(&case.files);
    for finding in &answer.findings {
        if let Finding::Updated { file, .. } = finding {
            println!("updated {}", file.display());
        }
    }
    answer.fault().map_or(Ok(()), |fault| Err(describe(fault)))
}

fn describe(fault: &Finding) -> String {
    let file = fault.file().display().to_string();
    match fault {
        Finding::Differs { expected, found, .. } => {
            let diff = TextDiff::from_lines(expected.as_str(), found);
            diff.unified_diff().header(&file, "this conversion").to_string()
        }
        Finding::Missing { found, .. } => format!("{file} is missing; the conversion returns:\n{found}"),
        other => format!("{other:?}"),
    }
}
