//! Documents that are shown with their source and their Markdown.

use askama::Template;

use super::chart::grouped;
use super::row;
use super::shown::{Shown, address};
use crate::batch::{Outcome, Record};
use crate::chars;
use crate::excerpts::{Excerpt, Note, Passage, Piece};
use crate::verify::Verification;

/// How many documents of a kind are shown.
pub(super) const SHOWN: usize = 250;
/// How many characters of a title are shown.
const TITLE: usize = 120;
/// How many bytes those of a kind may take.
const ROOM: usize = 4 << 20;

/// The documents of a run that something is told of, by kind.
#[derive(Debug)]
pub(super) struct Problems {
    kinds: [Kind; 4],
    /// How many are shown.
    shown: usize,
}

/// The documents of one kind.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    look: &'static str,
    /// How many there are.
    count: usize,
    /// How many are shown.
    shown: usize,
    /// Those that are shown.
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    number: usize,
    look: &'static str,
    path: Shown<'a>,
    title: Option<String>,
    output: Option<String>,
    source: Option<&'a str>,
    /// What is told of the document, in a line.
    summary: String,
    excerpts: &'a [Excerpt],
    left_out: usize,
}

impl Default for Problems {
    fn default() -> Self {
        let kind = |title, about, look| Kind { title, about, look, count: 0, shown: 0, html: String::new() };
        let kinds = [
            kind("Failed", "They have no Markdown.", "bad"),
            kind("Incomplete", "A part of the article was not in the input.", "fair"),
            kind("Lossy", "The Markdown differs from the article.", "bad"),
            kind("With warnings", "Something could not be kept as the page has it.", "fair"),
        ];
        Self { kinds, shown: 0 }
    }
}

impl Problems {
    pub(super) fn is_empty(&self) -> bool {
        self.met().next().is_none()
    }

    /// The kinds there are documents of, the gravest first.
    pub(super) fn met(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().filter(|kind| kind.count > 0)
    }

    /// Adds a document when something is told of it, under the gravest. Its number is given back when it is shown.
    pub(super) fn add(&mut self, record: &Record, links: Option<&str>) -> askama::Result<Option<usize>> {
        let warnings = record.result.as_ref().map_or(0, |done| done.report.warnings.len());
        let [failed, incomplete, lossy, warned] = &mut self.kinds;
        let kind = match record.outcome() {
            Outcome::Failed => failed,
            Outcome::Incomplete => incomplete,
            _ if record.is_lossy() => lossy,
            _ if warnings > 0 => warned,
            _ => return Ok(None),
        };
        kind.count += 1;
        if kind.shown >= SHOWN || kind.html.len() >= ROOM {
            return Ok(None);
        }
        kind.shown += 1;
        self.shown += 1;
        let title = record.result.as_ref().ok().and_then(|done| done.metadata.title.as_ref());
        let problem = Problem {
            number: self.shown,
            look: kind.look,
            path: Shown(&record.name),
            title: title.map(|title| cut(&title.value)),
            output: address(links, record.output.as_deref()),
            source: row::source(record),
            summary: summary(record),
            excerpts: &record.excerpts.shown,
            left_out: record.excerpts.left_out,
        };
        problem.render_into(&mut kind.html)?;
        Ok(Some(self.shown))
    }
}

/// `title` without its end when it is very long.
fn cut(title: &str) -> String {
    let end = title.char_indices().nth(TITLE).map_or(title.len(), |(at, _)| at);
    let more = if end < title.len() { "…" } else { "" };
    format!("{}{more}", Shown(title.get(..end).unwrap_or_default()))
}

/// What is told of a document, in a line.
fn summary(record: &Record) -> String {
    let done = match &record.result {
        Ok(done) => done,
        Err(failure) => return format!("{}: {}", failure.code(), Shown(&failure.to_string())),
    };
    let mut told = Vec::new();
    if !done.report.status.is_whole() {
        told.push(done.report.status.as_str().to_owned());
    }
    let faults = done.verification.as_ref().map_or(0, Verification::faults);
    let warnings = done.report.warnings.len();
    for (count, one, many) in [(faults, "thing differs", "things differ"), (warnings, "warning", "warnings")]
    {
        if count > 0 {
            told.push(format!("{} {}", grouped(count), if count == 1 { one } else { many }));
        }
    }
    told.join(", ")
}

impl Kind {
    /// How many there are, in words.
    pub(super) fn count(&self) -> String {
        grouped(self.count)
    }

    /// What is said of those that are not shown; empty when there are none.
    pub(super) fn left_out(&self) -> String {
        match self.count - self.shown {
            0 => String::new(),
            left => format!(
                "The first {} are shown; {} more are in the table.",
                grouped(self.shown),
                grouped(left)
            ),
        }
    }
}

/// Words for the template.
impl Problem<'_> {
    /// The lines of a passage, in words.
    fn range(passage: &Passage) -> String {
        match (passage.first(), passage.last()) {
            (first, last) if first == last => format!("line {first}"),
            (first, last) => format!("lines {first}–{last}"),
        }
    }

    fn shown(piece: &Piece) -> Shown<'_> {
        Shown(&piece.text)
    }

    fn detail(note: &Note) -> Shown<'_> {
        Shown(&note.detail)
    }

    /// HTML of ours without characters that would turn round what stands beside them.
    fn rendered(html: &str) -> String {
        html.chars().filter(|c| *c == '\n' || !chars::is_invisible(*c)).collect()
    }
}
