//! Front matter as JSON.

use serde_json::{Map, Value, json};

use super::entry::{Entry, Node};
use super::values::{date_text, to_json};

/// Returns entries as an object.
pub(super) fn write(entries: &[Entry]) -> String {
    escape_unprintable(&format!("{:#}", object(entries)))
}

fn object(entries: &[Entry]) -> Value {
    let value = |entry: &Entry| {
        Some(match entry.value.as_ref()? {
            Node::Date(date, form) => json!(date_text(*date, *form)),
            Node::Value(value) => to_json(value),
            Node::Table(entries) => object(entries),
        })
    };
    Value::Object(
        entries
            .iter()
            .filter_map(|entry| Some((entry.name.to_string(), value(entry)?)))
            .collect::<Map<_, _>>(),
    )
}

/// Escapes characters that YAML does not allow or treats as line breaks. They occur only in strings.
pub(super) fn escape_unprintable(json: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match u32::from(c) {
            code @ (0x7f..=0x9f | 0x2028 | 0x2029 | 0xfeff | 0xfffe | 0xffff) => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{code:04x}");
            }
            _ => escaped.push(c),
        }
    }
    escaped
}
