//! Findings as text, shared by the terminal, annotations and JUnit.

use super::diff::Diff;
use crate::batch::slashed;
use crate::check::{Checked, Finding};
use crate::cli::terminal::printable;

/// A finding as text.
#[derive(Debug)]
pub(super) struct Rendered<'a> {
    /// The kind of finding.
    pub(super) code: &'static str,
    /// The file to look at.
    pub(super) file: String,
    /// The line in the file.
    pub(super) line: usize,
    /// A description in one line.
    pub(super) message: String,
    /// How the expected text differs from the result.
    pub(super) diff: Option<Diff<'a>>,
    /// The path of the input.
    pub(super) input: String,
}

impl<'a> Rendered<'a> {
    pub(super) fn new(checked: &Checked, finding: &'a Finding) -> Self {
        let path = |path| {
            let path = slashed(path);
            path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
        };
        let (file, input) = (path(finding.file()), path(&checked.path));
        let (mut line, mut diff) = (1, None);
        let message = match finding {
            Finding::Differs { expected, found, .. } => {
                let differences = Diff::new(expected, found);
                line = differences.line;
                diff = Some(differences);
                format!("{file}, line {line}")
            }
            Finding::Missing { .. } => format!("{file} for {input}; use --update to write it"),
            Finding::Fails { failure, .. } => {
                format!(
                    "{input}: {failure}; to expect this error, replace the Markdown with an empty {file} and --update"
                )
            }
            Finding::Converts { .. } => {
                format!(
                    "{input}, but {file} expects an error; to expect Markdown, delete {file} and --update"
                )
            }
            Finding::Orphan { .. } => format!("{file} has no input beside it"),
            Finding::Broken { reason, .. } => format!("{file}: {reason}"),
            Finding::Updated { is_new: true, .. } => format!("{file} (new)"),
            Finding::Updated { .. } => file.clone(),
        };
        let file = match finding {
            Finding::Missing { .. } | Finding::Fails { .. } => input.clone(),
            _ => file,
        };
        Self { code: finding.code(), file, line, message: printable(&message), diff, input }
    }

    /// The message and the first lines of the diff.
    pub(super) fn text(&self, max_lines: usize) -> String {
        let diff = self.diff.as_ref().map(|diff| self.header() + &diff.text(max_lines));
        format!("{}: {}\n{}", self.code, self.message, diff.unwrap_or_default())
    }

    /// The file names above a diff.
    pub(super) fn header(&self) -> String {
        format!("--- {}\n+++ {}, converted\n", printable(&self.file), printable(&self.input))
    }
}
