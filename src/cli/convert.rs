//! `csdown convert`.

use std::io::{self, BufWriter, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::args::ConvertArgs;
use super::exit::{Exit, after_writing};
use super::{Io, config};
use crate::batch::{
    Batch, Destination, Input, Outcome, Record, ReportWriter, StagedFile, Totals, Written, discover,
};
use crate::{Converter, Options, chars};

pub(super) fn run(args: &ConvertArgs, io: &mut Io<'_>) -> Exit {
    match convert(args, io) {
        Ok(exit) => exit,
        Err((exit, message)) => after_writing(writeln!(io.err, "error: {}", printable(&message)), exit),
    }
}

type Stop = (Exit, String);

fn convert(args: &ConvertArgs, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let usage = |message: String| (Exit::Usage, message);
    let options = config::options(args.config.as_deref(), &args.options).map_err(usage)?;
    let converter = Converter::new(options.clone()).map_err(|error| usage(error.to_string()))?;
    let destination = destination(args).map_err(usage)?;
    let inputs = inputs(args, &destination, &options, io.input)?;
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let to_stdout = destination == Destination::Caller;
    if to_stdout && inputs.len() > 1 {
        return Err(usage("several inputs need -o FOLDER".to_owned()));
    }
    let nothing = |error: &dyn std::fmt::Display| (Exit::Nothing, error.to_string());
    let mut printer = Printer::new(args, inputs.len(), &options, io).map_err(|error| nothing(&error))?;
    let batch = Batch { converter: &converter, destination, jobs, force: args.force };
    batch.run(&inputs, &mut |record| printer.record(&record)).map_err(|error| nothing(&error))?;
    printer.finish(to_stdout).map_err(|error| nothing(&error))
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

fn inputs(
    args: &ConvertArgs,
    to: &Destination,
    options: &Options,
    stdin: &mut dyn Read,
) -> Result<Vec<Input>, Stop> {
    let out = match to {
        Destination::Folder(folder) => Some(folder.as_path()),
        Destination::File(_) | Destination::Caller => None,
    };
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    let paths: Vec<PathBuf> = args.inputs.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let mut inputs = if paths.is_empty() { Vec::new() } else { discover(&paths, out) };
    if args.inputs.iter().any(is_stdin) {
        let mut bytes = Vec::new();
        let max = u64::try_from(options.limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read = stdin.take(max).read_to_end(&mut bytes);
        read.map_err(|error| (Exit::Nothing, format!("standard input: {error}")))?;
        inputs.push(Input::stdin(bytes));
    }
    Ok(inputs)
}

/// Prints what becomes of the inputs as the records come.
struct Printer<'a, 'io> {
    args: &'a ConvertArgs,
    io: &'a mut Io<'io>,
    progress: ProgressBar,
    totals: Totals,
    report: Option<ReportWriter<BufWriter<StagedFile>>>,
    /// The first failure to write, which ends the run's messages but not the run.
    failed: io::Result<()>,
}

impl<'a, 'io> Printer<'a, 'io> {
    fn new(args: &'a ConvertArgs, inputs: usize, options: &Options, io: &'a mut Io<'io>) -> io::Result<Self> {
        let progress =
            ProgressBar::with_draw_target(u64::try_from(inputs).ok(), ProgressDrawTarget::hidden());
        if !args.quiet && inputs > 1 && io::stderr().is_terminal() {
            progress.set_draw_target(ProgressDrawTarget::stderr());
        }
        let report = args
            .report
            .as_deref()
            .map(|path| ReportWriter::new(BufWriter::new(StagedFile::new(path)?), options));
        Ok(Self {
            args,
            io,
            progress,
            totals: Totals::default(),
            report: report.transpose()?,
            failed: Ok(()),
        })
    }

    fn record(&mut self, record: &Record) {
        self.progress.inc(1);
        self.totals.add(record);
        let printed = self.print(record);
        let reported = self.report.as_mut().map_or(Ok(()), |report| report.add(record));
        if self.failed.is_ok() {
            self.failed = printed.and(reported);
        }
    }

    fn print(&mut self, record: &Record) -> io::Result<()> {
        let name = printable(&record.name);
        match &record.result {
            Err(failure) => writeln!(self.io.err, "error: {name}: {}", printable(&failure.to_string()))?,
            Ok(done) => {
                if let Written::Returned(markdown) = &done.written {
                    self.io.out.write_all(markdown.as_bytes())?;
                }
                if record.outcome() == Outcome::Incomplete {
                    writeln!(self.io.err, "incomplete: {name}: {}", done.report.status.as_str())?;
                }
                for warning in done.report.warnings.iter().filter(|_| self.args.verbose) {
                    let line = warning.line.map_or_else(String::new, |line| format!(":{line}"));
                    let detail = printable(&warning.detail);
                    writeln!(self.io.err, "warning: {name}{line}: {}: {detail}", warning.code.as_str())?;
                }
            }
        }
        Ok(())
    }

    fn finish(self, to_stdout: bool) -> io::Result<Exit> {
        self.progress.finish_and_clear();
        if let Err(error) = self.failed {
            return if error.kind() == io::ErrorKind::BrokenPipe { Ok(Exit::Good) } else { Err(error) };
        }
        if let Some(report) = self.report {
            report.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.publish()?;
        }
        let totals = self.totals;
        if !(self.args.quiet || to_stdout) {
            let Totals { converted, passed_through, incomplete, failed, with_warnings, .. } = totals;
            writeln!(
                self.io.err,
                "csdown: {converted} converted, {passed_through} passed through, {incomplete} incomplete, \
                 {failed} failed, {with_warnings} with warnings"
            )?;
        }
        Ok(Exit::of(&totals))
    }
}

/// `text` without what could steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || chars::is_invisible(c) { ' ' } else { c }).collect()
}
