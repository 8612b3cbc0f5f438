//! `csdown stream`: converts JSON Lines to JSON Lines.

mod args;
mod input;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, BufReader, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

pub(super) use args::StreamArgs;

use super::config::{configuration, converter};
use super::counts::{counted, list_converted};
use super::error::CliError;
use super::exit::Exit;
use super::hints::refuse_urls;
use super::inputs::workers;
use super::io::Io;
use super::named_stream::check_not_stream;
use super::progress::{Expected, Progress, Task};
use super::terminal::{ignore_broken_pipe, printable};
use crate::batch::Totals;
use crate::records::{Answer, AnswerError, RecordStream};
use input::StreamInput;

/// What progress is shown of.
const CONVERTING: Task = Task { verb: "Converting", items: "records" };

/// The size of the buffers for input and output in bytes.
const BUFFER: usize = 64 << 10;

pub(super) fn run(args: &StreamArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    refuse_urls(args.input.as_deref())?;
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let mut options = configuration.options_of_records(&args.conversion);
    args.from.apply(&mut options);
    let converter = converter(options)?;
    let mut stream = RecordStream::new(&converter).jobs(workers(args.jobs, None)).verify(args.verify);
    if let Some(root) = &args.root {
        check_not_stream("--root", root, "a folder")?;
        let opened = stream.root(root);
        stream = opened.map_err(|error| CliError::usage(format!("--root {}: {error}", root.display())))?;
    }
    let input = StreamInput::open(args.input.as_deref(), io.input, io.signals.stop.clone())?;
    let (bytes, read) = (input.bytes, Arc::clone(&input.read));
    let is_hidden = args.quiet || io::stdout().is_terminal();
    let line = if is_hidden { io.status.invisible() } else { io.status.clone() };
    let stream = stream.stop(io.signals.watch());
    let mut writer = Writer {
        out: io.out,
        progress: Progress::start(&line, CONVERTING, || Expected::bytes(bytes, read), None),
        totals: Totals::default(),
        errors: Errors::default(),
        written: Ok(()),
    };
    let input = BufReader::with_capacity(BUFFER, input);
    stream.run(input, &mut |answers: Vec<Answer>| writer.write(&answers)).map_err(CliError::failure)?;
    let Writer { totals, errors, written, progress, .. } = writer;
    drop(progress);
    let is_closed = written.is_err();
    ignore_broken_pipe(written).map_err(CliError::failure)?;
    if !args.quiet && !is_closed {
        let printed = write!(io.err, "csdown: {}\n{}", summary(&totals), errors.summary());
        ignore_broken_pipe(printed).map_err(CliError::failure)?;
    }
    let records = counted(totals.inputs, "record");
    let meaning =
        format!("{records} written, each on a whole line; to continue, pass the records after these");
    if let Some(exit) = io.stopped(&meaning) {
        return Ok(exit);
    }
    Ok(if args.exit_zero || totals.inputs == 0 { Exit::Success } else { Exit::of(&totals) })
}

/// Writes and counts the answers.
struct Writer<'a> {
    out: &'a mut dyn Write,
    progress: Progress,
    totals: Totals,
    errors: Errors,
    /// The first error in writing, which ends the stream.
    written: io::Result<()>,
}

impl Writer<'_> {
    fn write(&mut self, answers: &[Answer]) -> ControlFlow<()> {
        for answer in answers {
            self.progress.add();
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
