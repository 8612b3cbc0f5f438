//! Discovers the inputs in files, folders and WARC files lazily, without reading pages. Only JSON files are searched for
//! articles, and files called `report.html` for the beginning of a report.
//!
//! Folders are listed on demand, so that only the names in one folder and its parents are in memory.

use std::cell::OnceCell;
use std::collections::{HashSet, VecDeque};
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::html_report::is_html_report;
use super::in_place::InPlace;
use super::input::{Input, Source, is_markdown};
use super::json_articles;
use super::markdown_sources::{MarkdownSources, PAGE_EXTENSIONS};
use super::skipped::{Skipped, SkippedKind};
use super::warc_articles::WarcArticles;
use super::written_files::WrittenFiles;
use crate::catalogue::{Catalogue, source_kind};
use crate::saved::FOLDER_SUFFIXES;
use crate::store::{resolve, resolve_parent, slashed};

/// The extensions of inputs, in lower case. `.gz` may follow.
const EXTENSIONS: [&str; 8] =
    ["html", "htm", "xhtml", "mhtml", "mht", MARKDOWN, json_articles::EXTENSION, ARCHIVE];

/// The extension of Markdown.
const MARKDOWN: &str = "md";

/// The extension of archives, which contain many inputs.
const ARCHIVE: &str = "warc";

/// Discovers the inputs in `paths`: files themselves, in folders all files with the extension of an input, sorted by
/// path, and in archives (`.warc`, `.warc.gz`) the articles, in archive order.
///
/// Skips JSON files without an article of the editor's API, HTML reports called `report.html`, hidden files, symbolic links to folders, files that earlier
/// runs wrote to `out`, an output folder inside an input folder, and Markdown beside an archive of the same name, which
/// contains its source page.
///
/// A single folder is mirrored directly into the output folder; of several paths, each folder is mirrored into one of
/// the same name. A path that cannot be listed becomes a failed input.
pub fn discover(paths: &[PathBuf], out: Option<&Path>) -> Inputs {
    let outputs =
        Outputs { folder: out.map(resolve), catalogue: OnceCell::new(), written: WrittenFiles::default() };
    let mut inputs = Inputs {
        next: None,
        waiting: VecDeque::new(),
        walk: None,
        pages: None,
        outputs,
        files: HashSet::new(),
        folders: Vec::new(),
        empty_folders: HashSet::new(),
        in_place: None,
        skipped: Skipped::default(),
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

/// Discovers the Markdown files in `paths` to convert in place: files in `folder`, or the folder itself. An output of an
/// earlier run is converted again from its original in the folder `backup`, and skipped if that is missing. Pages and archives
/// are skipped, because only Markdown can be replaced by Markdown.
///
/// The destination of the run has to be `folder`.
pub fn discover_in_place(paths: &[PathBuf], folder: &Path, backup: &Path) -> Inputs {
    let in_place = InPlace { root: resolve(folder), backup: resolve(backup) };
    Inputs { in_place: Some(in_place), ..discover(paths, Some(folder)) }
}

/// Inputs, discovered lazily. See [`discover`].
#[derive(Debug)]
pub struct Inputs {
    /// An input that was looked ahead.
    next: Option<Input>,
    waiting: VecDeque<Waiting>,
    walk: Option<Walk>,
    /// The archive being read.
    pages: Option<WarcArticles>,
    outputs: Outputs,
    /// The files among the paths, resolved.
    files: HashSet<PathBuf>,
    /// The folders among the paths, resolved.
    folders: Vec<PathBuf>,
    /// Those of them in which nothing was found.
    empty_folders: HashSet<PathBuf>,
    /// Set if the files are converted in place.
    in_place: Option<InPlace>,
    skipped: Skipped,
}

/// Inputs that have not been returned yet.
#[derive(Debug)]
enum Waiting {
    Input(Input),
    Folder {
        path: PathBuf,
        base: PathBuf,
    },
    Archive(WarcArticles),
    #[cfg(feature = "fetch")]
    Lazy(Lazy),
}

/// Inputs from another iterator.
#[cfg(feature = "fetch")]
struct Lazy(Box<dyn Iterator<Item = Input> + Send>);

#[cfg(feature = "fetch")]
impl fmt::Debug for Lazy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lazy")
    }
}

