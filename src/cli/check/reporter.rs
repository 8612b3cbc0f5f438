//! Reports check results as they arrive.

use std::io;

use anstyle::Style;
use serde_json::{Map, Value, json};

use super::args::{CheckArgs, Format};
use super::github;
use super::junit::Junit;
use super::rendered::Rendered;
use crate::batch::slashed;
use crate::check::{Checked, Finding};
use crate::cli::counts::list_nonzero;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::io::Io;
use crate::cli::progress::{Expected, Progress, Task};
use crate::cli::repeats::Repeats;
use crate::cli::terminal::{ignore_broken_pipe, is_styled};

/// The version of the JSON schema.
const SCHEMA: u32 = 1;

/// What progress is shown of.
const CHECKING: Task = Task { verb: "Checking", items: "cases" };

/// The maximum number of diff lines without `--full`.
const MAX_LINES: usize = 100;

/// The code of a case without an expected file.
const MISSING: &str = "missing";

/// The number of these that are printed: a folder without any expected files is probably new.
const MAX_MISSING: usize = 3;

/// The outcomes of a case, in the order of the summary.
const OUTCOMES: [&str; 8] = ["same", "updated", "differs", MISSING, "fails", "converts", "orphan", "broken"];

/// Prints and reports the results of a check.
pub(super) struct Reporter<'a, 'io> {
    args: &'a CheckArgs,
    io: &'a mut Io<'io>,
    progress: Progress,
    is_coloured: bool,
    max_diff_lines: usize,
    junit: Option<Junit>,
    /// The cases, for JSON output.
    cases: Vec<Value>,
    repeats: Repeats,
    /// The number of cases with each outcome.
    totals: [usize; OUTCOMES.len()],
    /// The first error in writing, after which nothing more is printed. The check continues.
    written: io::Result<()>,
}

impl<'a, 'io> Reporter<'a, 'io> {
    /// Creates a reporter for this number of cases.
    pub(super) fn new(args: &'a CheckArgs, cases: usize, junit: Option<Junit>, io: &'a mut Io<'io>) -> Self {
        let line = if args.quiet { io.status.invisible() } else { io.status.clone() };
        let progress = Progress::start(&line, CHECKING, || Expected::items(cases), None);
        let is_coloured = is_styled();
        let max_diff_lines = if args.full { usize::MAX } else { MAX_LINES };
        let totals = [0; OUTCOMES.len()];
        let repeats = Repeats::new(args.full, "--full lists them");
        let (cases, written) = (Vec::new(), Ok(()));
        Self { args, io, progress, is_coloured, max_diff_lines, junit, cases, repeats, totals, written }
    }

    /// Reports one case.
    pub(super) fn add(&mut self, checked: &Checked) {
        let outcome = checked.fault().or(checked.findings.first()).map_or("same", Finding::code);
        let total = OUTCOMES.iter().zip(&mut self.totals).find(|(name, _)| **name == outcome);
        total.into_iter().for_each(|(_, total)| *total += 1);
        let findings = checked.findings.iter().map(|finding| Rendered::new(checked, finding));
        let findings: Vec<Rendered<'_>> = findings.collect();
        self.progress.add();
        let printed = match self.args.format {
            _ if findings.is_empty() && self.args.format != Format::Json => Ok(()),
            Format::Json => {
                self.cases.push(case(checked, outcome, &findings));
                Ok(())
            }
            Format::Human => self
                .io
                .status
                .clone()
                .hidden_while(|| findings.iter().try_for_each(|finding| self.print(finding))),
            Format::Github => findings.iter().try_for_each(|finding| self.annotate(finding)),
        };
        if self.written.is_ok() {
            self.written = ignore_broken_pipe(printed);
        }
        if let Some(junit) = &mut self.junit {
            let faults = findings.into_iter().filter(|finding| finding.code != "updated");
            let faults: Vec<Rendered<'_>> = faults.collect();
            junit.add(checked, &faults, self.max_diff_lines);
        }
    }

