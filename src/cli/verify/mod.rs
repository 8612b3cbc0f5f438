//! `csdown verify`: compares articles with their Markdown.

mod args;
mod dialect;

use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;

pub(super) use args::VerifyArgs;

use super::args::SavedImages;
use super::config::{configuration, converter};
use super::counts::{counted, list_nonzero};
use super::error::CliError;
use super::exit::Exit;
use super::faults::faults;
use super::hints::{cause, refuse_urls, with_hint};
use super::inputs::{expected, inputs, print_skipped, workers};
use super::io::Io;
use super::progress::{Progress, Task};
use super::repeats::Repeats;
use super::terminal::{exit_after, printable};
use crate::assets::{IMAGE_FOLDER, ImageLimits, ImageUrls};
use crate::batch::{Destination, Skipped, Verified, Verifier};
use crate::verify::{Difference, Verdict, Verification};
use crate::{Location, Options, Status};
use args::Format;

/// What progress is shown of.
const VERIFYING: Task = Task { verb: "Verifying", items: "articles" };

/// The version of the JSON schema.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &VerifyArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let (verified, skipped, advice) = verify(args, io)?;
    let totals = Totals::of(&verified);
    if args.format == Format::Json
        && let Some(exit) = io.stopped("nothing is printed, because not all inputs were compared")
    {
        return Ok(exit);
    }
    let printed = print(args, &verified, &totals, io);
    if let Some(advice) = advice.filter(|_| totals.lossy > 0 && args.format == Format::Human) {
        // If standard error is gone, nobody reads it.
        drop(writeln!(io.err, "csdown: {}", printable(&advice)));
    }
    print_skipped(&skipped, args.quiet, io)?;
    let exit = io.stopped("not all inputs were compared").unwrap_or_else(|| totals.exit());
    Ok(exit_after(printed, exit))
}

/// Returns the comparisons, what was skipped when searching for the articles, and advice if the options are others than those
/// of the Markdown.
fn verify(args: &VerifyArgs, io: &mut Io<'_>) -> Result<(Vec<Verified>, Skipped, Option<String>), CliError> {
    refuse_urls([args.source.as_path()].into_iter().chain(args.markdown.as_deref()))?;
    let mut options = configuration(args.config.as_deref(), &args.conversion)?.options;
    let saved = saved_images(args, &mut options)?;
    let images = saved.as_ref().map(|saved| saved.open(ImageLimits::default())).transpose()?;
    let converter = converter(options)?;
    if args.source == Path::new("-") && args.markdown.as_ref().is_some_and(|markdown| markdown.is_dir()) {
        return Err(CliError::usage("a page from standard input has no name; name its Markdown file"));
    }
    if args.source.is_dir() && args.markdown.as_ref().is_some_and(|markdown| markdown.is_file()) {
        let message = format!("{} is a folder, so its Markdown must be one too", args.source.display());
        return Err(CliError::usage(message));
    }
    let markdown = args.markdown.as_deref().filter(|markdown| *markdown == Path::new("-"));
    let markdown = markdown.map(|_| read_markdown(&args.source, io)).transpose()?;
    let paths = std::slice::from_ref(&args.source);
    let inputs = inputs(paths, None, converter.options(), io.input)?;
    // Each input has an entry in the report, whatever it says.
    if args.format == Format::Human && markdown.is_none() {
        check_markdown(args)?;
    }
    let (count, skipped) = (inputs.count_left(), inputs.skipped());
    let progress = if args.quiet || count == Some(1) {
        Progress::hidden(&io.status)
    } else {
        Progress::start(&io.status, VERIFYING, || expected(paths, None, count), None)
    };
    let verifier = Verifier::new(&converter);
    let verifier = match markdown {
        Some(text) => verifier.markdown_text(text),
        None => verifier.markdown(args.markdown.clone()),
    };
    let verifier = verifier
        .images(images.as_ref())
        .image_urls(saved.map_or_else(ImageUrls::default, |saved| saved.urls))
        .jobs(workers(args.jobs, count));
    let inputs = io.signals.watch().limit(inputs);
    let all = verifier.run(inputs, &mut |_| progress.add()).map_err(CliError::failure)?;
    Ok((all, skipped, dialect::advice(args.markdown.as_deref(), converter.options())))
}

