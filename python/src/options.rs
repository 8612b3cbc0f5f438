//! Keyword arguments to options.

use csdown::Options;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::depythonize;

/// Reads keyword arguments as options: `hard_break` is `hard-break` in `csdown.toml`.
pub(crate) fn options(arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Options> {
    let Some(arguments) = arguments else { return Ok(Options::default()) };
    let renamed = PyDict::new(arguments.py());
    for (name, value) in arguments {
        renamed.set_item(name.extract::<String>()?.replace('_', "-"), value)?;
    }
    depythonize(renamed.as_any()).map_err(|error| PyTypeError::new_err(error.to_string()))
}
