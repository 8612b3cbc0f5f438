//! The result of a conversion.

use std::borrow::Cow;

use csdown::Conversion;
use csdown::records::OutputRecord;
use csdown::verify::Verification;
use pyo3::prelude::*;
use pythonize::pythonize;

/// A converted article.
#[pyclass(module = "csdown", frozen)]
pub struct Result {
    pub(crate) conversion: Conversion,
    pub(crate) verification: Option<Verification>,
    pub(crate) html_sha256: String,
}

#[pymethods]
impl Result {
    /// Front matter and body.
    #[getter]
    fn markdown(&self) -> &str {
        &self.conversion.markdown
    }

    /// What is known about the article, each value with its origin.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.conversion.metadata)?)
    }

    /// The images of the article in reading order.
    #[getter]
    fn images<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.conversion.assets)?)
    }

    /// Status, warnings and what each rule removed.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(pythonize(py, &self.conversion.report)?)
    }

    /// How much of the article the input contains.
    #[getter]
    fn status(&self) -> &str {
        self.conversion.report.status.as_str()
    }

    /// The fields of `csdown stream`, as a flat dictionary.
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let digest = Some(Cow::Borrowed(self.html_sha256.as_str()));
        Ok(pythonize(py, &OutputRecord::of(&self.conversion, self.verification.as_ref(), digest))?)
    }
}
