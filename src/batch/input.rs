//! One thing to convert, and how its bytes are read.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::input_source::{InputSource, Loaded, Page};
use super::record::Failure;
use crate::Hints;
use crate::archive::{decompress, read_file};
use crate::saved::FOLDER_SUFFIXES;
use crate::store::is_same_file;

/// One thing to convert.
#[derive(Debug, Clone)]
pub struct Input {
    /// What the input is called in messages and in the report.
    pub name: String,
    /// The folder below the output folder its Markdown goes to; empty for the output folder itself.
    pub folder: PathBuf,
    /// Where its bytes come from.
    pub source: Source,
}

/// Where the bytes of an input come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file, read when its turn comes.
    File(PathBuf),
    /// Bytes read already, as from standard input.
    Bytes(Vec<u8>),
    /// Somewhere else, asked when its turn comes.
    Remote(Arc<dyn InputSource>),
    /// Something that could not be listed, with the reason: it becomes a failed input.
    Unreadable(String),
}

impl Input {
    /// A file whose Markdown goes straight into the output folder.
    pub fn file(path: &Path) -> Self {
        let name = path.to_string_lossy().into_owned();
        Self { name, folder: PathBuf::new(), source: Source::File(path.to_path_buf()) }
    }

    /// Standard input, read already.
    pub fn stdin(bytes: Vec<u8>) -> Self {
        Self { name: "<stdin>".to_owned(), folder: PathBuf::new(), source: Source::Bytes(bytes) }
    }

    /// An input that is got from `origin` and called `name`; its Markdown goes straight into the output folder.
    pub fn remote(name: String, origin: Arc<dyn InputSource>) -> Self {
        Self { name, folder: PathBuf::new(), source: Source::Remote(origin) }
    }

    /// The file name, where the input is a file; that of the page in it where it is compressed.
    fn file_name(&self) -> Option<String> {
        let path = self.path()?;
        let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let name = if is_packed { path.file_stem() } else { path.file_name() };
        Some(name?.to_string_lossy().into_owned())
    }

    /// The file name without extension, `stdin` where there is none.
    pub(super) fn stem(&self) -> String {
        if let Source::Remote(origin) = &self.source {
            return origin.stem().to_owned();
        }
        let name = self.file_name().unwrap_or_else(|| "stdin".to_owned());
        let stem = Path::new(&name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        stem.unwrap_or(name)
    }

    /// How many bytes it holds that were read before its turn.
    pub(super) fn buffered_bytes(&self) -> usize {
        self.origin().map_or(0, |origin| origin.buffered_bytes())
    }

    /// The path, where the input is a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Bytes(_) | Source::Remote(_) | Source::Unreadable(_) => None,
        }
    }

    /// Whether the input is the file at `path`, however the two are written.
    pub fn is_file_at(&self, path: &Path) -> bool {
        self.path().is_some_and(|input| is_same_file(input, path))
    }

    /// Where it is got from, unless it is at hand.
    pub(super) fn origin(&self) -> Option<&Arc<dyn InputSource>> {
        match &self.source {
            Source::Remote(origin) => Some(origin),
            Source::File(_) | Source::Bytes(_) | Source::Unreadable(_) => None,
        }
    }

    /// Reads it, but at most one byte more than `max`: enough for the converter to see that the limit is passed.
    pub(super) fn load(&self, max: usize) -> Result<Loaded, Failure> {
        let bytes = match &self.source {
            Source::File(path) => read_file(path, max).map_err(Failure::Read)?,
            Source::Bytes(bytes) => decompress(bytes.clone(), max).map_err(Failure::Read)?,
            Source::Remote(origin) => return origin.load(max),
            Source::Unreadable(reason) => return Err(Failure::Read(io::Error::other(reason.clone()))),
        };
        let (file_name, folder) = (self.file_name(), self.path().and_then(saved_files));
        Ok(Loaded::Page(Page { bytes, file_name, folder, ..Page::default() }))
    }

    /// Reads an input that no earlier run wrote the output of.
    pub(super) fn page(&self, max: usize) -> Result<Page, Failure> {
        match self.load(max)? {
            Loaded::Page(page) => Ok(page),
            Loaded::Current(_) => Err(Failure::Read(io::Error::other("it was converted already"))),
        }
    }
}

impl Page {
    /// What is known of it besides its bytes.
    pub fn hints(&self) -> Hints<'_> {
        let (file_name, content_type) = (self.file_name.as_deref(), self.content_type.as_deref());
        Hints { file_name, content_type, url: self.url.as_deref(), folder: self.folder.as_deref() }
    }
}

/// The name of the folder in which a browser saved the files of the page at `path`: `标题_files` beside `标题.html`.
pub(super) fn saved_files(path: &Path) -> Option<String> {
    let name = path.extension().and(path.file_stem())?.to_str()?;
    let mut names = FOLDER_SUFFIXES.iter().map(|end| format!("{name}{end}"));
    names.find(|name| path.with_file_name(name).is_dir())
}
