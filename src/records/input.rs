//! One record of the input: a page, and what is known about it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::input::surrogates::replace_lone_surrogates;

/// A record of the input. The fields that are read before an error are kept, so that the error can be attributed.
#[derive(Debug, Default)]
pub(super) struct InputRecord {
    /// What the record is called, whatever its type.
    pub(super) id: Option<Box<RawValue>>,
    /// Where the page is from, as in the record.
    pub(super) url: Option<Box<RawValue>>,
    /// The page as text.
    pub(super) html: Option<Text>,
    /// The bytes of the page.
    pub(super) base64: Option<Text>,
    /// The file that contains the page.
    pub(super) path: Option<Text>,
    pub(super) file_name: Option<Text>,
    pub(super) content_type: Option<Text>,
    /// All fields but `id`, `url` and the pages, in order.
    pub(super) other: OtherFields,
}

/// Fields as they were in the input, except for lone surrogates. Of several with the same name, the last one
/// counts.
#[derive(Debug, Default)]
pub(super) struct OtherFields {
    fields: Vec<(String, Box<RawValue>)>,
    indexes: HashMap<String, usize>,
}

impl OtherFields {
    fn insert(&mut self, name: String, value: Box<RawValue>) {
        if let Some((_, known)) = self.indexes.get(&name).and_then(|index| self.fields.get_mut(*index)) {
            *known = value;
        } else {
            self.indexes.insert(name.clone(), self.fields.len());
            self.fields.push((name, value));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(String, Box<RawValue>)> {
        self.fields.iter()
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.indexes.contains_key(name)
    }

    /// Whether the field is an object.
    pub(super) fn has_object(&self, name: &str) -> bool {
        let field = self.indexes.get(name).and_then(|index| self.fields.get(*index));
        field.is_some_and(|(_, value)| value.get().starts_with('{'))
    }
}

/// A text. A lone surrogate, half of a character that a program cut in two, becomes U+FFFD.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    /// Whether characters were lost.
    pub(super) is_damaged: bool,
}

impl InputRecord {
    /// Reads a record, as far as that is possible.
    ///
    /// # Errors
    ///
    /// What is wrong with the line, if it is not a JSON object or a field has another type than expected.
    pub(super) fn read(line: &[u8]) -> (Self, Result<(), String>) {
        let mut record = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let result = Fields(&mut record).deserialize(&mut deserializer).and_then(|()| deserializer.end());
        (record, result.map_err(|error| describe(&error)))
    }

    /// Returns the URL of the page, if it is a text.
    pub(super) fn url_hint(&self) -> Option<String> {
        serde_json::from_str(self.url.as_ref()?.get()).ok()
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        let page = match name.as_str() {
            "id" => return next_value(map).map(|value| self.id = not_null(value)),
            "url" => return next_value(map).map(|value| self.url = not_null(value)),
            "html" => &mut self.html,
            "base64" => &mut self.base64,
            _ => return self.read_passed_field(name, map),
        };
        *page = map.next_value().map_err(|error| about(&name, &without_line(&error)))?;
        Ok(())
    }

    /// Reads a field that is passed along.
    fn read_passed_field<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let value = next_value(map)?;
        let hint = match name.as_str() {
            "path" => Some(&mut self.path),
            "file_name" => Some(&mut self.file_name),
            "content_type" => Some(&mut self.content_type),
            _ => None,
        };
        if let Some(hint) = hint {
            *hint = serde_json::from_str(value.get()).map_err(|error| about(&name, &describe(&error)))?;
        }
        self.other.insert(name, value);
        Ok(())
    }
}

/// The error of the field called `name`.
fn about<E: serde::de::Error>(name: &str, message: &str) -> E {
    E::custom(format!("{name}: {message}"))
}

/// Reads a value as it is, except for lone surrogates, which would make parsers reject the output.
fn next_value<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Box<RawValue>, A::Error> {
    let value: Box<RawValue> = map.next_value()?;
    let mended = match replace_lone_surrogates(value.get()) {
        Cow::Owned(mended) => RawValue::from_string(mended).ok(),
        Cow::Borrowed(_) => None,
    };
    Ok(mended.unwrap_or(value))
}

