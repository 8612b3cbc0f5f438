//! Pages that Python passes.

use csdown::Error;
use csdown::batch::Failure;
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyMemoryView, PyString};

use crate::error::exception;

/// The bytes of a page.
pub(crate) struct Page {
    bytes: Bytes,
    /// Whether it was text, which is encoded in UTF-8 whatever it declares.
    pub(crate) is_text: bool,
    /// Whether the text had lone surrogates, which were replaced.
    pub(crate) is_damaged: bool,
}

enum Bytes {
    /// Those of a `bytes` object, which are not copied.
    Python(PyBackedBytes),
    /// Those that were decoded from something else.
    Decoded(Vec<u8>),
}

/// An object that is not a page.
pub(crate) enum PageError {
    /// It has another type.
    WrongType(String),
    /// It is text that cannot be encoded.
    Surrogates,
    /// Python raised another exception.
    Raised(PyErr),
}

impl Page {
    /// Reads a `str`, `bytes`, `bytearray` or `memoryview`.
    pub(crate) fn new(object: &Bound<'_, PyAny>) -> Result<Self, PageError> {
        let py = object.py();
        if let Ok(text) = object.cast::<PyString>() {
            // The UTF-8 of a `str` that Python caches would stay in memory as long as the `str`.
            let bytes = text.encode_utf8().map_err(|error| {
                let is_surrogate = error.is_instance_of::<PyUnicodeEncodeError>(py);
                if is_surrogate { PageError::Surrogates } else { PageError::Raised(error) }
            })?;
            return Ok(Self { bytes: Bytes::Python(bytes.into()), is_text: true, is_damaged: false });
        }
        let bytes = if object.is_instance_of::<PyMemoryView>() {
            &object.call_method0("tobytes").map_err(PageError::Raised)?
        } else {
            object
        };
        if let Ok(bytes) = bytes.extract() {
            return Ok(Self { bytes: Bytes::Python(bytes), is_text: false, is_damaged: false });
        }
        let name = object.get_type().name().map_err(PageError::Raised)?;
        let is_path = object.hasattr("__fspath__").map_err(PageError::Raised)?;
        let advice = if is_path { "; pass the contents of the file, such as path.read_bytes()" } else { "" };
        Err(PageError::WrongType(format!("a page is str or bytes, not {name}{advice}")))
    }

    /// Reads one item among many, whose error is a result like any other.
    pub(crate) fn of_item(object: &Bound<'_, PyAny>) -> PyResult<Result<Self, Failure>> {
        match Self::new(object) {
            Ok(page) => Ok(Ok(page)),
            Err(PageError::WrongType(message)) => Ok(Err(Failure::Record(message))),
            Err(PageError::Surrogates) => Ok(Err(surrogates())),
            Err(PageError::Raised(error)) => Err(error),
        }
    }

    /// Creates a page of bytes that were decoded from something else.
    pub(crate) const fn decoded(bytes: Vec<u8>, is_text: bool) -> Self {
        Self { bytes: Bytes::Decoded(bytes), is_text, is_damaged: false }
    }

    /// Creates a page of a text with lone surrogates, which are replaced.
    pub(crate) fn damaged(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text).into_owned();
        Self { bytes: Bytes::Decoded(text.into_bytes()), is_text: true, is_damaged: true }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Python(bytes) => bytes,
            Bytes::Decoded(bytes) => bytes,
        }
    }
}

impl PageError {
    /// Returns the exception of a call with one page.
    pub(crate) fn exception(self, py: Python<'_>) -> PyErr {
        match self {
            Self::WrongType(message) => PyTypeError::new_err(message),
            Self::Surrogates => exception(py, &surrogates()),
            Self::Raised(error) => error,
        }
    }
}

fn surrogates() -> Failure {
    Failure::Convert(Error::NotText { content: "the str has lone surrogates; pass the bytes of the page" })
}