/// Reads the Markdown of the article `source` from standard input.
fn read_markdown(source: &Path, io: &mut Io<'_>) -> Result<String, CliError> {
    if source == Path::new("-") {
        return Err(CliError::usage("the article and its Markdown cannot both come from standard input"));
    }
    if source.is_dir() {
        let message = format!("{} is a folder, so its Markdown must be one too", source.display());
        return Err(CliError::usage(message));
    }
    let mut text = String::new();
    let read = io.input.read_to_string(&mut text);
    read.map_err(|error| CliError::failure(format!("cannot read standard input: {error}")))?;
    Ok(text)
}

/// Checks that there is Markdown to compare with: without any, each input would fail for the same reason.
fn check_markdown(args: &VerifyArgs) -> Result<(), CliError> {
    let Some(markdown) = &args.markdown else { return Ok(()) };
    let problem = if !markdown.exists() {
        "does not exist"
    } else if std::fs::read_dir(markdown).is_ok_and(|mut entries| entries.next().is_none()) {
        "is empty"
    } else {
        return Ok(());
    };
    let (markdown, source) = (markdown.display(), args.source.display());
    let advice = format!("convert first, with csdown convert {source} -o {markdown}");
    Err(CliError::failure(format!("{markdown} {problem}; {advice}")))
}

/// Returns where the images of the existing Markdown were saved, if they were, and adapts `options`.
fn saved_images(args: &VerifyArgs, options: &mut Options) -> Result<Option<SavedImages>, CliError> {
    args.links.apply(options);
    let Some(markdown) = &args.markdown else { return Ok(None) };
    // The Markdown may be a single article of the folder with the images.
    let has_images = |folder: &&Path| folder.join(IMAGE_FOLDER).is_dir();
    let output = markdown.ancestors().find(has_images).unwrap_or(markdown);
    SavedImages::find(args.assets.as_deref(), &Destination::Folder(output.to_path_buf()), options)
}

/// The number of comparisons with each outcome.
#[derive(Debug, Default, Serialize)]
struct Totals {
    inputs: usize,
    identical: usize,
    equivalent: usize,
    lossy: usize,
    failed: usize,
    /// Those whose input is truncated, whatever their verdict.
    #[serde(skip)]
    truncated: usize,
}

impl Totals {
    fn of(verified: &[Verified]) -> Self {
        let mut totals = Self { inputs: verified.len(), ..Self::default() };
        for one in verified {
            totals.truncated += usize::from(one.status == Some(Status::Truncated));
            *match one.result.as_ref().map(|verification| verification.verdict) {
                Ok(Verdict::Identical) => &mut totals.identical,
                Ok(Verdict::Equivalent) => &mut totals.equivalent,
                Ok(Verdict::Lossy) => &mut totals.lossy,
                Err(_) => &mut totals.failed,
            } += 1;
        }
        totals
    }

    const fn exit(&self) -> Exit {
        if self.failed == self.inputs {
            Exit::Failure
        } else if self.failed + self.lossy + self.truncated > 0 {
            Exit::Partial
        } else {
            Exit::Success
        }
    }
}

fn print(args: &VerifyArgs, verified: &[Verified], totals: &Totals, io: &mut Io<'_>) -> io::Result<()> {
    if args.format == Format::Json {
        return json(verified, totals, io.out);
    }
    let mut repeats = Repeats::new(false, "--format json lists them");
    for one in verified {
        if let Err(failure) = &one.result {
            let (cause, max) = cause(&one.name, failure);
            if repeats.admit("error", &printable(&cause), max) {
                let reason = with_hint(&one.name, failure);
                writeln!(io.err, "error: {}: {}", printable(&one.name), printable(&reason))?;
            }
        } else if one.status == Some(Status::Truncated) {
            writeln!(io.err, "incomplete: {}: truncated", printable(&one.name))?;
        }
    }
    repeats.rest().try_for_each(|line| writeln!(io.err, "{line}"))?;
    match verified {
        [Verified { result: Ok(verification), .. }] => details(verification, args.quiet, io.out)?,
        _ => table(verified, args.quiet, io.out)?,
    }
    if args.quiet {
        return Ok(());
    }
    let Totals { inputs, identical, equivalent, lossy, failed, .. } = *totals;
    let counts = [(identical, "identical"), (equivalent, "equivalent"), (lossy, "lossy"), (failed, "failed")];
    writeln!(io.err, "csdown: {inputs} compared: {}", list_nonzero(counts))
}

