//! A line of the output.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::input::OtherFields;
use super::output::{FIELDS, OutputRecord};
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

impl Serialize for OtherFields {
    /// Writes the fields under names that the output does not use itself.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.iter() {
            map.serialize_entry(&*passed_name(name, |name| self.contains(name)), value)?;
        }
        map.end()
    }
}

/// Returns the name under which a field of the input is passed along: its own, or `input_NAME` if [`FIELDS`] has it.
/// `is_taken` knows the names of the fields of the input.
pub fn passed_name(name: &str, is_taken: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let mut passed = Cow::Borrowed(name);
    while FIELDS.contains(&&*passed) || (passed != name && is_taken(&passed)) {
        passed = Cow::Owned(format!("input_{passed}"));
    }
    passed
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_output_are_passed_along_under_another_name() {
        let name = |name, fields: &[&str]| passed_name(name, |name| fields.contains(&name)).into_owned();
        assert_eq!(name("lang", &["lang"]), "lang");
        assert_eq!(name("title", &["title"]), "input_title");
        assert_eq!(name("title", &["title", "input_title"]), "input_input_title");
        assert_eq!(name("input_title", &["title", "input_title"]), "input_title");
    }
}
