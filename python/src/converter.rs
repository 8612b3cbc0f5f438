//! Conversion of one article and of many.

use csdown::batch::Failure;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString, PyTuple};
use pythonize::pythonize;

use crate::convert::{Converted, converted, guarded};
use crate::error::exception;
use crate::hints::{Hints, Text};
use crate::options::Settings;
use crate::page::Page;
use crate::parallel::{Steps, map_in_order, thread_count};
use crate::record::InputRecord;
use crate::record_output::output_record;
use crate::result::Result;

/// Converts articles with one set of options. Reusable, picklable, and shareable between threads.
///
/// The options are those of `csdown.toml`, with `_` for `-`: `Converter(hard_break="backslash", limits={"bytes": 1000})`.
/// `help(csdown.types.Options)` lists them with their values, and `csdown convert --help` explains them.
///
/// Raises `TypeError` for an unknown option, and `ValueError` for an invalid value.
#[pyclass(module = "csdown", frozen)]
pub struct Converter(Settings);

/// A page, or why the item is none.
type Item = std::result::Result<Page, Failure>;

#[pymethods]
impl Converter {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Settings::new(options).map(Self)
    }

    /// All options, as a new dictionary. `Converter(**converter.options)` converts in the same way.
    #[getter]
    fn options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.0.to_dict(py)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.0.arguments(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let default = csdown::Converter::default();
        let default = Settings { converter: default, has_front_matter_option: false }.to_dict(py)?;
        let mut changed = Vec::new();
        for (name, value) in self.0.to_dict(py)? {
            if !default.get_item(&name)?.is_some_and(|default| default.eq(&value).unwrap_or_default()) {
                changed.push(format!("{name}={}", value.repr()?));
            }
        }
        Ok(format!("Converter({})", changed.join(", ")))
    }

    /// Converts an article.
    ///
    /// `page` is the HTML as `str`, or its bytes in any encoding. `url` is where it was downloaded from, `file_name` the
    /// name of its file without folders, `content_type` its HTTP header, whose `charset` applies to bytes. With `verify`,
    /// the Markdown is compared with the article, and the result has a `verification`.
    ///
    /// Raises `ConversionError` if the page cannot be converted.
    #[pyo3(signature = (page, *, url=None, file_name=None, content_type=None, verify=false))]
    fn convert(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        url: Option<Text>,
        file_name: Option<Text>,
        content_type: Option<Text>,
        verify: bool,
    ) -> PyResult<Result> {
        let page = Page::new(page).map_err(|error| error.exception(py))?;
        let hints = Hints { url, file_name, content_type };
        let converted = py.detach(|| converted(&self.0.converter, &page, &hints, verify));
        Ok(self.result(converted.map_err(|error| exception(py, &error.failure))?))
    }

    /// Converts articles on several threads.
    ///
    /// `pages` is any iterable of pages. Returns a list with a `Result` or a `ConversionError` for each, in order; none is
    /// raised. Pages are taken from the iterable as they are needed, on the calling thread; an exception that it raises is
    /// raised. `threads` is the number of threads, by default one per CPU.
    #[pyo3(signature = (pages, threads=None))]
    fn convert_many<'py>(
        &self,
        py: Python<'py>,
        pages: &Bound<'py, PyAny>,
        threads: Option<isize>,
    ) -> PyResult<Bound<'py, PyList>> {
        if pages.is_instance_of::<PyString>() || pages.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err(
                "`convert_many` takes an iterable of pages; for one page, use `convert`",
            ));
        }
        let list = PyList::empty(py);
        let results = list.clone().unbind();
        let (settings, hints) = (&self.0, Hints::default());
        let steps = Steps {
            take: Page::of_item,
            size: |page: &Item| page.as_ref().map_or(0, |page| page.bytes().len()),
            map: |page: Item| converted(&settings.converter, &page?, &hints, false),
        };
        map_in_order(py, pages, thread_count(threads)?, steps, |py, result| match result {
            Ok(page) => results.bind(py).append(self.result(page)),
            Err(error) => results.bind(py).append(exception(py, &error.failure).into_value(py)),
        })?;
        Ok(list)
    }

    /// Converts records, such as rows of a table, on several threads.
    ///
    /// Each record is a mapping with the page under `html` (`str` or `bytes`) or `base64`, and optionally `id`, `url`,
    /// `file_name` and `content_type`. Returns a list with a dictionary for each, in order, as `csdown stream` writes it:
    /// `id`, `url`, the fields of the article, and the other fields of the record. A record that cannot be converted has
    /// an `error` with `code` and `message`; none is raised. `text` has front matter only if the option `front_matter` was
    /// given. `docs/records.md` describes the fields.
    #[pyo3(signature = (records, threads=None, *, verify=false))]
    fn convert_records<'py>(
        &self,
        py: Python<'py>,
        records: &Bound<'py, PyAny>,
        threads: Option<isize>,
        verify: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        if records.cast::<PyMapping>().is_ok() || records.is_instance_of::<PyString>() {
            let message = "`convert_records` takes an iterable of records; pass one record in a list";
            return Err(PyTypeError::new_err(message));
        }
        let list = PyList::empty(py);
        let outputs = list.clone().unbind();
        let settings = &self.0;
        let steps = Steps {
            take: InputRecord::new,
            size: InputRecord::size,
            map: |record: InputRecord| record.convert(&settings.converter, verify),
        };
        map_in_order(py, records, thread_count(threads)?, steps, |py, record| {
            outputs.bind(py).append(output_record(py, record, settings.has_front_matter_option)?)
        })?;
        Ok(list)
    }

    /// Compares Markdown with the article it was made from.
    ///
    /// Without `markdown`, the article is converted first. Returns the fields that `docs/report.md` describes: `verdict` is
    /// `identical`, `equivalent` (except for what the rules change on purpose) or `lossy`; `differences` has the first
    /// differences in each category.
    ///
    /// Raises `ConversionError` if the page cannot be converted.
    #[pyo3(signature = (page, markdown=None, *, url=None, file_name=None, content_type=None))]
    fn verify<'py>(
        &self,
        py: Python<'py>,
        page: &Bound<'py, PyAny>,
        markdown: Option<&Bound<'py, PyString>>,
        url: Option<Text>,
        file_name: Option<Text>,
        content_type: Option<Text>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let page = Page::new(page).map_err(|error| error.exception(py))?;
        let markdown = markdown.map(PyStringMethods::to_cow).transpose()?;
        let (hints, converter) = (Hints { url, file_name, content_type }, &self.0.converter);
        let hints = hints.of(&page);
        let verification = py.detach(|| {
            guarded(|| match &markdown {
                Some(markdown) => converter.verify(page.bytes(), &hints, markdown),
                None => Ok(converter.convert_verified(page.bytes(), &hints)?.1),
            })
        });
        Ok(pythonize(py, &verification.map_err(|failure| exception(py, &failure))?)?)
    }

    /// Returns the contents of an article as data: metadata, outline, links, images, code, dialects, and what a conversion
    /// warns about and removes. `docs/inspect.md` describes the fields.
    ///
    /// Raises `ConversionError` if the page cannot be converted.
    #[pyo3(signature = (page, *, url=None, file_name=None, content_type=None))]
    fn inspect<'py>(
        &self,
        py: Python<'py>,
        page: &Bound<'py, PyAny>,
        url: Option<Text>,
        file_name: Option<Text>,
        content_type: Option<Text>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let page = Page::new(page).map_err(|error| error.exception(py))?;
        let hints = Hints { url, file_name, content_type };
        let inspection = py.detach(|| guarded(|| self.0.converter.inspect(page.bytes(), &hints.of(&page))));
        Ok(pythonize(py, &inspection.map_err(|failure| exception(py, &failure))?)?)
    }
}

impl Converter {
    fn result(&self, converted: Converted) -> Result {
        Result::new(converted, self.0.has_front_matter_option)
    }
}
