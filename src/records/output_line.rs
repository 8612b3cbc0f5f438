//! A line of the output.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::input::OtherFields;
use super::output::OutputRecord;
use super::passed::passed_name;
use crate::batch::Record;

/// A line of the output.
#[derive(Serialize)]
pub(super) struct OutputLine<'a, O> {
    pub(super) id: Value<'a>,
    pub(super) url: Value<'a>,
    #[serde(flatten)]
    pub(super) fields: &'a OutputRecord<'a>,
    /// An object with what else the input has.
    #[serde(flatten)]
    pub(super) other: O,
}

impl<O: Serialize> OutputLine<'_, O> {
    /// Returns the line with its newline.
    pub(super) fn to_json(&self) -> String {
        // Nothing fails: all keys are strings.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// What the record of the input says, or else the page.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    OfRecord(&'a RawValue),
    OfPage(Option<&'a str>),
}

impl<'a> Value<'a> {
    pub(super) fn or(of_record: Option<&'a RawValue>, of_page: Option<&'a str>) -> Self {
        of_record.map_or(Self::OfPage(of_page), Self::OfRecord)
    }
}

/// The fields of the input, except for those with the article of a response.
pub(super) struct PassedFields<'a> {
    pub(super) fields: &'a OtherFields,
    pub(super) response: &'static [&'static str],
}

impl Serialize for PassedFields<'_> {
    /// Writes the fields under names that the output does not use itself.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.fields.iter().filter(|(name, _)| !self.response.contains(&name.as_str())) {
            if let Some(passed) = passed_name(name, |name| self.fields.contains(name)) {
                map.serialize_entry(&*passed, value)?;
            }
        }
        map.end()
    }
}

/// Returns the line of an input of a batch, whose Markdown was returned, with its name in the field `path`.
pub fn line_of(record: &Record) -> String {
    #[derive(Serialize)]
    struct Other<'a> {
        path: &'a str,
    }
    let fields = OutputRecord::of_record(record);
    OutputLine {
        id: Value::OfPage(fields.article_id.as_deref()),
        url: Value::OfPage(fields.canonical.as_deref()),
        fields: &fields,
        other: Other { path: &record.name },
    }
    .to_json()
}
