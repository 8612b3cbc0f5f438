//! Prints and reports the records of a run as they arrive.

use std::io;

use super::counts::{list_converted, list_nonzero, noun};
use super::exit::Exit;
use super::faults::faults;
use super::hints::{MAX_OUTSIDE, cause, image_cause, with_hint};
use super::io::Io;
use super::progress::{Detail, Progress};
use super::repeats::Repeats;
use super::reports::Reports;
use super::terminal::{ignore_broken_pipe, printable};
use super::warnings::Warnings;
use crate::assets::FailedImage;
use crate::batch::{Changes, Done, Outcome, OutputState, Record, RemovedInput, Totals};
use crate::records::line_of;
use crate::{Report, Warning, WarningCode};

/// Output verbosity.
pub(super) struct Verbosity {
    /// Prints only failed, incomplete and lossy inputs.
    pub(super) quiet: bool,
    /// 1 also prints the first warnings of each code, 2 prints all messages.
    pub(super) verbose: u8,
    /// Prints a summary at the end.
    pub(super) summary: bool,
    /// What a run leaves that is stopped.
    pub(super) left: Left,
    /// Describes the network traffic so far, for the progress bar and the summary.
    pub(super) traffic: Option<Detail>,
}

/// What a run leaves that is stopped by a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Outputs that are up to date in the next run.
    Outputs,
    /// The records of the first inputs.
    Records,
    /// Nothing.
    Nothing,
}

/// The format of Markdown that is not written to files of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Markdown
    #[default]
    Markdown,
    /// A JSON record for each article on one line, as described in docs/records.md
    Jsonl,
}

/// Prints and reports the records of a run.
pub(super) struct Printer<'a, 'io> {
    verbosity: Verbosity,
    format: Format,
    io: &'a mut Io<'io>,
    progress: Progress,
    totals: Totals,
    /// The number of inputs that were passed through although csdown may have written them.
    maybe_written: usize,
    /// The number of inputs whose output was written or returned.
    written_outputs: usize,
    saved_images: usize,
    failed_images: usize,
    /// The number of inputs that are gone since the last run.
    removed_inputs: usize,
    /// The number of outputs that were removed.
    removed_files: usize,
    repeats: Repeats,
    warnings: Warnings,
    reports: Reports,
    /// The first error in writing, after which nothing more is printed. The run continues.
    written: io::Result<()>,
}

impl<'a, 'io> Printer<'a, 'io> {
    /// Creates a printer that shows `progress`.
    pub(super) fn new(
        verbosity: Verbosity,
        progress: Progress,
        reports: Reports,
        io: &'a mut Io<'io>,
    ) -> Self {
        let prints_all = verbosity.verbose > 1;
        Self {
            verbosity,
            format: Format::default(),
            io,
            progress,
            totals: Totals::default(),
            maybe_written: 0,
            written_outputs: 0,
            saved_images: 0,
            failed_images: 0,
            removed_inputs: 0,
            removed_files: 0,
            repeats: Repeats::new(prints_all, "-vv lists them"),
            warnings: Warnings::new(prints_all),
            reports,
            written: Ok(()),
        }
    }

    /// Sets the format of Markdown that is returned.
    pub(super) fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Prints and reports the outcome of one input.
    pub(super) fn record(&mut self, record: &Record) {
        self.totals.add(record);
        let note = record.result.as_ref().ok().and_then(Done::passed_through_note);
        self.maybe_written += usize::from(note == Some(Outcome::MAYBE_WRITTEN_NOTE));
        self.written_outputs += usize::from(record.result.is_ok() && !record.is_unchanged());
        if let Some(images) = record.result.as_ref().ok().and_then(|done| done.images.as_ref()) {
            self.saved_images += images.saved.len();
            self.failed_images += images.failed.len();
        }
        self.progress.add();
        let printed = self.print(record);
        let reported = self.reports.add(record);
        if self.written.is_ok() {
            self.written = ignore_broken_pipe(printed).and(ignore_broken_pipe(reported));
        }
    }

    fn print(&mut self, record: &Record) -> io::Result<()> {
        if self.format == Format::Jsonl {
            self.io.out.write_all(line_of(record).as_bytes())?;
        }
        let name = printable(&record.name);
        let done = match &record.result {
            Err(failure) => {
                let reason = printable(&with_hint(&record.name, failure));
                let kind = if record.outcome() == Outcome::Incomplete { "incomplete" } else { "error" };
                let (cause, max) = cause(&record.name, failure);
                if self.repeats.admit(kind, &printable(&cause), max) {
                    writeln!(self.io.err, "{kind}: {name}: {reason}")?;
                }
                return Ok(());
            }
            Ok(done) => done,
        };
        if let OutputState::Returned { markdown, .. } = &done.output
            && self.format == Format::Markdown
        {
            self.io.out.write_all(markdown.as_bytes())?;
        }
        if record.outcome() == Outcome::Incomplete {
            writeln!(self.io.err, "incomplete: {name}: {}", incompleteness(&done.report))?;
        }
        if record.is_lossy() {
            let faults = done.verification.iter().map(faults).collect::<String>();
            writeln!(self.io.err, "lossy: {name}: {faults}")?;
        }
        let failed = done.images.iter().flat_map(|images| &images.failed);
        for FailedImage { url, error, .. } in failed.filter(|_| !self.verbosity.quiet) {
            let (url, reason) = (printable(url), printable(&error.to_string()));
            if self.repeats.admit("image", &image_cause(error), MAX_OUTSIDE) {
                writeln!(self.io.err, "image: {name}: {url}: {reason}")?;
            }
        }
        if self.verbosity.verbose > 0 {
            let lines = self.warnings.of(&record.name, &done.report.warnings);
            lines.into_iter().try_for_each(|line| writeln!(self.io.err, "{line}"))?;
        }
        Ok(())
    }