impl Inputs {
    /// Creates inputs from an iterator.
    #[cfg(feature = "fetch")]
    pub(crate) fn lazily(lazy: Box<dyn Iterator<Item = Input> + Send>) -> Self {
        let mut inputs = discover(&[], None);
        inputs.waiting.push_back(Waiting::Lazy(Lazy(lazy)));
        inputs
    }

    /// Returns the number of files and folders that are skipped, which increases during the discovery.
    pub fn skipped(&self) -> Skipped {
        self.skipped.clone()
    }

    /// Returns the folder whose files are converted in place.
    pub(super) fn in_place(&self) -> Option<&InPlace> {
        self.in_place.as_ref()
    }

    /// Appends an input.
    pub fn push(&mut self, input: Input) {
        self.waiting.push_back(Waiting::Input(input));
    }

    /// Whether no inputs are left.
    pub fn is_empty(&mut self) -> bool {
        if self.next.is_none() {
            self.next = self.next();
        }
        self.next.is_none()
    }

    /// Returns the number of inputs left, if it is known without listing folders or reading archives.
    pub fn count_left(&self) -> Option<usize> {
        let is_input = |waiting: &Waiting| matches!(waiting, Waiting::Input(_));
        let is_known = self.walk.is_none() && self.pages.is_none();
        (is_known && self.waiting.iter().all(is_input))
            .then(|| self.waiting.len() + usize::from(self.next.is_some()))
    }

    /// Counts the inputs left without opening archives, and calls `each` with the count so far until it breaks.
    pub fn count_files(mut self, each: &mut dyn FnMut(InputCount) -> ControlFlow<()>) {
        let inputs = usize::from(self.next.is_some());
        let mut count = InputCount { inputs, has_archives: self.pages.is_some(), is_final: false };
        while let Some(found) = self.find() {
            match found {
                Found::Input(_) => count.inputs += 1,
                Found::Archive(_) => count.has_archives = true,
            }
            if each(count).is_break() {
                return;
            }
        }
        // Nothing is left to break.
        let _ended = each(InputCount { is_final: true, ..count });
    }

    /// Returns the next input or archive.
    fn find(&mut self) -> Option<Found> {
        loop {
            let is_in_place = self.in_place.is_some();
            let found = self.walk.as_mut().and_then(|walk| walk.next(&mut self.outputs, is_in_place));
            if found.is_none()
                && let Some(walk) = self.walk.take()
                && !walk.has_inputs
            {
                self.empty_folders.insert(walk.resolved);
            }
            match found.or_else(|| self.waiting.pop_front())? {
                Waiting::Input(input) => {
                    if let Some(input) = self.to_convert(input) {
                        return Some(Found::Input(input));
                    }
                }
                Waiting::Archive(_) if is_in_place => self.skipped.add(SkippedKind::NotMarkdown),
                Waiting::Archive(pages) => return Some(Found::Archive(pages)),
                Waiting::Folder { path, base } => {
                    self.walk = Some(Walk::of(path, base, &self.outputs, &self.skipped));
                }
                #[cfg(feature = "fetch")]
                Waiting::Lazy(mut lazy) => {
                    if let Some(input) = lazy.0.next() {
                        self.waiting.push_front(Waiting::Lazy(lazy));
                        return Some(Found::Input(input));
                    }
                }
            }
        }
    }

    /// Returns what to convert for an input that was found: the input itself, unless files are converted in place.
    fn to_convert(&self, input: Input) -> Option<Input> {
        let Some(in_place) = &self.in_place else { return Some(input) };
        if input.path().is_some_and(|path| !is_markdown(path)) {
            self.skipped.add(SkippedKind::NotMarkdown);
            return None;
        }
        in_place.input(input, self.outputs.catalogue())
    }

    /// Whether the file at `path` is one of the inputs, including those returned already.
    pub fn contains(&mut self, path: &Path) -> bool {
        let Some(resolved) = resolve_parent(path) else { return false };
        self.is_named(&resolved, path)
            || self.finds(&resolved, path) && resolved.is_file() && !self.outputs.contain(&resolved)
    }

