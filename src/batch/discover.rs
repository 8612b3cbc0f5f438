//! Finds the inputs that files and folders stand for, one at a time. Reads no contents.
//!
//! A folder is listed when its turn comes, so that at no time more is held than the names in one folder and in those
//! above it.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::input::{Input, Source};
use super::warc_articles::WarcArticles;
use crate::saved::FOLDER_SUFFIXES;
use crate::store::{Recorded, read_manifest, resolve, slashed};

/// The extensions of inputs, in small letters; `.gz` may follow.
const EXTENSIONS: [&str; 7] = ["html", "htm", "xhtml", "mhtml", "mht", "md", ARCHIVE];

/// The extension of archives, which hold many inputs.
const ARCHIVE: &str = "warc";

/// Those of pages that a browser saves with a folder of files.
const PAGES: [&str; 3] = ["html", "htm", "xhtml"];

/// The inputs `paths` stand for: a file stands for itself, a folder for the files with an input's extension in it and
/// below, sorted by path. An archive (`.warc`, `.warc.gz`) stands for the articles in it, in its order.
///
/// Hidden files and symlinked folders are passed over. So is what an earlier run wrote to `out`: a folder of
/// outputs inside a folder of inputs is never converted again; nor is Markdown beside an archive of the same name, which
/// keeps the page it was made of. The only folder among `paths` is mirrored straight
/// into the output folder; of several paths, each folder goes into one of its own name. A path that cannot be
/// listed becomes an input that fails.
pub fn discover(paths: &[PathBuf], out: Option<&Path>) -> Inputs {
    let outputs = Outputs { folder: out.map(resolve), known: None };
    let mut inputs = Inputs {
        next: None,
        waiting: VecDeque::new(),
        walk: None,
        pages: None,
        outputs,
        files: HashSet::new(),
        folders: Vec::new(),
    };
    for path in paths {
        if path.is_dir() {
            let base = if paths.len() > 1 { folder_name(path) } else { PathBuf::new() };
            inputs.folders.push(resolve(path));
            inputs.waiting.push_back(Waiting::Folder { path: path.clone(), base });
        } else {
            inputs.files.insert(resolve(path));
            let is_archive = extension(path).is_some_and(|extension| extension == ARCHIVE);
            inputs.waiting.push_back(if is_archive {
                Waiting::Archive(WarcArticles::new(path.clone(), PathBuf::new(), true))
            } else {
                Waiting::Input(Input::file(path))
            });
        }
    }
    inputs
}

/// Inputs, found as they are asked for. See [`discover`].
#[derive(Debug)]
pub struct Inputs {
    /// One that was found before it was asked for.
    next: Option<Input>,
    waiting: VecDeque<Waiting>,
    walk: Option<Walk>,
    /// The archive that is being read.
    pages: Option<WarcArticles>,
    outputs: Outputs,
    /// The files that were named, resolved.
    files: HashSet<PathBuf>,
    /// The folders that were named, resolved.
    folders: Vec<PathBuf>,
}

/// What is still to be given out.
#[derive(Debug)]
enum Waiting {
    Input(Input),
    Folder {
        path: PathBuf,
        base: PathBuf,
    },
    Archive(WarcArticles),
    #[cfg(feature = "fetch")]
    Others(Others),
}

/// Inputs that are found elsewhere.
#[cfg(feature = "fetch")]
struct Others(Box<dyn Iterator<Item = Input> + Send>);

#[cfg(feature = "fetch")]
impl fmt::Debug for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Others")
    }
}

impl Inputs {
    /// Inputs that `others` finds as they are asked for.
    #[cfg(feature = "fetch")]
    pub(crate) fn lazily(others: Box<dyn Iterator<Item = Input> + Send>) -> Self {
        let mut inputs = discover(&[], None);
        inputs.waiting.push_back(Waiting::Others(Others(others)));
        inputs
    }

    /// Adds an input behind all others.
    pub fn push(&mut self, input: Input) {
        self.waiting.push_back(Waiting::Input(input));
    }

    /// Whether there is none left.
    pub fn is_empty(&mut self) -> bool {
        if self.next.is_none() {
            self.next = self.next();
        }
        self.next.is_none()
    }

    /// How many are left, where that can be told without listing folders and reading archives.
    pub fn count_left(&self) -> Option<usize> {
        let is_input = |waiting: &Waiting| matches!(waiting, Waiting::Input(_));
        let is_told = self.walk.is_none() && self.pages.is_none();
        (is_told && self.waiting.iter().all(is_input))
            .then(|| self.waiting.len() + usize::from(self.next.is_some()))
    }

