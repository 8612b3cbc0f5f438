//! Exceptions.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(csdown, ConversionError, PyValueError, "An input that cannot be converted.");

/// Creates the exception for an error.
pub(crate) fn conversion_error(py: Python<'_>, code: &str, message: String) -> PyErr {
    let error = ConversionError::new_err(message);
    match error.value(py).setattr("code", code) {
        Ok(()) => error,
        Err(other) => other,
    }
}