    /// Whether a file at `path` is an input, or would be one in the next run if it existed.
    pub fn would_contain(&self, path: &Path) -> bool {
        resolve_parent(path)
            .is_some_and(|resolved| self.is_named(&resolved, path) || self.finds(&resolved, path))
    }

    /// Whether `path`, or `resolved` with its last part unresolved, is one of the given files.
    fn is_named(&self, resolved: &Path, path: &Path) -> bool {
        self.files.contains(resolved) || self.files.contains(&resolve(path))
    }

    /// Whether discovery finds a file at `path`, or `resolved` with its last part unresolved, by its name and folder.
    fn finds(&self, resolved: &Path, path: &Path) -> bool {
        let target = resolve(path);
        let is_below = |folder: &PathBuf| {
            let outputs = self.outputs.below(folder);
            let below = |path: &Path| {
                path.strip_prefix(folder).is_ok_and(is_visible)
                    && !outputs.is_some_and(|out| path.starts_with(out))
            };
            below(resolved) || below(&target)
        };
        extension(resolved).is_some() && self.folders.iter().any(is_below) && is_input(path)
    }

    /// Returns the folders among the paths in which inputs were found, resolved. One without any may be the mount point
    /// of a disk that is missing.
    pub(super) fn folders_with_inputs(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().filter(|folder| !self.empty_folders.contains(*folder)).map(PathBuf::as_path)
    }

    /// Returns the paths and the backup folder, resolved, with their kinds in a catalogue.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&Path, &'static str)> {
        let kind = |file: &Path| if extension(file) == Some(ARCHIVE) { source_kind::ARCHIVE } else { "file" };
        let folders = self.folders.iter().map(|folder| (folder.as_path(), "folder"));
        let backup = self.in_place.iter().map(|in_place| (in_place.backup.as_path(), source_kind::BACKUP));
        folders.chain(self.files.iter().map(move |file| (file.as_path(), kind(file)))).chain(backup)
    }

    /// Whether an archive is among the paths, in which there may be any number of articles.
    pub fn has_archive(&self) -> bool {
        self.sources().any(|(_, kind)| kind == source_kind::ARCHIVE)
    }

    /// Whether `folder` may contain inputs, or lies in an input folder.
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
            match self.find()? {
                Found::Input(input) => return Some(input),
                Found::Archive(pages) => self.pages = Some(pages),
            }
        }
    }
}

/// Something in a folder or among the paths.
enum Found {
    Input(Input),
    Archive(WarcArticles),
}

/// What [`Inputs::count_files`] has counted so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputCount {
    /// The number of inputs.
    pub inputs: usize,
    /// Whether there are archives, whose articles are not counted.
    pub has_archives: bool,
    /// Whether everything was counted.
    pub is_final: bool,
}

/// Returns the name of a folder, even if the path is `.` or `..`.
fn folder_name(path: &Path) -> PathBuf {
    let name = path.file_name().map(OsStr::to_os_string);
    let name = name.or_else(|| path.canonicalize().ok()?.file_name().map(OsStr::to_os_string));
    name.map(PathBuf::from).unwrap_or_default()
}

/// The output folder and the catalogue of the files that earlier runs wrote to it, opened on demand.
#[derive(Debug)]
struct Outputs {
    folder: Option<PathBuf>,
    /// `None` if there is none.
    catalogue: OnceCell<Option<Catalogue>>,
    /// What csdown wrote to other folders.
    written: WrittenFiles,
}

impl Outputs {
    /// Returns the output folder if it lies below the input folder `folder` and must be skipped.
    fn below(&self, folder: &Path) -> Option<&Path> {
        self.folder.as_deref().filter(|out| *out != folder && out.starts_with(folder))
    }

    /// Whether an earlier run wrote `path`.
    fn contain(&self, path: &Path) -> bool {
        let Some(Ok(below)) = self.folder.as_ref().map(|folder| path.strip_prefix(folder)) else {
            return false;
        };
        let has = |catalogue: &Catalogue| catalogue.has_path(&slashed(below)).unwrap_or_default();
        self.catalogue().is_some_and(has)
    }

