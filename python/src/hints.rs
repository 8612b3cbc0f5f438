//! What is known about a page besides its bytes.

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::page::Page;

/// The hints of a call or a record.
#[derive(Default)]
pub(crate) struct Hints {
    pub(crate) url: Option<Text>,
    pub(crate) file_name: Option<Text>,
    pub(crate) content_type: Option<Text>,
}

impl Hints {
    /// Returns the hints for `page`.
    pub(crate) fn of<'a>(&'a self, page: &Page) -> csdown::Hints<'a> {
        let text = |text: &'a Option<Text>| text.as_ref().map(|Text(text)| text.as_str());
        let mut hints = csdown::Hints::default();
        hints.url = text(&self.url);
        hints.file_name = text(&self.file_name);
        hints.content_type =
            if page.is_text { Some(csdown::Hints::DECODED) } else { text(&self.content_type) };
        hints
    }
}

/// Text in which lone surrogates, as in names of files that are not UTF-8, are replaced.
pub(crate) struct Text(String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(object.cast::<PyString>()?.to_string_lossy().into_owned()))
    }
}
