//! The outcome as JUnit's XML, which CI servers read.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::told::Told;
use crate::batch::StagedFile;
use crate::check::Checked;
use crate::cli::convert::{Stop, nothing, usage};
use crate::cli::reports::begins_with;

const NAME: &str = "csdown check";

/// How every report begins.
const BEGINNING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"csdown check\"";

/// A report on its way to a file.
#[derive(Debug)]
pub(super) struct Junit {
    path: PathBuf,
    file: StagedFile,
    suite: TestSuite,
}

impl Junit {
    /// Begins a report that may take the place of an earlier one, and of nothing else.
    pub(super) fn begin(path: &Path) -> Result<Self, Stop> {
        let named = |error: io::Error| usage(format!("report {}: {error}", path.display()));
        if path.exists() && !(path.is_file() && begins_with(path, BEGINNING).map_err(named)?) {
            return Err(usage(format!("report {} exists and is none of csdown check's", path.display())));
        }
        std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(named)?;
        let file = StagedFile::new(path).map_err(named)?;
        Ok(Self { path: path.to_path_buf(), file, suite: TestSuite::new(NAME) })
    }

    /// Adds a case; `told` is what is wrong with it, if anything is.
    pub(super) fn add(&mut self, checked: &Checked, told: &[Told<'_>], most: usize) {
        let mut status = TestCaseStatus::success();
        if let Some(first) = told.first() {
            let is_broken = first.code == "broken";
            status = TestCaseStatus::non_success(if is_broken {
                NonSuccessKind::Error
            } else {
                NonSuccessKind::Failure
            });
            let text: String = told.iter().map(|told| told.text(most)).collect();
            status.set_type(first.code).set_message(first.message.as_str()).set_description(text);
        }
        let (folder, name) = checked.name.rsplit_once('/').unwrap_or((".", &checked.name));
        let mut case = TestCase::new(name, status);
        case.set_classname(folder);
        self.suite.add_test_case(case);
    }

    /// Puts the report in its place.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        let mut report = Report::new(NAME);
        report.add_test_suite(self.suite);
        let text = report.to_string().map_err(|error| nothing(&error))?;
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.publish());
        written.map_err(|error| nothing(&format!("report {}: {error}", self.path.display())))
    }
}