/// Prints one row per comparison, most faults first, and then the differences of the lossy ones.
fn table(verified: &[Verified], quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    let done = verified.iter().filter_map(|one| Some((one.name.as_str(), one.result.as_ref().ok()?)));
    let mut rows: Vec<(&str, &Verification)> =
        done.filter(|(_, verification)| !quiet || verification.verdict == Verdict::Lossy).collect();
    rows.sort_by_key(|(_, verification)| Reverse((verification.verdict, verification.faults())));
    if !rows.is_empty() {
        writeln!(out, "{:<10}  {:>6}  document", "verdict", "faults")?;
    }
    for (name, verification) in &rows {
        let (verdict, faults) = (verification.verdict.as_str(), verification.faults());
        writeln!(out, "{verdict:<10}  {faults:>6}  {}", printable(name))?;
    }
    for (name, verification) in rows.iter().filter(|(_, one)| one.verdict == Verdict::Lossy) {
        writeln!(out, "\n{}: {}", printable(name), faults(verification))?;
        differences(verification, out)?;
    }
    Ok(())
}

/// Prints all results of one comparison.
fn details(verification: &Verification, quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    if quiet && verification.verdict != Verdict::Lossy {
        return Ok(());
    }
    writeln!(out, "{}\n", verification.verdict.as_str())?;
    writeln!(out, "{:<12} {:>8} {:>8} {:>8} {:>8}", "", "page", "kept", "missing", "added")?;
    for (category, count) in &verification.counts {
        let (name, missing) = (category.as_str(), count.missing());
        writeln!(out, "{name:<12} {:>8} {:>8} {missing:>8} {:>8}", count.expected, count.kept, count.extra)?;
    }
    if !verification.differences.is_empty() {
        writeln!(out)?;
        differences(verification, out)?;
    }
    if !verification.cut_off.is_empty() {
        let names: Vec<&str> = verification.cut_off.iter().map(|category| category.as_str()).collect();
        writeln!(out, "\ntoo many differences to match piece by piece: {}", names.join(", "))?;
    }
    if let Some(reason) = &verification.single_parser {
        writeln!(out, "\nnot checked with a second parser: {reason}")?;
    }
    if !verification.dropped.is_empty() {
        writeln!(out, "\ndropped by rule")?;
    }
    for (rule, removed) in &verification.dropped {
        let counts = [(removed.characters, "character"), (removed.images, "image"), (removed.links, "link")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, singular)| counted(count, singular))
            .collect();
        writeln!(out, "  {}: {}", printable(rule), counts.join(", "))?;
    }
    if !verification.changed.is_empty() {
        writeln!(out, "\nchanged by rule")?;
    }
    for (what, count) in &verification.changed {
        writeln!(out, "  {what}: {count}")?;
    }
    Ok(())
}

fn differences(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    for difference in &verification.differences {
        let Difference { category, location, markdown_location, expected, found, rule, .. } = difference;
        let at = |location: &Option<Location>, of: &str| match location {
            Some(Location { line, column, .. }) => format!(", {line}:{column}{of}"),
            None => String::new(),
        };
        let (page, markdown) = (at(location, ""), at(markdown_location, " of the Markdown"));
        let by = rule.as_ref().map_or_else(String::new, |rule| format!(" by {}", printable(rule)));
        writeln!(out, "  {}{by}{page}{markdown}", category.as_str())?;
        for (sign, words) in [("-", expected), ("+", found)] {
            if let Some(words) = words {
                writeln!(out, "    {sign} {}", printable(words))?;
            }
        }
    }
    Ok(())
}

/// The outcome of a comparison in JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome<'a> {
    Error {
        code: &'static str,
        message: String,
    },
    #[serde(untagged)]
    Done(&'a Verification),
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(flatten)]
    result: Outcome<'a>,
}

fn json(verified: &[Verified], totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
    let entries = verified.iter().map(|one| {
        let result = match &one.result {
            Ok(verification) => Outcome::Done(verification),
            Err(failure) => Outcome::Error { code: failure.code(), message: failure.to_string() },
        };
        let status = one.status.filter(|status| *status == Status::Truncated);
        Entry { path: &one.name, status, result }
    });
    let report = json!({
        "csdown-verification": SCHEMA,
        "csdown": env!("CARGO_PKG_VERSION"),
        "inputs": entries.collect::<Vec<_>>(),
        "totals": totals,
    });
    writeln!(out, "{report}")
}
