//! Conversion of one page without the interpreter.

use csdown::batch::{Failure, catch_panics};
use csdown::records::{convert_page, warn_about_lone_surrogates};
use csdown::verify::Verification;
use csdown::{Conversion, Converter};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{InputError, exception};
use crate::hints::Hints;
use crate::options::Settings;
use crate::page::Page;

/// A converted page.
pub(crate) struct Converted {
    pub(crate) conversion: Conversion,
    pub(crate) verification: Option<Verification>,
    pub(crate) html_sha256: String,
}

/// Converts a page, and compares the Markdown with it if asked to. Needs no interpreter.
pub(crate) fn converted(
    converter: &Converter,
    page: &Page,
    hints: &Hints,
    verify: bool,
) -> Result<Converted, InputError> {
    let hints = hints.of(page);
    let html_sha256 = csdown::records::sha256(page.bytes());
    match convert_page(converter, page.bytes(), &hints, verify) {
        Ok((mut conversion, verification)) => {
            if page.is_damaged {
                warn_about_lone_surrogates(&mut conversion.report);
            }
            Ok(Converted { conversion, verification, html_sha256 })
        }
        Err(failure) => Err(InputError { failure, html_sha256: Some(html_sha256) }),
    }
}

/// Runs `work`, and turns a panic into a failure.
pub(crate) fn guarded<T>(work: impl FnOnce() -> csdown::Result<T>) -> Result<T, Failure> {
    catch_panics(|| work().map_err(Failure::Convert))
}

/// Converts an article to Markdown.
///
/// `page` is the HTML as `str`, or its bytes in any encoding. The options are those of `Converter`. For many articles,
/// create a `Converter` once.
///
/// Raises `ConversionError` if the page cannot be converted, `TypeError` for an unknown option, and `ValueError` for an
/// invalid value.
#[pyfunction]
#[pyo3(signature = (page, **options))]
pub(crate) fn convert(
    py: Python<'_>,
    page: &Bound<'_, PyAny>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<String> {
    let Settings { converter, .. } = Settings::new(options)?;
    let page = Page::new(page).map_err(|error| error.exception(py))?;
    let conversion = py.detach(|| {
        let hints = Hints::default();
        guarded(|| converter.convert_bytes(page.bytes(), &hints.of(&page)))
    });
    Ok(conversion.map_err(|failure| exception(py, &failure))?.markdown)
}
