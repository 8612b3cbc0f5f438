//! Records as they are returned.

use std::borrow::Cow;

use csdown::records::{OutputRecord, passed_name};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use pythonize::pythonize;

use crate::convert::Converted;
use crate::record::ConvertedRecord;

/// The fields of the output that the input may give, and the fields of the article that stand in for them.
const NAMES: [(&str, &str); 2] = [("id", "article_id"), ("url", "canonical")];

/// Returns the output of a record: `id`, `url`, the fields of the article, and the other fields of the input.
pub(crate) fn output_record(
    py: Python<'_>,
    record: ConvertedRecord,
    has_front_matter_option: bool,
) -> PyResult<Bound<'_, PyDict>> {
    let ConvertedRecord { result, response, fields } = record;
    let fields = fields.into_bound(py);
    let article = match &result {
        Ok(converted) => article(py, converted, has_front_matter_option)?,
        Err(error) => {
            let digest = error.html_sha256.as_deref().map(Cow::Borrowed);
            pythonize(py, &OutputRecord::of_failure(&error.failure, digest))?.cast_into::<PyDict>()?
        }
    };
    let output = PyDict::new(py);
    for (name, stand_in) in NAMES {
        let given = fields.get_item(name)?.filter(|value| !value.is_none());
        output.set_item(name, given.map_or_else(|| article.get_item(stand_in), |given| Ok(Some(given)))?)?;
    }
    output.update(article.as_mapping())?;
    for (name, value) in &fields {
        let text =
            name.cast::<PyString>().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if result.is_ok() && response.contains(&text.as_str()) {
            continue;
        }
        match passed_name(&text, |name| fields.contains(name).unwrap_or_default()) {
            Some(passed) if passed == text => output.set_item(name, value)?,
            Some(passed) => output.set_item(passed, value)?,
            None => {}
        }
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
