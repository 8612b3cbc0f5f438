//! The status of an archive as text.

use std::fmt::Display;
use std::io::{self, Write};

use super::archive_status::{Article, Articles, CodeCount, Downloads, Next, SearchIndex, Status};
use crate::cli::counts::{bytes, counted, list_nonzero};
use crate::cli::terminal::printable;

/// Prints the status of the archive called `name`, with at most `limit` lines of each list.
pub(super) fn print(name: &str, status: &Status, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let (total, size) = (status.articles.total, bytes(status.catalogue_bytes));
    writeln!(out, "{}: {}, catalogue {size}", printable(name), articles(total))?;
    if total > 0 {
        writeln!(out, "{}", outcomes(&status.articles))?;
    }
    lists(status, &mut Lists { limit, out })?;
    writeln!(out)?;
    if status.downloads.articles > 0 {
        writeln!(out, "Downloads: {}", downloads(&status.downloads))?;
    }
    writeln!(out, "Search index: {}", search_index(&status.search_index))?;
    writeln!(out, "Next run: {}", next_run(&status.next_run, status.downloads.articles > 0))
}

fn outcomes(articles: &Articles) -> String {
    list_nonzero([
        (articles.converted, "converted"),
        (articles.passed_through, "passed through unchanged"),
        (articles.incomplete, "incomplete"),
        (articles.failed, "failed"),
        (articles.lossy, "lossy"),
        (articles.with_warnings, "with warnings"),
    ])
}

fn downloads(Downloads { articles, last_checked }: &Downloads) -> String {
    let checked = last_checked.as_ref().map_or_else(String::new, |time| format!(", last checked {time}"));
    format!("{}{checked}", self::articles(*articles))
}

fn search_index(SearchIndex { exists, outdated }: &SearchIndex) -> String {
    match (exists, outdated) {
        (false, _) => "none; csdown search builds it".to_owned(),
        (true, 0) => "up to date".to_owned(),
        (true, outdated) => format!("{} to index", articles(*outdated)),
    }
}

fn next_run(next: &Next, has_downloads: bool) -> String {
    let counts = list_nonzero([
        (next.new, "new"),
        (next.changed, "changed"),
        (next.again, "to convert again"),
        (next.unreadable.len(), "unreadable"),
        (next.removed.len(), "removed"),
        (next.unchanged, "unchanged"),
    ]);
    match (counts.is_empty(), has_downloads) {
        (false, _) => counts,
        (true, true) => "no files to convert; csdown fetch updates the downloads".to_owned(),
        (true, false) => "no inputs; earlier runs were given no files or folders".to_owned(),
    }
}

/// Prints lists, each with its title and the number of its entries.
struct Lists<'a> {
    limit: usize,
    out: &'a mut dyn Write,
}

fn lists(status: &Status, lists: &mut Lists<'_>) -> io::Result<()> {
    lists.print(
        "Failed",
        status.failed.iter().map(|one| format!("{}: {}: {}", one.path, one.code, one.message)),
    )?;
    let incomplete = status.incomplete.iter().map(|one| match one.detail.as_str() {
        "" => format!("{}: {}", one.path, one.reason),
        detail => format!("{}: {}: {detail}", one.path, one.reason),
    });
    lists.print("Incomplete", incomplete)?;
    lists.print("Lossy", status.lossy.iter().map(path_of_output))?;
    let warning = |one: &CodeCount| format!("{}: {} in {}", one.code, one.warnings, articles(one.articles));
    lists.print("Warnings by code", status.warnings.iter().map(warning))?;
    let images = status.missing_images.iter().map(|one| match one.host.as_str() {
        "" => format!("{}: {}", one.code, one.images),
        host => format!("{}: {} of {host}", one.code, one.images),
    });
    lists.print("Missing images by error", images)?;
    lists.print("Edited files", status.edited_files.iter())?;
    lists.print("Missing files", status.missing_files.iter())?;
    lists.print("Unreadable inputs", status.next_run.unreadable.iter())?;
    lists.print("Removed inputs", status.next_run.removed.iter().map(path_of_output))
}

fn articles(count: usize) -> String {
    counted(count, "article")
}

/// Returns the path of an input, and that of its Markdown.
fn path_of_output(Article { path, output }: &Article) -> String {
    output.as_ref().map_or_else(|| path.clone(), |output| format!("{path}: {output}"))
}

impl Lists<'_> {
    /// Prints a list, unless it is empty.
    fn print(&mut self, title: &str, lines: impl ExactSizeIterator<Item: Display>) -> io::Result<()> {
        let count = lines.len();
        if count == 0 {
            return Ok(());
        }
        writeln!(self.out, "\n{title} ({count}):")?;
        for line in lines.take(self.limit) {
            writeln!(self.out, "  {}", printable(&line.to_string()))?;
        }
        match count.saturating_sub(self.limit) {
            0 => Ok(()),
            left => writeln!(self.out, "  … and {left} more; list them with -v"),
        }
    }
}
