//! The source files of the crate.

use std::fs;
use std::path::{Path, PathBuf};

/// The maximum number of lines in a file, without its unit tests.
const MAX_LINES: usize = 500;

/// A file of `src/`.
#[derive(Debug)]
pub(crate) struct File {
    /// The path below `src/`, such as `render/table.rs`.
    pub(crate) path: String,
    /// The module path, such as `["render", "table"]`; empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    /// The top-level module, `lib` or `main`.
    pub(crate) room: String,
    /// The whole text.
    pub(crate) text: String,
}

#[test]
fn files_stay_short() {
    let length =
        |file: &File| file.text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().lines().count();
    let long: Vec<String> = files()
        .iter()
        .map(|file| (length(file), &file.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:#?}");
}

/// Returns the files of `src/` in order, without files of unit tests.
pub(crate) fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let is_test = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "tests.rs");
    let file = |path: &PathBuf| {
        let below = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        File::new(&below, fs::read_to_string(path).unwrap())
    };
    paths.iter().filter(|path| !is_test(path)).map(file).collect()
}

impl File {
    pub(crate) fn new(path: &str, text: String) -> Self {
        let name = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let module: Vec<String> = name.split('/').map(str::to_owned).collect();
        let room = module.first().cloned().unwrap_or_default();
        let module = if ["lib", "main"].contains(&name) { Vec::new() } else { module };
        Self { path: path.to_owned(), module, room, text }
    }
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

/// Reads a file of the package.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
