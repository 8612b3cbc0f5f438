//! The report files of a run.

use std::io::{self, BufWriter, Read};
use std::path::Path;

use super::error::CliError;
use crate::Options;
use crate::batch::{Destination, Inputs, Record, StagedFile};
use crate::reports::{HtmlReport, ReportWriter, url_of_outputs};

/// Where reports are written.
pub(super) struct ReportPaths<'a> {
    pub(super) json: Option<&'a Path>,
    pub(super) html: Option<&'a Path>,
    /// Whether reports may overwrite any file except an input.
    pub(super) force: bool,
}

/// A file that appears when it is complete.
type File = BufWriter<StagedFile>;

/// The reports of a run while it is in progress.
pub(super) struct Reports {
    json: Option<ReportWriter<File>>,
    html: Option<HtmlReport<File>>,
}

impl Reports {
    /// Starts the reports that `paths` requests.
    pub(super) fn create(
        paths: &ReportPaths<'_>,
        destination: &Destination,
        inputs: &mut Inputs,
        options: &Options,
    ) -> Result<Self, CliError> {
        if paths.json.is_some() && paths.json == paths.html {
            return Err(CliError::usage("--report and --report-html name the same file"));
        }
        let json = paths.json.map(|path| {
            let file = report_file(path, ReportWriter::<io::Sink>::BEGINNING, inputs, paths.force)?;
            ReportWriter::new(file, options).map_err(|error| report_error(path, &error))
        });
        let html = paths.html.map(|path| {
            if inputs.would_contain(path) {
                let message =
                    "is an input, or would be one on the next run; write it outside the input folders";
                return Err(CliError::usage(format!("report {} {message}", path.display())));
            }
            let file = report_file(path, HtmlReport::<io::Sink>::BEGINNING, inputs, paths.force)?;
            let links = url_of_outputs(path, destination);
            HtmlReport::new(file, options, links).map_err(|error| report_error(path, &error))
        });
        Ok(Self { json: json.transpose()?, html: html.transpose()? })
    }

    /// Adds a record to all reports.
    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        self.json.as_mut().map_or(Ok(()), |report| report.add(record))?;
        self.html.as_mut().map_or(Ok(()), |report| report.add(record))
    }

    /// Completes all reports before publishing any.
    pub(super) fn finish(self) -> io::Result<()> {
        let json = self.json.map(ReportWriter::finish).transpose()?;
        let html = self.html.map(HtmlReport::finish).transpose()?;
        let files = json
            .into_iter()
            .chain(html)
            .map(|file| file.into_inner().map_err(io::IntoInnerError::into_error));
        files.collect::<io::Result<Vec<_>>>()?.into_iter().try_for_each(StagedFile::publish)
    }
}

/// Starts a report file. It may replace an earlier report, which starts with `prefix`, or any file if forced, but never
/// an input.
fn report_file(path: &Path, prefix: &str, inputs: &mut Inputs, force: bool) -> Result<File, CliError> {
    let with_path = |error: io::Error| report_error(path, &error);
    if inputs.contains(path) {
        return Err(CliError::usage(format!("report {} is an input", path.display())));
    }
    if !force && path.exists() && !starts_with(path, prefix).map_err(with_path)? {
        return Err(CliError::usage(format!(
            "report {} already exists and is not a csdown report; use --force to overwrite it",
            path.display()
        )));
    }
    std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(with_path)?;
    Ok(BufWriter::new(StagedFile::new(path).map_err(with_path)?))
}

/// Whether the file at `path` starts with `prefix`.
pub(super) fn starts_with(path: &Path, prefix: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    let length = u64::try_from(prefix.len()).unwrap_or(u64::MAX);
    std::fs::File::open(path)?.take(length).read_to_end(&mut start)?;
    Ok(start == prefix.as_bytes())
}

fn report_error(path: &Path, error: &io::Error) -> CliError {
    CliError::usage(format!("report {}: {error}", path.display()))
}
