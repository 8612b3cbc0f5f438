//! Pages that Python passes.

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyMemoryView, PyString};

use crate::error::InputError;

/// The bytes of a page. Those of a `bytes` object are not copied.
pub(crate) struct Page {
    bytes: PyBackedBytes,
    /// Whether it was text, which is encoded in UTF-8 whatever it declares.
    pub(crate) is_text: bool,
}

/// An object that is no page.
pub(crate) enum PageError {
    /// It has another type.
    WrongType(String),
    /// It is text that cannot be encoded.
    Surrogate(InputError),
    /// Python raised another exception.
    Raised(PyErr),
}

impl Page {
    /// Reads a `str`, `bytes`, `bytearray` or `memoryview`.
    pub(crate) fn new(object: &Bound<'_, PyAny>) -> Result<Self, PageError> {
        if let Ok(text) = object.cast::<PyString>() {
            // The UTF-8 of a `str` that Python caches would stay in memory as long as the `str`.
            let bytes = text.encode_utf8().map_err(|error| surrogate(object.py(), error))?;
            return Ok(Self { bytes: bytes.into(), is_text: true });
        }
        let bytes = if object.is_instance_of::<PyMemoryView>() {
            &object.call_method0("tobytes").map_err(PageError::Raised)?
        } else {
            object
        };
        if let Ok(bytes) = bytes.extract() {
            return Ok(Self { bytes, is_text: false });
        }
        let name = object.get_type().name().map_err(PageError::Raised)?;
        Err(PageError::WrongType(format!("a page is str or bytes, not {name}")))
    }

    /// Reads one item among many, whose error is a result like any other.
    pub(crate) fn of_item(object: &Bound<'_, PyAny>) -> PyResult<Result<Self, InputError>> {
        match Self::new(object) {
            Ok(page) => Ok(Ok(page)),
            Err(PageError::WrongType(message)) => {
                Ok(Err(InputError::new("not-a-page", format!("not a page: {message}"))))
            }
            Err(PageError::Surrogate(error)) => Ok(Err(error)),
            Err(PageError::Raised(error)) => Err(error),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Describes why text could not be encoded.
fn surrogate(py: Python<'_>, error: PyErr) -> PageError {
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return PageError::Raised(error);
    }
    let index = error.value(py).getattr("start").and_then(|start| start.extract::<usize>());
    match index {
        Ok(index) => {
            let message = format!("not text: a lone surrogate at index {index}; pass the bytes of the page");
            PageError::Surrogate(InputError::new("not-text", message))
        }
        Err(error) => PageError::Raised(error),
    }
}

impl PageError {
    /// Returns the exception of a call with one page.
    pub(crate) fn exception(self, py: Python<'_>) -> PyErr {
        match self {
            Self::WrongType(message) => PyTypeError::new_err(message),
            Self::Surrogate(error) => error.exception(py),
            Self::Raised(error) => error,
        }
    }
}
