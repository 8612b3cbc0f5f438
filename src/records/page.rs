//! The page of a record.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::input::{InputRecord, Text};
use super::passed::response_fields;
use super::root::Root;
use crate::Hints;
use crate::archive::{decompress, read_file, uncompressed_name};
use crate::batch::Failure;

/// A page, and what the record says about it.
pub(super) struct Page<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<&'a str>,
    /// Whether characters were lost before the page came.
    pub(super) is_damaged: bool,
    /// The fields with the article, if the page is the whole record, a response of the editor's API.
    pub(super) response: &'static [&'static str],
}

impl<'a> Page<'a> {
    /// Finds the page in a record, which is `line`, or in the folder `root`. Decompresses up to `max` bytes.
    pub(super) fn of(
        record: &'a InputRecord,
        line: &'a [u8],
        root: Option<&Root>,
        max: usize,
    ) -> Result<Self, Failure> {
        let other = &record.other;
        let response = || response_fields(|name| other.contains(name), |name| other.has_object(name));
        let wrong = |reason: &str| Err(Failure::Record(reason.to_owned()));
        match (&record.html, &record.base64, &record.path) {
            (Some(Text { text, is_damaged }), None, None) => Ok(Self {
                content_type: Some(Hints::DECODED),
                is_damaged: *is_damaged,
                ..Self::with_hints(text.as_bytes().into(), record)
            }),
            (None, Some(base64), None) => {
                Ok(Self::with_hints(from_base64(&base64.text, max)?.into(), record))
            }
            (None, None, Some(Text { text, .. })) => {
                let Some(root) = root else {
                    return wrong("path: name the folder of the files with --root");
                };
                let path = root.file(text).map_err(Failure::Read)?;
                let bytes = read_file(&path, max).map_err(Failure::read)?;
                let page = Self::with_hints(bytes.into(), record);
                Ok(Self { file_name: page.file_name.or_else(|| uncompressed_name(&path)), ..page })
            }
            (None, None, None) => match response() {
                Some(response) => Ok(Self {
                    content_type: Some(Hints::DECODED),
                    response,
                    ..Self::with_hints(line.into(), record)
                }),
                None => wrong("no page: html, base64 and path are missing or null"),
            },
            _ => wrong("more than one page: only one of html, base64 and path may be given"),
        }
    }

    fn with_hints(bytes: Cow<'a, [u8]>, record: &'a InputRecord) -> Self {
        Self {
            bytes,
            file_name: record.file_name.as_ref().map(|name| name.text.clone()),
            content_type: record.content_type.as_ref().map(|content_type| content_type.text.as_str()),
            is_damaged: false,
            response: &[],
        }
    }
}

/// Decodes a page in Base64, and decompresses up to `max` bytes of it if it is gzip.
///
/// # Errors
///
/// [`Failure::Record`] if it is not Base64, [`Failure::Read`] if it cannot be decompressed.
pub fn from_base64(text: &str, max: usize) -> Result<Vec<u8>, Failure> {
    let bytes = BASE64_STANDARD.decode(text.trim_ascii());
    let bytes = bytes.map_err(|error| Failure::Record(format!("base64: {error}")))?;
    decompress(bytes, max).map_err(Failure::Read)
}
