//! Excerpts of articles that earlier runs converted, for reports on a whole archive.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::entry::Entry;
use super::input::Input;
use super::outcome::Outcome;
use super::pool::catch_panics;
use super::written_files::WrittenFiles;
use crate::Limits;
use crate::excerpts::{Excerpts, Findings};
use crate::store::{digest, open_regular};

/// Reads inputs and outputs of earlier runs again.
///
/// An input and an output are quoted only if they have the recorded digests: the locations of warnings and differences
/// are those of these contents, and a catalogue that comes from someone else cannot make a report quote other files.
#[derive(Debug)]
pub struct StoredExcerpts {
    /// The output folder.
    folder: PathBuf,
    written: WrittenFiles,
}

impl StoredExcerpts {
    /// Reads from the archive in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), written: WrittenFiles::default() }
    }

    /// Returns the excerpts of an article, whose Markdown had this SHA-256 digest when it was written. Without the input or
    /// the Markdown, they have no text. There are none of an input that failed.
    pub fn of(&self, entry: &Entry<'_>, markdown_sha256: Option<&str>) -> Excerpts {
        let Some(done) = entry.done() else { return Excerpts::default() };
        let findings = Findings {
            status: done.status,
            passed_through: entry.outcome == Outcome::PassedThrough,
            warnings: &done.warnings,
            verification: done.verification.as_deref(),
        };
        let read = || {
            let markdown = self.markdown(entry.output?, markdown_sha256?)?;
            let page = self.input(entry.path)?.page(Limits::default().bytes, &self.written).ok()?;
            let is_same = digest(&page.bytes) == done.input_sha256;
            is_same.then(|| Excerpts::of_markdown(&page.bytes, &page.hints(), &markdown, &findings))
        };
        // A panic while collecting excerpts must not fail the report.
        let excerpts = catch_panics(|| Ok(read())).unwrap_or_default();
        excerpts.unwrap_or_else(|| Excerpts::without_text(&findings))
    }

    /// Returns the input at `path`, which is relative to the folder, if it is a file.
    fn input(&self, path: &str) -> Option<Input> {
        let path = self.folder.join(path);
        // A pipe would block.
        path.metadata().is_ok_and(|found| found.is_file()).then(|| Input::file(&path))
    }

    /// Returns the Markdown at `path` below the folder if it has this digest.
    fn markdown(&self, path: &str, expected: &str) -> Option<String> {
        let is_below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let file = open_regular(&self.folder.join(path)).ok().filter(|_| is_below)?;
        let (max, mut markdown) = (Limits::default().output, String::new());
        file.take(u64::try_from(max).ok()?).read_to_string(&mut markdown).ok()?;
        (digest(markdown.as_bytes()) == expected).then_some(markdown)
    }
}
