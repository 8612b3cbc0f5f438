//! A fast path for the simple YAML that most articles have: strings that need no quotes or are digits, and lists of them.
//!
//! It writes only what the serializer writes the same way.

use serde_json::{Map, Value};

use crate::chars;

/// Returns `entries` as YAML. `None` if any of them needs the serializer.
pub(super) fn lines(entries: &Map<String, Value>) -> Option<String> {
    let mut out = String::new();
    for (name, value) in entries {
        out.extend([key(name)?, ":"]);
        match value {
            Value::String(text) => push_line(&mut out, " ", text)?,
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                items.iter().try_for_each(|item| push_line(&mut out, "- ", item.as_str()?))?;
            }
            _ => return None,
        }
    }
    Some(out)
}

/// Returns a key that needs no quotes.
pub(super) fn key(name: &str) -> Option<&str> {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_word && is_plain(name)).then_some(name)
}

fn push_line(out: &mut String, before: &str, text: &str) -> Option<()> {
    if is_plain(text) {
        out.extend([before, text, "\n"]);
    } else if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        out.extend([before, "\"", text, "\"\n"]);
    } else {
        return None;
    }
    Some(())
}

/// Strings that YAML does not read as strings.
const WORDS: [&str; 11] = ["y", "n", "yes", "no", "on", "off", "null", "true", "false", "nan", "inf"];

/// Whether `text` is certain to need no quotes, neither in YAML nor as [`super::yaml`] demands.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || !c.is_ascii());
    let is_letter = |c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E');
    begins
        && text.contains(is_letter)
        && text.chars().all(|c| c == ' ' || chars::is_plain(c))
        && !(text.ends_with([' ', ':']) || text.contains(": ") || text.contains(" #"))
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}
