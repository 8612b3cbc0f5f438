//! A case: an input and its expected files.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::archive::read_file;
use crate::{Conversion, Error, Hints, Options};

/// An input and its expected files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The name: the path without the extension, or the folder if the case has its own; with `/`.
    pub name: String,
    /// The input.
    pub input: PathBuf,
    /// The expected Markdown.
    pub markdown: PathBuf,
    /// The expected error, instead of Markdown.
    pub error: PathBuf,
    /// The expected metadata, warnings and removals. Compared if the file exists.
    pub facts: PathBuf,
    /// The options of this case, which override those of the run.
    pub options: PathBuf,
}

impl Case {
    /// Returns the hints for the converter.
    pub fn hints(&self) -> Hints<'_> {
        let file_name = self.input.file_name().and_then(|name| name.to_str());
        Hints { file_name, ..Hints::default() }
    }

    /// Reads the input, up to one byte more than the limit of `options`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn read(&self, options: &Options) -> io::Result<Vec<u8>> {
        read_file(&self.input, options.limits.bytes)
    }

    /// Returns the options of the case, merged into `base`. `None` if the case has no options file.
    ///
    /// # Errors
    ///
    /// If the options file is invalid.
    pub fn own_options(&self, base: &Options) -> Result<Option<Options>, String> {
        let Some(text) = read_optional(&self.options).map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let all = || -> serde_json::Result<Options> {
            let own = serde_json::from_slice(&text)?;
            let mut all: Map<String, Value> = serde_json::from_value(serde_json::to_value(base)?)?;
            merge(&mut all, own);
            serde_json::from_value(Value::Object(all))
        };
        all().map(Some).map_err(|error| error.to_string())
    }
}

/// Reads a file. `None` if it does not exist.
pub(super) fn read_optional(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let read = || {
        // Reading a pipe would block.
        if path.metadata()?.is_file() {
            std::fs::read(path)
        } else {
            Err(io::Error::other("not a regular file"))
        }
    };
    match read() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Merges `own` into `base`. Tables, such as the limits, are merged key by key.
fn merge(base: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Object(table)), Value::Object(own)) => table.extend(own),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

/// Describes an error and its causes, one per line.
pub(super) fn describe_error(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.map(|cause| cause.to_string() + "\n").collect()
}

/// Describes a conversion besides its Markdown as JSON with sorted keys.
pub(super) fn describe_conversion(conversion: &Conversion) -> String {
    let report = &conversion.report;
    let warnings: Vec<Value> = report
        .warnings
        .iter()
        .map(|warning| json!({ "code": warning.code, "line": warning.line() }))
        .collect();
    let mut facts = json!({
        "metadata": conversion.metadata,
        "passed-through": report.passed_through,
        "removed": report.removed,
        "status": report.status,
        "warnings": warnings,
    });
    if report.boxes > 0
        && let Some(facts) = facts.as_object_mut()
    {
        facts.insert("boxes".to_owned(), json!(report.boxes));
    }
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
