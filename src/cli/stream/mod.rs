//! `csdown stream`: converts JSON Lines to JSON Lines.

mod args;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::Path;

pub(super) use args::StreamArgs;

use super::config::{configuration, converter};
use super::counts::list_converted;
use super::error::CliError;
use super::exit::Exit;
use super::inputs::workers;
use super::io::Io;
use super::terminal::{ignore_broken_pipe, printable};
use crate::batch::Totals;
use crate::records::{Answer, AnswerError, RecordStream};

/// The size of the buffers for input and output in bytes.
const BUFFER: usize = 64 << 10;

pub(super) fn run(args: &StreamArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let mut options = configuration.options_of_records(&args.conversion);
    args.from.apply(&mut options);
    let converter = converter(options)?;
    let mut stream = RecordStream::new(&converter).jobs(workers(args.jobs, None)).verify(args.verify);
    if let Some(root) = &args.root {
        let opened = stream.root(root);
        stream = opened.map_err(|error| CliError::usage(format!("--root {}: {error}", root.display())))?;
    }
    let mut writer =
        Writer { out: io.out, totals: Totals::default(), errors: Errors::default(), written: Ok(()) };
    let mut each = |answers: Vec<Answer>| writer.write(&answers);
    match args.input.as_deref().filter(|input| *input != Path::new("-")) {
        Some(path) => stream.run(open(path)?, &mut each),
        None if args.input.is_none() && io::stdin().is_terminal() => {
            return Err(CliError::usage("no input: name a file of records, or pipe them to standard input"));
        }
        None => stream.run(BufReader::with_capacity(BUFFER, &mut *io.input), &mut each),
    }
    .map_err(CliError::failure)?;
    let Writer { totals, errors, written, .. } = writer;
    let is_closed = written.is_err();
    ignore_broken_pipe(written).map_err(CliError::failure)?;
    if !args.quiet && !is_closed {
        let printed = write!(io.err, "csdown: {}\n{}", summary(&totals), errors.summary());
        ignore_broken_pipe(printed).map_err(CliError::failure)?;
    }
    Ok(if args.exit_zero || totals.inputs == 0 { Exit::Success } else { Exit::of(&totals) })
}

fn open(path: &Path) -> Result<impl BufRead + Send, CliError> {
    let failure = |error: io::Error| CliError::failure(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(failure)?;
    if file.metadata().map_err(failure)?.is_dir() {
        let what =
            "is a folder, not a file of records; use csdown convert --format jsonl for a folder of pages";
        return Err(CliError::usage(format!("{} {what}", path.display())));
    }
    Ok(BufReader::with_capacity(BUFFER, file))
}

/// Writes and counts the answers.
struct Writer<'a> {
    out: &'a mut dyn Write,
    totals: Totals,
    errors: Errors,
    /// The first error in writing, which ends the stream.
    written: io::Result<()>,
}

impl Writer<'_> {
    fn write(&mut self, answers: &[Answer]) -> ControlFlow<()> {
        for answer in answers {
            self.totals.count(answer.outcome);
            self.totals.lossy += usize::from(answer.is_lossy);
            self.totals.with_warnings += usize::from(answer.has_warnings);
            if let Some(error) = &answer.error {
                self.errors.count(error);
            }
        }
        self.written = self.write_all(answers);
        if self.written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn write_all(&mut self, answers: &[Answer]) -> io::Result<()> {
        for answer in answers {
            self.out.write_all(answer.json.as_bytes())?;
        }
        self.out.flush()
    }
}

/// The errors of records: for each code, their number and the first message.
#[derive(Default)]
struct Errors(BTreeMap<&'static str, (usize, String)>);

impl Errors {
    fn count(&mut self, error: &AnswerError) {
        let (count, _) = self.0.entry(error.code).or_insert_with(|| (0, error.message.clone()));
        *count += 1;
    }

    /// Lists the errors, the most frequent ones first.
    fn summary(&self) -> String {
        let mut errors: Vec<_> = self.0.iter().collect();
        errors.sort_by_key(|(_, (count, _))| Reverse(*count));
        let lines = errors.iter().map(|(code, (count, first))| {
            let label = if *count > 1 { "first: " } else { "" };
            format!("  {count} {code}: {label}{}\n", printable(first))
        });
        lines.collect()
    }
}

fn summary(totals: &Totals) -> String {
    let others = [
        (totals.passed_through, "passed through unchanged"),
        (totals.incomplete, "incomplete"),
        (totals.failed, "failed"),
        (totals.lossy, "lossy"),
        (totals.with_warnings, "with warnings"),
    ];
    list_converted(totals.converted, others)
}
