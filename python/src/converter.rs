//! Conversion of one article and of many.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use csdown::batch::in_order;
use csdown::{Error, Hints};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error::conversion_error;
use crate::options::options;
use crate::result::Result;

/// Converts articles. Reusable, and shareable between threads.
#[pyclass(module = "csdown", frozen)]
pub struct Converter(csdown::Converter);

/// An input.
#[derive(FromPyObject)]
pub(crate) enum Page {
    Text(String),
    Bytes(Vec<u8>),
}

impl Page {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

#[pymethods]
impl Converter {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let converter = csdown::Converter::new(self::options(options)?);
        converter.map(Self).map_err(|error| PyTypeError::new_err(error.to_string()))
    }

    /// Converts an article.
    fn convert(&self, py: Python<'_>, page: Page) -> PyResult<Result> {
        py.detach(|| self.result(&page))
            .map_err(|error| conversion_error(py, error.code(), error.to_string()))
    }

    /// Converts articles on several threads. The list has a `Result` or a `ConversionError` for each, in order.
    #[pyo3(signature = (pages, threads=None))]
    fn convert_many<'py>(
        &self,
        py: Python<'py>,
        pages: Vec<Page>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Bound<'py, PyList>> {
        let jobs = threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        let mut results = Vec::new();
        py.detach(|| {
            let size = |page: &Page| page.bytes().len();
            in_order(jobs, pages.into_iter(), size, |page| self.result(&page), &mut |ready| {
                results.extend(ready);
                ControlFlow::Continue(())
            })
        })
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        let list = PyList::empty(py);
        for result in results {
            match result {
                Ok(result) => list.append(result)?,
                Err(error) => {
                    list.append(conversion_error(py, error.code(), error.to_string()).into_value(py))?
                }
            }
        }
        Ok(list)
    }
}

impl Converter {
    fn result(&self, page: &Page) -> std::result::Result<Result, Error> {
        let conversion = self.0.convert_bytes(page.bytes(), &Hints::default())?;
        let html_sha256 = csdown::records::sha256(page.bytes());
        Ok(Result { conversion, verification: None, html_sha256 })
    }
}

/// Converts an article to Markdown.
#[pyfunction]
#[pyo3(signature = (page, **options))]
pub(crate) fn convert(py: Python<'_>, page: Page, options: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
    Ok(Converter::new(options)?.convert(py, page)?.conversion.markdown)
}
