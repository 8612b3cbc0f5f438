//! Which module may import which, and which crates it may name. `docs/architecture.md` has the same rules in words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::imports::{Graph, Names};
use crate::source;

/// A crate, or a module of one, that only some modules may name.
struct Fence {
    name: &'static str,
    /// The top-level modules that may name it.
    allowed: &'static [&'static str],
}

const FENCES: &[Fence] = &[
    Fence { name: "html5ever", allowed: &["dom"] },
    Fence { name: "scraper", allowed: &["dom"] },
    Fence { name: "mail_parser", allowed: &["input"] },
    Fence { name: "selectors", allowed: &["dom"] },
    Fence { name: "cssparser", allowed: &["assets", "dom"] },
    Fence {
        name: "pulldown_cmark",
        allowed: &["articles", "convert", "excerpts", "internal_links", "markdown", "verify"],
    },
    Fence { name: "askama", allowed: &["export", "reports", "serve"] },
    Fence { name: "zip", allowed: &["export"] },
    Fence { name: "ammonia", allowed: &["serve"] },
    Fence { name: "axum", allowed: &["serve"] },
    Fence { name: "clap", allowed: &["cli"] },
    Fence { name: "katex", allowed: &["html"] },
    Fence { name: "xml", allowed: &["assets", "cli", "html"] },
    Fence { name: "anstream", allowed: &["cli"] },
    Fence { name: "anstyle", allowed: &["cli"] },
    Fence { name: "globset", allowed: &["cli"] },
    Fence { name: "opener", allowed: &["cli"] },
    Fence { name: "signal_hook", allowed: &["cli"] },
    Fence { name: "terminal_size", allowed: &["cli"] },
    Fence { name: "rayon", allowed: &["batch"] },
    Fence { name: "ignore", allowed: &["batch", "check"] },
    Fence { name: "tempfile", allowed: &["store"] },
    Fence { name: "rustix", allowed: &["cli", "store"] },
    Fence { name: "same_file", allowed: &["store"] },
    Fence { name: "flate2", allowed: &["archive", "fetch"] },
    Fence {
        name: "std::fs",
        allowed: &["archive", "assets", "batch", "catalogue", "check", "cli", "fetch", "search", "store"],
    },
    Fence { name: "std::env", allowed: &["cli"] },
    Fence { name: "std::net", allowed: &["fetch", "serve"] },
    Fence { name: "reqwest", allowed: &["fetch"] },
    Fence { name: "hyper", allowed: &["serve"] },
    Fence { name: "hyper_util", allowed: &["fetch", "serve"] },
    Fence { name: "rustls", allowed: &["fetch"] },
    Fence { name: "tokio", allowed: &["cli", "fetch", "serve"] },
    Fence { name: "std::process", allowed: &["cli", "main"] },
];

/// The top-level modules that each top-level module imports from: no more, and no fewer.
const DIRECTIONS: &[(&str, &str)] = &[
    ("chars", ""),
    ("display", "chars"),
    ("model", "location"),
    ("location", ""),
    ("csdn", ""),
    ("metadata", ""),
    ("explanations", ""),
    ("report", "explanations location"),
    ("options", "error model"),
    ("error", ""),
    ("markdown", "chars dom model options"),
    ("dom", "chars error location options"),
    ("rules", ""),
    ("input", "chars location options report"),
    ("saved", "dom"),
    ("extract", "chars csdn dom error input location options report"),
    ("clean", "chars csdn dom error model options"),
    ("lower", "chars clean csdn dom model options report saved"),
    ("normalize", "chars markdown model options report"),
    ("render", "markdown model options"),
    ("html", "markdown model"),
    ("front_matter", "chars error extract markdown options report"),
    ("file_name", "chars extract options"),
    ("verify", "chars clean csdn dom extract location markdown model options render report saved"),
    ("inspect", "chars clean csdn dom extract input lower markdown model options report"),
    (
        "convert",
        "chars clean dom error extract front_matter input inspect lower markdown model normalize options render report saved verify",
    ),
    ("catalogue", "extract internal_links markdown report store"),
    ("internal_links", "extract markdown model options render store"),
    ("store", ""),
    ("archive", "store"),
    ("assets", "archive convert input options store"),
    ("excerpts", "convert explanations input location markdown report verify"),
    (
        "batch",
        "archive assets catalogue convert error excerpts extract file_name input inspect internal_links markdown model options report saved store verify",
    ),
    ("search", "catalogue chars markdown model options"),
    ("articles", "archive batch catalogue convert extract input markdown model options search store"),
    ("export", "articles assets catalogue convert error extract html markdown model options store"),
    ("check", "archive batch convert error input options store"),
    ("records", "archive batch convert error extract input report store verify"),
    ("reports", "batch chars display excerpts explanations extract report store verify"),
    ("fetch", "archive assets batch catalogue convert csdn error extract input options report store"),
    ("serve", "articles assets batch catalogue display dom html model options search store"),
    (
        "cli",
        "articles assets batch catalogue chars check convert error explanations export fetch inspect location options records report reports search serve store verify",
    ),
];

