//! What is printed and reported of a check, as the answers come.

use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use serde_json::{Map, Value, json};

use super::args::{CheckArgs, Form};
use super::github;
use super::junit::Junit;
use super::told::Told;
use crate::batch::slashed;
use crate::check::{Checked, Finding};
use crate::cli::Io;
use crate::cli::convert::{Stop, nothing};
use crate::cli::exit::Exit;
use crate::cli::printer::unless_reader_left;

/// The version of the shape of the JSON.
const SCHEMA: u32 = 1;

/// How many lines of a difference are printed, unless all are asked for.
const LINES: usize = 100;

/// The ways in which a case can end, in the order in which they are summed up.
const ENDINGS: [&str; 8] = ["same", "updated", "differs", "missing", "fails", "converts", "orphan", "broken"];

/// Prints and reports the answers of a check.
pub(super) struct Teller<'a, 'io> {
    args: &'a CheckArgs,
    io: &'a mut Io<'io>,
    is_coloured: bool,
    /// The most lines of a difference.
    most: usize,
    junit: Option<Junit>,
    /// The cases, where they are told as JSON.
    cases: Vec<Value>,
    /// How many cases ended in each of the ways there are.
    totals: [usize; ENDINGS.len()],
    /// The first failure to write, which ends the messages but not the check.
    failed: io::Result<()>,
}

impl<'a, 'io> Teller<'a, 'io> {
    pub(super) fn new(args: &'a CheckArgs, junit: Option<Junit>, io: &'a mut Io<'io>) -> Self {
        // Asks the environment, too, and has an old console of Windows understand colours.
        let is_coloured = AutoStream::auto(io::stdout()).current_choice() != ColorChoice::Never;
        let most = if args.full { usize::MAX } else { LINES };
        let totals = [0; ENDINGS.len()];
        Self { args, io, is_coloured, most, junit, cases: Vec::new(), totals, failed: Ok(()) }
    }

    /// Tells of one case.
    pub(super) fn add(&mut self, checked: &Checked) {
        let ending = checked.fault().or(checked.findings.first()).map_or("same", Finding::code);
        let total = ENDINGS.iter().zip(&mut self.totals).find(|(name, _)| **name == ending);
        total.into_iter().for_each(|(_, total)| *total += 1);
        let told: Vec<Told<'_>> = checked.findings.iter().map(|finding| Told::of(checked, finding)).collect();
        let printed = match self.args.format {
            Form::Json => {
                self.cases.push(case(checked, ending, &told));
                Ok(())
            }
            Form::Human => told.iter().try_for_each(|told| self.print(told)),
            Form::Github => told.iter().try_for_each(|told| self.annotate(told)),
        };
        if self.failed.is_ok() {
            self.failed = unless_reader_left(printed);
        }
        if let Some(junit) = &mut self.junit {
            let faults: Vec<Told<'_>> = told.into_iter().filter(|told| told.code != "updated").collect();
            junit.add(checked, &faults, self.most);
        }
    }

    fn is_told(&self, told: &Told<'_>) -> bool {
        !(self.args.quiet && told.code == "updated")
    }

    fn print(&mut self, told: &Told<'_>) -> io::Result<()> {
        if !self.is_told(told) {
            return Ok(());
        }
        let style = if self.is_coloured { Style::new().bold() } else { Style::new() };
        let out = &mut *self.io.out;
        writeln!(out, "{style}{}: {}{style:#}", told.code, told.message)?;
        told.diff.as_ref().map_or(Ok(()), |diff| {
            write!(out, "{style}{}{style:#}", told.head())?;
            diff.write(out, self.most, self.is_coloured)
        })
    }

    fn annotate(&mut self, told: &Told<'_>) -> io::Result<()> {
        if !self.is_told(told) {
            return Ok(());
        }
        github::inert(&told.text(self.most), self.io.out)?;
        if told.code == "updated" { Ok(()) } else { github::annotate(told, self.io.out) }
    }

    /// Ends the reports, prints the summary, and says how the check ended.
    pub(super) fn finish(mut self) -> Result<Exit, Stop> {
        self.failed.map_err(|error| nothing(&error))?;
        let all: usize = self.totals.iter().sum();
        let totals = || ENDINGS.into_iter().zip(self.totals);
        if self.args.format == Form::Json {
            let entries = totals().map(|(name, count)| (name.to_owned(), count.into()));
            let totals: Map<String, Value> =
                std::iter::once(("cases".to_owned(), all.into())).chain(entries).collect();
            let report = json!({
                "csdown-check": SCHEMA,
                "csdown": env!("CARGO_PKG_VERSION"),
                "cases": std::mem::take(&mut self.cases),
                "totals": totals,
            });
            unless_reader_left(writeln!(self.io.out, "{report}")).map_err(|error| nothing(&error))?;
        }
        self.junit.map_or(Ok(()), Junit::finish)?;
        if !self.args.quiet {
            let some = ENDINGS.iter().zip(&self.totals).filter(|(_, count)| **count > 0);
            let some: Vec<String> = some.map(|(name, count)| format!("{count} {name}")).collect();
            let summary = writeln!(self.io.err, "csdown: {all} checked: {}", some.join(", "));
            unless_reader_left(summary).map_err(|error| nothing(&error))?;
        }
        Ok(exit_of(self.totals))
    }
}

/// How a check with these totals ends.
fn exit_of(totals: [usize; ENDINGS.len()]) -> Exit {
    let [same, updated, .., broken] = totals;
    let all: usize = totals.iter().sum();
    if broken == all {
        Exit::Nothing
    } else if same + updated < all {
        Exit::Some
    } else {
        Exit::Good
    }
}

/// A case as JSON.
fn case(checked: &Checked, ending: &str, told: &[Told<'_>]) -> Value {
    let findings = told.iter().map(|told| {
        let diff = told.diff.as_ref().map(|diff| diff.raw(&told.file, &told.input));
        json!({
            "code": told.code,
            "file": told.file,
            "line": told.line,
            "message": told.message,
            "diff": diff,
        })
    });
    json!({
        "name": checked.name,
        "path": slashed(&checked.path),
        "outcome": ending,
        "findings": findings.collect::<Vec<_>>(),
    })
}