    fn is_hidden(&self, finding: &Rendered<'_>) -> bool {
        self.args.quiet && finding.code == "updated"
    }

    fn print(&mut self, finding: &Rendered<'_>) -> io::Result<()> {
        if self.is_hidden(finding) {
            return Ok(());
        }
        if finding.code == MISSING && !self.repeats.admit(MISSING, "--update writes them", MAX_MISSING) {
            return Ok(());
        }
        let style = if self.is_coloured { Style::new().bold() } else { Style::new() };
        let out = &mut *self.io.out;
        writeln!(out, "{style}{}: {}{style:#}", finding.code, finding.message)?;
        finding.diff.as_ref().map_or(Ok(()), |diff| {
            write!(out, "{style}{}{style:#}", finding.header())?;
            diff.write(out, self.max_diff_lines, self.is_coloured)
        })
    }

    fn annotate(&mut self, finding: &Rendered<'_>) -> io::Result<()> {
        if self.is_hidden(finding) {
            return Ok(());
        }
        github::write_inert(&finding.text(self.max_diff_lines), self.io.out)?;
        if finding.code == "updated" { Ok(()) } else { github::annotate(finding, self.io.out) }
    }

    /// Finishes the reports, prints the summary, and returns the exit code.
    pub(super) fn finish(mut self) -> Result<Exit, CliError> {
        drop(self.progress);
        self.written.map_err(CliError::failure)?;
        let rest = self.repeats.rest().try_for_each(|line| writeln!(self.io.out, "{line}"));
        ignore_broken_pipe(rest).map_err(CliError::failure)?;
        let all: usize = self.totals.iter().sum();
        let totals = || OUTCOMES.into_iter().zip(self.totals);
        let is_stopped = self.io.signals.exit().is_some();
        if self.args.format == Format::Json && !is_stopped {
            let entries = totals().map(|(name, count)| (name.to_owned(), count.into()));
            let totals: Map<String, Value> =
                std::iter::once(("cases".to_owned(), all.into())).chain(entries).collect();
            let report = json!({
                "csdown-check": SCHEMA,
                "csdown": env!("CARGO_PKG_VERSION"),
                "cases": std::mem::take(&mut self.cases),
                "totals": totals,
            });
            ignore_broken_pipe(writeln!(self.io.out, "{report}")).map_err(CliError::failure)?;
        }
        self.junit.filter(|_| !is_stopped).map_or(Ok(()), Junit::finish)?;
        if !self.args.quiet {
            let outcomes = list_nonzero(self.totals.into_iter().zip(OUTCOMES));
            let summary = writeln!(self.io.err, "csdown: {all} checked: {outcomes}");
            ignore_broken_pipe(summary).map_err(CliError::failure)?;
        }
        let stopped =
            self.io.stopped("not all cases were checked; JSON and JUnit reports are not written then");
        Ok(stopped.unwrap_or_else(|| exit(self.totals)))
    }
}

/// The exit code of a check with these totals.
fn exit(totals: [usize; OUTCOMES.len()]) -> Exit {
    let [same, updated, .., broken] = totals;
    let all: usize = totals.iter().sum();
    if broken == all {
        Exit::Failure
    } else if same + updated < all {
        Exit::Partial
    } else {
        Exit::Success
    }
}

/// Formats a case as JSON.
fn case(checked: &Checked, outcome: &str, findings: &[Rendered<'_>]) -> Value {
    let findings = findings.iter().map(|finding| {
        let diff = finding.diff.as_ref().map(|diff| diff.raw(&finding.file, &finding.input));
        json!({
            "code": finding.code,
            "file": finding.file,
            "line": finding.line,
            "message": finding.message,
            "diff": diff,
        })
    });
    json!({
        "name": checked.name,
        "path": slashed(&checked.path),
        "outcome": outcome,
        "findings": findings.collect::<Vec<_>>(),
    })
}
