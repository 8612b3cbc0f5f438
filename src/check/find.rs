//! Finds the cases that files and folders hold.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::case::Case;
use super::finding::{Checked, Finding, name_of};
use super::layout::{Layouts, Role};
use crate::batch::discover::{unlisted, walker};

/// Finds cases in files and folders.
#[derive(Debug, Clone, Default)]
pub struct Search {
    layouts: Layouts,
    ignored: Vec<String>,
}

/// A case, or what is wrong with a file that should be one's.
pub type Found = Result<Case, Checked>;

impl Search {
    /// Creates a search with the default layouts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the naming schemes of the files of a case.
    #[must_use]
    pub fn layouts(mut self, layouts: Layouts) -> Self {
        self.layouts = layouts;
        self
    }

    /// Sets patterns of files to ignore, as in a `.gitignore` file in each folder that is searched.
    #[must_use]
    pub fn ignored(mut self, patterns: Vec<String>) -> Self {
        self.ignored = patterns;
        self
    }

    /// The cases of `paths`, each once, in their order, those of a folder sorted by path. A folder stands for all in it
    /// and below, a file for the case it belongs to. Hidden files and symlinked folders are passed over.
    ///
    /// What no case can be made of is found, too, as what is wrong with it: an expected file without its input, inputs
    /// that share one expected file, a path that cannot be listed.
    ///
    /// # Errors
    ///
    /// A line of `ignored` that cannot be read.
    pub fn run(&self, paths: &[PathBuf]) -> Result<Vec<Found>, String> {
        let mut found = Vec::new();
        for path in paths {
            if path.is_dir() {
                let ignored = self.ignore_matcher(path)?;
                found.extend(self.folder(path, None, &ignored));
            } else {
                found.extend(self.file(path));
            }
        }
        let mut seen = HashSet::new();
        found.retain(|found| seen.insert(name_of(place(found))));
        Ok(found)
    }

    fn ignore_matcher(&self, root: &Path) -> Result<Gitignore, String> {
        let mut builder = GitignoreBuilder::new(root);
        for line in &self.ignored {
            builder.add_line(None, line).map_err(|error| error.to_string())?;
        }
        builder.build().map_err(|error| error.to_string())
    }

    /// The case that the file at `path` belongs to.
    fn file(&self, path: &Path) -> Vec<Found> {
        let broken = |reason: &str| vec![Err(Checked::broken(path, reason))];
        if let Err(error) = path.metadata() {
            return broken(&error.to_string());
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((_, layout, stem)) = self.layouts.role(name) else {
            return broken("neither an input nor what is expected of one, by its name");
        };
        let expected = path.with_file_name(layout.markdown(stem));
        let folder = path.parent().unwrap_or(path);
        let mut all = self.folder(folder, Some(1), &Gitignore::empty());
        all.retain(|found| match found {
            Ok(case) => case.markdown == expected,
            Err(fault) => fault.path == path,
        });
        all
    }

    /// The cases of a folder, so many levels deep.
    fn folder(&self, root: &Path, depth: Option<usize>, ignored: &Gitignore) -> Vec<Found> {
        let start = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let (mut walker, ignored) = (walker(start), ignored.clone());
        walker.max_depth(depth).filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !ignored.matched(entry.path(), is_folder).is_ignore()
        });
        let mut files = Files {
            layouts: &self.layouts,
            inputs: BTreeMap::new(),
            expected: Vec::new(),
            faults: Vec::new(),
        };
        for entry in walker.build() {
            match entry {
                // A link that leads nowhere is a file that cannot be read.
                Ok(entry) if entry.path().is_file() || entry.path_is_symlink() && !entry.path().exists() => {
                    files.add(root.join(entry.path().strip_prefix(start).unwrap_or(entry.path())));
                }
                Ok(_) => {}
                Err(error) => {
                    let (path, reason) = unlisted(&error, root);
                    files.faults.push(Checked::broken(path, &reason));
                }
            }
        }
        files.found()
    }
}

/// The files of a search that are some case's by their names.
struct Files<'a> {
    layouts: &'a Layouts,
    /// The cases, by the Markdown that is expected.
    inputs: BTreeMap<PathBuf, Vec<Case>>,
    /// Files that are expected, each with the Markdown of its case.
    expected: Vec<(PathBuf, PathBuf)>,
    faults: Vec<Checked>,
}

impl Files<'_> {
    fn add(&mut self, path: PathBuf) {
        let Some(lossy) = path.file_name().map(|name| name.to_string_lossy()) else { return };
        let Some((role, layout, stem)) = self.layouts.role(&lossy) else { return };
        if path.file_name().and_then(|name| name.to_str()).is_none() {
            return self.faults.push(Checked::broken(&path, "its name is not UTF-8"));
        }
        let beside = |name: String| path.with_file_name(name);
        let markdown = beside(layout.markdown(stem));
        match role {
            Role::Expected if stem.eq_ignore_ascii_case("readme") => {}
            Role::Expected => self.expected.push((markdown, path)),
            Role::Input => {
                let case = Case {
                    name: name_of(&beside(stem.to_owned())),
                    error: beside(layout.error(stem)),
                    facts: beside(layout.facts(stem)),
                    options: beside(layout.options(stem)),
                    markdown: markdown.clone(),
                    input: path,
                };
                self.inputs.entry(markdown).or_default().push(case);
            }
        }
    }

    /// The cases and what is wrong, sorted by path.
    fn found(self) -> Vec<Found> {
        let Self { layouts, inputs, expected, faults } = self;
        let orphans = expected.into_iter().filter(|(markdown, _)| !inputs.contains_key(markdown));
        let orphans = orphans.map(|(_, path)| Checked::of(&path, Finding::Orphan { file: path.clone() }));
        let mut found: Vec<Found> = faults.into_iter().chain(orphans).map(Err).collect();
        for cases in inputs.into_values() {
            let is_shared = cases.len() > 1;
            found.extend(cases.into_iter().map(|case| unless_taken(case, is_shared, layouts)));
        }
        found.sort_by(|a, b| place(a).cmp(place(b)));
        found
    }
}

/// The case, unless its expected file is another's, too, or an input by its name.
fn unless_taken(case: Case, is_shared: bool, layouts: &Layouts) -> Found {
    let name = case.markdown.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let reason = if is_shared {
        format!("another input has the same expected file, {name}")
    } else if matches!(layouts.role(name), Some((Role::Input, ..))) {
        format!("its expected file, {name}, is an input by its name")
    } else {
        return Ok(case);
    };
    Err(Checked::broken(&case.input, &reason))
}

/// By which file a case or a fault is known.
fn place(found: &Found) -> &Path {
    match found {
        Ok(case) => &case.input,
        Err(fault) => &fault.path,
    }
}
