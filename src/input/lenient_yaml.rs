//! Parses invalid YAML entry by entry (dialect `fm-broken-yaml`).
//!
//! A broken entry does not affect the others. Known faults: `tags: []` with the actual list on the next line,
//! backslashes in double quotes that begin no YAML escape, control characters, colons in unquoted titles, quotes within
//! quotes, duplicate keys. Entries that cannot be parsed are kept as text.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::yaml::{ParsedFrontMatter, parse_mapping};

/// Parses the entries of a broken block. Returns `None` unless its first line with content is `key: …`.
pub(super) fn parse(block: &str) -> Option<ParsedFrontMatter> {
    let block: String =
        block.chars().filter(|c| *c == '\u{85}' || !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let first = block.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    key_of(first)?;
    let mut front_matter = ParsedFrontMatter { lenient: true, ..ParsedFrontMatter::default() };
    for entry in entries(&block) {
        read_entry(&entry, &mut front_matter);
    }
    Some(front_matter)
}

/// Splits a block before each line that begins with a key.
fn entries(block: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in block.lines() {
        match entries.last_mut() {
            Some(entry) if key_of(line).is_none() => {
                entry.push('\n');
                entry.push_str(line);
            }
            Some(_) | None => entries.push(line.to_owned()),
        }
    }
    entries
}

fn read_entry(entry: &str, front_matter: &mut ParsedFrontMatter) {
    let Some(key) = key_of(entry) else {
        if !entry.trim().is_empty() {
            front_matter.unread.push(entry.to_owned());
        }
        return;
    };
    match value_of(entry, key) {
        Some(value) if !front_matter.entries.contains_key(key) => {
            front_matter.entries.insert(key.to_owned(), value);
        }
        Some(_) | None => front_matter.unread.push(entry.to_owned()),
    }
}

/// Parses the value of an entry: as YAML, as repaired YAML, or as unquoted text.
fn value_of(entry: &str, key: &str) -> Option<Value> {
    let as_yaml =
        |text: &str| parse_mapping(text).filter(|map| map.len() == 1).and_then(|mut map| map.remove(key));
    as_yaml(entry)
        .or_else(|| list_on_next_line(entry, key).and_then(|text| as_yaml(&text)))
        .or_else(|| as_yaml(&double_stray_backslashes(entry)))
        .or_else(|| bare_text(entry).map(Value::String))
}

/// Turns `tags: []` followed by an indented `["a", "b"]` into `tags: ["a", "b"]`.
fn list_on_next_line(entry: &str, key: &str) -> Option<String> {
    let (first, rest) = entry.split_once('\n')?;
    let is_empty_list = first.split_once(':').is_some_and(|(_, value)| value.trim() == "[]");
    (is_empty_list && rest.trim_start().starts_with('[')).then(|| format!("{key}: {}", rest.trim()))
}

/// Doubles each backslash that does not begin an escape of double-quoted YAML.
fn double_stray_backslashes(entry: &str) -> String {
    let mut repaired = String::with_capacity(entry.len() + 8);
    let mut rest = entry;
    while let Some((before, after)) = rest.split_once('\\') {
        repaired.push_str(before);
        repaired.push('\\');
        let (escape, tail) =
            escape_length(after).and_then(|n| after.split_at_checked(n)).unwrap_or(("\\", after));
        repaired.push_str(escape);
        rest = tail;
    }
    repaired.push_str(rest);
    repaired
}

/// Returns the number of bytes after the backslash in a YAML escape; `None` if it is not an escape.
fn escape_length(after: &str) -> Option<usize> {
    let digits = |count: usize| {
        let all_hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        after.get(1..=count).is_some_and(all_hex).then_some(count + 1)
    };
    match after.chars().next()? {
        'x' => digits(2),
        'u' => digits(4),
        'U' => digits(8),
        '0' | 'a' | 'b' | 't' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_' | 'L'
        | 'P' | '\n' => Some(1),
        _ => None,
    }
}

/// Returns the text after the colon, without quotes around it. `None` when it looks like a broken list or another
/// structure.
fn bare_text(entry: &str) -> Option<String> {
    let (_, value) = entry.split_once(':')?;
    let value = value.trim();
    if value.is_empty() || value.contains("\n- ") || value.starts_with(['[', '{', '|', '>', '&', '*', '!']) {
        return None;
    }
    let quoted = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let text = match (quoted('"'), quoted('\'')) {
        (Some(inner), _) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        (None, Some(inner)) => inner.replace("''", "'"),
        (None, None) => value.to_owned(),
    };
    Some(text.lines().map(str::trim).collect::<Vec<_>>().join(" "))
}

fn key_of(line: &str) -> Option<&str> {
    KEY.captures(line).and_then(|found| found.get(1)).map(|key| key.as_str())
}

/// A key at the beginning of a line, its colon followed by whitespace or nothing.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([A-Za-z_][A-Za-z0-9_.-]{0,60})[ \t]*:(?:\s|$)").expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(block: &str) -> ParsedFrontMatter {
        assert!(parse_mapping(block).is_none(), "the block is valid YAML");
        parse(block).unwrap()
    }

    #[test]
    fn a_list_after_an_empty_list_replaces_it() {
        let front = read("layout: post\ntags: []\n  [\"甲\", \"C++\"]\nartid: \"9\"\n");
        assert_eq!(
            Value::Object(front.entries),
            json!({"layout": "post", "tags": ["甲", "C++"], "artid": "9"})
        );
        assert!(front.unread.is_empty() && front.lenient);
    }

    #[test]
    fn a_backslash_without_an_escape_is_kept() {
        let front = read("title: \"D:\\Sys\\中 \\\"x\\\" \\u4e2d \\uzz\"\n");
        assert_eq!(front.entries["title"], "D:\\Sys\\中 \"x\" 中 \\uzz");
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(read("title: \"a\u{8f}b\u{7}c\"\n").entries["title"], "abc");
    }

    #[test]
    fn colons_and_quotes_in_titles_are_text() {
        let front = read("title: 问题: 怎么办: 好\ndescription: \"他说\"好\"吗\"\n");
        assert_eq!(front.entries["title"], "问题: 怎么办: 好");
        assert_eq!(front.entries["description"], "他说\"好\"吗");
    }

    #[test]
    fn unparsable_entries_are_kept_as_text() {
        let front = read("title: a\ntags: [甲, 乙\ntitle: b\n");
        assert_eq!(front.entries["title"], "a");
        assert_eq!(front.unread, ["tags: [甲, 乙", "title: b"]);
    }

    #[test]
    fn nested_entries_stay_nested() {
        let front = read("image:\n    path: p\n    alt: \"q\"\ntitle: a: b\n");
        assert_eq!(front.entries["image"], json!({"path": "p", "alt": "q"}));
    }

    #[test]
    fn prose_is_not_front_matter() {
        assert!(parse("一段话\ntitle: a: b\n").is_none());
    }
}
