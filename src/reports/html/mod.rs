//! Streams the records of a run as one page to look at; `docs/report.md` says what is on it.
//!
//! The rows of the table go out as they come, as JSON that a browser does not show. The sums, and the few documents
//! that are shown in full, follow when they are known.

mod chart;
mod problem;
mod row;
mod shown;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::batch::{Destination, Outcome, Record, Totals};
use crate::store::{folder_of, resolve};
use crate::verify::Verdict;
use crate::{Options, Status, WarningCode};
use chart::{Chart, Sums};
use problem::Problems;
use row::Row;

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// Writes the records of a run as they come, as a page of HTML that needs nothing else and loads nothing.
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
/// Between records it holds the sums, and the text of at most [`HtmlReport::SHOWN`] documents of each kind of problem.
#[derive(Debug)]
pub struct HtmlReport<W> {
    to: W,
    options: String,
    links: Option<String>,
    totals: Totals,
    sums: Sums,
    /// The rules that removed something, each with its number in the rows.
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
    /// What is told above all, each with its number.
    tiles: [(&'static str, String); 5],
    charts: Vec<Chart>,
    problems: &'a Problems,
    options: &'a str,
    names: String,
    script: &'static str,
}

/// What the numbers in rows stand for.
#[derive(Serialize)]
struct Names<'a> {
    outcomes: [&'static str; 4],
    statuses: [&'static str; 3],
    verdicts: [&'static str; 3],
    warnings: Vec<&'static str>,
    rules: Vec<&'a str>,
    /// Where outputs are, from where the report is.
    links: Option<&'a str>,
}

impl<W: Write> HtmlReport<W> {
    /// What every report begins with, whatever its version.
    pub const BEGINNING: &'static str = "<!doctype html>\n<!-- report of csdown ";
    /// How many documents of each kind of problem are shown with their source and Markdown.
    pub const SHOWN: usize = problem::SHOWN;

    /// Begins a report. `links` is the address of the output folder from where the report will be: see
    /// [`address_of_outputs`].
    ///
    /// # Errors
    ///
    /// When `to` cannot be written to; so with the other methods.
    pub fn new(mut to: W, options: &Options, links: Option<String>) -> io::Result<Self> {
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
            sums: Sums::default(),
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
        let problem = self.problems.add(record, self.links.as_deref()).map_err(io::Error::other)?;
        let row = Row::of(record, &mut self.rules, problem);
        let separator = if self.totals.inputs == 0 { "\n" } else { ",\n" };
        write!(self.to, "{separator}{}", json(&row)?)?;
        self.totals.add(record);
        self.sums.add(record);
        Ok(())
    }

    /// Ends the report and gives back what it was written to.
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
        let names = Names {
            outcomes: row::OUTCOMES.map(Outcome::as_str),
            statuses: row::STATUSES.map(Status::as_str),
            verdicts: row::VERDICTS.map(Verdict::as_str),
            warnings: WarningCode::ALL.iter().map(|code| code.as_str()).collect(),
            rules,
            links: self.links.as_deref(),
        };
        let body = Body {
            version: env!("CARGO_PKG_VERSION"),
            tiles: self.sums.tiles(&self.totals),
            charts: self.sums.charts(&self.totals),
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

/// The address of the folder that `destination` is or is in, from a report at `report`; `None` when nothing is
/// written, or when neither can be reached from the other.
pub fn address_of_outputs(report: &Path, destination: &Destination) -> Option<String> {
    let outputs = match destination {
        Destination::Folder(folder) => folder.as_path(),
        Destination::File(file) => folder_of(file),
        Destination::Caller => return None,
    };
    let address = |folder: &Path| Url::from_directory_path(resolve(folder)).ok();
    let relative = address(folder_of(report))?.make_relative(&address(outputs)?)?;
    // Without the dot, a name with a colon would be a scheme.
    Some(if relative.starts_with("../") { relative } else { format!("./{relative}") })
}

fn write(template: &impl Template, to: &mut impl Write) -> io::Result<()> {
    Template::write_into(template, to)
}

/// `value` as JSON that may stand in a script: no `<` is in it, so neither its end nor a comment's beginning.
fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string(value)?.replace('<', "\\u003c"))
}

/// By what the page's policy knows a script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}
