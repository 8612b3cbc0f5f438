//! Recognizes the responses of the editor's API among JSON files.

use std::path::Path;

use crate::archive::read_file;
use crate::input::json::names_editor_article;
use crate::options::Limits;

/// The extension of JSON.
pub(super) const EXTENSION: &str = "json";

/// Whether the JSON file at `path` has an article of the editor's API. JSON of other kinds is not an input of a folder.
/// A file that cannot be read counts as one, so that the run reports it.
pub(super) fn has_article(path: &Path) -> bool {
    read_file(path, Limits::BYTES).map_or(true, |bytes| names_editor_article(&bytes))
}
