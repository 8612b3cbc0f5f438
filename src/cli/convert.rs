//! `csdown convert`: the arguments become a plan, the plan a run of [`crate::batch`].

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::args::ConvertArgs;
use super::exit::{Exit, after_writing};
use super::printer::{Printer, Reports, printable};
use super::{Io, config};
use crate::batch::{
    Batch, Destination, HtmlReport, Input, Inputs, ReportWriter, StagedFile, WINDOW, address_of_outputs,
    discover,
};
use crate::{Converter, Options};

pub(super) fn run(args: &ConvertArgs, io: &mut Io<'_>) -> Exit {
    let ended = convert(args, io);
    told(ended, io)
}

/// Why a run did not begin, or could not go on.
pub(super) type Stop = (Exit, String);

/// How a command ended; why it did not begin, or could not go on, is told.
pub(super) fn told(ended: Result<Exit, Stop>, io: &mut Io<'_>) -> Exit {
    ended.unwrap_or_else(|(exit, message)| {
        after_writing(writeln!(io.err, "error: {}", printable(&message)), exit)
    })
}

pub(super) fn usage(message: impl Into<String>) -> Stop {
    (Exit::Usage, message.into())
}

pub(super) fn nothing(error: &dyn Display) -> Stop {
    (Exit::Nothing, error.to_string())
}

fn convert(args: &ConvertArgs, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let options = config::options(args.config.as_deref(), &args.options).map_err(usage)?;
    let converter = Converter::new(options.clone()).map_err(|error| usage(error.to_string()))?;
    let destination = destination(args).map_err(usage)?;
    let out = match &destination {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(_) | Destination::Caller => None,
    };
    let mut inputs = inputs(&args.inputs, out, &options, io.input)?;
    let count = inputs.count_left();
    let jobs = jobs(args.jobs, count);
    let reports = reports(args, &destination, &mut inputs, &options)?;
    let mut printer = Printer::new(args, count, reports, io);
    let batch = Batch {
        converter: &converter,
        destination,
        jobs,
        force: args.force,
        verify: args.verify,
        window: WINDOW,
        pictures: None,
        excerpts: args.report_html.is_some(),
    };
    batch.run(inputs, &mut |record| printer.record(&record)).map_err(|error| nothing(&error))?;
    printer.finish().map_err(|error| nothing(&error))
}

/// How many threads work, on so many inputs where that is known.
pub(super) fn jobs(asked: Option<NonZeroUsize>, inputs: Option<usize>) -> NonZeroUsize {
    let jobs = asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    inputs.and_then(NonZeroUsize::new).map_or(jobs, |inputs| jobs.min(inputs))
}

/// Where the Markdown goes: a folder, unless one file is asked for.
fn destination(args: &ConvertArgs) -> Result<Destination, String> {
    let several = args.inputs.len() > 1 || args.inputs.iter().any(|input| input.is_dir());
    match &args.output {
        None if several => Err("a folder or several inputs need -o FOLDER".to_owned()),
        None => Ok(Destination::Caller),
        Some(out) if several || out.is_dir() || ends_in_separator(out) => {
            if out.is_file() {
                return Err(format!("{} is a file; several inputs need a folder", out.display()));
            }
            Ok(Destination::Folder(out.clone()))
        }
        Some(out) => Ok(Destination::File(out.clone())),
    }
}

fn ends_in_separator(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// The inputs that `named` stands for, `out` left out; standard input where nothing is named.
pub(super) fn inputs(
    named: &[PathBuf],
    out: Option<&Path>,
    options: &Options,
    stdin: &mut dyn Read,
) -> Result<Inputs, Stop> {
    if named.is_empty() && io::stdin().is_terminal() {
        return Err(usage("no input: name files or folders, or pipe a page in"));
    }
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    let paths: Vec<PathBuf> = named.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let mut inputs = discover(&paths, out);
    if named.is_empty() || named.iter().any(is_stdin) {
        let mut bytes = Vec::new();
        let max = u64::try_from(options.limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read = stdin.take(max).read_to_end(&mut bytes);
        read.map_err(|error| (Exit::Nothing, format!("standard input: {error}")))?;
        inputs.push(Input::stdin(bytes));
    }
    if inputs.is_empty() {
        let folders: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        return Err((
            Exit::Nothing,
            format!("no .html .htm .xhtml .mhtml .mht .md file in {}", folders.join(", ")),
        ));
    }
    Ok(inputs)
}

/// Begins the files of the reports that are asked for.
fn reports(
    args: &ConvertArgs,
    destination: &Destination,
    inputs: &mut Inputs,
    options: &Options,
) -> Result<Reports, Stop> {
    if args.report.is_some() && args.report == args.report_html {
        return Err(usage("--report and --report-html name one file"));
    }
    let json = args.report.as_deref().map(|path| {
        let file = report_file(path, ReportWriter::<io::Sink>::BEGINNING, inputs, args.force)?;
        ReportWriter::new(file, options).map_err(|error| report_error(path, &error))
    });
    let html = args.report_html.as_deref().map(|path| {
        if inputs.would_hold(path) {
            let among = "is an input, or would be one of the next run: it needs a place where no inputs are";
            return Err(usage(format!("report {} {among}", path.display())));
        }
        let file = report_file(path, HtmlReport::<io::Sink>::BEGINNING, inputs, args.force)?;
        let links = address_of_outputs(path, destination);
        HtmlReport::new(file, options, links).map_err(|error| report_error(path, &error))
    });
    Ok(Reports { json: json.transpose()?, html: html.transpose()? })
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