/// Modules that only re-export others.
const FACADES: &[&str] = &["stages"];

/// Modules that may import each other: those of one recursive type.
const RECURSIVE: &[&[&str]] = &[&["model::block", "model::table"]];

/// The graph of `src/`, parsed once for all tests.
static GRAPH: LazyLock<Graph> = LazyLock::new(|| Graph::new(&source::files()));

#[test]
fn no_imports_form_a_circle() {
    let circles = GRAPH.circles();
    let circles: Vec<_> = circles.iter().filter(|circle| !RECURSIVE.contains(&&*names(circle))).collect();
    assert!(circles.is_empty(), "modules that import each other: {circles:#?}");
}

fn names(circle: &[String]) -> Vec<&str> {
    circle.iter().map(String::as_str).collect()
}

#[test]
fn top_level_modules_import_what_the_table_says() {
    let imports = rooms();
    let table: BTreeMap<String, BTreeSet<String>> = DIRECTIONS
        .iter()
        .map(|(room, imports)| ((*room).to_owned(), imports.split_whitespace().map(str::to_owned).collect()))
        .collect();
    let rooms: BTreeSet<&String> = imports.keys().chain(table.keys()).collect();
    let differs = |room: &&String| imports.get(*room) != table.get(*room);
    let wrong: Vec<String> = rooms
        .into_iter()
        .filter(differs)
        .map(|room| {
            format!("{room}: imports {:?}, the table allows {:?}", imports.get(room), table.get(room))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_top_level_modules_form_a_circle() {
    let (mut left, mut before) = (rooms(), usize::MAX);
    while left.len() < before {
        before = left.len();
        let names: BTreeSet<String> = left.keys().cloned().collect();
        left.retain(|_, imports| imports.iter().any(|import| names.contains(import)));
    }
    let names: Vec<&String> = left.keys().collect();
    assert!(left.is_empty(), "these import each other, or one that does: {names:?}");
}

/// Returns the top-level modules that each top-level module imports from.
fn rooms() -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, imports) in &GRAPH.imports {
        let Some(room) = module.first().filter(|room| !FACADES.contains(&room.as_str())) else { continue };
        let others =
            imports.iter().filter_map(|import| import.first()).filter(|other| *other != room).cloned();
        rooms.entry(room.clone()).or_default().extend(others);
    }
    rooms
}

#[test]
fn crates_are_named_only_where_the_table_allows() {
    let mut wrong = Vec::new();
    for (module, names) in &GRAPH.external {
        let Some(room) = module.first() else { continue };
        for fence in FENCES.iter().filter(|fence| !fence.allowed.contains(&room.as_str())) {
            let is_fenced = |name: &&Names| {
                fence
                    .name
                    .split("::")
                    .eq(name.iter().map(String::as_str).take(fence.name.split("::").count()))
            };
            wrong.extend(
                names
                    .iter()
                    .filter(is_fenced)
                    .map(|name| format!("{} names {}", module.join("::"), name.join("::"))),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
