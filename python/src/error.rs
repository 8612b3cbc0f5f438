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
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The digest of the page, if there is one.
    pub(crate) html_sha256: Option<String>,
}

impl From<Failure> for InputError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.code(), failure.to_string())
    }
}

impl InputError {
    pub(crate) fn new(code: &'static str, message: String) -> Self {
        Self { code, message, html_sha256: None }
    }

    /// Creates the exception.
    pub(crate) fn exception(self, py: Python<'_>) -> PyErr {
        let error = ConversionError::new_err(self.message);
        // An attribute in the dictionary of the exception, so that it is pickled.
        match error.value(py).setattr("code", self.code) {
            Ok(()) => error,
            Err(other) => other,
        }
    }
}
