//! Streams the records of a run as one HTML page, which `docs/report.md` describes.
//!
//! Table rows are written as they arrive, as JSON that a browser does not show. The summary and the documents shown in
//! full follow at the end.

mod chart;
mod encoded;
mod problem;
mod row;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::batch::{Destination, Entry, HTML_REPORT_BEGINNING, Outcome, Record, Totals};
use crate::excerpts::Excerpts;
use crate::explanations::CodeGroup;
use crate::store::{folder_of, resolve};
use crate::verify::Verdict;
use crate::{Status, WarningCode};
use chart::{Chart, Summary};
use problem::Problems;
use row::Row;

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// Writes the records of a run as they arrive, as a self-contained HTML page.
///
/// ```
/// use csdown::batch::{Batch, Destination, Input, discover};
/// use csdown::reports::HtmlReport;
/// use csdown::{Converter, Options};
/// let converter = Converter::default();
/// let batch = Batch::new(&converter, Destination::Caller).verify(true).excerpts(true);
/// let mut inputs = discover(&[], None);
/// inputs.push(Input::stdin(b"<div id=content_views><p>text<img></p></div>".to_vec()));
/// let mut report = HtmlReport::new(Vec::new(), &Options::default(), None)?;
/// let mut written = Ok(());
/// batch.run(inputs, &mut |record| written = report.add(&record))?;
/// written?;
/// let page = String::from_utf8(report.finish()?)?;
/// assert!(page.starts_with(HtmlReport::<Vec<u8>>::BEGINNING));
/// assert!(page.contains("image-without-source"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In memory it holds the summary, and the text of at most [`HtmlReport::SHOWN`] documents of each kind of problem.
#[derive(Debug)]
pub struct HtmlReport<W> {
    to: W,
    options: String,
    links: Option<String>,
    totals: Totals,
    summary: Summary,
    /// The rules that removed something, each with its index in the rows.
    rules: BTreeMap<String, usize>,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "head.html")]
struct Head {
    beginning: &'static str,
    style: &'static str,
    style_hash: String,
    script_hash: String,
}

#[derive(Template)]
#[template(path = "body.html")]
struct Body<'a> {
    version: &'static str,
    /// The most important counts.
    tiles: Vec<(&'static str, String)>,
    is_verified: bool,
    charts: Vec<Chart>,
    problems: &'a Problems,
    options: &'a str,
    /// The explanations of the codes of the problems.
    codes: Vec<words::Entry>,
    names: String,
    script: &'static str,
}

/// The names that rows refer to by index.
#[derive(Serialize)]
struct Names<'a> {
    outcomes: [&'static str; 4],
    statuses: [&'static str; 4],
    verdicts: [&'static str; 3],
    warnings: Vec<&'static str>,
    rules: Vec<&'a str>,
    words: Words<'a>,
    /// The URL of the output folder, relative to the report.
    links: Option<&'a str>,
}

/// The names in words.
#[derive(Serialize)]
struct Words<'a> {
    outcomes: [String; 4],
    statuses: [&'static str; 4],
    warnings: Vec<&'static str>,
    rules: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(rules: Vec<&'a str>, links: Option<&'a str>) -> Self {
        let warnings: Vec<&str> = WarningCode::ALL.iter().map(|code| code.as_str()).collect();
        let statuses = row::STATUSES.map(Status::as_str);
        let outcomes = row::OUTCOMES.map(Outcome::as_str);
        let words = Words {
            outcomes: outcomes.map(words::spaced),
            statuses: statuses.map(|code| words::label(CodeGroup::Status, code)),
            warnings: warnings.iter().map(|code| words::label(CodeGroup::Warning, code)).collect(),
            rules: rules.iter().map(|name| words::label(CodeGroup::Removal, name)).collect(),
        };
        Self {
            outcomes,
            statuses,
            verdicts: row::VERDICTS.map(Verdict::as_str),
            warnings,
            rules,
            words,
            links,
        }
    }
}

impl<W: Write> HtmlReport<W> {
    /// The beginning of every report of any version.
    pub const BEGINNING: &'static str = HTML_REPORT_BEGINNING;
    /// The number of documents shown with excerpts for each kind of problem.
    pub const SHOWN: usize = problem::MAX_SHOWN;

    /// Starts a report on inputs that were converted with `options`, which are [`Options`](crate::Options) or their JSON. `links` is the URL of the output folder relative to the report; see [`url_of_outputs`].
    ///
    /// # Errors
    ///
    /// When `to` cannot be written to.
    pub fn new(mut to: W, options: &impl Serialize, links: Option<String>) -> io::Result<Self> {
        let head = Head {
            beginning: Self::BEGINNING,
            style: STYLE,
            style_hash: hash(STYLE),
            script_hash: hash(SCRIPT),
        };
        write(&head, &mut to)?;
        to.write_all(b"<script type=\"application/json\" id=\"rows\">[")?;
        Ok(Self {
            to,
            options: serde_json::to_string_pretty(options)?,
            links,
            totals: Totals::default(),
            summary: Summary::default(),
            rules: BTreeMap::new(),
            problems: Problems::default(),
        })
    }

    /// Adds an input.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        self.add_entry(&Entry::of(record), || record.excerpts.clone())
    }

    /// Adds the entry of an input. `excerpts` is called if the input is shown with its excerpts.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn add_entry(&mut self, entry: &Entry<'_>, excerpts: impl FnOnce() -> Excerpts) -> io::Result<()> {
        let problem = self.problems.add(entry, excerpts, self.links.as_deref()).map_err(io::Error::other)?;
        let row = Row::of(entry, &mut self.rules, problem);
        let separator = if self.totals.inputs == 0 { "\n" } else { ",\n" };
        write!(self.to, "{separator}{}", json(&row)?)?;
        self.totals.add_entry(entry);
        self.summary.add(entry);
        Ok(())
    }

    /// Completes the report and returns the writer.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.to.write_all(b"\n]</script>\n")?;
        let mut rules = vec![""; self.rules.len()];
        for (rule, number) in &self.rules {
            if let Some(name) = rules.get_mut(*number) {
                *name = rule;
            }
        }
        let names = Names::new(rules, self.links.as_deref());
        let body = Body {
            version: env!("CARGO_PKG_VERSION"),
            tiles: self.summary.tiles(&self.totals),
            is_verified: self.summary.is_verified(),
            charts: self.summary.charts(&self.totals),
            codes: self.problems.glossary.entries(),
            problems: &self.problems,
            options: &self.options,
            names: json(&names)?,
            script: SCRIPT,
        };
        write(&body, &mut self.to)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// Returns the URL of the folder of `destination` relative to a report at `report`; `None` if nothing is written or
/// there is no relative URL.
pub fn url_of_outputs(report: &Path, destination: &Destination) -> Option<String> {
    let outputs = match destination {
        Destination::Folder(folder) => folder.as_path(),
        Destination::File(file) => folder_of(file),
        Destination::Caller => return None,
    };
    let url = |folder: &Path| Url::from_directory_path(resolve(folder)).ok();
    let relative = url(folder_of(report))?.make_relative(&url(outputs)?)?;
    // Without `./`, a name with a colon would be read as a scheme.
    Some(if relative.starts_with("../") { relative } else { format!("./{relative}") })
}

fn write(template: &impl Template, to: &mut impl Write) -> io::Result<()> {
    Template::write_into(template, to)
}

/// Serializes `value` for a script element: without `<`, it cannot contain an end tag or the start of a comment.
fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string(value)?.replace('<', "\\u003c"))
}

/// Returns the hash of a script or style for the content security policy.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}
