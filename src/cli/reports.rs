//! The report files of a run.

use std::io::{self, BufWriter};
use std::path::Path;

use super::error::CliError;
use super::named_stream::NamedStream;
use super::report_file::{ReportFile, report_error};
use crate::Options;
use crate::batch::{Destination, Inputs, Record};
use crate::reports::{HtmlReport, ReportWriter, url_of_outputs};

/// Where reports are written.
pub(super) struct ReportPaths<'a> {
    pub(super) json: Option<&'a Path>,
    pub(super) html: Option<&'a Path>,
    /// Whether reports may overwrite any file except an input.
    pub(super) force: bool,
    /// The stream that the Markdown is written to, if any.
    pub(super) markdown: Option<&'a NamedStream>,
}

impl ReportPaths<'_> {
    /// Checks that each stream or file receives one thing only.
    fn check(&self) -> Result<(), CliError> {
        let stream = |path: Option<&Path>| path.and_then(NamedStream::named);
        let (json, html) = (stream(self.json), stream(self.html));
        let is_same_file = self.json.is_some() && json.is_none() && self.json == self.html;
        if is_same_file || json.as_ref().is_some_and(|json| json.mixes_with(html.as_ref())) {
            return Err(CliError::usage("--report and --report-html name the same file"));
        }
        let mixes =
            |report: Option<NamedStream>| report.is_some_and(|report| report.mixes_with(self.markdown));
        if mixes(json) || mixes(html) {
            return Err(CliError::usage(
                "the report and the Markdown would go to the same stream; use -o FILE",
            ));
        }
        Ok(())
    }
}

/// A buffered report.
type File = BufWriter<ReportFile>;

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
        paths.check()?;
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
            // In a stream, links start from the working directory.
            let folder = if NamedStream::named(path).is_some() { Path::new("-") } else { path };
            let links = url_of_outputs(folder, destination);
            HtmlReport::new(file, options, links).map_err(|error| report_error(path, &error))
        });
        Ok(Self { json: json.transpose()?, html: html.transpose()? })
    }

    /// Adds a record to all reports.
    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        self.json.as_mut().map_or(Ok(()), |report| report.add(record))?;
        self.html.as_mut().map_or(Ok(()), |report| report.add(record))
    }

    /// Completes the reports in streams, which have begun already, and discards those in files. Returns whether there were
    /// any.
    pub(super) fn finish_stopped(self) -> bool {
        let json = self.json.and_then(|report| report.finish().ok());
        let html = self.html.and_then(|report| report.finish().ok());
        let files = json.into_iter().chain(html).filter_map(|file| file.into_inner().ok());
        let (streams, discarded): (Vec<_>, Vec<_>) =
            files.partition(|file: &ReportFile| matches!(file, ReportFile::Stream(_)));
        // Their readers may be gone.
        streams.into_iter().for_each(|stream| drop(stream.publish()));
        !discarded.is_empty()
    }

    /// Completes all reports before publishing any.
    pub(super) fn finish(self) -> io::Result<()> {
        let json = self.json.map(ReportWriter::finish).transpose()?;
        let html = self.html.map(HtmlReport::finish).transpose()?;
        let files = json
            .into_iter()
            .chain(html)
            .map(|file| file.into_inner().map_err(io::IntoInnerError::into_error));
        files.collect::<io::Result<Vec<_>>>()?.into_iter().try_for_each(ReportFile::publish)
    }
}

/// Starts a report. It may replace an earlier report, which starts with `prefix`, or any file if forced, but never an
/// input.
fn report_file(path: &Path, prefix: &str, inputs: &mut Inputs, force: bool) -> Result<File, CliError> {
    if inputs.contains(path) {
        return Err(CliError::usage(format!("report {} is an input; name another file", path.display())));
    }
    Ok(BufWriter::new(ReportFile::create(path, prefix, Some(force))?))
}
