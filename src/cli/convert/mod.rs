//! `csdown convert`: converts inputs to Markdown.

mod args;

use std::path::Path;

pub(super) use args::ConvertArgs;

use super::config::{configuration, converter};
use super::error::CliError;
use super::exit::Exit;
use super::inputs::{inputs, workers};
use super::io::Io;
use super::printer::{Printer, Verbosity};
use super::reports::{ReportPaths, Reports};
use crate::batch::{Batch, Destination, discover};

pub(super) fn run(args: &ConvertArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let mut options = configuration.options;
    args.images.apply(&mut options);
    let converter = converter(options)?;
    let options = converter.options();
    let destination = destination(args)?;
    let out = match &destination {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(_) | Destination::Caller => None,
    };
    let mut inputs = inputs(&args.inputs, out, options, io.input)?;
    let count = inputs.count_left();
    let paths =
        ReportPaths { json: args.report.as_deref(), html: args.report_html.as_deref(), force: args.force };
    let reports = Reports::create(&paths, &destination, &mut inputs, options)?;
    #[cfg(feature = "fetch")]
    let images = args.images.open_with_network(&args.network, configuration.fetch)?;
    #[cfg(not(feature = "fetch"))]
    let images = args.images.open(crate::assets::ImageLimits::MAX_BYTES, None)?;
    let verbosity = Verbosity {
        quiet: args.verbosity.quiet,
        verbose: args.verbosity.verbose,
        summary: args.output.is_some(),
        traffic: None,
    };
    let mut printer = Printer::new(verbosity, count, reports, io);
    let batch = Batch::new(&converter, destination)
        .jobs(workers(args.jobs, count))
        .force(args.force)
        .verify(args.verify)
        .images(images)
        .excerpts(args.report_html.is_some());
    batch.run(inputs, &mut |record| printer.record(&record)).map_err(CliError::failure)?;
    printer.finish().map_err(CliError::failure)
}

/// Decides whether the Markdown goes to a folder, a file or standard output.
fn destination(args: &ConvertArgs) -> Result<Destination, CliError> {
    let several = match &*args.inputs {
        [input] => input.is_dir() || discover(&args.inputs, None).nth(1).is_some(),
        inputs => inputs.len() > 1,
    };
    match &args.output {
        None if several => Err(CliError::usage(
            "a folder, an archive or several inputs need an output folder; use -o FOLDER",
        )),
        None => Ok(Destination::Caller),
        Some(out) if several || out.is_dir() || ends_in_separator(out) => {
            if out.is_file() {
                let message = format!("{} is a file; several inputs need a folder", out.display());
                return Err(CliError::usage(message));
            }
            Ok(Destination::Folder(out.clone()))
        }
        Some(out) => Ok(Destination::File(out.clone())),
    }
}

fn ends_in_separator(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}
