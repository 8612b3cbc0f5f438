//! The reports of a run: where they go, and what they may take the place of.

use std::io::{self, BufWriter, Read};
use std::path::Path;

use super::convert::{Stop, usage};
use crate::Options;
use crate::batch::{Destination, Inputs, Record, StagedFile};
use crate::reports::{HtmlReport, ReportWriter, address_of_outputs};

/// The reports that are asked for.
pub(super) struct Asked<'a> {
    pub(super) json: Option<&'a Path>,
    pub(super) html: Option<&'a Path>,
    /// Whether they may take the place of any file but an input.
    pub(super) force: bool,
}

/// A file that appears when it is whole.
type File = BufWriter<StagedFile>;

/// The reports of a run on their way to their files.
pub(super) struct Reports {
    json: Option<ReportWriter<File>>,
    html: Option<HtmlReport<File>>,
}

impl Reports {
    /// Begins the files of the reports that are asked for.
    pub(super) fn begin(
        asked: &Asked<'_>,
        destination: &Destination,
        inputs: &mut Inputs,
        options: &Options,
    ) -> Result<Self, Stop> {
        if asked.json.is_some() && asked.json == asked.html {
            return Err(usage("--report and --report-html name one file"));
        }
        let json = asked.json.map(|path| {
            let file = report_file(path, ReportWriter::<io::Sink>::BEGINNING, inputs, asked.force)?;
            ReportWriter::new(file, options).map_err(|error| report_error(path, &error))
        });
        let html = asked.html.map(|path| {
            if inputs.would_hold(path) {
                let among =
                    "is an input, or would be one of the next run: it needs a place where no inputs are";
                return Err(usage(format!("report {} {among}", path.display())));
            }
            let file = report_file(path, HtmlReport::<io::Sink>::BEGINNING, inputs, asked.force)?;
            let links = address_of_outputs(path, destination);
            HtmlReport::new(file, options, links).map_err(|error| report_error(path, &error))
        });
        Ok(Self { json: json.transpose()?, html: html.transpose()? })
    }

    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        self.json.as_mut().map_or(Ok(()), |report| report.add(record))?;
        self.html.as_mut().map_or(Ok(()), |report| report.add(record))
    }

    /// Both are whole before one appears.
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

/// Begins the file of a report, which may take the place of an earlier one, of nothing else unless forced, and of an
/// input never. Reports of its kind have this `beginning`.
fn report_file(
    path: &Path,
    beginning: &str,
    inputs: &mut Inputs,
    force: bool,
) -> Result<BufWriter<StagedFile>, Stop> {
    let named = |error: io::Error| report_error(path, &error);
    if inputs.holds(path) {
        return Err(usage(format!("report {} is an input", path.display())));
    }
    if !force && path.exists() && !begins_with(path, beginning).map_err(named)? {
        return Err(usage(format!("report {} exists and is no report of csdown's", path.display())));
    }
    std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(named)?;
    Ok(BufWriter::new(StagedFile::new(path).map_err(named)?))
}

/// Whether the file at `path` begins so.
pub(super) fn begins_with(path: &Path, beginning: &str) -> io::Result<bool> {
    let mut found = Vec::new();
    let length = u64::try_from(beginning.len()).unwrap_or(u64::MAX);
    std::fs::File::open(path)?.take(length).read_to_end(&mut found)?;
    Ok(found == beginning.as_bytes())
}

fn report_error(path: &Path, error: &io::Error) -> Stop {
    usage(format!("report {}: {error}", path.display()))
}
