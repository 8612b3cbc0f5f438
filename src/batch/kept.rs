//! Keeps the output of an earlier run, or an original in place, if this run would replace it by less of the article.

use std::path::Path;

use super::record::Failure;
use super::work::Converted;
use crate::Status;
use crate::catalogue::Recorded;
use crate::markdown::front_matter_end;
use crate::store::{digest, slashed};

/// Checks that the output at `path` below `root` may be replaced by `converted`. `recorded` is what csdown wrote there.
///
/// A complete article replaces anything, because its author may have shortened it. Only part of one replaces neither a
/// whole article nor an output with more text, such as that of an earlier download. Files that csdown did not write are
/// not judged here: they are never replaced.
pub(super) fn check(
    converted: &Converted,
    root: &Path,
    path: &Path,
    recorded: &Recorded,
) -> Result<(), Failure> {
    let status = converted.conversion.report.status;
    if status == Status::Complete {
        return Ok(());
    }
    let file = root.join(path);
    // Reading a named pipe would block. What is no file is never replaced.
    if !std::fs::symlink_metadata(&file).is_ok_and(|present| present.is_file()) {
        return Ok(());
    }
    let Ok(present) = std::fs::read(&file) else { return Ok(()) };
    let (output, present_digest) = (slashed(path), digest(&present));
    if present_digest == converted.output_sha256 || !recorded.has(&present_digest) {
        return Ok(());
    }
    let was_whole = !recorded.is_incomplete(&present_digest);
    let is_less = was_whole && !status.is_whole()
        || letters(&present) > letters(converted.conversion.markdown.as_bytes());
    if is_less { Err(Failure::OutputKept { output, status }) } else { Ok(()) }
}

/// Checks that a file may be replaced in place by its Markdown, which must have the whole article.
pub(super) fn check_in_place(converted: &Converted) -> Result<(), Failure> {
    let (status, faults) = (converted.conversion.report.status, converted.faults());
    match (status.is_whole(), faults) {
        (false, _) => Err(Failure::LeftIncomplete { status }),
        (true, 0) => Ok(()),
        (true, faults) => Err(Failure::LeftLossy { faults }),
    }
}

/// The number of letters and digits after front matter and title, which change with the options.
fn letters(markdown: &[u8]) -> usize {
    let text = String::from_utf8_lossy(markdown);
    let body = text.get(front_matter_end(&text)..).unwrap_or_default().trim_start();
    let untitled =
        body.strip_prefix("# ").map_or(body, |title| title.split_once('\n').map_or("", |(_, rest)| rest));
    untitled.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn only_the_article_counts() {
        for text in [
            "一二\n",
            "# 题\n\n**一**、二\n",
            "---\ntitle: 题\n---\n\n一二\n",
            "+++\ntitle = '题'\n+++\n\n# 题\n\n一二\n",
            "{\n  \"title\": \"题\"\n}\n\n一二\n",
        ] {
            assert_eq!(letters(text.as_bytes()), 2, "{text}");
        }
    }
}
