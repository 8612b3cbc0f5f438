//! The result of a conversion.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pythonize::pythonize;
use serde::Serialize;

use crate::convert::Converted;
use crate::record_output::article;

/// A converted article.
///
/// Its properties are computed when they are read, as new objects.
#[pyclass(module = "csdown", frozen)]
pub struct Result(Contents);

enum Contents {
    Converted {
        converted: Box<Converted>,
        has_front_matter_option: bool,
    },
    /// The properties by name, as they were pickled.
    Unpickled(Py<PyDict>),
}

impl Result {
    pub(crate) fn new(converted: Converted, has_front_matter_option: bool) -> Self {
        Self(Contents::Converted { converted: Box::new(converted), has_front_matter_option })
    }

    /// Returns the property called `name`, which is this part of the conversion.
    fn property<'py, T: Serialize>(
        &self,
        py: Python<'py>,
        name: &str,
        part: impl FnOnce(&Converted) -> &T,
    ) -> PyResult<Bound<'py, PyAny>> {
        match &self.0 {
            Contents::Converted { converted, .. } => Ok(pythonize(py, part(converted))?),
            Contents::Unpickled(properties) => properties.bind(py).as_any().get_item(name),
        }
    }
}

#[pymethods]
impl Result {
    /// The Markdown: front matter and body.
    #[getter]
    fn markdown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "markdown", |converted| &converted.conversion.markdown)
    }

    /// What is known about the article: each value is a dictionary of `value` and `from`, its source.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "metadata", |converted| &converted.conversion.metadata)
    }

    /// The images of the Markdown in reading order, each with its `url`, and the `original` one if that differs.
    #[getter]
    fn images<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "images", |converted| &converted.conversion.assets)
    }

    /// Status, warnings, and what each rule removed.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "report", |converted| &converted.conversion.report)
    }

    /// How much of the article the page contains: `complete`, `folded` (whole, behind a fold), `preview` or `truncated`.
    #[getter]
    fn status<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "status", |converted| &converted.conversion.report.status)
    }

    /// The document model that the Markdown was rendered from; `None` if the input was Markdown and was passed through.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "document", |converted| &converted.conversion.document)
    }

    /// The comparison with the article; `None` unless it was asked for.
    #[getter]
    fn verification<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.property(py, "verification", |converted| &converted.verification)
    }

    /// Returns the article as flat fields, like `Converter.convert_records`, without `id` and `url`.
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        match &self.0 {
            Contents::Converted { converted, has_front_matter_option } => {
                article(py, converted, *has_front_matter_option)
            }
            Contents::Unpickled(properties) => {
                let record = properties.bind(py).as_any().get_item("record")?;
                record.cast::<PyDict>()?.copy()
            }
        }
    }

    fn __str__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.markdown(py)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let title = match &self.0 {
            Contents::Converted { converted, .. } => {
                let title = converted.conversion.metadata.title.as_ref();
                title.map(|title| title.value.as_str()).into_bound_py_any(py)?
            }
            Contents::Unpickled(_) => self.record(py)?.as_any().get_item("title")?,
        };
        Ok(format!("<csdown.Result {}: {}>", self.status(py)?, title.repr()?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>,))> {
        let properties = PyDict::new(slf.py());
        for name in ["markdown", "metadata", "images", "report", "status", "document", "verification"] {
            properties.set_item(name, slf.getattr(name)?)?;
        }
        properties.set_item("record", slf.get().record(slf.py())?)?;
        Ok((slf.get_type().getattr("_unpickle")?, (properties,)))
    }

    /// Creates a result of its properties.
    #[staticmethod]
    #[pyo3(name = "_unpickle")]
    fn unpickle(properties: Py<PyDict>) -> Self {
        Self(Contents::Unpickled(properties))
    }
}
