//! An input and what is expected of it.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::archive::read_file;
use crate::{Conversion, Error, Hints, Options};

/// An input beside what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it is called: its path without the extension, or its folder where it has one to itself; with `/`.
    pub name: String,
    /// The page.
    pub input: PathBuf,
    /// The Markdown it is to become.
    pub markdown: PathBuf,
    /// Instead of the Markdown, the error it is to fail with.
    pub error: PathBuf,
    /// Metadata, warnings and removals; compared when the file is there.
    pub facts: PathBuf,
    /// Options of this case, over those of the run.
    pub options: PathBuf,
}

impl Case {
    /// What the converter is told of the input.
    pub fn hints(&self) -> Hints<'_> {
        let file_name = self.input.file_name().and_then(|name| name.to_str());
        Hints { file_name, ..Hints::default() }
    }

    /// The input; of one that passes the limit of `options`, as much as shows it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn read(&self, options: &Options) -> io::Result<Vec<u8>> {
        read_file(&self.input, options.limits.bytes)
    }

    /// The options of the case: those of its file over `base`. `None` when there is no file.
    ///
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn own_options(&self, base: &Options) -> Result<Option<Options>, String> {
        let Some(text) = present(&self.options).map_err(|error| error.to_string())? else { return Ok(None) };
        let all = || -> serde_json::Result<Options> {
            let own = serde_json::from_slice(&text)?;
            let mut all: Map<String, Value> = serde_json::from_value(serde_json::to_value(base)?)?;
            lay_over(&mut all, own);
            serde_json::from_value(Value::Object(all))
        };
        all().map(Some).map_err(|error| error.to_string())
    }
}

/// What is in a file; `None` when there is none.
pub(super) fn present(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let read = || {
        // Reading a pipe would wait for somebody to write.
        if path.metadata()?.is_file() { std::fs::read(path) } else { Err(io::Error::other("it is no file")) }
    };
    match read() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sets what `own` sets; a table, as that of the limits, key by key.
fn lay_over(base: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Object(table)), Value::Object(own)) => table.extend(own),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

/// An error with what caused it, a line each.
pub(super) fn described(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.map(|cause| cause.to_string() + "\n").collect()
}

/// What a conversion tells beside its Markdown, with sorted keys.
pub(super) fn facts(conversion: &Conversion) -> String {
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
