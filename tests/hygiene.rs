//! Holds the layout of `src/` to the rules of `docs/architecture.md`: who may name whom, how long a file may be, and
//! that every folder and every rule is told of.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the source fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders and files of `src/` whose modules may be named only there.
struct Fence {
    /// What stands in a path: a crate, or a module of ours.
    name: &'static str,
    /// Where it may be named.
    allowed: &'static [&'static str],
}

const FENCES: &[Fence] = &[
    Fence { name: "htmlize", allowed: &["dom"] },
    Fence { name: "html5ever", allowed: &["dom"] },
    Fence { name: "scraper", allowed: &["dom"] },
    Fence { name: "mail_parser", allowed: &["input"] },
    Fence { name: "selectors", allowed: &["dom"] },
    Fence { name: "cssparser", allowed: &["assets", "dom"] },
    Fence { name: "xml", allowed: &["assets"] },
    Fence { name: "pulldown_cmark", allowed: &["convert", "excerpts", "markdown", "verify"] },
    Fence { name: "askama", allowed: &["reports"] },
    Fence { name: "clap", allowed: &["cli"] },
    Fence { name: "anstream", allowed: &["cli"] },
    Fence { name: "anstyle", allowed: &["cli"] },
    Fence { name: "globset", allowed: &["cli"] },
    Fence { name: "quick_junit", allowed: &["cli"] },
    Fence { name: "indicatif", allowed: &["cli"] },
    Fence { name: "rayon", allowed: &["batch"] },
    Fence { name: "ignore", allowed: &["batch", "check"] },
    Fence { name: "tempfile", allowed: &["store"] },
    Fence { name: "warc", allowed: &["archive"] },
    Fence { name: "flate2", allowed: &["archive", "fetch"] },
    Fence { name: "std::fs", allowed: &["archive", "assets", "batch", "check", "cli", "fetch", "store"] },
    Fence { name: "std::env", allowed: &["cli"] },
    Fence { name: "std::net", allowed: &["fetch"] },
    Fence { name: "reqwest", allowed: &["fetch"] },
    Fence { name: "hyper_util", allowed: &["fetch"] },
    Fence { name: "rustls", allowed: &["fetch"] },
    Fence { name: "tokio", allowed: &["cli", "fetch"] },
    Fence { name: "std::process", allowed: &["cli", "main"] },
    Fence {
        name: "crate::dom",
        allowed: &["dom", "extract", "clean", "inspect", "lower", "verify", "saved", "convert", "rules"],
    },
];

/// What of ours each of these may name; nothing else of ours.
const KNOWS: &[(&str, &[&str])] = &[
    ("chars", &[]),
    ("location", &[]),
    ("error", &["options"]),
    ("options", &["error", "model"]),
    ("report", &[]),
    ("model", &[]),
    ("csdn", &[]),
    ("markdown", &["chars", "model", "options"]),
    ("dom", &["chars", "error", "location", "options"]),
    ("input", &["chars", "report"]),
    ("extract", &["chars", "dom", "error", "input", "options", "report"]),
    ("clean", &["chars", "csdn", "dom", "error", "model", "options"]),
    ("saved", &["dom"]),
    ("lower", &["chars", "clean", "csdn", "dom", "model", "options", "report", "saved"]),
    ("file_name", &["chars", "extract", "options"]),
    ("front_matter", &["chars", "extract", "options", "report"]),
    ("normalize", &["chars", "markdown", "model", "options", "report"]),
    ("render", &["markdown", "model", "options"]),
    (
        "inspect",
        &["chars", "clean", "dom", "extract", "input", "lower", "markdown", "model", "options", "report"],
    ),
    ("store", &[]),
    ("archive", &["store"]),
    ("assets", &["archive", "convert", "input", "store"]),
    ("excerpts", &["convert", "input", "markdown", "report", "verify"]),
    (
        "batch",
        &[
            "archive",
            "assets",
            "convert",
            "excerpts",
            "file_name",
            "extract",
            "inspect",
            "options",
            "report",
            "saved",
            "store",
            "verify",
        ],
    ),
    ("check", &["archive", "batch", "store"]),
    ("reports", &["assets", "batch", "chars", "excerpts", "extract", "report", "store", "verify"]),
    // Above all not `lower`, whose faults it is to find.
    (
        "verify",
        &[
            "chars", "clean", "csdn", "dom", "extract", "markdown", "model", "options", "render", "report",
            "saved",
        ],
    ),
];

