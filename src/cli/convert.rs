//! `csdown convert`: the arguments become a plan, the plan a run of [`crate::batch`].

use std::fmt::Display;
use std::io::{self, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::args::ConvertArgs;
use super::exit::{Exit, after_writing};
use super::printer::{Manner, Printer, printable};
use super::reports::{Asked, Reports};
use super::{Io, config};
use crate::batch::{Batch, Destination, Input, Inputs, WINDOW, discover};
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
    let configuration = config::configuration(args.config.as_deref(), &args.options).map_err(usage)?;
    let mut options = configuration.options;
    args.pictures.over(&mut options);
    let converter = Converter::new(options.clone()).map_err(|error| usage(error.to_string()))?;
    let destination = destination(args).map_err(usage)?;
    let out = match &destination {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(_) | Destination::Caller => None,
    };
    let mut inputs = inputs(&args.inputs, out, &options, io.input)?;
    let count = inputs.count_left();
    let jobs = jobs(args.jobs, count);
    let asked = Asked { json: args.report.as_deref(), html: args.report_html.as_deref(), force: args.force };
    let reports = Reports::begin(&asked, &destination, &mut inputs, &options)?;
    let manner =
        Manner { quiet: args.quiet, verbose: args.verbose, tells_sums: args.output.is_some(), rate: None };
    #[cfg(feature = "fetch")]
    let pictures = args.pictures.open_with_network(&args.network, configuration.fetch)?;
    #[cfg(not(feature = "fetch"))]
    let pictures = args.pictures.open(crate::assets::ImageLimits::MAX_BYTES, None)?;
    let mut printer = Printer::new(manner, count, reports, io);
    let batch = Batch {
        converter: &converter,
        destination,
        jobs,
        force: args.force,
        verify: args.verify,
        window: WINDOW,
        pictures,
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
    let several = match &*args.inputs {
        [input] => input.is_dir() || discover(&args.inputs, None).nth(1).is_some(),
        inputs => inputs.len() > 1,
    };
    match &args.output {
        None if several => Err("a folder, an archive or several inputs need -o FOLDER".to_owned()),
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
            format!("no .html .htm .xhtml .mhtml .mht .md .warc file in {}", folders.join(", ")),
        ));
    }
    Ok(inputs)
}
