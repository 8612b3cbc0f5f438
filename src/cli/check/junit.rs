//! The results as JUnit XML, for CI servers.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::rendered::Rendered;
use crate::batch::StagedFile;
use crate::check::Checked;
use crate::cli::error::CliError;
use crate::cli::reports::starts_with;

const NAME: &str = "csdown check";

/// The start of every report.
const PREFIX: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"csdown check\"";

/// A report that is being written.
#[derive(Debug)]
pub(super) struct Junit {
    path: PathBuf,
    file: StagedFile,
    suite: TestSuite,
}

impl Junit {
    /// Starts a report, which may replace only an earlier report.
    pub(super) fn create(path: &Path) -> Result<Self, CliError> {
        let with_path = |error: io::Error| CliError::usage(format!("report {}: {error}", path.display()));
        if path.exists() && !(path.is_file() && starts_with(path, PREFIX).map_err(with_path)?) {
            let message = format!(
                "report {} already exists and is not a JUnit report of csdown check; delete it first",
                path.display()
            );
            return Err(CliError::usage(message));
        }
        std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(with_path)?;
        let file = StagedFile::new(path).map_err(with_path)?;
        Ok(Self { path: path.to_path_buf(), file, suite: TestSuite::new(NAME) })
    }

    /// Adds a case with its faults.
    pub(super) fn add(&mut self, checked: &Checked, faults: &[Rendered<'_>], max_lines: usize) {
        let mut status = TestCaseStatus::success();
        if let Some(first) = faults.first() {
            let is_broken = first.code == "broken";
            status = TestCaseStatus::non_success(if is_broken {
                NonSuccessKind::Error
            } else {
                NonSuccessKind::Failure
            });
            let text: String = faults.iter().map(|fault| fault.text(max_lines)).collect();
            status.set_type(first.code).set_message(first.message.as_str()).set_description(text);
        }
        let (folder, name) = checked.name.rsplit_once('/').unwrap_or((".", &checked.name));
        let mut case = TestCase::new(name, status);
        case.set_classname(folder);
        self.suite.add_test_case(case);
    }

    /// Publishes the report.
    pub(super) fn finish(mut self) -> Result<(), CliError> {
        let mut report = Report::new(NAME);
        report.add_test_suite(self.suite);
        let text = report.to_string().map_err(CliError::failure)?;
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.publish());
        written.map_err(|error| CliError::failure(format!("report {}: {error}", self.path.display())))
    }
}
