//! Records: rows of a table that have a page.

use std::borrow::Cow;

use csdown::batch::ErrorDetails;
use csdown::records::OutputRecord;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use pythonize::pythonize;

use crate::convert::Converted;
use crate::error::InputError;
use crate::hints::{Hints, Text};
use crate::options::Settings;
use crate::page::Page;

/// A record that Python passed.
pub(crate) struct InputRecord {
    pub(crate) page: Result<Page, InputError>,
    pub(crate) hints: Hints,
    /// The fields without the page.
    pub(crate) fields: Py<PyDict>,
}

impl InputRecord {
    /// Reads a mapping.
    pub(crate) fn new(item: &Bound<'_, PyAny>) -> PyResult<Self> {
        let fields = PyDict::new(item.py());
        let Ok(mapping) = item.cast::<PyMapping>() else {
            let message = format!("a record is a mapping, not {}", item.get_type().name()?);
            return Ok(Self::invalid(message, fields));
        };
        fields.update(mapping)?;
        let html = fields.get_item("html")?.filter(|html| !html.is_none());
        if fields.contains("html")? {
            fields.del_item("html")?;
        }
        let mut hints = Hints::default();
        for (name, hint) in [
            ("url", &mut hints.url),
            ("file_name", &mut hints.file_name),
            ("content_type", &mut hints.content_type),
        ] {
            let Some(value) = fields.get_item(name)?.filter(|value| !value.is_none()) else { continue };
            match value.extract::<Text>() {
                Ok(text) => *hint = Some(text),
                Err(_) => return Ok(Self::invalid(format!("`{name}` is not text"), fields)),
            }
        }
        let page = match html {
            Some(html) => Page::of_item(&html)?,
            None => return Ok(Self::invalid("the record has no `html`".to_owned(), fields)),
        };
        Ok(Self { page, hints, fields: fields.unbind() })
    }

    fn invalid(message: String, fields: Bound<'_, PyDict>) -> Self {
        let error = InputError::new("invalid-record", message);
        Self { page: Err(error), hints: Hints::default(), fields: fields.unbind() }
    }

    /// Returns the size of the page in bytes.
    pub(crate) fn size(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.bytes().len())
    }
}

/// Returns the output of a record: `id`, `url`, the fields of the article, and the other fields of the input.
pub(crate) fn output_record<'py>(
    py: Python<'py>,
    settings: &Settings,
    result: &Result<Converted, InputError>,
    fields: Py<PyDict>,
) -> PyResult<Bound<'py, PyDict>> {
    let fields = fields.into_bound(py);
    let output = PyDict::new(py);
    for name in ["id", "url"] {
        output.set_item(name, fields.get_item(name)?)?;
        if fields.contains(name)? {
            fields.del_item(name)?;
        }
    }
    let article = match result {
        Ok(converted) => article(py, converted, settings.has_front_matter_option)?,
        Err(error) => failed(py, error)?,
    };
    output.update(article.as_mapping())?;
    for name in ["file_name", "content_type"] {
        if fields.contains(name)? {
            fields.del_item(name)?;
        }
    }
    for (name, value) in fields {
        let is_taken = output.contains(&name)? || name.eq("verdict")?;
        let name = if is_taken { format!("input_{name}").into_pyobject(py)?.into_any() } else { name };
        output.set_item(name, value)?;
    }
    Ok(output)
}

/// Returns the fields of an article. Its text has front matter only if that was asked for.
pub(crate) fn article<'py>(
    py: Python<'py>,
    converted: &Converted,
    has_front_matter_option: bool,
) -> PyResult<Bound<'py, PyDict>> {
    let Converted { conversion, verification, html_sha256 } = converted;
    let mut record = OutputRecord::of(conversion, verification.as_ref(), Some(html_sha256.as_str().into()));
    if !has_front_matter_option {
        record.text = Some(Cow::Borrowed(conversion.body()));
    }
    Ok(pythonize(py, &record)?.cast_into::<PyDict>()?)
}

fn failed<'py>(py: Python<'py>, error: &InputError) -> PyResult<Bound<'py, PyDict>> {
    let mut record = OutputRecord::failed(ErrorDetails::new(error.code, error.message.as_str()));
    record.html_sha256 = error.html_sha256.as_deref().map(Cow::Borrowed);
    Ok(pythonize(py, &record)?.cast_into::<PyDict>()?)
}