/// The most lines of a file, its tests left out.
const MAX_LINES: usize = 500;

#[derive(Debug)]
struct Source {
    /// The path below `src/`, such as `render/table.rs`.
    path: String,
    /// The first part of the path without its extension: the module.
    module: String,
    /// The code without its tests and comments.
    code: String,
}

#[test]
fn names_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for source in sources() {
        let offends = |fence: &&Fence| {
            !fence.allowed.contains(&source.module.as_str()) && names(&source.code, fence.name)
        };
        wrong.extend(
            FENCES.iter().filter(offends).map(|fence| format!("{} names {}", source.path, fence.name)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn stages_know_only_what_stands_before_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = KNOWS.iter().find(|(module, _)| *module == source.module) else { continue };
        let known = own_modules(&source.code);
        let foreign =
            known.iter().filter(|name| **name != source.module && !allowed.contains(&name.as_str()));
        wrong.extend(foreign.map(|name| format!("{} names crate::{name}", source.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source.code.lines().count(), &source.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:#?}");
}

#[test]
fn every_folder_has_its_section() {
    let page = read("docs/architecture.md");
    let modules: BTreeSet<String> = sources().into_iter().map(|source| source.module).collect();
    let told =
        |module: &String| page.contains(&format!("`{module}`")) || page.contains(&format!("`src/{module}"));
    let missing: Vec<&String> = modules.iter().filter(|module| !told(module)).collect();
    assert!(missing.is_empty(), "docs/architecture.md does not tell of {missing:?}");
}

#[test]
fn the_table_of_rules_is_that_of_the_documentation() {
    let page = read("docs/architecture.md");
    let section = page.split("\n## Rules\n").nth(1).unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let told: BTreeSet<&str> = rows.collect();
    let rules: BTreeSet<&str> = csdown::stages::clean::rules::RULES.iter().map(|rule| rule.name).collect();
    let wrong: Vec<&&str> = rules.symmetric_difference(&told).collect();
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
fn every_dialect_is_told_of_and_has_its_code_and_its_fixtures() {
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
fn every_fixture_of_a_dialect_stands_in_the_table() {
    let told: BTreeSet<String> = dialects().into_iter().flat_map(|dialect| dialect.fixtures).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/dialects");
    let name = |entry: fs::DirEntry| format!("dialects/{}", entry.file_name().to_str().unwrap_or_default());
    let folders = fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap()));
    let untold: Vec<String> = folders.filter(|folder| !told.contains(folder)).collect();
    assert!(untold.is_empty(), "not in docs/dialects.md: {untold:?}");
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

/// Whether `code` has `name` as a whole path: `std::fs` also in `use std::{fs, io}`.
fn names(code: &str, name: &str) -> bool {
    let grouped = name.split_once("::").is_some_and(|(head, tail)| {
        code.split(&format!("{head}::{{")).skip(1).any(|rest| {
            let group = rest.split(';').next().unwrap_or_default();
            group
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                .any(|part| part.split("::").next() == Some(tail))
        })
    });
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let direct = code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_name)
            && !after.is_some_and(is_name)
            && (name.contains("::") || code.get(at + name.len()..).is_some_and(|rest| rest.starts_with("::")))
    });
    grouped || direct
}

/// The modules of ours that `code` names by `crate::`.
fn own_modules(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let group = rest.strip_prefix('{').map_or_else(
            || rest.split(|c: char| !c.is_alphanumeric() && c != '_').take(1).collect::<Vec<_>>(),
            |group| group.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
        );
        let module = |part: &str| part.split("::").next().unwrap_or_default().to_owned();
        found.extend(group.into_iter().map(module).filter(|name| name.starts_with(char::is_lowercase)));
    }
    found
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let source = |path: &PathBuf| {
        let below = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let module = below.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Source { module, code: code_of(&fs::read_to_string(path).unwrap()), path: below }
    };
    let is_test = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "tests.rs");
    paths.iter().filter(|path| !is_test(path)).map(source).collect()
}

/// `text` up to its unit tests, without comments.
fn code_of(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
