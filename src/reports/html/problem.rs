//! The documents with problems, with excerpts.

use askama::Template;

use super::encoded::output_url;
use super::row;
use super::words::{self, Glossary};
use crate::batch::{Details, Entry, Outcome};
use crate::chars;
use crate::display::{Visible, grouped};
use crate::excerpts::{Diagnostic, Excerpt, Excerpts, Segment, Snippet};
use crate::explanations::CodeGroup;

/// The number of documents shown of a kind.
pub(super) const MAX_SHOWN: usize = 250;
/// The number of characters shown of a title.
const MAX_TITLE: usize = 120;
/// The size in bytes after which no more documents of a kind are added.
const MAX_BYTES: usize = 4 << 20;

/// The documents with problems, by kind.
#[derive(Debug)]
pub(super) struct Problems {
    kinds: [ProblemKind; 4],
    /// The number of documents shown.
    shown: usize,
    /// The codes of the documents shown.
    pub(super) glossary: Glossary,
}

/// The documents of one kind.
#[derive(Debug)]
pub(super) struct ProblemKind {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    look: &'static str,
    /// The number of documents.
    count: usize,
    /// The number of documents shown.
    shown: usize,
    /// The documents shown.
    pub(super) html: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    number: usize,
    look: &'static str,
    path: Visible<&'a str>,
    title: Option<String>,
    output: Option<String>,
    source: Option<&'a str>,
    /// The problems in one line.
    summary: String,
    excerpts: &'a [Excerpt],
    omitted: usize,
}

impl Default for Problems {
    fn default() -> Self {
        let kind =
            |title, about, look| ProblemKind { title, about, look, count: 0, shown: 0, html: String::new() };
        let kinds = [
            kind("Failed", "These inputs have no Markdown.", "bad"),
            kind("Incomplete", "The input contains only a part of the article.", "fair"),
            kind("Lossy", "The Markdown differs from the article.", "bad"),
            kind("With warnings", "Something could not be converted exactly.", "fair"),
        ];
        Self { kinds, shown: 0, glossary: Glossary::default() }
    }
}

impl Problems {
    pub(super) fn is_empty(&self) -> bool {
        self.met().next().is_none()
    }

    /// Returns the kinds that occur, the most severe first.
    pub(super) fn met(&self) -> impl Iterator<Item = &ProblemKind> {
        self.kinds.iter().filter(|kind| kind.count > 0)
    }

    /// Adds a document under its most severe problem. Returns its number if it is shown.
    pub(super) fn add(
        &mut self,
        entry: &Entry<'_>,
        excerpts: impl FnOnce() -> Excerpts,
        links: Option<&str>,
    ) -> askama::Result<Option<usize>> {
        let [failed, incomplete, lossy, warned] = &mut self.kinds;
        let kind = match entry.outcome {
            Outcome::Failed => failed,
            Outcome::Incomplete => incomplete,
            _ if entry.is_lossy() => lossy,
            _ if !entry.warnings().is_empty() => warned,
            _ => return Ok(None),
        };
        kind.count += 1;
        if kind.shown >= MAX_SHOWN || kind.html.len() >= MAX_BYTES {
            return Ok(None);
        }
        kind.shown += 1;
        self.shown += 1;
        let title = entry.done().and_then(|done| done.metadata.title.as_ref());
        let Excerpts { shown: excerpts, omitted } = excerpts();
        for diagnostic in excerpts.iter().flat_map(|excerpt| &excerpt.diagnostics) {
            self.glossary.add(diagnostic.group, diagnostic.code);
        }
        let problem = Problem {
            number: self.shown,
            look: kind.look,
            path: Visible(entry.path),
            title: title.map(|title| cut(&title.value)),
            output: output_url(links, entry.output),
            source: row::source(entry),
            summary: summary(entry),
            excerpts: &excerpts,
            omitted,
        };
        problem.render_into(&mut kind.html)?;
        Ok(Some(self.shown))
    }
}

/// Shortens a long title.
fn cut(title: &str) -> String {
    let end = title.char_indices().nth(MAX_TITLE).map_or(title.len(), |(at, _)| at);
    let more = if end < title.len() { "…" } else { "" };
    format!("{}{more}", Visible(title.get(..end).unwrap_or_default()))
}

/// Describes the problems of a document in one line.
fn summary(entry: &Entry<'_>) -> String {
    let done = match &entry.details {
        Details::Done(done) => done,
        Details::Failed { error } => return Visible(&error.message).to_string(),
    };
    let mut parts = Vec::new();
    if !done.status.is_whole() {
        parts.push(words::label(CodeGroup::Status, done.status.as_str()).to_owned());
    }
    let faults = done.verification.as_ref().map_or(0, |verification| verification.faults());
    let warnings = done.warnings.len();
    for (count, one, many) in [(faults, "thing differs", "things differ"), (warnings, "warning", "warnings")]
    {
        if count > 0 {
            parts.push(format!("{} {}", grouped(count), if count == 1 { one } else { many }));
        }
    }
    parts.join(", ")
}

impl ProblemKind {
    /// Returns the formatted number of documents.
    pub(super) fn count(&self) -> String {
        grouped(self.count)
    }

    /// Returns a note about the documents that are not shown; empty if there are none.
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

/// Helpers of the template.
impl Problem<'_> {
    /// Formats the line numbers of a snippet.
    fn range(snippet: &Snippet) -> String {
        match (snippet.first(), snippet.last()) {
            (first, last) if first == last => format!("line {first}"),
            (first, last) => format!("lines {first}–{last}"),
        }
    }

    fn segment(segment: &Segment) -> Visible<&str> {
        Visible(&*segment.text)
    }

    fn words(diagnostic: &Diagnostic) -> &'static str {
        words::label(diagnostic.group, diagnostic.code)
    }

    /// Returns the link to the explanation of a code.
    fn explained(diagnostic: &Diagnostic) -> String {
        format!("#{}", words::id(diagnostic.group, diagnostic.code))
    }

    fn detail(diagnostic: &Diagnostic) -> Visible<&str> {
        Visible(&*diagnostic.detail)
    }

    /// Removes invisible characters from generated HTML.
    fn rendered(html: &str) -> String {
        html.chars().filter(|c| *c == '\n' || !chars::is_invisible(*c)).collect()
    }
}
