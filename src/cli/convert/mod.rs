//! `csdown convert`: converts inputs to Markdown.

mod args;
mod in_place;

use std::io::{BufWriter, IntoInnerError};
use std::path::Path;

pub(super) use args::ConvertArgs;
use in_place::InPlace;

use super::args::VerbosityArgs;
use super::config::{Configuration, configuration, converter};
use super::error::CliError;
use super::exit::Exit;
use super::inputs::{expected, inputs, print_skipped, workers};
use super::io::Io;
use super::named_stream::NamedStream;
use super::open::{html_report, open_report};
use super::printer::{Format, Left, Printer, Verbosity};
use super::progress::{Expectation, Progress, Task};
use super::report_file::ReportFile;
use super::reports::{ReportPaths, Reports};
use super::search::index;
use super::terminal::{ignore_broken_pipe, printable};
use crate::Options;
use crate::batch::{Batch, Destination, Skipped, discover};
#[cfg(feature = "fetch")]
use crate::fetch::FetchOptions;
use crate::options::InternalLinks;
use crate::store::folder_of;

/// What progress is shown of.
const CONVERTING: Task = Task { verb: "Converting", items: "articles" };

/// The beginning of every file of records.
const RECORD_BEGINNING: &str = "{\"id\":";

pub(super) fn run(args: &ConvertArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let stream = match &args.output {
        Some(path) => NamedStream::named(path),
        None if args.in_place => None,
        None => Some(NamedStream::Stdout),
    };
    if let (Format::Jsonl, None, Some(path)) = (args.format, &stream, &args.output) {
        return convert_to_records(args, path, io);
    }
    let Some(other) = stream.as_ref().filter(|stream| **stream != NamedStream::Stdout) else {
        return convert(args, stream.as_ref(), io);
    };
    let opened = other.open().map_err(|error| CliError::usage(format!("cannot open the output: {error}")));
    let mut out = opened?;
    convert(args, Some(other), &mut io.with_out(&mut out))
}

/// Converts the inputs to a file of records, which appears when it is complete.
fn convert_to_records(args: &ConvertArgs, path: &Path, io: &mut Io<'_>) -> Result<Exit, CliError> {
    if discover(&args.inputs, None).contains(path) {
        return Err(CliError::usage(format!("{} is an input; name another file with -o", path.display())));
    }
    let mut out = BufWriter::new(ReportFile::create(path, RECORD_BEGINNING, Some(args.force))?);
    let exit = convert(args, None, &mut io.with_out(&mut out))?;
    if io.signals.exit().is_some() {
        return Ok(exit);
    }
    let file = out.into_inner().map_err(IntoInnerError::into_error).map_err(CliError::failure)?;
    file.publish().map_err(CliError::failure)?;
    Ok(exit)
}

