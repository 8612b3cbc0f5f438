//! The contents of an article as text with aligned columns.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::counts::counted;
use crate::cli::terminal::printable;
use crate::inspect::{CodeEntry, Contents, Counts};
use crate::{Inspection, Status};

const TITLE: Style = Style::new().bold();
const ASIDE: Style = Style::new().dimmed();
const ALERT: Style = AnsiColor::Yellow.on_default();

/// Formats the contents of the input called `name`.
pub(super) fn page(name: &str, digest: &str, inspection: &Inspection, is_styled: bool) -> String {
    let mut page = Page { text: String::new(), is_styled };
    page.title(&printable(name));
    page.facts(digest, inspection);
    page.metadata(inspection);
    page.contents(&inspection.contents);
    page.findings(inspection);
    page.text
}

struct Page {
    text: String,
    is_styled: bool,
}

/// The text and style of a table cell.
type Cell = (String, Style);

fn plain(text: impl Display) -> Cell {
    (text.to_string(), Style::new())
}

fn aside(text: impl Display) -> Cell {
    (text.to_string(), ASIDE)
}

impl Page {
    fn title(&mut self, title: &str) {
        self.put(title, TITLE);
        self.text.push('\n');
    }

    /// Adds a titled table unless it is empty.
    fn section(&mut self, title: &str, rows: Vec<Vec<Cell>>) {
        if rows.is_empty() {
            return;
        }
        self.text.push('\n');
        self.title(title);
        self.table(rows);
    }

    /// Adds rows whose columns are as wide as their widest cell; the last cell of a row is not padded.
    fn table(&mut self, rows: Vec<Vec<Cell>>) {
        let mut widths: Vec<usize> = Vec::new();
        let rows: Vec<Vec<Cell>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|(text, style)| (truncate(&printable(&text)), style)).collect())
            .collect();
        for row in &rows {
            for (column, (text, _)) in row.iter().enumerate().take(row.len().saturating_sub(1)) {
                widths.resize(widths.len().max(column + 1), 0);
                if let Some(width) = widths.get_mut(column) {
                    *width = (*width).max(text.width());
                }
            }
        }
        for row in rows {
            self.text.push_str("  ");
            let last = row.len().saturating_sub(1);
            for (column, (text, style)) in row.iter().enumerate() {
                self.put(text, *style);
                if column < last {
                    let width = widths.get(column).copied().unwrap_or_default();
                    self.text.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width()) + 2));
                }
            }
            let end = self.text.trim_end_matches(' ').len();
            self.text.truncate(end);
            self.text.push('\n');
        }
    }

    fn put(&mut self, text: &str, style: Style) {
        if self.is_styled && !style.is_plain() {
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{style}{text}{style:#}");
        } else {
            self.text.push_str(text);
        }
    }

    fn facts(&mut self, digest: &str, inspection: &Inspection) {
        let status = inspection.status;
        let style = if status == Status::Complete { Style::new() } else { ALERT };
        let form = serde_json::to_value(inspection.form).unwrap_or_default();
        let form = format!("{}, {}", form.as_str().unwrap_or_default(), inspection.encoding);
        self.table(vec![
            vec![plain("status"), (status.as_str().to_owned(), style)],
            vec![plain("form"), plain(form)],
            vec![plain("sha-256"), plain(digest)],
        ]);
    }

    fn metadata(&mut self, inspection: &Inspection) {
        let Ok(Value::Object(metadata)) = serde_json::to_value(&inspection.metadata) else { return };
        let counts = metadata.get("counts").and_then(Value::as_object).into_iter().flatten();
        let mut rows: Vec<Vec<Cell>> = metadata.iter().chain(counts).filter_map(metadata_row).collect();
        let other = metadata.get("other").and_then(Value::as_object).into_iter().flatten();
        rows.extend(other.map(|(key, value)| vec![plain(key), aside("front-matter"), plain(words(value))]));
        let unread = inspection.metadata.unread.iter();
        rows.extend(unread.map(|line| vec![plain("not understood"), aside("front-matter"), plain(line)]));
        self.section("metadata", rows);
    }

    fn contents(&mut self, contents: &Contents) {
        let counts = counts(&contents.counts);
        self.section("counts", counts);
        let outline = contents.outline.iter().map(|heading| {
            let indent = "  ".repeat(usize::from(heading.level.saturating_sub(1)));
            vec![plain(format!("{indent}{}", heading.text)), aside(format!("#{}", heading.anchor))]
        });
        self.section("outline", outline.collect());
        let links = contents
            .links
            .iter()
            .map(|link| vec![aside(link.kind.as_str()), plain(&link.text), plain(&link.url)]);
        self.section("links", links.collect());
        let images = contents.images.iter().map(|image| vec![plain(&image.alt), plain(&image.url)]);
        self.section("images", images.collect());
        self.section("code", languages(&contents.code));
    }

    fn findings(&mut self, inspection: &Inspection) {
        let line = |line: Option<u32>| aside(line.map_or_else(String::new, |line| format!("line {line}")));
        let dialects = inspection.dialects.iter();
        let dialects = dialects.map(|(name, found)| vec![plain(name), plain(found.count), line(found.line)]);
        self.section("dialects", dialects.collect());
        let warnings = inspection.warnings.iter().map(|warning| {
            let code = (warning.code.as_str().to_owned(), ALERT);
            vec![line(warning.line()), code, plain(&warning.detail)]
        });
        self.section("warnings", warnings.collect());
        let removals = inspection.removals.iter();
        let removals = removals
            .map(|removal| vec![line(Some(removal.line)), plain(&removal.rule), plain(&removal.text)]);
        self.section("removed", removals.collect());
    }
}

/// The row for a metadata value and its source.
fn metadata_row((key, sourced): (&String, &Value)) -> Option<Vec<Cell>> {
    let (value, from) = (sourced.get("value")?, sourced.get("from")?.as_str()?);
    Some(vec![plain(key), aside(from), plain(words(value))])
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The number of code blocks and lines in each language.
fn languages(code: &[CodeEntry]) -> Vec<Vec<Cell>> {
    let mut languages: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for code in code {
        let language = code.language.as_ref().map_or("-", |language| language.as_str());
        let (blocks, lines) = languages.entry(language).or_default();
        (*blocks, *lines) = (*blocks + 1, *lines + code.lines);
    }
    let rows = languages.into_iter();
    rows.map(|(language, (blocks, lines))| {
        vec![plain(language), plain(counted(blocks, "block")), plain(counted(lines, "line"))]
    })
    .collect()
}

/// The counts that are not zero.
fn counts(counts: &Counts) -> Vec<Vec<Cell>> {
    let value = serde_json::to_value(counts).unwrap_or_default();
    let counts: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    let nonzero = counts.into_iter().filter(|(_, count)| *count != 0);
    nonzero.map(|(name, count)| vec![plain(name.replace('-', " ")), plain(count)]).collect()
}

/// The maximum width of a cell: an image in a data: URL has millions of characters.
const MAX_WIDTH: usize = 160;

fn truncate(text: &str) -> String {
    if text.width() <= MAX_WIDTH {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX_WIDTH / 2).collect();
    short.push('…');
    short
}
