//! `csdown inspect`: what is in articles, told to programs, a line of JSON for each, or to people.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use serde::Serialize;

use super::args::InspectArgs;
use super::convert::{Stop, inputs, jobs, nothing, told, usage};
use super::exit::Exit;
use super::printer::{printable, unless_reader_left};
use super::{Io, config, pretty};
use crate::batch::{Inspected, Inspector};
use crate::{Converter, Inspection};

/// The version of the shape of the JSON.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &InspectArgs, io: &mut Io<'_>) -> Exit {
    let ended = inspect(args, io);
    told(ended, io)
}

fn inspect(args: &InspectArgs, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let options = config::options(args.config.as_deref(), &args.options).map_err(usage)?;
    let converter = Converter::new(options).map_err(|error| usage(error.to_string()))?;
    let inputs = inputs(&args.inputs, None, converter.options(), io.input)?;
    let jobs = jobs(args.jobs, inputs.count_left());
    let mut printer = Printer { is_pretty: args.pretty, io, totals: Totals::default(), failed: Ok(()) };
    let inspector = Inspector { converter: &converter, jobs };
    inspector.run(inputs, &mut |inspected| printer.tell(&inspected)).map_err(|error| nothing(&error))?;
    let Printer { totals, failed, .. } = printer;
    unless_reader_left(failed).map_err(|error| nothing(&error))?;
    Ok(totals.exit())
}

/// How many inputs ended how.
#[derive(Debug, Default)]
struct Totals {
    inputs: usize,
    incomplete: usize,
    failed: usize,
}

impl Totals {
    fn exit(&self) -> Exit {
        match self {
            Self { inputs, failed, .. } if inputs == failed => Exit::Nothing,
            Self { incomplete: 0, failed: 0, .. } => Exit::Good,
            _ => Exit::Some,
        }
    }
}

struct Printer<'a, 'io> {
    is_pretty: bool,
    io: &'a mut Io<'io>,
    totals: Totals,
    /// Whether all could be written; what could not ends the run.
    failed: io::Result<()>,
}

impl Printer<'_, '_> {
    fn tell(&mut self, inspected: &Inspected) -> ControlFlow<()> {
        self.failed = self.print(inspected);
        self.totals.inputs += 1;
        match &inspected.result {
            Ok(inspection) => self.totals.incomplete += usize::from(!inspection.status.is_whole()),
            Err(_) => self.totals.failed += 1,
        }
        if self.failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn print(&mut self, inspected: &Inspected) -> io::Result<()> {
        let name = printable(&inspected.name);
        match &inspected.result {
            Err(failure) => writeln!(self.io.err, "error: {name}: {}", printable(&failure.to_string()))?,
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

/// Whether the reader sees bold and faint letters.
fn is_styled() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the command reads the environment")]
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty() && value != "dumb");
    io::stdout().is_terminal() && !is_set("NO_COLOR") && is_set("TERM")
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    csdown_inspection: u32,
    csdown: &'static str,
    path: &'a str,
    #[serde(flatten)]
    result: Ending<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Ending<'a> {
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

/// What is in one input, as a line of JSON.
fn json(inspected: &Inspected) -> io::Result<String> {
    let result = match &inspected.result {
        Ok(inspection) => Ending::Done { input_sha256: inspected.input_sha256.as_deref(), inspection },
        Err(failure) => {
            Ending::Failed { error: ErrorEntry { code: failure.code(), message: failure.to_string() } }
        }
    };
    let csdown = env!("CARGO_PKG_VERSION");
    let entry = Entry { csdown_inspection: SCHEMA, csdown, path: &inspected.name, result };
    Ok(serde_json::to_string(&entry)? + "\n")
}
