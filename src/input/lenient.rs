//! Reads front matter that is not valid YAML, entry by entry (dialect `fm-broken-yaml`).
//!
//! A broken entry spoils no other. Known to occur: `tags: []` with the true list on the next line, backslashes in
//! double quotes that begin no YAML escape, control characters, colons in bare titles, quotes in quotes, a key
//! given twice. What cannot be understood is kept as it stands.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::front_matter::{ParsedFrontMatter, mapping};

/// The entries of a broken block; `None` when its first line that says anything is not `key: …`.
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

/// Cuts a block before each line that begins with a key.
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

/// The value of an entry: as YAML, as YAML after repair, or as bare text.
fn value_of(entry: &str, key: &str) -> Option<Value> {
    let as_yaml = |text: &str| mapping(text).filter(|map| map.len() == 1).and_then(|mut map| map.remove(key));
    as_yaml(entry)
        .or_else(|| list_on_next_line(entry, key).and_then(|text| as_yaml(&text)))
        .or_else(|| as_yaml(&double_stray_backslashes(entry)))
        .or_else(|| bare_text(entry).map(Value::String))
}

/// `tags: []` followed by an indented `["a", "b"]` is meant as `tags: ["a", "b"]`.
fn list_on_next_line(entry: &str, key: &str) -> Option<String> {
    let (first, rest) = entry.split_once('\n')?;
    let is_empty_list = first.split_once(':').is_some_and(|(_, value)| value.trim() == "[]");
    (is_empty_list && rest.trim_start().starts_with('[')).then(|| format!("{key}: {}", rest.trim()))
}

/// Doubles each backslash that begins no escape of YAML's double quotes.
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

/// The bytes that follow the backslash in a YAML escape; `None` when it is not one.
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

/// What follows the colon, without quotes around it. `None` when it looks like a list or another structure that
/// is broken, which text cannot stand for.
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

/// A key at the beginning of a line, its colon followed by a blank or nothing.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([A-Za-z_][A-Za-z0-9_.-]{0,60})[ \t]*:(?:\s|$)").expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(block: &str) -> ParsedFrontMatter {
        assert!(mapping(block).is_none(), "valid YAML needs no lenient reading");
        parse(block).unwrap()
    }

    #[test]
    fn a_list_on_the_line_after_an_empty_list_is_the_list() {
        let front = read("layout: post\ntags: []\n  [\"甲\", \"C++\"]\nartid: \"9\"\n");
        assert_eq!(
            Value::Object(front.entries),
            json!({"layout": "post", "tags": ["甲", "C++"], "artid": "9"})
        );
        assert!(front.unread.is_empty() && front.lenient);
    }

    #[test]
    fn a_backslash_that_begins_no_escape_is_a_backslash() {
        let front = read("title: \"D:\\Sys\\中 \\\"x\\\" \\u4e2d \\uzz\"\n");
        assert_eq!(front.entries["title"], "D:\\Sys\\中 \"x\" 中 \\uzz");
    }

    #[test]
    fn control_characters_go() {
        assert_eq!(read("title: \"a\u{8f}b\u{7}c\"\n").entries["title"], "abc");
    }

    #[test]
    fn colons_and_quotes_in_titles_are_text() {
        let front = read("title: 问题: 怎么办: 好\ndescription: \"他说\"好\"吗\"\n");
        assert_eq!(front.entries["title"], "问题: 怎么办: 好");
        assert_eq!(front.entries["description"], "他说\"好\"吗");
    }

    #[test]
    fn what_cannot_be_understood_is_kept_as_it_stands() {
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
