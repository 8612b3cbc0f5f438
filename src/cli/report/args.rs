//! The arguments of `csdown report`, exactly as typed.

use std::path::{Path, PathBuf};

const AFTER_HELP: &str = "\
Examples:
  # A JSON report on all articles in a folder
  csdown report markdown -o report.json
  # The same as a page for a browser
  csdown report markdown -o markdown/report.html
  # In the browser
  csdown report markdown --open
  # The articles with warnings
  csdown report markdown | jq '.inputs[] | select(.warnings != []) | .output'

Notes:
  csdown convert --report reports on one run, csdown report on all articles that any run has written to the folder. Both have the format described in docs/report.md. Paths of inputs are relative to the folder.

  The HTML report quotes inputs and Markdown that have not changed since they were converted.

Exit codes:
  0  success
  2  invalid arguments, or the folder has no catalogue
  3  the catalogue cannot be read, or the report cannot be written";

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// JSON, as described in docs/report.md
    Json,
    /// A page for a browser
    Html,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ReportArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Format of the report [default: html if FILE ends in .html, otherwise json]
    #[arg(long, value_name = "FORMAT", help_heading = "Input and output")]
    pub(super) format: Option<Format>,
    /// Open the HTML report in the browser; without --output, it is report.html in the archive
    #[arg(long, help_heading = "Input and output")]
    pub(super) open: bool,
    /// Write the report to this file, or - for standard output [default: -]
    #[arg(short, long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) output: Option<PathBuf>,
}

impl ReportArgs {
    /// Returns the format, which the name of the file determines by default.
    pub(super) fn format(&self, output: &Path) -> Format {
        let is_html = || output.extension().is_some_and(|found| found.eq_ignore_ascii_case("html"));
        self.format.unwrap_or_else(|| if is_html() { Format::Html } else { Format::Json })
    }
}
