//! The inputs that the arguments name.

use std::io::{self, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::counts::noun;
use super::error::CliError;
use super::hints::refuse_urls;
use super::io::Io;
use super::progress::{Expectation, Expected};
use super::terminal::ignore_broken_pipe;
use crate::Options;
use crate::batch::{Input, Inputs, Skipped, SkippedKind, discover};

/// Returns the inputs for these paths, except those in `out`. Without paths, reads standard input.
pub(super) fn inputs(
    paths: &[PathBuf],
    out: Option<&Path>,
    options: &Options,
    stdin: &mut dyn Read,
) -> Result<Inputs, CliError> {
    if paths.is_empty() && io::stdin().is_terminal() {
        return Err(CliError::usage("no input: name files or folders, or pipe a page to standard input"));
    }
    if let [path] = paths {
        refuse_urls([path.as_path()])?;
    }
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    let files: Vec<PathBuf> = paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
    let mut inputs = discover(&files, out);
    if paths.is_empty() || paths.iter().any(is_stdin) {
        let mut bytes = Vec::new();
        let max = u64::try_from(options.limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read = stdin.take(max).read_to_end(&mut bytes);
        read.map_err(|error| CliError::failure(format!("cannot read standard input: {error}")))?;
        inputs.push(Input::stdin(bytes));
    }
    if inputs.is_empty() {
        return Err(no_inputs(&files));
    }
    Ok(inputs)
}

/// Returns what is known about the number of inputs for these paths: the `count`, or else what is found by and by.
pub(super) fn expected(paths: &[PathBuf], out: Option<&Path>, count: Option<usize>) -> Expectation {
    if let Some(count) = count {
        return Expected::items(count);
    }
    let (streams, files): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let out = out.map(Path::to_path_buf);
    Expected::counted(move || discover(&files, out.as_deref()), streams.len().min(1))
}

/// The error for paths without any input.
fn no_inputs(paths: &[PathBuf]) -> CliError {
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    CliError::failure(format!(
        "no .html .htm .xhtml .mhtml .mht .md .warc file, and no .json of the editor's API, in {}",
        paths.join(", ")
    ))
}

/// Prints what the discovery has skipped, unless it is nothing or `quiet` is set.
pub(super) fn print_skipped(skipped: &Skipped, quiet: bool, io: &mut Io<'_>) -> Result<(), CliError> {
    let counted = |kind: SkippedKind| {
        let count = skipped.count(kind);
        let words = match (kind, count) {
            (_, 0) => return None,
            (SkippedKind::Hidden, 1) => "hidden file or folder".to_owned(),
            (SkippedKind::Hidden, _) => "hidden files or folders".to_owned(),
            (SkippedKind::BrokenLink, _) => noun(count, "broken link"),
            (SkippedKind::LinkedFolder, _) => noun(count, "linked folder"),
            (SkippedKind::NotMarkdown, 1) => "file that is not Markdown".to_owned(),
            (SkippedKind::NotMarkdown, _) => "files that are not Markdown".to_owned(),
        };
        Some(format!("{count} {words}"))
    };
    let all: Vec<String> = SkippedKind::ALL.into_iter().filter_map(counted).collect();
    if quiet || all.is_empty() {
        return Ok(());
    }
    ignore_broken_pipe(writeln!(io.err, "csdown: skipped {}", all.join(", "))).map_err(CliError::failure)
}

/// The number of worker threads: by default one per CPU, and never more than inputs if their number is known.
pub(super) fn workers(jobs: Option<NonZeroUsize>, inputs: Option<usize>) -> NonZeroUsize {
    let jobs = jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    inputs.and_then(NonZeroUsize::new).map_or(jobs, |inputs| jobs.min(inputs))
}