/// Converts the inputs. The Markdown goes to `io.out`, which is `stream`, or to files.
fn convert(args: &ConvertArgs, stream: Option<&NamedStream>, io: &mut Io<'_>) -> Result<Exit, CliError> {
    args.durability.check()?;
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let mut options = options(args, &configuration);
    let in_place = InPlace::of(args)?;
    let destination = match &in_place {
        Some(in_place) => Destination::Folder(in_place.folder.clone()),
        None => destination(args, stream.is_some())?,
    };
    args.check_folder_options(&destination)?;
    args.names.apply(&mut options);
    let saved = args.images.apply(&destination, &mut options)?;
    args.from.apply(&mut options);
    let converter = converter(options)?;
    let options = converter.options();
    let out = match &destination {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(_) | Destination::Caller => None,
    };
    // What earlier runs wrote to an existing folder determines the inputs, so it is locked first.
    let _early = out.filter(|out| out.is_dir()).map(|out| args.lock.lock(out, io)).transpose()?;
    let mut inputs = match &in_place {
        Some(in_place) => in_place.inputs(&args.inputs)?,
        None => inputs(&args.inputs, out, options, io.input)?,
    };
    let (count, skipped) = (inputs.count_left(), inputs.skipped());
    let stop = io.signals.watch();
    let html = html_report(args.report_html.as_deref(), args.open, out)?;
    let paths = args.report_paths(html.as_deref(), stream);
    let reports = Reports::create(&paths, &destination, &mut inputs, options)?;
    // Held until the reports are published.
    let _lock = out.map(|out| args.lock.lock(out, io)).transpose()?;
    #[cfg(feature = "fetch")]
    let fetch = FetchOptions { stop: stop.clone(), ..configuration.fetch };
    #[cfg(feature = "fetch")]
    let open = |saved| args.images.open_with_network(saved, &args.network, fetch);
    #[cfg(not(feature = "fetch"))]
    let open = |saved| args.images.open(saved, crate::assets::ImageLimits::MAX_BYTES, None);
    let images = saved.as_ref().map(open).transpose()?;
    let expected = || match &in_place {
        Some(in_place) => in_place.expected(&args.inputs, count),
        None => expected(&args.inputs, out, count),
    };
    let progress = args.progress(count, stream, expected, io);
    let mut printer = Printer::new(args.verbosity(stream), progress, reports, io).format(args.format);
    let batch = args
        .batch(Batch::new(&converter, destination.clone()))
        .jobs(workers(args.jobs, count))
        .stop(stop)
        .images(images)
        .details(args.report.is_some() || html.is_some() || args.verbosity.verbose > 0)
        .excerpts(html.is_some());
    let changes = batch.run(inputs, &mut |record| printer.record(&record)).map_err(CliError::failure)?;
    printer.changes(&changes, args.prune);
    let exit = printer.finish().map_err(CliError::failure)?;
    let images = saved.as_ref().map(|saved| saved.folder.as_path());
    let outputs = Outputs { destination: &destination, images, html: html.as_deref() };
    if io.signals.exit().is_none() {
        print_notes(args, &destination, in_place.as_ref(), &skipped, io)?;
        outputs.index(args, io)?;
    }
    outputs.end(args, io)?;
    Ok(exit)
}

/// What a run writes.
struct Outputs<'a> {
    destination: &'a Destination,
    /// The folder of the images.
    images: Option<&'a Path>,
    /// The HTML report.
    html: Option<&'a Path>,
}

impl Outputs<'_> {
    /// Updates the index of `csdown search`, if `--index` is given.
    fn index(&self, args: &ConvertArgs, io: &Io<'_>) -> Result<(), CliError> {
        match self.destination {
            Destination::Folder(out) if args.index => index(out, &io.status),
            _ => Ok(()),
        }
    }

    /// Waits for the disk, if `--durable` is given, and opens the report. Originals are on the disk already.
    fn end(&self, args: &ConvertArgs, io: &mut Io<'_>) -> Result<(), CliError> {
        let output = match self.destination {
            Destination::File(file) => Some(folder_of(file)),
            Destination::Folder(folder) => Some(folder.as_path()),
            Destination::Caller => None,
        };
        let files = args.report.as_deref().into_iter().chain(self.html);
        args.durability.sync(output.into_iter().chain(self.images), files)?;
        if let Some(html) = self.html.filter(|_| args.open && io.signals.exit().is_none()) {
            open_report(html, io);
        }
        Ok(())
    }
}

/// Prints where files are that the user may look for elsewhere, and what was skipped.
fn print_notes(
    args: &ConvertArgs,
    destination: &Destination,
    in_place: Option<&InPlace>,
    skipped: &Skipped,
    io: &mut Io<'_>,
) -> Result<(), CliError> {
    if args.verbosity.quiet {
        return Ok(());
    }
    let note = match (destination, in_place) {
        (_, Some(InPlace { backup, .. })) if backup.is_dir() => {
            Some(format!("the originals are in {}", backup.display()))
        }
        (Destination::File(file), _) if file.extension().is_none() => {
            Some(format!("{0} is a file; use -o {0}/ for a folder", file.display()))
        }
        _ => None,
    };
    if let Some(note) = note {
        let printed = writeln!(io.err, "csdown: {}", printable(&note));
        ignore_broken_pipe(printed).map_err(CliError::failure)?;
    }
    print_skipped(skipped, false, io)
}

/// Returns the options of a run. A record has the metadata in fields.
fn options(args: &ConvertArgs, configuration: &Configuration) -> Options {
    let mut options = match args.format {
        Format::Markdown => configuration.options.clone(),
        Format::Jsonl => configuration.options_of_records(&args.conversion),
    };
    if args.in_place {
        InPlace::apply(&mut options);
    }
    options
}

