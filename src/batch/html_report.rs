//! Recognizes the HTML reports of csdown, which are no pages of articles.

use std::path::Path;

use crate::store::starts_with;

/// The name of the report in an output folder that `--open` writes if no other is named.
pub(crate) const HTML_REPORT: &str = "report.html";

/// The beginning of every report of any version.
pub(crate) const HTML_REPORT_BEGINNING: &str = "<!doctype html>\n<!-- report of csdown ";

/// Whether the file at `path` is a report. Only files with the usual name are opened.
pub(super) fn is_html_report(path: &Path) -> bool {
    path.ends_with(HTML_REPORT) && starts_with(path, HTML_REPORT_BEGINNING).unwrap_or_default()
}
