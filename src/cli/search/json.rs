//! The results of a search as JSON.

use std::io;
use std::path::Path;

use serde::Serialize;

use crate::cli::io::Io;
use crate::search::{Found, Hit, Part, Snippet};

/// The version of the JSON schema.
const SCHEMA: u32 = 1;

/// Prints the results as a JSON document.
pub(super) fn print(archive: &Path, query: &str, found: &Found, io: &mut Io<'_>) -> io::Result<()> {
    let hits = found.hits.iter().map(|hit| HitEntry::new(archive, hit)).collect();
    let csdown = env!("CARGO_PKG_VERSION");
    let document = Document { csdown_search: SCHEMA, csdown, query, total: found.total, hits };
    serde_json::to_writer_pretty(&mut io.out, &document)?;
    writeln!(io.out)
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    csdown_search: u32,
    csdown: &'static str,
    query: &'a str,
    total: usize,
    hits: Vec<HitEntry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct HitEntry<'a> {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    title: Excerpt<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    part: Part,
    snippet: Excerpt<'a>,
}

/// A text with the parts of it that match.
#[derive(Serialize)]
struct Excerpt<'a> {
    text: &'a str,
    /// First characters of the parts, and the characters after them.
    marks: Vec<[usize; 2]>,
}

impl<'a> HitEntry<'a> {
    fn new(archive: &Path, hit: &'a Hit) -> Self {
        Self {
            path: archive.join(&hit.output).display().to_string(),
            // More digits are noise.
            score: hit.score.map(|score| (score * 1000.0).round() / 1000.0),
            title: Excerpt::new(&hit.title),
            author: hit.author.as_deref(),
            user: hit.user.as_deref(),
            published: hit.published.as_deref(),
            id: hit.id.as_deref(),
            url: hit.url.as_deref(),
            status: hit.status.as_deref(),
            part: hit.part,
            snippet: Excerpt::new(&hit.snippet),
        }
    }
}

impl<'a> Excerpt<'a> {
    fn new(Snippet { text, marks, .. }: &'a Snippet) -> Self {
        let characters = |end: usize| text.get(..end).map_or(0, |text| text.chars().count());
        let marks = marks.iter().map(|mark| [characters(mark.start), characters(mark.end)]).collect();
        Self { text, marks }
    }
}
