//! A fast path for the simple YAML that most articles have: strings that need no quotes or are digits, lists of them, and
//! booleans.
//!
//! It writes only what the serializer writes the same way.

use memchr::memchr2;
use toml::Value;

use crate::chars;

/// Appends `entries` as YAML, each line after `indent`. `None` if any of them needs the serializer; `out` then has some
/// of them.
pub(super) fn push_entries(out: &mut String, entries: &[(&str, &Value)], indent: &str) -> Option<()> {
    for (name, value) in entries {
        if !is_key(name) {
            return None;
        }
        out.extend([indent, name, ":"]);
        match value {
            Value::String(text) => push_line(out, " ", text)?,
            Value::Boolean(truth) => out.extend([" ", if *truth { "true" } else { "false" }, "\n"]),
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                for item in items {
                    out.push_str(indent);
                    push_line(out, "- ", item.as_str()?)?;
                }
            }
            _ => return None,
        }
    }
    Some(())
}

/// Whether `name` is a key that needs no quotes.
pub(super) fn is_key(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && is_plain(name)
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
        && !text.ends_with([' ', ':'])
        && !has_marks(text)
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether `text` has what ends a key or begins a comment.
fn has_marks(text: &str) -> bool {
    // Nearly no text has either character, and they are faster to look for.
    memchr2(b':', b'#', text.as_bytes()).is_some() && (text.contains(": ") || text.contains(" #"))
}