    /// Returns the catalogue of the output folder, if it has one.
    fn catalogue(&self) -> Option<&Catalogue> {
        let folder = self.folder.as_ref()?;
        // The run reports an unreadable catalogue when it opens it.
        self.catalogue.get_or_init(|| Catalogue::read(folder).unwrap_or_default()).as_ref()
    }
}

/// A folder that is being walked. Its Markdown goes below `base`.
struct Walk {
    root: PathBuf,
    /// The root, resolved.
    resolved: PathBuf,
    base: PathBuf,
    /// Whether any input was found so far.
    has_inputs: bool,
    entries: ignore::Walk,
    sources: MarkdownSources,
}

impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk").field("root", &self.root).field("base", &self.base).finish_non_exhaustive()
    }
}

impl Walk {
    fn of(root: PathBuf, base: PathBuf, outputs: &Outputs, skipped: &Skipped) -> Self {
        let resolved = resolve(&root);
        let output =
            outputs.below(&resolved).and_then(|out| Some(root.join(out.strip_prefix(&resolved).ok()?)));
        let is_searched = move |entry: &DirEntry| {
            output.as_deref() != Some(entry.path()) && !holds_saved_files(entry.path())
        };
        let has_name_of_input = |path: &Path| extension(path).is_some();
        let entries = walker(&root, skipped.clone(), has_name_of_input, is_searched).build();
        Self { root, resolved, base, has_inputs: false, entries, sources: MarkdownSources::default() }
    }

    /// Returns the next file or archive. If the folder is converted `in_place`, outputs may have to be converted again.
    fn next(&mut self, outputs: &mut Outputs, in_place: bool) -> Option<Waiting> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Waiting::Input(self.unreadable(&error))),
            };
            let path = entry.path();
            // A symbolic link may lead to a file.
            let is_file = || {
                let known = entry.file_type().filter(|found| !found.is_symlink());
                known.map_or_else(|| path.is_file(), |found| found.is_file())
            };
            let is_found = || entry.depth() > 0 && is_file() && is_input(path);
            let Some(extension) = extension(path).filter(|_| is_found()) else {
                continue;
            };
            self.has_inputs = true;
            let below = path.strip_prefix(&self.root).unwrap_or(path);
            let folder = self.base.join(below.parent().unwrap_or_else(|| Path::new("")));
            if extension == ARCHIVE {
                return Some(Waiting::Archive(WarcArticles::new(path.to_path_buf(), folder, false)));
            }
            let mut is_output = || {
                outputs.contain(&self.resolved.join(below))
                    || extension == MARKDOWN && self.sources.has_source(path, &outputs.written)
            };
            if in_place || !is_output() {
                return Some(Waiting::Input(Input { folder, ..Input::file(path) }));
            }
        }
    }

    /// Creates a failed input for a part of the folder that could not be listed.
    fn unreadable(&self, error: &ignore::Error) -> Input {
        let (path, reason) = listing_error(error, &self.root);
        let name = path.to_string_lossy().into_owned();
        Input { name, folder: PathBuf::new(), source: Source::Unreadable(reason) }
    }
}

/// Walks `root`, sorted by path, except what `is_searched` rejects. Skips hidden files, symbolic links to folders and broken
/// links, and counts those that `has_name_of_input` accepts in `skipped`.
pub(crate) fn walker(
    root: &Path,
    skipped: Skipped,
    has_name_of_input: fn(&Path) -> bool,
    is_searched: impl Fn(&DirEntry) -> bool + Send + Sync + 'static,
) -> WalkBuilder {
    let mut walker = WalkBuilder::new(root);
    walker
        .standard_filters(false)
        .follow_links(false)
        .filter_entry(move |entry| !skipped.skips(entry, has_name_of_input) && is_searched(entry))
        .sort_by_file_path(|a, b| a.as_os_str().cmp(b.as_os_str()));
    walker
}

/// Returns the part of `root` that could not be listed, and the reason.
pub(crate) fn listing_error<'a>(error: &'a ignore::Error, root: &'a Path) -> (&'a Path, String) {
    let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
    let path = match error {
        ignore::Error::WithPath { path, .. } => path.as_path(),
        _ => root,
    };
    (path, reason)
}