    /// Prints what has become of the outputs of earlier runs.
    pub(super) fn changes(&mut self, changes: &Changes, prune: bool) {
        let printed = self.print_changes(changes, prune);
        if self.written.is_ok() {
            self.written = ignore_broken_pipe(printed);
        }
        self.removed_inputs = changes.removed_inputs.len();
        self.removed_files = changes.removed_files;
    }

    fn print_changes(&mut self, changes: &Changes, prune: bool) -> io::Result<()> {
        for path in &changes.kept_files {
            writeln!(self.io.err, "kept: {}: was edited; csdown no longer writes it", printable(path))?;
        }
        if prune || self.verbosity.quiet {
            return Ok(());
        }
        for RemovedInput { input, output, .. } in &changes.removed_inputs {
            let output = output.as_deref().map(printable).unwrap_or_default();
            writeln!(
                self.io.err,
                "removed: {}: {output} is kept; use --prune to remove it",
                printable(input)
            )?;
        }
        Ok(())
    }

    /// Finishes the reports, prints the summary, and returns the exit code.
    pub(super) fn finish(self) -> io::Result<Exit> {
        if self.io.signals.exit().is_some() {
            return self.finish_stopped();
        }
        let summary = self.summary();
        self.written?;
        let mut rest = self.repeats.rest().chain(self.warnings.rest());
        ignore_broken_pipe(rest.try_for_each(|line| writeln!(self.io.err, "{line}")))?;
        ignore_broken_pipe(self.reports.finish())?;
        drop(self.progress);
        if self.verbosity.summary && !self.verbosity.quiet {
            let traffic = self.verbosity.traffic.as_ref();
            let traffic = traffic.map_or_else(String::new, |traffic| format!("; {}", traffic()));
            ignore_broken_pipe(writeln!(self.io.err, "csdown: {summary}{traffic}"))?;
        }
        Ok(Exit::of(&self.totals))
    }

    /// Prints what a run leaves that was stopped. Its reports do not replace those of complete runs.
    fn finish_stopped(self) -> io::Result<Exit> {
        drop(self.progress);
        self.written?;
        let mut rest = self.repeats.rest().chain(self.warnings.rest());
        ignore_broken_pipe(rest.try_for_each(|line| writeln!(self.io.err, "{line}")))?;
        let count = self.written_outputs;
        let mut left = match self.verbosity.left {
            Left::Outputs => format!("{count} written; run again to continue"),
            Left::Records => {
                let records = if count == 1 { "record" } else { "records" };
                format!("{count} {records} written, each on a whole line")
            }
            Left::Nothing => "nothing was written".to_owned(),
        };
        if self.reports.finish_stopped() {
            left += "; a report of a stopped run would be incomplete, so it was not written";
        }
        Ok(self.io.stopped(&left).unwrap_or(Exit::Failure))
    }

    /// Lists the counts of a run, except zeros other than the number of converted inputs.
    fn summary(&self) -> String {
        let note =
            if self.maybe_written > 0 { Outcome::MAYBE_WRITTEN_NOTE } else { Outcome::PASSED_THROUGH_NOTE };
        let passed_through = format!("passed through unchanged ({note})");
        let warned =
            if self.verbosity.verbose > 0 { "with warnings" } else { "with warnings (-v shows them)" };
        let totals = &self.totals;
        let [inputs, files, saved, failed] = [
            (self.removed_inputs, "input", "removed"),
            (self.removed_files, "old file", "removed"),
            (self.saved_images, "image", "saved"),
            (self.failed_images, "image", "not saved"),
        ]
        .map(|(count, singular, what)| format!("{} {what}", noun(count, singular)));
        let counts = [
            (totals.passed_through, passed_through.as_str()),
            (totals.incomplete, "incomplete"),
            (totals.failed, "failed"),
            (totals.lossy, "lossy"),
            (totals.with_warnings, warned),
            (totals.unchanged, "unchanged since the last run"),
            (self.removed_inputs, &inputs),
            (self.removed_files, &files),
            (self.saved_images, &saved),
            (self.failed_images, &failed),
        ];
        if totals.inputs > 0 && totals.inputs == totals.passed_through {
            return format!("nothing to convert: {}", list_nonzero(counts));
        }
        list_converted(totals.converted, counts)
    }
}

/// Returns the status, and what shows it if the input is truncated.
fn incompleteness(report: &Report) -> String {
    let status = report.status.as_str();
    let mut signs = report.warnings.iter().filter(|warning| warning.code == WarningCode::Truncated);
    match signs.next() {
        Some(Warning { location: Some(location), detail, .. }) => {
            format!("{status}: line {}: {}", location.line, printable(detail))
        }
        Some(Warning { detail, .. }) => format!("{status}: {}", printable(detail)),
        None => status.to_owned(),
    }
}
