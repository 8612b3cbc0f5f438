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

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use csdown::{Conversion, Converter, Error};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Map, Value, json};
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
    let mut trials: Vec<Trial> =
        case::list(&root, is_update).into_iter().map(|case| trial(case, is_update)).collect();
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
    let outcome = Converter::new(case.options.clone()).and_then(|converter| {
        let conversion = converter.convert_bytes(&case.input, &case.hints())?;
        Ok((converter, conversion))
    });
    let (converter, conversion) = match outcome {
        Ok(both) => both,
        Err(error) => return compare(case, "expected.error", &described(&error), is_update),
    };
    checks::run(case, &converter, &conversion)?;
    if case.has("expected.json") {
        compare(case, "expected.json", &facts(&conversion), is_update)?;
    }
    compare(case, "expected.md", &conversion.markdown, is_update)
}

/// An error with what caused it, a line each.
fn described(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.map(|cause| cause.to_string() + "\n").collect()
}

/// What a conversion tells beside its Markdown, with sorted keys.
fn facts(conversion: &Conversion) -> String {
    let report = &conversion.report;
    let warnings: Vec<Value> =
        report.warnings.iter().map(|warning| json!({ "code": warning.code, "line": warning.line })).collect();
    let facts = json!({
        "metadata": conversion.metadata,
        "passed-through": report.passed_through,
        "removed": report.removed,
        "status": report.status,
        "warnings": warnings,
    });
    format!("{:#}\n", sorted(facts))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>())
        }
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// Compares `text` with a file of the case, or makes the file say so.
fn compare(case: &Case, file: &str, text: &str, is_update: bool) -> Result<(), String> {
    let path = case.folder.join(file);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == text && case.has(file) {
        return Ok(());
    }
    if is_update {
        println!("updated {}", path.display());
        return fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()));
    }
    if !case.has(file) {
        return Err(format!("there is no {file}; the conversion gives:\n{text}"));
    }
    let diff = TextDiff::from_lines(expected.as_str(), text);
    Err(diff.unified_diff().header(&format!("{}/{file}", case.name), "this conversion").to_string())
}
