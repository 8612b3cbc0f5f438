//! `csdown report`: reports on all articles of an archive.

mod args;

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use serde_json::Value;

pub(super) use args::ReportArgs;

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::named_stream::NamedStream;
use super::open::{html_report, open_report};
use super::progress::{Expected, Progress, Task};
use super::report_file::ReportFile;
use super::status_line::StatusLine;
use super::terminal::ignore_broken_pipe;
use crate::Options;
use crate::batch::{Destination, Entry, Stop, StoredExcerpts};
use crate::catalogue::{Catalogue, EntryRow};
use crate::reports::{HtmlReport, ReportWriter, url_of_outputs};
use args::Format;

/// What progress is shown of.
const REPORTING: Task = Task { verb: "Reporting", items: "articles" };

/// A buffered report.
type File = BufWriter<ReportFile>;

pub(super) fn run(args: &ReportArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let catalogue = read_catalogue(&args.archive, CliError::usage)?;
    let options = options(&catalogue)?;
    let output = html_report(args.output.as_deref(), args.open, Some(&args.archive))?;
    let output = output.unwrap_or_else(|| PathBuf::from("-"));
    let format = args.format(&output);
    if args.open && format != Format::Html {
        return Err(CliError::usage("--open needs an HTML report; use --format html"));
    }
    let beginning = match format {
        Format::Json => ReportWriter::<io::Sink>::BEGINNING,
        Format::Html => HtmlReport::<io::Sink>::BEGINNING,
    };
    let file = BufWriter::new(ReportFile::create(&output, beginning, None)?);
    let stop = io.signals.watch();
    let progress = progress(&output, &catalogue, &io.status)?;
    let entries = Entries { catalogue, progress, stop };
    let written = match format {
        Format::Json => write_json(&entries, file, &options),
        Format::Html => write_html(&output, &args.archive, &entries, file, &options),
    };
    drop(entries);
    if let Some(exit) = io.stopped("the report would be incomplete, so it was not written") {
        return Ok(exit);
    }
    let published = written.and_then(|file| {
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.publish()
    });
    let failed = |error| CliError::failure(format!("report {}: {error}", output.display()));
    ignore_broken_pipe(published).map_err(failed)?;
    if args.open {
        open_report(&output, io);
    }
    Ok(Exit::Success)
}

/// Starts to show progress, unless the report goes to a terminal.
fn progress(output: &Path, catalogue: &Catalogue, line: &StatusLine) -> Result<Progress, CliError> {
    if NamedStream::named(output).is_some_and(|stream| stream.is_terminal()) {
        return Ok(Progress::hidden(line));
    }
    let outcomes = catalogue.article_counts().map_err(CliError::failure)?.outcomes;
    let entries = outcomes.into_iter().map(|(_, count)| count).sum();
    Ok(Progress::start(line, REPORTING, || Expected::items(entries), None))
}

/// Returns the options that most articles were converted with, or the default ones if none are recorded.
fn options(catalogue: &Catalogue) -> Result<Value, CliError> {
    let options = catalogue.main_options().map_err(CliError::failure)?;
    let options = match options {
        Some(options) => serde_json::from_str(&options),
        None => serde_json::to_value(Options::default()),
    };
    options.map_err(|error| CliError::failure(format!("the options in the catalogue are damaged: {error}")))
}

fn write_json(entries: &Entries, file: File, options: &Value) -> io::Result<File> {
    let mut report = ReportWriter::new(file, options)?;
    entries.each(&mut |entry, _| report.add_entry(entry))?;
    report.finish()
}

fn write_html(
    output: &Path,
    archive: &Path,
    entries: &Entries,
    file: File,
    options: &Value,
) -> io::Result<File> {
    // In a stream, links start from the working directory.
    let path = if NamedStream::named(output).is_some() { Path::new("-") } else { output };
    let links = url_of_outputs(path, &Destination::Folder(archive.to_path_buf()));
    let mut report = HtmlReport::new(file, options, links)?;
    let excerpts = StoredExcerpts::new(entries.catalogue.folder());
    entries.each(&mut |entry, markdown_sha256| {
        report.add_entry(entry, || excerpts.of(entry, markdown_sha256))
    })?;
    report.finish()
}

/// The entries of a catalogue, with the progress of reporting them.
struct Entries {
    catalogue: Catalogue,
    progress: Progress,
    stop: Stop,
}

impl Entries {
    /// Calls `each` with every entry, and the digest of its Markdown, until it fails or the command is asked to stop.
    fn each(&self, each: &mut dyn FnMut(&Entry<'_>, Option<&str>) -> io::Result<()>) -> io::Result<()> {
        let mut result = Ok(());
        let read = self.catalogue.each_entry(&mut |row| {
            self.progress.add();
            if result.is_ok() && self.stop.limit(std::iter::once(())).next().is_some() {
                result = entry(row).and_then(|entry| each(&entry, row.output_sha256.as_deref()));
            }
        });
        result.and(read.map_err(io::Error::other))
    }
}

fn entry(row: &EntryRow) -> io::Result<Entry<'_>> {
    Entry::stored(&row.input, row.output.as_deref(), &row.outcome, &row.entry).map_err(|error| {
        let input = &row.input;
        io::Error::other(format!("the catalogue has a damaged entry of {input}: {error}; convert it again"))
    })
}
