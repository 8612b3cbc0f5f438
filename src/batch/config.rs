//! What a batch run does.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::Converter;
use crate::assets::ImageLocalizer;

/// Where the Markdown goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into this folder, which is made where it is missing; input folders are mirrored.
    Folder(PathBuf),
    /// Into this file. For one input.
    File(PathBuf),
    /// To the caller, with the [`Record`].
    Caller,
}

/// How a run is to be done.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// Converts each input.
    pub converter: &'a Converter,
    /// Where the Markdown goes.
    pub destination: Destination,
    /// How many threads convert.
    pub jobs: NonZeroUsize,
    /// Whether files that are not ours may be replaced. Inputs never are.
    pub force: bool,
    /// Whether each Markdown is compared with its article: see [`crate::verify`].
    pub verify: bool,
    /// How many inputs may be on their way for each thread: of one that is killed, so many for each have to be done again.
    pub window: NonZeroUsize,
    /// Whether the pictures of each article are put beside its Markdown, and where.
    pub pictures: Option<ImageLocalizer>,
    /// Whether each record shows the places of its input that something is told of, for an [`HtmlReport`](super::HtmlReport).
    pub excerpts: bool,
}
