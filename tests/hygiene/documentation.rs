//! `docs/` and `fixtures/` cover every module, rule and dialect.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::source::{self, read};

#[test]
fn every_module_has_a_section_in_the_architecture_page() {
    let page = read("docs/architecture.md");
    let rooms: BTreeSet<String> = source::files().into_iter().map(|file| file.room).collect();
    let is_described =
        |room: &String| page.contains(&format!("`{room}`")) || page.contains(&format!("`src/{room}"));
    let missing: Vec<&String> = rooms.iter().filter(|room| !is_described(room)).collect();
    assert!(missing.is_empty(), "docs/architecture.md does not describe {missing:?}");
}

#[test]
fn the_documentation_lists_exactly_the_rules() {
    let page = read("docs/architecture.md");
    let section = page.split("\n## Rules\n").nth(1).unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let documented: BTreeSet<&str> = rows.collect();
    let rules: BTreeSet<&str> = csdown::stages::clean::rules::RULES.iter().map(|rule| rule.name).collect();
    let wrong: Vec<&&str> = rules.symmetric_difference(&documented).collect();
    assert!(wrong.is_empty(), "in src/clean/rules.rs or in docs/architecture.md but not in both: {wrong:?}");
}

#[test]
fn every_rule_has_a_fixture() {
    let shared =
        |name: &str| SHARED.iter().find(|(rule, _)| *rule == name).map(|(_, folder)| (*folder).to_owned());
    let folder = |name: &str| shared(name).unwrap_or_else(|| format!("dialects/{name}"));
    let names: BTreeSet<&str> = csdown::stages::clean::rules::RULES.iter().map(|rule| rule.name).collect();
    let is_missing =
        |folder: &String| !Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder).is_dir();
    let missing: Vec<String> = names.into_iter().map(folder).filter(is_missing).collect();
    assert!(missing.is_empty(), "not in fixtures: {missing:?}");
}

/// A row of `docs/dialects.md`.
struct Dialect {
    name: String,
    outcome: String,
    /// Files of `src/`.
    files: Vec<String>,
    /// Folders of `fixtures/`.
    fixtures: Vec<String>,
}

fn dialects() -> Vec<Dialect> {
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| {
        // A row without all of its cells has empty ones, which no row may have.
        let mut cells = line.split(" | ");
        let mut cell = || cells.next().unwrap_or_default();
        let name = cell().trim_matches(['|', ' ', '`']).to_owned();
        Dialect { name, outcome: cell().to_owned(), files: quoted(cell()), fixtures: quoted(cell()) }
    };
    read("docs/dialects.md").lines().filter(|line| line.starts_with("| `")).map(row).collect()
}

#[test]
fn every_dialect_has_a_description_code_and_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for dialect in dialects() {
        let missing = |folder: &str, paths: &[String]| -> Vec<String> {
            let absent = |path: &&String| !root.join(folder).join(path).exists();
            paths.iter().filter(absent).map(|path| format!("{}: no {folder}/{path}", dialect.name)).collect()
        };
        wrong.extend(missing("src", &dialect.files));
        wrong.extend(missing("fixtures", &dialect.fixtures));
        if dialect.outcome.trim().is_empty() || dialect.files.is_empty() || dialect.fixtures.is_empty() {
            wrong.push(format!("{}: an empty cell", dialect.name));
        }
    }
    assert!(wrong.is_empty(), "docs/dialects.md: {wrong:#?}");
}

#[test]
fn every_dialect_fixture_is_in_the_table() {
    let documented: BTreeSet<String> = dialects().into_iter().flat_map(|dialect| dialect.fixtures).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects");
    let name = |entry: fs::DirEntry| format!("dialects/{}", entry.file_name().to_str().unwrap_or_default());
    let folders = fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap()));
    let undocumented: Vec<String> = folders.filter(|folder| !documented.contains(folder)).collect();
    assert!(undocumented.is_empty(), "not in docs/dialects.md: {undocumented:?}");
}

#[test]
fn dialects_are_named_once() {
    let mut seen = BTreeSet::new();
    let twice: Vec<String> = dialects()
        .into_iter()
        .map(|dialect| dialect.name)
        .filter(|name| !seen.insert(name.clone()))
        .collect();
    assert!(twice.is_empty(), "twice in docs/dialects.md: {twice:?}");
}

/// Rules that are not named after the folder of their fixture.
const SHARED: &[(&str, &str)] = &[
    ("artid-a", "metadata/artid-A"),
    ("artid-b", "metadata/artid-B"),
    ("footnote-boilerplate", "dialects/footnote"),
    ("kdocs-bold", "dialects/css-em"),
    ("kdocs-italic", "dialects/css-em"),
    ("link-card-icon", "dialects/link-card"),
    ("mathjax-output", "dialects/mathjax"),
    ("mathjax-text", "dialects/mathjax"),
    ("quote-indent", "dialects/quote-adj"),
    ("toc", "dialects/toc-div"),
];
