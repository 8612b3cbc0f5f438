//! Inputs that are loaded on demand.

use std::fmt;
use std::path::Path;

use super::record::{Done, Failure};
use crate::Warning;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::options::Dialect;

/// Loads an input on demand. The methods are called on the threads of the batch, each of which handles one input at a
/// time.
pub trait InputSource: fmt::Debug + Send + Sync {
    /// Returns what identifies the input in later runs.
    fn identity(&self) -> Identity<'_>;

    /// Returns the file name of the output, without extension, for profiles that keep the name of the input.
    fn stem(&self) -> &str;

    /// Returns the path of an earlier output, relative to the output folder. The output is written there again, even if
    /// its title has changed.
    fn output(&self) -> Option<&Path>;

    /// Whether `path` is reserved for the output of another input.
    fn is_taken(&self, path: &Path) -> bool;

    /// Returns the bytes of the input that are buffered already.
    fn buffered_bytes(&self) -> usize {
        0
    }

    /// Loads the input, up to about `max` bytes.
    ///
    /// # Errors
    ///
    /// Usually [`Failure::Remote`].
    fn load(&self, max: usize) -> Result<Loaded, Failure>;

    /// Called once with the result, after the output has been written. `catalogue` is that of the output folder, if there
    /// is one; changes become visible together with the article.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    fn on_finished(
        &self,
        _output: Option<&str>,
        _result: &Result<Done, Failure>,
        _catalogue: Option<&Catalogue>,
    ) -> Result<(), CatalogueError> {
        Ok(())
    }
}

/// What identifies an input in later runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// The URL of a live article.
    Url(&'a str),
    /// A part of a file, such as the page of a URL in an archive.
    Part {
        /// The file.
        file: &'a Path,
        /// The URL.
        url: &'a str,
    },
    /// Nothing: it is no article, such as a list that cannot be read, and is not recorded.
    Unrecorded,
}

/// A loaded input.
#[derive(Debug)]
pub enum Loaded {
    /// A page to convert.
    Page(Page),
    /// The output of an earlier run is up to date.
    Unchanged(Box<Done>),
}

/// A page to convert, with its metadata.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Page {
    /// The content, as received.
    pub bytes: Vec<u8>,
    /// A file name. The extension distinguishes Markdown from HTML.
    pub file_name: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The URL of the response.
    pub url: Option<String>,
    /// The name of the folder in which a browser saved the files of the page.
    pub folder: Option<String>,
    /// The dialect in which csdown wrote the content, if it did.
    pub dialect: Option<Dialect>,
    /// Warnings to add to those of the conversion.
    pub warnings: Vec<Warning>,
    /// Files to write beside the output.
    pub companions: Vec<Companion>,
}

/// A file to write beside an output: `NAME.EXTENSION` beside `NAME.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// The extension, without the dot.
    pub extension: &'static str,
    /// The contents.
    pub contents: Contents,
}

/// The contents of a [`Companion`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The Markdown of this HTML fragment, converted with the options of the batch but without front matter.
    Html(String),
}
