//! Findings in words, the same for a terminal, for annotations and for JUnit.

use super::diff::Diff;
use crate::batch::slashed;
use crate::check::{Checked, Finding};
use crate::cli::printer::printable;

/// A finding in words.
#[derive(Debug)]
pub(super) struct Told<'a> {
    /// What kind of finding it is.
    pub(super) code: &'static str,
    /// The file where somebody would look.
    pub(super) file: String,
    /// The line of the file.
    pub(super) line: usize,
    /// What there is to say, in a line.
    pub(super) message: String,
    /// How what is expected differs from what was found.
    pub(super) diff: Option<Diff<'a>>,
    /// What was converted.
    pub(super) input: String,
}

impl<'a> Told<'a> {
    pub(super) fn of(checked: &Checked, finding: &'a Finding) -> Self {
        let path = |path| {
            let path = slashed(path);
            path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
        };
        let (file, input) = (path(finding.file()), path(&checked.path));
        let mut told = Self { code: finding.code(), line: 1, message: file.clone(), diff: None, file, input };
        let (file, input) = (&told.file, &told.input);
        match finding {
            Finding::Differs { expected, found, .. } => {
                let diff = Diff::of(expected, found);
                told.line = diff.line;
                told.message = format!("{file}, line {}", diff.line);
                told.diff = Some(diff);
            }
            Finding::Missing { .. } => {
                told.message = format!("{file} for {input}; --update writes it");
                told.file = input.clone();
            }
            Finding::Fails { failure, .. } => {
                told.message = format!(
                    "{input}: {failure}; to expect that, make an empty {file} instead of its Markdown, and --update"
                );
                told.file = input.clone();
            }
            Finding::Converts { .. } => {
                told.message = format!(
                    "{input}, of which {file} expects an error; to expect Markdown, delete that, and --update"
                );
            }
            Finding::Orphan { .. } => told.message = format!("{file} has no input beside it"),
            Finding::Broken { reason, .. } => told.message = format!("{file}: {reason}"),
            Finding::Updated { is_new, .. } if *is_new => told.message = format!("{file}, which is new"),
            Finding::Updated { .. } => {}
        }
        told.message = printable(&told.message);
        told
    }

    /// The message and the beginning of the difference.
    pub(super) fn text(&self, most: usize) -> String {
        let diff = self.diff.as_ref().map(|diff| self.head() + &diff.shown(most));
        format!("{}: {}\n{}", self.code, self.message, diff.unwrap_or_default())
    }

    /// What stands before a difference.
    pub(super) fn head(&self) -> String {
        format!("--- {}\n+++ {}, converted\n", printable(&self.file), printable(&self.input))
    }
}
