//! Failures with a hint on what to do next, and how often messages with the same cause are printed.

use std::path::Path;

use super::error::CliError;
use crate::Error;
use crate::assets::ImageError;
use crate::batch::{Failure, WriteError};
use crate::explanations::{CodeGroup, explanation};

/// The number of messages that are printed with a cause outside of the inputs, such as a full disk.
pub(super) const MAX_OUTSIDE: usize = 3;
/// The number of messages that are printed with a cause in the inputs, such as a captcha page.
const MAX_INSIDE: usize = 20;

/// Describes why the input called `name` failed, and which option or command would help.
pub(super) fn with_hint(name: &str, failure: &Failure) -> String {
    match failure {
        Failure::Convert(Error::LimitExceeded { what, max }) => limit(what, *max),
        Failure::Read(_) if is_url(name) => format!("{failure}; use csdown fetch to download an article"),
        _ => format!("{failure}{}", hint(failure)),
    }
}

/// Returns what failures with the same cause have in common, and how many of them are printed.
pub(super) fn cause(name: &str, failure: &Failure) -> (String, usize) {
    match failure {
        // The messages name files.
        Failure::Markdown { source, .. } => (format!("the Markdown cannot be read: {source}"), MAX_OUTSIDE),
        Failure::Write(WriteError::Exists { .. }) => (
            "outputs exist and were not written by csdown, or were edited since; use --force to overwrite them"
                .to_owned(),
            MAX_OUTSIDE,
        ),
        Failure::OutputKept { .. } => {
            (format!("the output was kept: it is more complete{}", hint(failure)), MAX_INSIDE)
        }
        Failure::LeftIncomplete { .. } => {
            (format!("left as they are: they are incomplete{}", hint(failure)), MAX_INSIDE)
        }
        Failure::LeftLossy { .. } => {
            (format!("left as they are: their Markdown would be lossy{}", hint(failure)), MAX_INSIDE)
        }
        Failure::NotBackedUp { reason, .. } => (
            format!("left as they are, because they cannot be backed up: {reason}{}", hint(failure)),
            MAX_OUTSIDE,
        ),
        // The messages name hosts.
        Failure::Remote { code, .. } => (phrase(code), MAX_OUTSIDE),
        Failure::Write(_) | Failure::NotReplaced(_) => (with_hint(name, failure), MAX_OUTSIDE),
        _ => (with_hint(name, failure), MAX_INSIDE),
    }
}

/// Returns what errors of images with the same cause have in common.
pub(super) fn image_cause(error: &ImageError) -> String {
    phrase(error.code())
}

/// Describes a code in words: `the host name cannot be resolved [host-not-found]`.
fn phrase(code: &str) -> String {
    let found = [CodeGroup::ImageError, CodeGroup::Error].iter().find_map(|group| explanation(*group, code));
    found.map_or_else(|| code.to_owned(), |found| format!("{} [{code}]", found.phrase()))
}

const fn hint(failure: &Failure) -> &'static str {
    match failure {
        Failure::Write(WriteError::Exists { .. }) => "; use --force to overwrite it",
        Failure::Write(WriteError::IsInput) => {
            "; use another output folder, or --in-place to convert .md files where they are"
        }
        Failure::LeftIncomplete { .. } | Failure::LeftLossy { .. } => "; use --force to convert it anyway",
        Failure::NotBackedUp { .. } => "; name another folder with --backup",
        Failure::OutputKept { .. } => "; use --force to replace it",
        Failure::Name(_) => "; use --date-fallback file or omit, or another --name",
        _ => "",
    }
}

/// Describes that a limit was exceeded.
fn limit(what: &str, max: usize) -> String {
    let hint = match what {
        "bytes of text" => {
            "; raise it with --max-nodes, which allows 8 bytes of text for each node".to_owned()
        }
        "attributes" | "bytes" | "nodes" | "output" => format!("; raise it with --max-{what}"),
        // In proportion to the page, or to the stack; no option raises it.
        _ => String::new(),
    };
    format!("{what} limit exceeded: more than {max}{hint}")
}

/// Returns an error if a path is a URL, which only `csdown fetch` takes.
pub(super) fn refuse_urls<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), CliError> {
    let mut names = paths.into_iter().map(Path::to_string_lossy).filter(|name| is_url(name));
    names.next().map_or(Ok(()), |name| {
        let advice = format!("csdown fetch {name} -o FOLDER downloads the article");
        Err(CliError::usage(format!("{name} is a URL, not a file; {advice}")))
    })
}

fn is_url(name: &str) -> bool {
    name.starts_with("https://") || name.starts_with("http://")
}
