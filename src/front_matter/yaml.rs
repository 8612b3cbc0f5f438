//! Front matter as YAML.
//!
//! The serializer does the quoting. Only dates are written by hand, unquoted: it does not support YAML's type for them.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use serde_saphyr::DoubleQuoted;

use super::entry::{Entry, Node};
use super::json::escape_unprintable;
use super::plain_yaml;
use super::values::{date_text, timestamp, to_json};

/// Appends entries as YAML, each line after `indent`.
pub(super) fn push(out: &mut String, entries: &[Entry], indent: &str) {
    // The entries that the serializer writes together: those up to the next date or table.
    let mut pending = Vec::with_capacity(entries.len());
    for entry in entries {
        match &entry.value {
            None => {}
            Some(Node::Value(value)) if !has_date(value) => insert(&mut pending, &entry.name, value),
            Some(node) => {
                push_entries(out, &pending, indent);
                pending.clear();
                out.extend([indent, &key(&entry.name), ":"]);
                match node {
                    Node::Date(date, form) => out.extend([" ", &date_text(*date, *form), "\n"]),
                    Node::Value(value) => out.extend([" ", &flow(value), "\n"]),
                    Node::Table(entries) => {
                        out.push('\n');
                        push(out, entries, &format!("{indent}  "));
                    }
                }
            }
        }
    }
    push_entries(out, &pending, indent);
}

/// Adds an entry, in the place of one with the same name.
fn insert<'e>(entries: &mut Vec<(&'e str, &'e toml::Value)>, name: &'e str, value: &'e toml::Value) {
    match entries.iter_mut().find(|(known, _)| *known == name) {
        Some(known) => known.1 = value,
        None => entries.push((name, value)),
    }
}

fn push_entries(out: &mut String, entries: &[(&str, &toml::Value)], indent: &str) {
    let start = out.len();
    if plain_yaml::push_entries(out, entries, indent).is_none() {
        out.truncate(start);
        let entries = entries.iter().map(|(name, value)| ((*name).to_owned(), to_json(value)));
        for line in serialized(entries.collect()).lines() {
            out.extend([indent, line, "\n"]);
        }
    }
}

fn has_date(value: &toml::Value) -> bool {
    match value {
        toml::Value::Datetime(date) => timestamp(date).is_some(),
        toml::Value::Array(values) => values.iter().any(has_date),
        toml::Value::Table(table) => table.values().any(has_date),
        _ => false,
    }
}

/// Returns a value on one line: as JSON, which is also valid YAML, but with YAML's dates.
fn flow(value: &toml::Value) -> String {
    match value {
        toml::Value::Datetime(date) if let Some(date) = timestamp(date) => date,
        toml::Value::Array(values) => format!("[{}]", values.iter().map(flow).collect::<Vec<_>>().join(", ")),
        toml::Value::Table(table) => {
            let entry =
                |(key, value)| format!("{}: {}", flow(&toml::Value::String(String::clone(key))), flow(value));
            format!("{{{}}}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        other => escape_unprintable(&to_json(other).to_string()),
    }
}

fn key(name: &str) -> Cow<'_, str> {
    if plain_yaml::is_key(name) {
        return name.into();
    }
    let entry = serialized(Map::from_iter([(name.to_owned(), Value::Bool(true))]));
    entry.trim_end_matches(": true\n").to_owned().into()
}

fn serialized(entries: Map<String, Value>) -> String {
    // Quoted instead of block scalars: a block could contain a line that looks like the closing delimiter.
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    let entries = Value::Object(entries);
    serde_saphyr::to_string_with_options(&Yaml(&entries), options).unwrap_or_else(|_| {
        // If the serializer ever rejects a value: JSON is also valid YAML.
        entries
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(key, value)| [key.clone(), ": ".to_owned(), value.to_string(), "\n".to_owned()])
            .collect()
    })
}

/// A value for the YAML serializer, which quotes what YAML parses as a number. Ruby parses more as numbers, such as
/// `08:30` and `1,000`. So strings without letters, except the `e` of numbers, are quoted.
struct Yaml<'a>(&'a Value);

impl Serialize for Yaml<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_letter = |c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E');
        match self.0 {
            Value::String(text) if !text.contains(is_letter) => DoubleQuoted(text).serialize(serializer),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Yaml)),
            Value::Object(map) => serializer.collect_map(map.iter().map(|(key, value)| (key, Yaml(value)))),
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str, value: &toml::Value) -> Option<String> {
        let mut out = String::new();
        plain_yaml::push_entries(&mut out, &[(name, value)], "").map(|()| out)
    }

    #[test]
    fn plain_yaml_is_that_of_the_serializer() {
        const PARTS: [&str; 28] = [
            "a", "e", "E1", "字", "：", ":", " ", "#", "-", "1", "08", "y", "NO", "null", "nan", ".inf",
            "，", "【", "\u{3000}", "\u{a0}", "'", "\"", "\n", "@", "~", "http://a", "_", ",",
        ];
        let texts = PARTS.iter().flat_map(|a| PARTS.iter().map(move |b| [*a, *b].concat()));
        let mut count = 0;
        for text in texts.flat_map(|text| PARTS.map(|part| [&text, part].concat())) {
            let list = toml::Value::from(vec!["字", &text]);
            for (name, value) in [("key", &text.as_str().into()), ("list", &list), (&*text, &"字".into())] {
                if let Some(lines) = plain(name, value) {
                    count += 1;
                    assert_eq!(lines, serialized(Map::from_iter([(name.to_owned(), to_json(value))])));
                }
            }
        }
        assert!(count > 3_000, "{count}");
    }

    #[test]
    fn words_of_yaml_are_quoted() {
        for word in ["y", "Yes", "n", "NO", "on", "Off", "null", "TRUE", "false", "NaN", "inf", "e", ""] {
            assert_eq!(plain("a", &word.into()), None, "{word}");
        }
        assert_eq!(plain("a", &true.into()), Some("a: true\n".to_owned()));
    }
}
