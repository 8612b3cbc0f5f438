//! The results of a search as text.

use std::io;
use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::cli::counts::counted;
use crate::cli::io::Io;
use crate::cli::terminal::{is_styled, printable};
use crate::search::{Found, Hit, Snippet};

const PATH: Style = AnsiColor::Magenta.on_default();
const TITLE: Style = Style::new().bold();
const MATCH: Style = AnsiColor::Red.on_default().bold();

/// Prints the articles to standard output, and their number to standard error.
pub(super) fn print(archive: &Path, found: &Found, io: &mut Io<'_>) -> io::Result<()> {
    let is_styled = is_styled();
    for (index, hit) in found.hits.iter().enumerate() {
        let separator = if index == 0 { "" } else { "\n" };
        let text = article(archive, hit, is_styled);
        write!(io.out, "{separator}{text}")?;
    }
    let shown = match found.total - found.hits.len() {
        0 => String::new(),
        _ => format!(", {} shown; --limit 0 shows all", found.hits.len()),
    };
    writeln!(io.err, "csdown: {} found{shown}", counted(found.total, "article"))
}

fn article(archive: &Path, hit: &Hit, is_styled: bool) -> String {
    let styled = |text: &str, style: Style| {
        if is_styled { format!("{style}{text}{style:#}") } else { text.to_owned() }
    };
    let path = printable(&archive.join(&hit.output).display().to_string());
    let date = hit.published.as_deref().and_then(|date| date.get(..10));
    let about: Vec<&str> = hit.author.as_deref().or(hit.user.as_deref()).into_iter().chain(date).collect();
    let about = if about.is_empty() { String::new() } else { format!("  {}", printable(&about.join(", "))) };
    let mut text = format!("{}\n  {}{about}\n", styled(&path, PATH), marked(&hit.title, TITLE, is_styled));
    if !hit.snippet.text.is_empty() {
        text.extend(["  ", &marked(&hit.snippet, Style::new(), is_styled), "\n"]);
    }
    text
}

/// Marks what matches, on a terminal with a colour, elsewhere with asterisks.
fn marked(snippet: &Snippet, style: Style, is_styled: bool) -> String {
    let (mut text, mut at) = (String::new(), 0);
    let mut push = |part: Option<&str>, is_match: bool| {
        let part = printable(part.unwrap_or_default());
        let part = match (is_match, is_styled) {
            _ if part.is_empty() => part,
            (true, true) => format!("{MATCH}{part}{MATCH:#}"),
            (true, false) => format!("**{part}**"),
            (false, true) => format!("{style}{part}{style:#}"),
            (false, false) => part,
        };
        text.push_str(&part);
    };
    for mark in &snippet.marks {
        push(snippet.text.get(at..mark.start), false);
        push(snippet.text.get(mark.clone()), true);
        at = mark.end;
    }
    push(snippet.text.get(at..), false);
    text
}