    /// Whether the file at `path` is one of the inputs, whether it was given out already or not.
    pub fn holds(&mut self, path: &Path) -> bool {
        let Some(place) = place_of(path) else { return false };
        self.is_named(&place, path)
            || self.finds(&place, path) && place.is_file() && !self.outputs.hold(&place)
    }

    /// Whether a file at `path` is one of the inputs, or would be one of the next run if it were there.
    pub fn would_hold(&self, path: &Path) -> bool {
        place_of(path).is_some_and(|place| self.is_named(&place, path) || self.finds(&place, path))
    }

    fn is_named(&self, place: &Path, path: &Path) -> bool {
        self.files.contains(place) || self.files.contains(&resolve(path))
    }

    /// Whether a file at `path`, which is `place`, has an input's name and lies where folders are searched.
    fn finds(&self, place: &Path, path: &Path) -> bool {
        let target = resolve(path);
        let is_below = |folder: &PathBuf| {
            let outputs = self.outputs.below(folder);
            let below = |path: &Path| {
                path.strip_prefix(folder).is_ok_and(is_shown)
                    && !outputs.is_some_and(|out| path.starts_with(out))
            };
            below(place) || below(&target)
        };
        extension(place).is_some() && self.folders.iter().any(is_below)
    }

    /// Whether inputs may lie in `folder` or below it, or outputs in it among them.
    pub(super) fn may_lie_in(&self, folder: &Path) -> bool {
        self.files.iter().any(|file| file.starts_with(folder))
            || self.folders.iter().any(|inputs| inputs.starts_with(folder) || folder.starts_with(inputs))
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        if let Some(next) = self.next.take() {
            return Some(next);
        }
        loop {
            if let Some(input) = self.pages.as_mut().and_then(WarcArticles::next) {
                return Some(input);
            }
            self.pages = None;
            let found = self.walk.as_mut().and_then(|walk| walk.next(&mut self.outputs));
            if found.is_none() {
                self.walk = None;
            }
            match found.or_else(|| self.waiting.pop_front())? {
                Waiting::Input(input) => return Some(input),
                Waiting::Folder { path, base } => self.walk = Some(Walk::of(path, base, &self.outputs)),
                Waiting::Archive(pages) => self.pages = Some(pages),
                #[cfg(feature = "fetch")]
                Waiting::Others(mut others) => {
                    if let Some(input) = others.0.next() {
                        self.waiting.push_front(Waiting::Others(others));
                        return Some(input);
                    }
                }
            }
        }
    }
}

/// The name of a folder, also where it is written `..` or `.`.
fn folder_name(path: &Path) -> PathBuf {
    let name = path.file_name().map(OsStr::to_os_string);
    let name = name.or_else(|| path.canonicalize().ok()?.file_name().map(OsStr::to_os_string));
    name.map(PathBuf::from).unwrap_or_default()
}

/// The output folder and what earlier runs wrote to it, read when first asked for.
#[derive(Debug)]
struct Outputs {
    folder: Option<PathBuf>,
    known: Option<Recorded>,
}

impl Outputs {
    /// The output folder where it lies below `folder`, whose other files are inputs: it is passed over.
    fn below(&self, folder: &Path) -> Option<&Path> {
        self.folder.as_deref().filter(|out| *out != folder && out.starts_with(folder))
    }

    /// Whether `path` is a file an earlier run wrote.
    fn hold(&mut self, path: &Path) -> bool {
        let Some(folder) = &self.folder else { return false };
        let Ok(below) = path.strip_prefix(folder) else { return false };
        // A manifest that cannot be read is reported when the run opens it.
        let known = self.known.get_or_insert_with(|| read_manifest(folder).unwrap_or_default());
        known.has_path(&slashed(below))
    }
}

/// A folder being walked, whose Markdown goes below `base`.
struct Walk {
    root: PathBuf,
    /// The root, resolved.
    resolved: PathBuf,
    base: PathBuf,
    entries: ignore::Walk,
}

impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("root", &self.root).field("base", &self.base).finish_non_exhaustive()
    }
}

impl Walk {
    fn of(root: PathBuf, base: PathBuf, outputs: &Outputs) -> Self {
        let resolved = resolve(&root);
        let skipped =
            outputs.below(&resolved).and_then(|out| Some(root.join(out.strip_prefix(&resolved).ok()?)));
        let mut walker = walker(&root);
        walker.filter_entry(move |entry| {
            skipped.as_deref() != Some(entry.path()) && !holds_saved_files(entry.path())
        });
        let entries = walker.build();
        Self { root, resolved, base, entries }
    }