fn not_null(value: Box<RawValue>) -> Option<Box<RawValue>> {
    Some(value).filter(|value| value.get() != "null")
}

/// Describes an error in a line. The number of the line is that of the input, not 1.
fn describe(error: &serde_json::Error) -> String {
    let message = without_line(error);
    if error.is_data() { message } else { format!("{message} at column {}", error.column()) }
}

fn without_line(error: &impl fmt::Display) -> String {
    let message = error.to_string();
    message.rfind(" at line ").and_then(|end| message.get(..end)).unwrap_or(&message).to_owned()
}

/// Fills a record with the fields of a JSON object.
struct Fields<'a>(&'a mut InputRecord);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object on one line")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text { text: name, .. }) = map.next_key()? {
            self.0.read_field(name, &mut map)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom(
            "a JSON array, not an object on each line; `jq -c '.[]'` writes its elements as lines",
        ))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Text, E> {
                let text = String::from_utf8_lossy(bytes);
                Ok(Text { is_damaged: matches!(text, Cow::Owned(_)), text: text.into_owned() })
            }
        }
        // As bytes, a lone surrogate is not an error.
        deserializer.deserialize_bytes(TextVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> InputRecord {
        let (record, result) = InputRecord::read(line.as_bytes());
        assert_eq!(result, Ok(()), "{line}");
        record
    }

    fn error(line: &str) -> (InputRecord, String) {
        let (record, result) = InputRecord::read(line.as_bytes());
        (record, result.unwrap_err())
    }

    fn raw(value: Option<&RawValue>) -> Option<&str> {
        value.map(RawValue::get)
    }

    #[test]
    fn fields_are_read_and_kept() {
        let record =
            read(r#"{"n":1.50e400,"id":7,"html":"<p>a\n","x":{"b":[ ]},"n":-0,"path":null,"url":null}"#);
        assert_eq!(record.html, Some(Text { text: "<p>a\n".into(), is_damaged: false }));
        assert_eq!((raw(record.id.as_deref()), record.path.as_ref()), (Some("7"), None));
        let other: Vec<_> = record.other.iter().map(|(name, value)| (name.as_str(), value.get())).collect();
        assert_eq!(other, [("n", "-0"), ("x", r#"{"b":[ ]}"#), ("path", "null")]);
        assert!(record.url.is_none());
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        let record =
            read(r#"{"html":"a\ud83d b\ud83d\ude00","x\udc00":["\ud800\n"],"id":"\ud83d","url":"\udc00"}"#);
        let html = record.html.unwrap();
        assert!(html.is_damaged && html.text.starts_with('a') && html.text.ends_with(" b😀"), "{html:?}");
        assert!(html.text.contains('\u{fffd}'));
        let (name, value) = record.other.iter().next().unwrap();
        assert!(name.starts_with('x') && name.ends_with('\u{fffd}'), "{name}");
        assert_eq!(value.get(), r#"["\ufffd\n"]"#);
        let half = Some(r#""\ufffd""#);
        assert_eq!((raw(record.id.as_deref()), raw(record.url.as_deref())), (half, half));
    }

    #[test]
    fn deep_values_are_passed_over() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(read(&format!(r#"{{"x":{deep}}}"#)).other.iter().next().unwrap().1.get(), deep);
    }

    #[test]
    fn an_error_keeps_what_was_read() {
        let (record, message) = error(r#"{"id":"a","html":"<p>"#);
        assert_eq!(raw(record.id.as_deref()), Some("\"a\""));
        assert_eq!(message, "html: EOF while parsing a string");
    }

    #[test]
    fn errors_name_the_field_and_what_is_wrong() {
        for (line, expected) in [
            (r#"{"html":5}"#, "html: invalid type: integer `5`, expected a string"),
            (r#"{"path":[1]}"#, "path: invalid type: sequence, expected a string"),
            ("[1]", "a JSON array, not an object on each line; `jq -c '.[]'` writes its elements as lines"),
            ("\"x\"", "invalid type: string \"x\", expected a JSON object on one line"),
            ("nonsense", "expected ident at column 2"),
            (r#"{"a":1} {"#, "trailing characters at column 9"),
        ] {
            assert_eq!(error(line).1, expected, "{line}");
        }
    }
}
