//! Lists the inputs that files and folders stand for. Reads no contents.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::input::{Input, Source};
use super::manifest;
use super::write::slashed;

/// The extensions of inputs, in small letters.
const EXTENSIONS: [&str; 4] = ["html", "htm", "xhtml", "md"];

/// Lists the inputs `paths` stand for: a file stands for itself, a folder for the files with an input's extension
/// in it and below, sorted by path.
///
/// Hidden files and symlinked folders are passed over. So is what an earlier run wrote to `out`: a folder of
/// outputs inside a folder of inputs is never converted again. The only folder among `paths` is mirrored straight
/// into the output folder; of several paths, each folder goes into one of its own name. A path that cannot be
/// listed becomes an input that fails.
pub fn discover(paths: &[PathBuf], out: Option<&Path>) -> Vec<Input> {
    let out = out.and_then(|out| out.canonicalize().ok());
    let outputs = Outputs { known: None, folder: out };
    let mut walk = Walk { outputs, inputs: Vec::new() };
    for path in paths {
        if path.is_dir() {
            let base = if paths.len() > 1 { folder_name(path) } else { PathBuf::new() };
            walk.folder(path, &base);
        } else {
            walk.inputs.push(Input::file(path));
        }
    }
    walk.inputs
}

/// The name of a folder, also where it is written `..` or `.`.
fn folder_name(path: &Path) -> PathBuf {
    let name = path.file_name().map(OsStr::to_os_string);
    let name = name.or_else(|| path.canonicalize().ok()?.file_name().map(OsStr::to_os_string));
    name.map(PathBuf::from).unwrap_or_default()
}

/// The output folder and what earlier runs wrote to it, read when first asked for.
struct Outputs {
    folder: Option<PathBuf>,
    known: Option<manifest::Known>,
}

impl Outputs {
    /// Whether `path` is a file an earlier run wrote.
    fn holds(&mut self, path: &Path) -> bool {
        let Some(folder) = &self.folder else { return false };
        let Ok(below) = path.strip_prefix(folder) else { return false };
        // A manifest that cannot be read is reported when the run opens it.
        let known = self.known.get_or_insert_with(|| manifest::read(folder).unwrap_or_default());
        known.contains_key(&slashed(below))
    }
}

/// The inputs found so far.
struct Walk {
    outputs: Outputs,
    inputs: Vec<Input>,
}

impl Walk {
    /// Adds the inputs below `root`, whose Markdown goes below `base`.
    fn folder(&mut self, root: &Path, base: &Path) {
        let canonical = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let skipped = self.outputs.folder.clone().filter(|out| *out != canonical);
        let skipped = skipped.and_then(|out| Some(root.join(out.strip_prefix(&canonical).ok()?)));
        let mut walker = WalkBuilder::new(root);
        walker.standard_filters(false).hidden(true).follow_links(false);
        walker.filter_entry(move |entry| skipped.as_deref() != Some(entry.path()));
        let mut found = Vec::new();
        for entry in walker.build() {
            match entry {
                Ok(entry) if entry.depth() > 0 && is_input(entry.path()) => found.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => self.unreadable(root, &error),
            }
        }
        found.sort();
        for path in found {
            let below = path.strip_prefix(root).unwrap_or(&path);
            if self.outputs.holds(&canonical.join(below)) {
                continue;
            }
            let folder = base.join(below.parent().unwrap_or_else(|| Path::new("")));
            self.inputs.push(Input { folder, ..Input::file(&path) });
        }
    }

    /// Adds an input that fails, for a part of `root` that could not be listed.
    fn unreadable(&mut self, root: &Path, error: &ignore::Error) {
        let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
        let name = match error {
            ignore::Error::WithPath { path, .. } => path.as_path(),
            _ => root,
        };
        let name = name.to_string_lossy().into_owned();
        self.inputs.push(Input { name, folder: PathBuf::new(), source: Source::Unreadable(reason) });
    }
}

/// Whether `path` has an input's extension and is a file; a symlink to a file is one.
fn is_input(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str())) && path.is_file()
}
