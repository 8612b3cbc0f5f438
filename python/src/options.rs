//! Keyword arguments to options.

use csdown::options::{Names, nearest};
use csdown::{Converter, Options};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::{depythonize, pythonize};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The option that sets the front matter, which records have only if it is given.
const FRONT_MATTER: &str = "front-matter";

/// A name that Python reserves.
const RESERVED: &str = "from";

/// Arguments of the methods of a converter, which are easily taken for options.
const ARGUMENTS: [(&str, &str); 5] = [
    ("url", "Converter.convert"),
    ("file_name", "Converter.convert"),
    ("content_type", "Converter.convert"),
    ("verify", "Converter.convert"),
    ("threads", "Converter.convert_many"),
];

/// A converter, and what its options do not say.
pub(crate) struct Settings {
    pub(crate) converter: Converter,
    /// Whether the front matter was asked for.
    pub(crate) has_front_matter_option: bool,
}

impl Settings {
    /// Reads keyword arguments as options: `hard_break` is `hard-break` in `csdown.toml`, which is accepted as well.
    pub(crate) fn new(arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let values = arguments.map(values).transpose()?.unwrap_or_default();
        let has_front_matter_option = values.contains_key(FRONT_MATTER);
        let options = Options::deserialize(Value::Object(values)).map_err(invalid)?;
        let converter = Converter::new(options).map_err(invalid)?;
        Ok(Self { converter, has_front_matter_option })
    }

    /// Returns all options as keyword arguments.
    pub(crate) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let arguments = PyDict::new(py);
        for (key, value) in pythonize(py, self.converter.options())?.cast_into::<PyDict>()? {
            arguments.set_item(in_python(&key.extract::<String>()?), value)?;
        }
        Ok(arguments)
    }

    /// Returns the keyword arguments that create the same settings.
    pub(crate) fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let arguments = self.to_dict(py)?;
        if !self.has_front_matter_option {
            arguments.del_item(in_python(FRONT_MATTER))?;
        }
        Ok(arguments)
    }
}

/// Returns the key of an option in files.
fn in_files(name: &str) -> String {
    name.strip_suffix('_').unwrap_or(name).replace('_', "-")
}

/// Returns the name of an option in Python.
fn in_python(key: &str) -> String {
    if key == RESERVED { format!("{key}_") } else { key.replace('-', "_") }
}

fn invalid(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Returns the options under their keys in files, each checked by itself, so that an error names it.
fn values(arguments: &Bound<'_, PyDict>) -> PyResult<Map<String, Value>> {
    let (names, mut values) = (Options::names(), Map::new());
    for (name, value) in arguments {
        let name = name.extract::<String>()?;
        let key = in_files(&name);
        if !names.options.contains(&key) {
            return Err(PyTypeError::new_err(unknown(&names, &name)));
        }
        let about = |error: &dyn std::fmt::Display| invalid(format!("option `{name}`: {error}"));
        let value: Value = depythonize(&value).map_err(|error| about(&error))?;
        check_settings(&names, &name, &value)?;
        let alone = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
        Options::deserialize(alone).map_err(|error| about(&error))?;
        if values.insert(key, value).is_some() {
            return Err(PyTypeError::new_err(format!("option `{name}` is given twice")));
        }
    }
    Ok(values)
}

/// Describes an unknown option, with what was probably meant.
fn unknown(names: &Names, name: &str) -> String {
    let key = in_files(name);
    let is_limit = |limit: &&str| names.limits.iter().any(|known| known == limit);
    if let Some(limit) = key.strip_prefix("max-").filter(is_limit) {
        return format!("unknown option `{name}`; did you mean `limits={{\"{limit}\": …}}`?");
    }
    if let Some((_, method)) = ARGUMENTS.iter().find(|(argument, _)| *argument == name) {
        return format!("`{name}` is not an option but an argument of `{method}`");
    }
    let known: Vec<_> = names.options.iter().map(|known| in_python(known)).collect();
    format!("unknown option `{name}`; {}", meant(name, &known, "options"))
}

/// Checks the names of the settings in `limits` and in each `rule`.
fn check_settings(names: &Names, name: &str, value: &Value) -> PyResult<()> {
    let (known, tables) = match (name, value) {
        ("limits", table) => (&names.limits, std::slice::from_ref(table)),
        ("rule", Value::Array(rules)) => (&names.rule, rules.as_slice()),
        _ => return Ok(()),
    };
    let mut settings = tables.iter().filter_map(Value::as_object).flat_map(Map::keys);
    settings.find(|setting| !known.contains(setting)).map_or(Ok(()), |setting| {
        let meant = meant(setting, known, "settings");
        Err(PyTypeError::new_err(format!("option `{name}`: unknown setting `{setting}`; {meant}")))
    })
}

/// Suggests the nearest known name, or all.
fn meant(unknown: &str, known: &[String], what: &str) -> String {
    match nearest(unknown, known.iter().map(String::as_str)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the {what} are {}", known.join(", ")),
    }
}
