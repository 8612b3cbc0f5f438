//! Inputs that are got from elsewhere when their turn comes.

use std::fmt;
use std::path::Path;

use super::record::{Done, Failure};
use crate::Warning;

/// Where an input is got from. It is asked and told on threads of the batch, each of which does one input at a time.
pub trait InputSource: fmt::Debug + Send + Sync {
    /// The name of the output, without extension, for profiles that keep the name of the input.
    fn stem(&self) -> &str;

    /// Where below the output folder an earlier run wrote the output, which goes there again, whatever it is called
    /// now.
    fn output(&self) -> Option<&Path>;

    /// Whether an earlier run wrote the output of another input to `path`, so that this one must not have it.
    fn is_taken(&self, path: &Path) -> bool;

    /// How many bytes of the input it holds already, which are those of no other.
    fn buffered_bytes(&self) -> usize {
        0
    }

    /// Gets the input, which should not have more than `max` bytes.
    ///
    /// # Errors
    ///
    /// Why it could not be got: mostly [`Failure::Remote`].
    fn load(&self, max: usize) -> Result<Loaded, Failure>;

    /// Told once how the input ended, after its output was written.
    fn on_finished(&self, output: Option<&str>, result: &Result<Done, Failure>);
}

/// What an [`InputSource`] gives.
#[derive(Debug)]
pub enum Loaded {
    /// Something to convert.
    Page(Page),
    /// Nothing: the output of an earlier run is what it would be now.
    Current(Box<Done>),
}

/// Something to convert, with what is known of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Page {
    /// As received.
    pub bytes: Vec<u8>,
    /// The name of a file it could have come from: its extension tells Markdown from HTML.
    pub file_name: Option<String>,
    /// The header of this name.
    pub content_type: Option<String>,
    /// The address it came from in the end.
    pub url: Option<String>,
    /// The name of the folder beside it with the files that a browser saved with it.
    pub folder: Option<String>,
    /// What is to be told of it besides what the conversion tells.
    pub warnings: Vec<Warning>,
    /// What is written beside the output.
    pub companions: Vec<Companion>,
}

/// A file that goes beside an output: `NAME.EXTENSION` beside `NAME.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// What follows the name and a dot.
    pub extension: &'static str,
    /// What is in it.
    pub contents: Contents,
}

/// What is in a [`Companion`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What becomes of this piece of HTML by the options of the batch, pictures included, but for front matter.
    Html(String),
}
