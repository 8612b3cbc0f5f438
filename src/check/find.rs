//! Finds the cases in files and folders.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use ignore::DirEntry;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::case::Case;
use super::finding::{Checked, Finding, name_of};
use super::layout::{Layouts, Role};
use crate::batch::Skipped;
use crate::batch::discover::{listing_error, walker};

/// Finds cases in files and folders.
#[derive(Debug, Clone, Default)]
pub struct Search {
    layouts: Layouts,
    ignored: Vec<String>,
    skipped: Skipped,
}

/// A case, or the problem with a file that should belong to one.
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

    /// Returns the number of files and folders that searches have skipped.
    pub fn skipped(&self) -> Skipped {
        self.skipped.clone()
    }

    /// Finds the cases of `paths` without duplicates: all cases in and below a folder, sorted by path, and the case
    /// that a file belongs to. Hidden files and symbolic links to folders are skipped.
    ///
    /// Problems are results, too: an expected file without an input, inputs that share an expected file, a path that
    /// cannot be listed.
    ///
    /// # Errors
    ///
    /// An invalid pattern in [`Self::ignored`].
    pub fn run(&self, paths: &[PathBuf]) -> Result<Vec<Found>, String> {
        let mut found = Vec::new();
        for path in paths {
            if path.is_dir() {
                let ignored = self.ignore_matcher(path)?;
                found.extend(self.folder(path, None, &ignored, &self.skipped));
            } else {
                found.extend(self.file(path));
            }
        }
        let mut seen = HashSet::new();
        found.retain(|found| seen.insert(name_of(path_of(found))));
        Ok(found)
    }

    fn ignore_matcher(&self, root: &Path) -> Result<Gitignore, String> {
        let mut builder = GitignoreBuilder::new(root);
        for line in &self.ignored {
            builder.add_line(None, line).map_err(|error| error.to_string())?;
        }
        builder.build().map_err(|error| error.to_string())
    }

    /// Returns the case that the file at `path` belongs to.
    fn file(&self, path: &Path) -> Vec<Found> {
        let broken = |reason: &str| vec![Err(Checked::broken(path, reason))];
        if let Err(error) = path.metadata() {
            return broken(&error.to_string());
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((_, layout, stem)) = self.layouts.role(name) else {
            return broken("its name is neither that of an input nor that of an expected file");
        };
        let expected = path.with_file_name(layout.markdown(stem));
        let folder = path.parent().unwrap_or(path);
        let mut all = self.folder(folder, Some(1), &Gitignore::empty(), &Skipped::default());
        all.retain(|found| match found {
            Ok(case) => case.markdown == expected,
            Err(fault) => fault.path == path,
        });
        all
    }

    /// Returns the cases of a folder, up to `depth` levels deep.
    fn folder(
        &self,
        root: &Path,
        depth: Option<usize>,
        ignored: &Gitignore,
        skipped: &Skipped,
    ) -> Vec<Found> {
        let start = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let ignored = ignored.clone();
        let is_searched = move |entry: &DirEntry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !ignored.matched(entry.path(), is_folder).is_ignore()
        };
        // Hidden files are no cases, and broken links are reported.
        let mut walker = walker(start, skipped.clone(), |_| false, is_searched);
        walker.max_depth(depth);
        let mut files = Files {
            layouts: &self.layouts,
            inputs: BTreeMap::new(),
            expected: Vec::new(),
            faults: Vec::new(),
        };
        for entry in walker.build() {
            match entry {
                // A broken symbolic link counts as a file that cannot be read.
                Ok(entry) if entry.path().is_file() || entry.path_is_symlink() && !entry.path().exists() => {
                    files.add(root.join(entry.path().strip_prefix(start).unwrap_or(entry.path())));
                }
                Ok(_) => {}
                Err(error) => {
                    let (path, reason) = listing_error(&error, root);
                    files.faults.push(Checked::broken(path, &reason));
                }
            }
        }
        files.found()
    }
}

/// The files that belong to a case by their names.
struct Files<'a> {
    layouts: &'a Layouts,
    /// The cases, by their expected Markdown.
    inputs: BTreeMap<PathBuf, Vec<Case>>,
    /// Expected files, each with the expected Markdown of its case.
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

    /// Returns cases and problems, sorted by path.
    fn found(self) -> Vec<Found> {
        let Self { layouts, inputs, expected, faults } = self;
        let orphans = expected.into_iter().filter(|(markdown, _)| !inputs.contains_key(markdown));
        let orphans = orphans.map(|(_, path)| Checked::of(&path, Finding::Orphan { file: path.clone() }));
        let mut found: Vec<Found> = faults.into_iter().chain(orphans).map(Err).collect();
        for cases in inputs.into_values() {
            let is_shared = cases.len() > 1;
            found.extend(cases.into_iter().map(|case| check_expected(case, is_shared, layouts)));
        }
        found.sort_by(|a, b| path_of(a).cmp(path_of(b)));
        found
    }
}

/// Rejects a case whose expected file also belongs to another case, or is an input by its name.
fn check_expected(case: Case, is_shared: bool, layouts: &Layouts) -> Found {
    let name = case.markdown.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let reason = if is_shared {
        format!("another input has the same expected file, {name}")
    } else if matches!(layouts.role(name), Some((Role::Input, ..))) {
        format!("its expected file, {name}, has the name of an input")
    } else {
        return Ok(case);
    };
    Err(Checked::broken(&case.input, &reason))
}

/// Returns the path by which a case or problem is sorted.
fn path_of(found: &Found) -> &Path {
    match found {
        Ok(case) => &case.input,
        Err(fault) => &fault.path,
    }
}
