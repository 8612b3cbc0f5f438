//! `csdown report`: reports on all articles of an archive.

mod args;

use std::io::{self, BufWriter};
use std::path::Path;

use serde_json::Value;

pub(super) use args::ReportArgs;

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::named_stream::NamedStream;
use super::progress::{Expected, Progress, Task};
use super::report_file::ReportFile;
use super::status_line::StatusLine;
use super::terminal::ignore_broken_pipe;
use crate::Options;
use crate::batch::{Destination, Entry, StoredExcerpts};
use crate::catalogue::{Catalogue, EntryRow};
use crate::reports::{HtmlReport, ReportWriter, url_of_outputs};
use args::Format;

/// What progress is shown of.
const REPORTING: Task = Task { verb: "Reporting", items: "articles" };

/// A buffered report.
type File = BufWriter<ReportFile>;

pub(super) fn run(args: &ReportArgs, io: &Io<'_>) -> Result<Exit, CliError> {
    let catalogue = read_catalogue(&args.archive, CliError::usage)?;
    let options = options(&catalogue)?;
    let beginning = match args.format() {
        Format::Json => ReportWriter::<io::Sink>::BEGINNING,
        Format::Html => HtmlReport::<io::Sink>::BEGINNING,
    };
    let file = BufWriter::new(ReportFile::create(&args.output, beginning, None)?);
    let progress = progress(args, &catalogue, &io.status)?;
    let written = match args.format() {
        Format::Json => write_json(&catalogue, file, &options, &progress),
        Format::Html => write_html(args, &catalogue, file, &options, &progress),
    };
    drop(progress);
    let published = written.and_then(|file| {
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.publish()
    });
    let failed = |error| CliError::failure(format!("report {}: {error}", args.output.display()));
    ignore_broken_pipe(published).map_err(failed)?;
    Ok(Exit::Success)
}

/// Starts to show progress, unless the report goes to a terminal.
fn progress(args: &ReportArgs, catalogue: &Catalogue, line: &StatusLine) -> Result<Progress, CliError> {
    if NamedStream::named(&args.output).is_some_and(|stream| stream.is_terminal()) {
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

fn write_json(catalogue: &Catalogue, file: File, options: &Value, progress: &Progress) -> io::Result<File> {
    let mut report = ReportWriter::new(file, options)?;
    each_entry(catalogue, progress, &mut |entry, _| report.add_entry(entry))?;
    report.finish()
}

fn write_html(
    args: &ReportArgs,
    catalogue: &Catalogue,
    file: File,
    options: &Value,
    progress: &Progress,
) -> io::Result<File> {
    // In a stream, links start from the working directory.
    let path = if NamedStream::named(&args.output).is_some() { Path::new("-") } else { &args.output };
    let links = url_of_outputs(path, &Destination::Folder(args.archive.clone()));
    let mut report = HtmlReport::new(file, options, links)?;
    let excerpts = StoredExcerpts::new(catalogue.folder());
    each_entry(catalogue, progress, &mut |entry, markdown_sha256| {
        report.add_entry(entry, || excerpts.of(entry, markdown_sha256))
    })?;
    report.finish()
}

/// Calls `each` with every entry of the catalogue, and the digest of its Markdown, until it fails.
fn each_entry(
    catalogue: &Catalogue,
    progress: &Progress,
    each: &mut dyn FnMut(&Entry<'_>, Option<&str>) -> io::Result<()>,
) -> io::Result<()> {
    let mut result = Ok(());
    let read = catalogue.each_entry(&mut |row| {
        progress.add();
        if result.is_ok() {
            result = entry(row).and_then(|entry| each(&entry, row.output_sha256.as_deref()));
        }
    });
    result.and(read.map_err(io::Error::other))
}

fn entry(row: &EntryRow) -> io::Result<Entry<'_>> {
    Entry::stored(&row.input, row.output.as_deref(), &row.outcome, &row.entry).map_err(|error| {
        let input = &row.input;
        io::Error::other(format!("the catalogue has a damaged entry of {input}: {error}; convert it again"))
    })
}
