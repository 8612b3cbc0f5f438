//! `csdown inspect`: reports what articles contain, as lines of JSON or as text.

mod args;
mod pretty;

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use serde::Serialize;

pub(super) use args::InspectArgs;

use super::config::{configuration, converter};
use super::error::CliError;
use super::exit::Exit;
use super::hints::with_hint;
use super::inputs::{expected, inputs, print_skipped, workers};
use super::io::Io;
use super::progress::{Progress, Task};
use super::terminal::{ignore_broken_pipe, is_styled, printable};
use crate::Inspection;
use crate::batch::{Inspected, Inspector};

/// What progress is shown of.
const INSPECTING: Task = Task { verb: "Inspecting", items: "articles" };

/// The version of the JSON schema.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &InspectArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let mut options = configuration(args.config.as_deref(), &args.conversion)?.options;
    args.from.apply(&mut options);
    let converter = converter(options)?;
    let inputs = inputs(&args.inputs, None, converter.options(), io.input)?;
    let (count, skipped) = (inputs.count_left(), inputs.skipped());
    let jobs = workers(args.jobs, count);
    let progress = if count == Some(1) || io::stdout().is_terminal() {
        Progress::hidden(&io.status)
    } else {
        Progress::start(&io.status, INSPECTING, || expected(&args.inputs, None, count), None)
    };
    let totals = Totals::default();
    let mut printer = Printer { is_pretty: args.pretty, io, progress, totals, written: Ok(()) };
    let inspector = Inspector::new(&converter).jobs(jobs);
    let inputs = printer.io.signals.watch().limit(inputs);
    inspector.run(inputs, &mut |inspected| printer.add(&inspected)).map_err(CliError::failure)?;
    let Printer { io, progress, totals, written, .. } = printer;
    drop(progress);
    ignore_broken_pipe(written).map_err(CliError::failure)?;
    print_skipped(&skipped, false, io)?;
    let exit = io.stopped(&format!("{} inspected; each result is whole", totals.inputs));
    Ok(exit.unwrap_or_else(|| totals.exit()))
}

/// The number of inputs with each outcome.
#[derive(Debug, Default)]
struct Totals {
    inputs: usize,
    incomplete: usize,
    failed: usize,
}

impl Totals {
    const fn exit(&self) -> Exit {
        if self.inputs == self.failed {
            Exit::Failure
        } else if self.incomplete + self.failed > 0 {
            Exit::Partial
        } else {
            Exit::Success
        }
    }
}

struct Printer<'a, 'io> {
    is_pretty: bool,
    io: &'a mut Io<'io>,
    progress: Progress,
    totals: Totals,
    /// The first error in writing, which ends the run.
    written: io::Result<()>,
}

impl Printer<'_, '_> {
    /// Prints and counts one input.
    fn add(&mut self, inspected: &Inspected) -> ControlFlow<()> {
        self.written = self.print(inspected);
        self.progress.add();
        self.totals.inputs += 1;
        match &inspected.result {
            Ok(inspection) => self.totals.incomplete += usize::from(!inspection.status.is_whole()),
            Err(_) => self.totals.failed += 1,
        }
        if self.written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn print(&mut self, inspected: &Inspected) -> io::Result<()> {
        let name = printable(&inspected.name);
        match &inspected.result {
            Err(failure) => {
                let reason = printable(&with_hint(&inspected.name, failure));
                writeln!(self.io.err, "error: {name}: {reason}")?;
            }
            Ok(inspection) if !inspection.status.is_whole() => {
                writeln!(self.io.err, "incomplete: {name}: {}", inspection.status.as_str())?;
            }
            Ok(_) => {}
        }
        if !self.is_pretty {
            return self.io.out.write_all(json(inspected)?.as_bytes());
        }
        let Ok(inspection) = &inspected.result else { return Ok(()) };
        if self.totals.inputs > self.totals.failed {
            writeln!(self.io.out)?;
        }
        let digest = inspected.input_sha256.as_deref().unwrap_or_default();
        let page = pretty::page(&inspected.name, digest, inspection, is_styled());
        self.io.out.write_all(page.as_bytes())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    csdown_inspection: u32,
    csdown: &'static str,
    path: &'a str,
    #[serde(flatten)]
    result: Outcome<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    #[serde(rename_all = "kebab-case")]
    Done {
        input_sha256: Option<&'a str>,
        #[serde(flatten)]
        inspection: &'a Inspection,
    },
    Failed {
        error: ErrorEntry,
    },
}

#[derive(Serialize)]
struct ErrorEntry {
    code: &'static str,
    message: String,
}

/// Formats the result of one input as a line of JSON.
fn json(inspected: &Inspected) -> io::Result<String> {
    let result = match &inspected.result {
        Ok(inspection) => Outcome::Done { input_sha256: inspected.input_sha256.as_deref(), inspection },
        Err(failure) => {
            Outcome::Failed { error: ErrorEntry { code: failure.code(), message: failure.to_string() } }
        }
    };
    let csdown = env!("CARGO_PKG_VERSION");
    let entry = Entry { csdown_inspection: SCHEMA, csdown, path: &inspected.name, result };
    Ok(serde_json::to_string(&entry)? + "\n")
}