/// Whether `path` is a folder in which a browser saved the files of a page beside it: `标题_files`. Pages in it are
/// frames and advertisements.
fn holds_saved_files(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let page = FOLDER_SUFFIXES.iter().find_map(|end| name.strip_suffix(end));
    page.is_some_and(|page| {
        PAGE_EXTENSIONS.iter().any(|extension| path.with_file_name(format!("{page}.{extension}")).is_file())
    })
}

/// Returns the extension of an input, in lower case and without `.gz`.
fn extension(path: &Path) -> Option<&'static str> {
    let last = path.extension()?;
    let is_compressed = last.eq_ignore_ascii_case("gz");
    let last = if is_compressed { Path::new(path.file_stem()?).extension()? } else { last };
    EXTENSIONS.into_iter().find(|extension| last.eq_ignore_ascii_case(extension))
}

/// Whether the file at `path`, which has the extension of an input, is one. A JSON file has to exist and have an article.
fn is_input(path: &Path) -> bool {
    let is_json = extension(path) == Some(json_articles::EXTENSION);
    if is_json { path.is_file() && json_articles::has_article(path) } else { !is_html_report(path) }
}

/// Whether no part of `path` is hidden.
fn is_visible(path: &Path) -> bool {
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
    fn inputs_are_sorted_by_path() {
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
    fn json_is_an_input_if_it_has_an_article_of_the_editor() {
        let root = tempfile::tempdir().unwrap();
        let response = r#"{"data":{"markdowncontent":"一"}}"#;
        let wide: Vec<u8> = response.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (path, contents) in [
            ("article_1.json", response.as_bytes()),
            ("article_2.JSON", &wide),
            ("cut.json", r#"{"data":{"markdowncontent":"一"#.as_bytes()),
            ("other.json", br#"{"html":"<html>"}"#),
            ("quoted.json", br#"{"text":"{\"markdowncontent\":1}"}"#),
            ("report.json", b""),
        ] {
            std::fs::write(root.path().join(path), contents).unwrap();
        }
        let mut inputs = discover(&[root.path().to_path_buf(), root.path().join("other.json")], None);
        let contained = ["article_1.json", "other.json", "report.json", "none.json"]
            .map(|path| inputs.contains(&root.path().join(path)));
        assert_eq!(contained, [true, true, false, false]);
        assert!(!inputs.would_contain(&root.path().join("none.json")));
        let found = names(discover(&[root.path().to_path_buf()], None), root.path());
        assert_eq!(found, ["article_1.json", "article_2.JSON", "cut.json"]);
    }

    #[test]
    fn files_that_a_browser_saved_with_a_page_are_not_inputs() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a.html", "a_files/ad.html", "b.htm", "b.files/x.html", "c_files/d.html"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let found = names(discover(&[root.path().to_path_buf()], None), root.path());
        assert_eq!(found, ["a.html", "b.htm", "c_files/d.html"]);
    }

    #[test]
    fn inputs_are_recognized_before_they_are_discovered() {
        let root = tempfile::tempdir().unwrap();
        for path in ["in/a.html", "in/.b.html", "in/c.txt", "d.html"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let mut inputs = discover(&[root.path().join("in"), root.path().join("d.html")], None);
        let contained = ["in/a.html", "in/.b.html", "in/c.txt", "in/none.html", "d.html", "in/../d.html"]
            .map(|path| inputs.contains(&root.path().join(path)));
        assert_eq!(contained, [true, false, false, false, true, true]);
        assert_eq!((inputs.count_left(), inputs.is_empty(), inputs.count()), (None, false, 2));
    }

    #[test]
    fn files_are_counted_and_archives_are_not_opened() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a.html", "b/c.htm", "b/d.warc.gz", "e.txt"] {
            std::fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            std::fs::write(root.path().join(path), "").unwrap();
        }
        let mut counts = Vec::new();
        let mut inputs = discover(&[root.path().to_path_buf()], None);
        inputs.push(Input::stdin(Vec::new()));
        assert!(!inputs.is_empty());
        inputs.count_files(&mut |count| {
            counts.push((count.inputs, count.has_archives, count.is_final));
            ControlFlow::Continue(())
        });
        let all = [(2, false, false), (2, true, false), (3, true, false), (3, true, true)];
        assert_eq!(counts, all);
    }
}