    fn next(&mut self, outputs: &mut Outputs) -> Option<Waiting> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Waiting::Input(self.unreadable(&error))),
            };
            let path = entry.path();
            let Some(extension) = extension(path).filter(|_| entry.depth() > 0 && path.is_file()) else {
                continue;
            };
            let below = path.strip_prefix(&self.root).unwrap_or(path);
            let folder = self.base.join(below.parent().unwrap_or_else(|| Path::new("")));
            if extension == ARCHIVE {
                return Some(Waiting::Archive(WarcArticles::new(path.to_path_buf(), folder, false)));
            }
            let is_output = outputs.hold(&self.resolved.join(below)) || is_made_of_archive(path, extension);
            if !is_output {
                return Some(Waiting::Input(Input { folder, ..Input::file(path) }));
            }
        }
    }

    /// An input that fails, for a part of the folder that could not be listed.
    fn unreadable(&self, error: &ignore::Error) -> Input {
        let (path, reason) = unlisted(error, &self.root);
        let name = path.to_string_lossy().into_owned();
        Input { name, folder: PathBuf::new(), source: Source::Unreadable(reason) }
    }
}

/// Walks `root`, sorted by path; hidden files and symlinked folders are passed over.
pub(crate) fn walker(root: &Path) -> WalkBuilder {
    let mut walker = WalkBuilder::new(root);
    walker.standard_filters(false).hidden(true).follow_links(false).sort_by_file_name(OsStr::cmp);
    walker
}

/// The part of `root` that could not be listed, and why.
pub(crate) fn unlisted<'a>(error: &'a ignore::Error, root: &'a Path) -> (&'a Path, String) {
    let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
    let path = match error {
        ignore::Error::WithPath { path, .. } => path.as_path(),
        _ => root,
    };
    (path, reason)
}

/// Whether `path`, with this extension, is Markdown and beside it stands an archive of its name.
fn is_made_of_archive(path: &Path, extension: &str) -> bool {
    extension == "md" && path.with_extension(crate::archive::EXTENSION).is_file()
}

/// Whether `path` is the folder in which a browser saved the files of a page that stands beside it: `标题_files`. WarcArticles in
/// it are frames and advertisements.
fn holds_saved_files(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let page = FOLDER_SUFFIXES.iter().find_map(|end| name.strip_suffix(end));
    page.is_some_and(|page| {
        PAGES.iter().any(|extension| path.with_file_name(format!("{page}.{extension}")).is_file())
    })
}

/// The extension of an input.
fn extension(path: &Path) -> Option<&'static str> {
    let last = path.extension()?;
    let is_packed = last.eq_ignore_ascii_case("gz");
    let last = if is_packed { Path::new(path.file_stem()?).extension()? } else { last };
    EXTENSIONS.into_iter().find(|extension| last.eq_ignore_ascii_case(extension))
}

/// `path`, the folders in it resolved and its last part not.
fn place_of(path: &Path) -> Option<PathBuf> {
    let (parent, name) = path.parent().zip(path.file_name())?;
    Some(resolve(parent).join(name))
}

/// Whether no part of `path` is hidden.
fn is_shown(path: &Path) -> bool {
    path.components().all(|part| match part {
        Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: Inputs, root: &Path) -> Vec<String> {
        inputs.map(|input| slashed(Path::new(&input.name).strip_prefix(root).unwrap())).collect()
    }

    #[test]
    fn inputs_come_in_the_order_of_their_paths() {
        let root = tempfile::tempdir().unwrap();
        for path in ["b.html", "a/z.html", "a.html", "a-b/x.htm", ".c/d.html", "e.txt", "a/b/c.md"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let found = names(discover(&[root.path().to_path_buf()], None), root.path());
        assert_eq!(found, ["a/b/c.md", "a/z.html", "a-b/x.htm", "a.html", "b.html"]);
        let mut sorted: Vec<PathBuf> = found.iter().map(PathBuf::from).collect();
        sorted.sort();
        assert_eq!(sorted, found.iter().map(PathBuf::from).collect::<Vec<_>>());
    }

    #[test]
    fn what_a_browser_saved_with_a_page_is_none() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a.html", "a_files/ad.html", "b.htm", "b.files/x.html", "c_files/d.html"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let found = names(discover(&[root.path().to_path_buf()], None), root.path());
        assert_eq!(found, ["a.html", "b.htm", "c_files/d.html"]);
    }

    #[test]
    fn a_file_is_known_for_an_input_before_it_is_found() {
        let root = tempfile::tempdir().unwrap();
        for path in ["in/a.html", "in/.b.html", "in/c.txt", "d.html"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let mut inputs = discover(&[root.path().join("in"), root.path().join("d.html")], None);
        let held = ["in/a.html", "in/.b.html", "in/c.txt", "in/none.html", "d.html", "in/../d.html"]
            .map(|path| inputs.holds(&root.path().join(path)));
        assert_eq!(held, [true, false, false, false, true, true]);
        assert_eq!((inputs.count_left(), inputs.is_empty(), inputs.count()), (None, false, 2));
    }
}