impl ConvertArgs {
    /// Configures a run.
    fn batch<'a>(&self, batch: Batch<'a>) -> Batch<'a> {
        batch
            .force(self.force)
            .checksum(self.checksum)
            .force_convert(self.force_convert)
            .prune(self.prune)
            .verify(self.verify)
    }

    /// Returns where reports are written; `stream` is that of the Markdown, if any.
    fn report_paths<'a>(
        &'a self,
        html: Option<&'a Path>,
        stream: Option<&'a NamedStream>,
    ) -> ReportPaths<'a> {
        ReportPaths { json: self.report.as_deref(), html, force: self.force, markdown: stream }
    }

    /// Starts to show the progress of a run with this number of inputs, if it is known.
    fn progress(
        &self,
        count: Option<usize>,
        stream: Option<&NamedStream>,
        expected: impl FnOnce() -> Expectation,
        io: &Io<'_>,
    ) -> Progress {
        if self.verbosity.quiet || count == Some(1) || stream.is_some_and(NamedStream::is_terminal) {
            return Progress::hidden(&io.status);
        }
        Progress::start(&io.status, CONVERTING, expected, None)
    }

    /// Returns what is printed; `stream` is that of the Markdown, if any.
    fn verbosity(&self, stream: Option<&NamedStream>) -> Verbosity {
        let VerbosityArgs { quiet, verbose } = self.verbosity;
        let left = match (self.format, stream) {
            (Format::Jsonl, Some(_)) => Left::Records,
            (Format::Jsonl, None) | (_, Some(_)) => Left::Nothing,
            (Format::Markdown, None) => Left::Outputs,
        };
        Verbosity { quiet, verbose, summary: stream.is_none(), left, traffic: None }
    }

    /// Refuses options that only mean something for an output folder, unless there is one.
    fn check_folder_options(&self, destination: &Destination) -> Result<(), CliError> {
        if matches!(destination, Destination::Folder(_)) {
            return Ok(());
        }
        let options = [
            (self.names.name.is_some(), "--name"),
            (self.names.internal_links == Some(InternalLinks::Relative), "--internal-links relative"),
            (self.index, "--index"),
            (self.prune, "--prune"),
            (self.checksum, "--checksum"),
            (self.force_convert, "--force-convert"),
        ];
        match options.into_iter().find(|(is_given, _)| *is_given) {
            Some((_, option)) => {
                Err(CliError::usage(format!("{option} needs an output folder; use -o FOLDER/")))
            }
            None => Ok(()),
        }
    }
}

/// Decides whether the Markdown goes to a folder, a file or a stream.
fn destination(args: &ConvertArgs, is_stream: bool) -> Result<Destination, CliError> {
    let several = match &*args.inputs {
        [input] => input.is_dir() || discover(&args.inputs, None).nth(1).is_some(),
        inputs => inputs.len() > 1,
    };
    match &args.output {
        Some(out) if args.format == Format::Jsonl && (out.is_dir() || ends_in_separator(out)) => {
            Err(CliError::usage("records go to one file; use -o FILE"))
        }
        _ if args.format == Format::Jsonl => Ok(Destination::Caller),
        _ if is_stream && several => Err(CliError::usage(
            "a folder, an archive or several inputs need an output folder; use -o FOLDER",
        )),
        Some(_) if is_stream => Ok(Destination::Caller),
        None => Ok(Destination::Caller),
        Some(out) if several || out.is_dir() || ends_in_separator(out) || is_archive_folder(args, out) => {
            if out.is_file() {
                let message = format!("{} is a file; several inputs need a folder", out.display());
                return Err(CliError::usage(message));
            }
            Ok(Destination::Folder(out.clone()))
        }
        Some(out) if out.exists() && !out.is_file() => {
            let message = "is not a regular file; name a file, a folder, or - for standard output";
            Err(CliError::usage(format!("{} {message}", out.display())))
        }
        Some(out) => Ok(Destination::File(out.clone())),
    }
}

/// Whether `out` can only be meant as the folder for an archive, which has one article by chance.
fn is_archive_folder(args: &ConvertArgs, out: &Path) -> bool {
    out.extension().is_none() && !out.exists() && discover(&args.inputs, None).has_archive()
}

fn ends_in_separator(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}
