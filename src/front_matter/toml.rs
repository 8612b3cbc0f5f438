//! Front matter as TOML.

use serde_json::json;
use toml::Value;

use super::entry::{Entry, Node};
use super::profile::Form;

/// Returns entries as TOML, tables after all others. TOML has a date type, so dates are RFC 3339 for every tool.
pub(super) fn write(entries: &[Entry]) -> String {
    let (tables, others): (Vec<_>, Vec<_>) =
        entries.iter().partition(|entry| matches!(entry.value, Some(Node::Table(_))));
    let mut out: String = others.into_iter().map(line).collect();
    for entry in tables {
        if let Some(Node::Table(entries)) = &entry.value {
            out.extend(["\n[", &key(&entry.name), "]\n"]);
            out.extend(entries.iter().map(line));
        }
    }
    out
}

fn line(entry: &Entry) -> String {
    let name = key(&entry.name);
    match &entry.value {
        Some(Node::Value(value)) if !is_inline(value) => {
            toml::to_string(&json!({ &*entry.name: value })).unwrap_or_default()
        }
        Some(node) => format!("{name} = {}\n", inline_node(node)),
        None => String::new(),
    }
}

/// Whether a value must be on the line of its key. The serializer writes strings with line breaks on several lines, one
/// of which could look like the closing delimiter.
fn is_inline(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n'),
        Value::Array(values) => values.iter().any(is_inline),
        Value::Table(_) | Value::Datetime(_) => true,
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => false,
    }
}

fn inline_node(node: &Node) -> String {
    match node {
        Node::Value(value) => inline(value),
        Node::Date(date, Form::Day) => date.day(),
        Node::Date(date, _) => date.to_string(),
        Node::Table(entries) => {
            let entries = entries.iter().filter_map(|entry| Some((&*entry.name, entry.value.as_ref()?)));
            table(entries.map(|(name, node)| (name, inline_node(node))))
        }
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(values) => format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => table(entries.iter().map(|(name, value)| (name.as_str(), inline(value)))),
        other => other.to_string(),
    }
}

fn table<'a>(entries: impl Iterator<Item = (&'a str, String)>) -> String {
    let entries: Vec<String> = entries.map(|(name, value)| format!("{} = {value}", key(name))).collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { name.to_owned() } else { string(name) }
}

/// Returns a string as in JSON, which is also valid TOML except for U+007F.
fn string(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}
