//! `csdown verify`: how Markdown compares with its articles, told to people or to programs.

use std::cmp::Reverse;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::args::{Format, VerifyArgs};
use super::convert::{Stop, jobs, nothing, told, usage};
use super::exit::{Exit, after_writing};
use super::pictures::{draw, open};
use super::printer::printable;
use super::{Io, config};
use crate::Converter;
use crate::batch::{Verified, Verifier, discover};
use crate::verify::{Difference, Verdict, Verification};

/// The version of the shape of the JSON.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &VerifyArgs, io: &mut Io<'_>) -> Exit {
    match verify(args) {
        Ok(verified) => {
            let exit = exit_of(&verified);
            after_writing(print(args, &verified, io), exit)
        }
        Err(stop) => told(Err(stop), io),
    }
}

fn verify(args: &VerifyArgs) -> Result<Vec<Verified>, Stop> {
    let mut options = config::options(args.config.as_deref(), &args.options).map_err(usage)?;
    let pictures = args.assets.as_deref().map(open).transpose()?;
    if pictures.is_some() {
        draw(&mut options);
    }
    let converter = Converter::new(options).map_err(|error| usage(error.to_string()))?;
    if args.source.is_dir() && args.markdown.as_ref().is_some_and(|markdown| markdown.is_file()) {
        return Err(usage(format!("{} is a folder; its Markdown must be one too", args.source.display())));
    }
    let mut inputs = discover(std::slice::from_ref(&args.source), None);
    if inputs.is_empty() {
        return Err((
            Exit::Nothing,
            format!("no .html .htm .xhtml .mhtml .mht .md .warc file in {}", args.source.display()),
        ));
    }
    let jobs = jobs(args.jobs, inputs.count_left());
    let verifier = Verifier {
        converter: &converter,
        markdown: args.markdown.clone(),
        pictures: pictures.as_ref(),
        jobs,
    };
    verifier.run(inputs).map_err(|error| nothing(&error))
}

/// How many comparisons ended how.
#[derive(Debug, Default, Serialize)]
struct Totals {
    inputs: usize,
    identical: usize,
    equivalent: usize,
    lossy: usize,
    failed: usize,
}

impl Totals {
    fn of(verified: &[Verified]) -> Self {
        let mut totals = Self { inputs: verified.len(), ..Self::default() };
        for one in verified {
            *match one.result.as_ref().map(|verification| verification.verdict) {
                Ok(Verdict::Identical) => &mut totals.identical,
                Ok(Verdict::Equivalent) => &mut totals.equivalent,
                Ok(Verdict::Lossy) => &mut totals.lossy,
                Err(_) => &mut totals.failed,
            } += 1;
        }
        totals
    }
}

fn exit_of(verified: &[Verified]) -> Exit {
    let totals = Totals::of(verified);
    if totals.failed == totals.inputs {
        Exit::Nothing
    } else if totals.failed + totals.lossy > 0 {
        Exit::Some
    } else {
        Exit::Good
    }
}

fn print(args: &VerifyArgs, verified: &[Verified], io: &mut Io<'_>) -> io::Result<()> {
    match args.format {
        Format::Json => return json(verified, io.out),
        Format::Human => {}
    }
    for one in verified {
        if let Err(failure) = &one.result {
            writeln!(io.err, "error: {}: {}", printable(&one.name), printable(&failure.to_string()))?;
        }
    }
    match verified {
        [Verified { result: Ok(verification), .. }] => details(verification, args.quiet, io.out)?,
        _ => table(verified, args.quiet, io.out)?,
    }
    if args.quiet {
        return Ok(());
    }
    let Totals { inputs, identical, equivalent, lossy, failed } = Totals::of(verified);
    let counts = [(identical, "identical"), (equivalent, "equivalent"), (lossy, "lossy"), (failed, "failed")];
    let some = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    writeln!(io.err, "csdown: {inputs} compared: {}", some.collect::<Vec<_>>().join(", "))
}

/// The comparisons, one a line, the worst first, and then what differs in those that are lossy.
fn table(verified: &[Verified], is_quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    let done = verified.iter().filter_map(|one| Some((one.name.as_str(), one.result.as_ref().ok()?)));
    let mut rows: Vec<(&str, &Verification)> =
        done.filter(|(_, verification)| !is_quiet || verification.verdict == Verdict::Lossy).collect();
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

/// All there is to tell of one comparison.
fn details(verification: &Verification, is_quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_quiet && verification.verdict != Verdict::Lossy {
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
        writeln!(out, "\ntoo much differs to be matched piece by piece: {}", names.join(", "))?;
    }
    if !verification.dropped.is_empty() {
        writeln!(out, "\ndropped by rule")?;
    }
    for (rule, removed) in &verification.dropped {
        let counts =
            [(removed.characters, "characters"), (removed.images, "images"), (removed.links, "links")];
        let some =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        writeln!(out, "  {}: {}", printable(rule), some.collect::<Vec<_>>().join(", "))?;
    }
    if !verification.changed.is_empty() {
        writeln!(out, "\nchanged by rule")?;
    }
    for (what, count) in &verification.changed {
        writeln!(out, "  {what}: {count}")?;
    }
    Ok(())
}

/// What is missing and added, such as `text 3 missing, cells 1 missing 1 added`.
pub(super) fn faults(verification: &Verification) -> String {
    let counts = verification.counts.iter().filter(|(_, count)| count.missing() + count.extra > 0);
    let told = counts.map(|(category, count)| {
        let parts = [(count.missing(), "missing"), (count.extra, "added")];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(" {count} {what}"));
        parts.fold(category.as_str().to_owned(), |told, part| told + &part)
    });
    told.collect::<Vec<_>>().join(", ")
}

fn differences(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    for Difference { category, line, markdown_line, expected, found, .. } in &verification.differences {
        let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
        let markdown_line =
            markdown_line.map(|line| format!(", line {line} of the Markdown")).unwrap_or_default();
        writeln!(out, "  {}{line}{markdown_line}", category.as_str())?;
        for (sign, words) in [("-", expected), ("+", found)] {
            if let Some(words) = words {
                writeln!(out, "    {sign} {}", printable(words))?;
            }
        }
    }
    Ok(())
}

/// One of the comparisons in JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Ending<'a> {
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
    #[serde(flatten)]
    result: Ending<'a>,
}

fn json(verified: &[Verified], out: &mut dyn Write) -> io::Result<()> {
    let entries = verified.iter().map(|one| {
        let result = match &one.result {
            Ok(verification) => Ending::Done(verification),
            Err(failure) => Ending::Error { code: failure.code(), message: failure.to_string() },
        };
        Entry { path: &one.name, result }
    });
    let report = json!({
        "csdown-verification": SCHEMA,
        "csdown": env!("CARGO_PKG_VERSION"),
        "inputs": entries.collect::<Vec<_>>(),
        "totals": Totals::of(verified),
    });
    writeln!(out, "{report}")
}
