//! What is printed and reported about a run, as the records come.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Io;
use super::exit::Exit;
use super::reports::Reports;
use crate::assets::FailedImage;
use crate::batch::{Outcome, OutputState, Record, Totals, Written};
use crate::chars;

/// How a run is told.
pub(super) struct Manner {
    /// Failures and what is incomplete or lossy alone.
    pub(super) quiet: bool,
    /// Warnings too.
    pub(super) verbose: bool,
    /// The sums at the end.
    pub(super) tells_sums: bool,
    /// What the network did so far, in a few words, beside the progress and in the sums.
    pub(super) rate: Option<Box<dyn Fn() -> String>>,
}

/// Prints and reports the records of a run.
pub(super) struct Printer<'a, 'io> {
    manner: Manner,
    io: &'a mut Io<'io>,
    progress: ProgressBar,
    totals: Totals,
    /// Outputs that were there already, to the byte.
    unchanged: usize,
    /// Images that are beside the Markdown, and those that could not be had.
    pictures: [usize; 2],
    reports: Reports,
    /// The first failure to write, which ends the run's messages but not the run.
    failed: io::Result<()>,
}

impl<'a, 'io> Printer<'a, 'io> {
    /// A printer for so many inputs, where that is known.
    pub(super) fn new(manner: Manner, inputs: Option<usize>, reports: Reports, io: &'a mut Io<'io>) -> Self {
        let length = inputs.and_then(|inputs| u64::try_from(inputs).ok());
        let progress = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        if length.is_none()
            && let Ok(style) = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}{msg}")
        {
            progress.set_style(style);
        }
        if !manner.quiet && inputs != Some(1) && io::stderr().is_terminal() {
            progress.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self {
            manner,
            io,
            progress,
            totals: Totals::default(),
            unchanged: 0,
            pictures: [0; 2],
            reports,
            failed: Ok(()),
        }
    }

    /// Tells of one input.
    pub(super) fn record(&mut self, record: &Record) {
        self.totals.add(record);
        let is_unchanged =
            record.result.as_ref().is_ok_and(|done| done.output == OutputState::File(Written::Unchanged));
        self.unchanged += usize::from(is_unchanged);
        if let Some(account) = record.result.as_ref().ok().and_then(|done| done.pictures.as_ref()) {
            let [saved, failed] = self.pictures;
            self.pictures = [saved + account.saved.len(), failed + account.failed.len()];
        }
        self.progress.inc(1);
        if let Some(rate) = self.manner.rate.as_ref().filter(|_| !self.progress.is_hidden()) {
            self.progress.set_message(format!(", {}", rate()));
        }
        let progress = self.progress.clone();
        let printed = progress.suspend(|| self.print(record));
        let reported = self.reports.add(record);
        if self.failed.is_ok() {
            self.failed = unless_reader_left(printed).and(reported);
        }
    }

    fn print(&mut self, record: &Record) -> io::Result<()> {
        let name = printable(&record.name);
        match &record.result {
            Err(failure) => writeln!(self.io.err, "error: {name}: {}", printable(&failure.to_string()))?,
            Ok(done) => {
                if let OutputState::Returned(markdown) = &done.output {
                    self.io.out.write_all(markdown.as_bytes())?;
                }
                if record.outcome() == Outcome::Incomplete {
                    writeln!(self.io.err, "incomplete: {name}: {}", done.report.status.as_str())?;
                }
                if record.is_lossy() {
                    let verification = done.verification.iter();
                    let faults = verification.map(super::verify::faults).collect::<String>();
                    writeln!(self.io.err, "lossy: {name}: {faults}")?;
                }
                let failed = done.pictures.iter().flat_map(|account| &account.failed);
                for FailedImage { url, error, .. } in failed.filter(|_| !self.manner.quiet) {
                    let (url, reason) = (printable(url), printable(&error.to_string()));
                    writeln!(self.io.err, "picture: {name}: {url}: {reason}")?;
                }
                for warning in done.report.warnings.iter().filter(|_| self.manner.verbose) {
                    let line = warning.line.map_or_else(String::new, |line| format!(":{line}"));
                    let detail = printable(&warning.detail);
                    writeln!(self.io.err, "warning: {name}{line}: {}: {detail}", warning.code.as_str())?;
                }
            }
        }
        Ok(())
    }

    /// Ends the report, prints the summary, and says how the run ended.
    pub(super) fn finish(self) -> io::Result<Exit> {
        self.progress.finish_and_clear();
        self.failed?;
        self.reports.finish()?;
        if self.manner.tells_sums && !self.manner.quiet {
            let rate = self.manner.rate.as_ref().map_or_else(String::new, |rate| format!("; {}", rate()));
            let sums = summary(&self.totals, self.unchanged, self.pictures);
            unless_reader_left(writeln!(self.io.err, "csdown: {sums}{rate}"))?;
        }
        Ok(Exit::of(&self.totals))
    }
}

/// A reader that has gone away, as `head` does, is no failure.
pub(super) fn unless_reader_left(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// The counts of a run, those that are none left out.
fn summary(totals: &Totals, unchanged: usize, [saved, failed]: [usize; 2]) -> String {
    let counts = [
        (totals.passed_through, "passed through"),
        (totals.incomplete, "incomplete"),
        (totals.failed, "failed"),
        (totals.lossy, "lossy"),
        (totals.with_warnings, "with warnings"),
        (unchanged, "unchanged since the last run"),
        (saved, if saved == 1 { "picture saved" } else { "pictures saved" }),
        (failed, if failed == 1 { "picture not saved" } else { "pictures not saved" }),
    ];
    let some = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
    std::iter::once(format!("{} converted", totals.converted)).chain(some).collect()
}

/// `text` without what could steer a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || chars::is_invisible(c) { ' ' } else { c }).collect()
}
