//! Records: rows of a table that have a page.

use csdown::Converter;
use csdown::batch::Failure;
use csdown::records::{from_base64, response_fields};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyMapping, PyString};
use pythonize::depythonize;
use serde_json::{Map, Value};

use crate::convert::{Converted, converted};
use crate::error::InputError;
use crate::hints::{Hints, Text};
use crate::page::Page;

/// A record that Python passed.
pub(crate) struct InputRecord {
    page: Result<PageSource, Failure>,
    hints: Hints,
    /// All fields.
    fields: Py<PyDict>,
}

/// Where the page of a record is.
enum PageSource {
    Html(Page),
    Base64(String),
    /// The record itself, a response of the editor's API with the article in these fields.
    Response(Page, &'static [&'static str]),
}

/// A record that was converted, or why it was not.
pub(crate) struct ConvertedRecord {
    pub(crate) result: Result<Converted, InputError>,
    /// The fields with the article, if the record is a response of the editor's API.
    pub(crate) response: &'static [&'static str],
    /// All fields of the input.
    pub(crate) fields: Py<PyDict>,
}

impl InputRecord {
    /// Reads a mapping.
    pub(crate) fn new(item: &Bound<'_, PyAny>) -> PyResult<Self> {
        let fields = PyDict::new(item.py());
        let mut hints = Hints::default();
        let page = match item.cast::<PyMapping>() {
            Ok(mapping) => {
                fields.update(mapping)?;
                match read_hints(&fields, &mut hints)? {
                    Ok(()) => page(&fields)?,
                    Err(failure) => Err(failure),
                }
            }
            Err(_) => wrong(format!("a record is a mapping, not {}", item.get_type().name()?)),
        };
        Ok(Self { page, hints, fields: fields.unbind() })
    }

    /// Returns the size of the page in bytes.
    pub(crate) fn size(&self) -> usize {
        match &self.page {
            Ok(PageSource::Html(page) | PageSource::Response(page, _)) => page.bytes().len(),
            Ok(PageSource::Base64(text)) => text.len(),
            Err(_) => 0,
        }
    }

    /// Converts the page. Needs no interpreter.
    pub(crate) fn convert(self, converter: &Converter, verify: bool) -> ConvertedRecord {
        let Self { page, hints, fields } = self;
        let response = if let Ok(PageSource::Response(_, fields)) = page { fields } else { &[] };
        let page = page.and_then(|page| page.read(converter.options().limits.bytes));
        let result =
            page.map_err(InputError::from).and_then(|page| converted(converter, &page, &hints, verify));
        ConvertedRecord { result, response, fields }
    }
}

impl PageSource {
    /// Returns the page, of which up to `max` bytes are decompressed.
    fn read(self, max: usize) -> Result<Page, Failure> {
        match self {
            Self::Html(page) | Self::Response(page, _) => Ok(page),
            Self::Base64(text) => Ok(Page::decoded(from_base64(&text, max)?, false)),
        }
    }
}

fn wrong<T>(reason: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Record(reason.into()))
}

/// Returns a field that is there and neither `None` nor NaN, which pandas has for missing text.
fn field<'py>(fields: &Bound<'py, PyDict>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let is_nan =
        |value: &Bound<'_, PyAny>| value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan());
    Ok(fields.get_item(name)?.filter(|value| !value.is_none() && !is_nan(value)))
}

fn read_hints(fields: &Bound<'_, PyDict>, hints: &mut Hints) -> PyResult<Result<(), Failure>> {
    // A URL that is not text is passed along like an id.
    hints.url = field(fields, "url")?.and_then(|url| url.extract().ok());
    for (name, hint) in [("file_name", &mut hints.file_name), ("content_type", &mut hints.content_type)] {
        let Some(value) = field(fields, name)? else { continue };
        match value.extract::<Text>() {
            Ok(text) => *hint = Some(text),
            Err(_) => return Ok(wrong(format!("{name}: {} is not text", value.get_type().name()?))),
        }
    }
    Ok(Ok(()))
}

/// Finds the page in a record.
fn page(fields: &Bound<'_, PyDict>) -> PyResult<Result<PageSource, Failure>> {
    match (field(fields, "html")?, field(fields, "base64")?, field(fields, "path")?) {
        (Some(html), None, None) => html_page(&html),
        (None, Some(base64), None) => Ok(match base64.cast::<PyString>() {
            Ok(text) => Ok(PageSource::Base64(text.to_string_lossy().into_owned())),
            Err(_) => wrong(format!("base64: {} is not text", base64.get_type().name()?)),
        }),
        (None, None, Some(_)) => {
            Ok(wrong("path: only csdown stream reads files; pass their content as html"))
        }
        (None, None, None) => {
            let has = |name: &str| fields.contains(name).unwrap_or_default();
            let has_object = |name: &str| {
                field(fields, name)
                    .is_ok_and(|value| value.is_some_and(|value| value.is_instance_of::<PyDict>()))
            };
            match response_fields(has, has_object) {
                Some(article) => Ok(response(fields, article)),
                None => Ok(wrong("no page: html and base64 are missing, None or NaN")),
            }
        }
        _ => Ok(wrong("more than one page: only one of html, base64 and path may be given")),
    }
}

fn html_page(html: &Bound<'_, PyAny>) -> PyResult<Result<PageSource, Failure>> {
    match Page::of_item(html)? {
        Ok(page) => Ok(Ok(PageSource::Html(page))),
        Err(Failure::Record(reason)) => Ok(wrong(format!("html: {reason}"))),
        // As in JSON, a lone surrogate is not an error.
        Err(_) => {
            let bytes = html.call_method1("encode", ("utf-8", "surrogatepass"))?.cast_into::<PyBytes>()?;
            Ok(Ok(PageSource::Html(Page::damaged(bytes.as_bytes()))))
        }
    }
}

/// Returns the record itself as a page. Fields that JSON does not have, such as dates, are left out, but not the article.
fn response(fields: &Bound<'_, PyDict>, article: &'static [&'static str]) -> Result<PageSource, Failure> {
    let mut response = Map::new();
    for (name, value) in fields {
        let Ok(name) = name.extract::<String>() else { continue };
        match depythonize::<Value>(&value) {
            Ok(value) => drop(response.insert(name, value)),
            Err(error) if article.contains(&name.as_str()) => {
                return wrong(format!("{name}: the response is not JSON: {error}"));
            }
            Err(_) => {}
        }
    }
    let json = Value::Object(response).to_string();
    Ok(PageSource::Response(Page::decoded(json.into_bytes(), true), article))
}
