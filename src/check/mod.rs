//! Snapshot testing: checks that inputs are still converted to the expected files, and updates these.

mod case;
mod find;
mod finding;
mod layout;

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

pub use case::Case;
pub use find::{Found, Search};
pub use finding::{Checked, Finding};
pub use layout::{Layout, Layouts};

use crate::batch::{Failure, SetupError, Stop, catch_panics, default_jobs, in_order};
use crate::store::{StagedFile, WriteError, folder_of, remove_stale};
use crate::{Converter, Options};
use case::{describe_conversion, describe_error, read_optional};

/// Converts cases and compares the results with the expected files.
#[derive(Debug, Clone)]
pub struct Checker<'a> {
    converter: &'a Converter,
    jobs: NonZeroUsize,
    update: bool,
    stop: Stop,
}

impl<'a> Checker<'a> {
    /// Creates a checker that uses one thread per CPU. `converter` converts the cases without options of their own.
    pub fn new(converter: &'a Converter) -> Self {
        Self { converter, jobs: default_jobs(), update: false, stop: Stop::default() }
    }

    /// Sets the number of threads.
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Sets whether to write expected files that are missing or differ. Inputs are never written, and an expected error
    /// is never replaced with Markdown or vice versa.
    #[must_use]
    pub fn update(mut self, update: bool) -> Self {
        self.update = update;
        self
    }

    /// Sets what may stop the check early.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Checks cases and calls `each` with the results, in order.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the run cannot start.
    pub fn run(&self, found: Vec<Found>, each: &mut dyn FnMut(Checked)) -> Result<(), SetupError> {
        if self.update {
            let cases = found.iter().filter_map(|found| found.as_ref().ok());
            let folders: BTreeSet<&Path> = cases.map(|case| folder_of(&case.markdown)).collect();
            // Those of killed updates. A folder that cannot be read is reported by its cases.
            folders.into_iter().for_each(|folder| drop(remove_stale(folder)));
        }
        let check = |found: Found| found.map_or_else(|fault| fault, |case| self.check(&case));
        in_order(self.jobs, self.stop.limit(found.into_iter()), |_| 0, check, &mut |ready| {
            ready.into_iter().for_each(&mut *each);
            ControlFlow::Continue(())
        })
    }

    /// Checks one case.
    pub fn check(&self, case: &Case) -> Checked {
        let findings = catch_panics(|| Ok(self.findings(case).unwrap_or_else(|finding| vec![finding])));
        let findings =
            findings.unwrap_or_else(|failure| vec![Finding::broken(&case.input, failure.to_string())]);
        Checked { name: case.name.clone(), path: case.input.clone(), findings }
    }

    fn findings(&self, case: &Case) -> Result<Vec<Finding>, Finding> {
        let base = self.converter.options();
        let own = case.own_options(base).map_err(|reason| Finding::broken(&case.options, reason))?;
        let input = case.read(own.as_ref().unwrap_or(base));
        let input = input.map_err(|error| Finding::broken(&case.input, Failure::read(error).to_string()))?;
        let [markdown, error, facts] =
            [&case.markdown, &case.error, &case.facts].map(|file| Snapshot::read(file));
        let (markdown, error, facts) = (markdown?, error?, facts?);
        if markdown.text.is_some() && error.text.is_some() {
            let reason = format!(
                "{} exists as well; only one of the two can be expected",
                finding::name_of(&case.error)
            );
            return Err(Finding::broken(&case.markdown, reason));
        }
        let converted =
            self.converter_of(own).and_then(|converter| converter.convert_bytes(&input, &case.hints()));
        let mut findings = Vec::new();
        match converted {
            Ok(_) if error.text.is_some() => findings.push(Finding::Converts { file: case.error.clone() }),
            Ok(conversion) => {
                let found = facts.text.is_some().then(|| describe_conversion(&conversion));
                findings.extend(self.compare(markdown, conversion.markdown));
                findings.extend(found.and_then(|found| self.compare(facts, found)));
            }
            Err(failure) if error.text.is_some() => {
                findings.extend(self.compare(error, describe_error(&failure)));
            }
            Err(failure) => {
                findings.push(Finding::Fails { file: case.error.clone(), failure: failure.into() });
            }
        }
        Ok(findings)
    }

    fn converter_of(&self, own: Option<Options>) -> crate::Result<Converter> {
        own.map_or_else(|| Ok(self.converter.clone()), Converter::new)
    }

    /// Compares a snapshot with the actual text, or updates it.
    fn compare(&self, snapshot: Snapshot<'_>, found: String) -> Option<Finding> {
        let Snapshot { file, text } = snapshot;
        let file = file.to_path_buf();
        match text {
            Some(text) if text == found.as_bytes() => None,
            text if self.update => Some(match write(&file, &found) {
                Ok(()) => Finding::Updated { file, is_new: text.is_none() },
                Err(error) => Finding::broken(&file, WriteError::Io(error).to_string()),
            }),
            Some(text) => {
                let expected = String::from_utf8_lossy(&text).into_owned();
                Some(Finding::Differs { file, expected, found })
            }
            None => Some(Finding::Missing { file, found }),
        }
    }
}

/// An expected file and its text, if it exists. If every line ends with CRLF, as in a checkout on Windows, the text has
/// LF.
struct Snapshot<'a> {
    file: &'a Path,
    text: Option<Vec<u8>>,
}

impl<'a> Snapshot<'a> {
    fn read(file: &'a Path) -> Result<Self, Finding> {
        let text =
            read_optional(file).map_err(|error| Finding::broken(file, Failure::Read(error).to_string()))?;
        Ok(Self { file, text: text.map(|text| with_lf(&text).unwrap_or(text)) })
    }
}

/// Converts line ends to LF if every line ends with CRLF.
fn with_lf(text: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    let (last, ended) = lines.split_last().filter(|(_, ended)| !ended.is_empty())?;
    let mut lines = ended.iter().map(|line| line.strip_suffix(b"\r")).collect::<Option<Vec<&[u8]>>>()?;
    lines.push(last);
    Some(lines.join(&b'\n'))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    let mut staged = StagedFile::new(file)?;
    staged.write_all(text.as_bytes())?;
    staged.publish()
}
