//! Inputs and how they are read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::input_source::{Identity, InputSource, Loaded, Page};
use super::record::Failure;
use super::written_files::WrittenFiles;
use crate::Hints;
use crate::archive::{decompress, read_file, uncompressed_name};
use crate::extract::metadata::Date;
use crate::saved::FOLDER_SUFFIXES;
use crate::store::{folder_below, is_same_file, slashed};

/// An input to convert.
#[derive(Debug, Clone)]
pub struct Input {
    /// The name in messages and reports.
    pub name: String,
    /// The folder of the Markdown, relative to the output folder. May be empty.
    pub folder: PathBuf,
    /// The source of the content.
    pub source: Source,
}

/// The source of an input's content.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file, read on demand.
    File(PathBuf),
    /// A file that an earlier run replaced by its Markdown; its original is read instead.
    Original {
        /// The file.
        path: PathBuf,
        /// Its original, in a backup folder.
        original: PathBuf,
    },
    /// Content that has been read already, for example from standard input.
    Bytes(Vec<u8>),
    /// Another source, loaded on demand.
    Remote(Arc<dyn InputSource>),
    /// A path that could not be listed, with the reason. It becomes a failed input.
    Unreadable(String),
    /// An archive that changed while its articles were listed. It becomes a failed input.
    Changed,
}

impl Input {
    /// Creates an input from a file. Its Markdown goes directly to the output folder.
    pub fn file(path: &Path) -> Self {
        let name = path.to_string_lossy().into_owned();
        Self { name, folder: PathBuf::new(), source: Source::File(path.to_path_buf()) }
    }

    /// Creates an input from the content of standard input.
    pub fn stdin(bytes: Vec<u8>) -> Self {
        Self { name: "<stdin>".to_owned(), folder: PathBuf::new(), source: Source::Bytes(bytes) }
    }

    /// Creates an input from another source. Its Markdown goes directly to the output folder.
    pub fn remote(name: String, source: Arc<dyn InputSource>) -> Self {
        Self { name, folder: PathBuf::new(), source: Source::Remote(source) }
    }

    /// The file name, without `.gz`, if the input is a file.
    fn file_name(&self) -> Option<String> {
        uncompressed_name(self.path()?)
    }

    /// The file name without extension, or `stdin`.
    pub(super) fn stem(&self) -> String {
        if let Source::Remote(source) = &self.source {
            return source.stem().to_owned();
        }
        let name = self.file_name().unwrap_or_else(|| "stdin".to_owned());
        let stem = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        stem.unwrap_or(name)
    }

    /// Returns the path of the input relative to the folder that is converted, which identifies it in later runs.
    pub(super) fn key(&self) -> String {
        let name = match (&self.source, self.path().and_then(Path::file_name)) {
            (_, Some(name)) => Path::new(name),
            (Source::Remote(source), None) => Path::new(source.stem()),
            (_, None) => Path::new("stdin"),
        };
        slashed(&folder_below(&self.folder).join(name))
    }

    /// Returns when the input was modified, if it is a file.
    pub(super) fn modified(&self) -> Option<Date> {
        Date::of(self.read_from()?.metadata().ok()?.modified().ok()?)
    }

    /// Bytes of the input that were read ahead.
    pub(super) fn buffered_bytes(&self) -> usize {
        self.remote_source().map_or(0, |source| source.buffered_bytes())
    }

    /// The path, if the input is a file. Its original may be elsewhere.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) | Source::Original { path, .. } => Some(path),
            Source::Bytes(_) | Source::Remote(_) | Source::Unreadable(_) | Source::Changed => None,
        }
    }

    /// The file that is read, if the input is one.
    fn read_from(&self) -> Option<&Path> {
        match &self.source {
            Source::Original { original, .. } => Some(original),
            _ => self.path(),
        }
    }

    /// Whether the input is the file at `path`, even if the paths are spelled differently.
    pub fn is_file_at(&self, path: &Path) -> bool {
        self.path().is_some_and(|input| is_same_file(input, path))
    }

    /// Whether the input is an article that is downloaded.
    pub(super) fn is_live(&self) -> bool {
        self.remote_source().is_some_and(|source| matches!(source.identity(), Identity::Url(_)))
    }

    /// The source, if it is neither a file nor read already.
    pub(super) fn remote_source(&self) -> Option<&Arc<dyn InputSource>> {
        match &self.source {
            Source::Remote(source) => Some(source),
            _ => None,
        }
    }

    /// Loads the input, up to one byte more than `max`, so that the converter detects that the limit is exceeded.
    pub(super) fn load(&self, max: usize, written: &WrittenFiles) -> Result<Loaded, Failure> {
        let bytes = match &self.source {
            Source::File(file) | Source::Original { original: file, .. } => {
                read_file(file, max).map_err(Failure::read)?
            }
            Source::Bytes(bytes) => decompress(bytes.clone(), max).map_err(Failure::Read)?,
            Source::Remote(source) => return source.load(max),
            Source::Unreadable(reason) => return Err(Failure::Read(io::Error::other(reason.clone()))),
            Source::Changed => return Err(Failure::Changed),
        };
        let (file_name, folder) = (self.file_name(), self.path().and_then(saved_files));
        let markdown = self.path().filter(|path| is_markdown(path)).map(|path| written.file(path));
        let dialect = markdown.as_ref().and_then(|file| file.dialect(&bytes));
        let restored = markdown.and_then(|file| file.with_original_links(&bytes));
        let bytes = restored.map_or(bytes, String::into_bytes);
        Ok(Loaded::Page(Page { bytes, file_name, folder, dialect, ..Page::default() }))
    }

    /// Loads an input that is never skipped as unchanged.
    pub(super) fn page(&self, max: usize, written: &WrittenFiles) -> Result<Page, Failure> {
        match self.load(max, written)? {
            Loaded::Page(page) => Ok(page),
            Loaded::Unchanged(_) => Err(Failure::Read(io::Error::other("already converted"))),
        }
    }
}

impl Page {
    /// Returns what is known about the page besides its content.
    pub fn hints(&self) -> Hints<'_> {
        let (file_name, content_type) = (self.file_name.as_deref(), self.content_type.as_deref());
        let (url, folder) = (self.url.as_deref(), self.folder.as_deref());
        Hints { file_name, content_type, url, folder, dialect: self.dialect, ..Hints::default() }
    }
}

/// Whether the name of a file is that of Markdown.
pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Returns the name of the folder in which a browser saved the files of a page: `标题_files` beside `标题.html`.
pub(super) fn saved_files(path: &Path) -> Option<String> {
    let name = path.extension().and(path.file_stem())?.to_str()?;
    let mut names = FOLDER_SUFFIXES.iter().map(|end| format!("{name}{end}"));
    names.find(|name| path.with_file_name(name).is_dir())
}
