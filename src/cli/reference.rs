//! The reference of `csdown.toml` in `docs/configuration.md`, which `cargo fix-docs` writes.

use std::fs;
use std::path::Path;

use super::keys::{Key, Table, tables};

/// Where the reference starts and ends in the page.
const MARKS: (&str, &str) = ("<!-- Written by `cargo fix-docs`, from the help. -->\n", "<!-- End -->\n");

#[test]
fn docs_have_every_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS.0).unwrap();
    let (found, after) = rest.split_once(MARKS.1).unwrap();
    let expected = tables().iter().map(section).collect::<String>() + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, [before, MARKS.0, &expected, MARKS.1, after].concat()).unwrap();
    } else {
        assert!(found == expected, "docs/configuration.md is out of date; run `cargo fix-docs`");
    }
}

fn section(table: &Table) -> String {
    let Table { name, text, keys } = table;
    let title = if name.is_empty() { "Before the first table".to_owned() } else { format!("`[{name}]`") };
    format!("\n### {title}\n\n{}\n\n", quoted(text)) + &keys.iter().map(entry).collect::<String>()
}

fn entry(key: &Key) -> String {
    let Key { name, text, values, default, example } = key;
    let mut entry = match default {
        Some(default) => format!("- **`{name} = {default}`** {}.\n", quoted(text)),
        None => format!("- **`{name}`**, such as `{name} = {example}`: {}.\n", quoted(text)),
    };
    entry.extend(values.iter().map(|(value, text)| format!("  - `\"{value}\"`: {}.\n", quoted(text))));
    entry
}

/// Quotes what a Markdown reader would not show as it is.
fn quoted(text: &str) -> String {
    let is_code = |word: &str| word.contains(['{', '<', '$', '*', '\\', '_']) || word.starts_with("--");
    let quote = |word: &str| match word.trim_end_matches([',', ':', ';', '.']) {
        code if is_code(code) => word.replace(code, &format!("`{code}`")),
        _ => word.to_owned(),
    };
    text.split(' ').map(quote).collect::<Vec<_>>().join(" ")
}
