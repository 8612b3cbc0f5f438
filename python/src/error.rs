//! Exceptions.

use csdown::batch::Failure;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    csdown,
    ConversionError,
    PyValueError,
    "An input that cannot be converted.\n\n`code` is a stable name of the reason, such as `article-not-found`."
);

/// Why an input was not converted.
#[derive(Debug)]
pub(crate) struct InputError {
    pub(crate) failure: Failure,
    /// The digest of the page, if there is one.
    pub(crate) html_sha256: Option<String>,
}

impl From<Failure> for InputError {
    fn from(failure: Failure) -> Self {
        Self { failure, html_sha256: None }
    }
}

/// Creates the exception for a failure.
pub(crate) fn exception(py: Python<'_>, failure: &Failure) -> PyErr {
    let error = ConversionError::new_err(failure.to_string());
    // An attribute in the dictionary of the exception, so that it is pickled.
    match error.value(py).setattr("code", failure.code()) {
        Ok(()) => error,
        Err(other) => other,
    }
}
