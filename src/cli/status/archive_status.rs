//! The status of an archive, as its JSON has it. `docs/status.md` describes the fields.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use url::Url;

use crate::WarningCode;
use crate::batch::{Details, DoneDetails, FileState, NextRun, Outcome};
use crate::catalogue::{CATALOGUE, Catalogue, CatalogueError, ProblemRow};
use crate::verify::Verdict;

/// The version of the JSON schema.
const SCHEMA: u32 = 1;

/// Everything that is known about an archive.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Status {
    #[serde(rename = "csdown-status")]
    schema: u32,
    csdown: &'static str,
    /// The size of the catalogue in bytes.
    pub(super) catalogue_bytes: u64,
    pub(super) articles: Articles,
    pub(super) incomplete: Vec<Incomplete>,
    pub(super) failed: Vec<Failed>,
    pub(super) lossy: Vec<Article>,
    pub(super) warnings: Vec<CodeCount>,
    pub(super) missing_images: Vec<MissingImages>,
    /// Paths of files that were edited since csdown wrote them.
    pub(super) edited_files: Vec<String>,
    /// Paths of files that csdown wrote and that are gone.
    pub(super) missing_files: Vec<String>,
    pub(super) downloads: Downloads,
    pub(super) search_index: SearchIndex,
    pub(super) next_run: Next,
}

/// The number of articles.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Articles {
    pub(super) total: usize,
    pub(super) converted: usize,
    pub(super) passed_through: usize,
    pub(super) incomplete: usize,
    pub(super) failed: usize,
    pub(super) with_warnings: usize,
    pub(super) lossy: usize,
}

/// An article that is incomplete.
#[derive(Debug, Serialize)]
pub(super) struct Incomplete {
    pub(super) path: String,
    output: Option<String>,
    /// The status of the article, or the code of the error.
    pub(super) reason: String,
    /// What shows it; may be empty.
    pub(super) detail: String,
}

/// An input that failed.
#[derive(Debug, Serialize)]
pub(super) struct Failed {
    pub(super) path: String,
    pub(super) code: String,
    pub(super) message: String,
}

/// An input and its Markdown.
#[derive(Debug, Serialize)]
pub(super) struct Article {
    pub(super) path: String,
    pub(super) output: Option<String>,
}

/// The warnings with a code.
#[derive(Debug, Serialize)]
pub(super) struct CodeCount {
    pub(super) code: String,
    pub(super) articles: usize,
    pub(super) warnings: usize,
}

/// The images of a host that could not be saved for one reason.
#[derive(Debug, Serialize)]
pub(super) struct MissingImages {
    pub(super) code: String,
    /// Empty for images without one.
    pub(super) host: String,
    pub(super) images: usize,
}

/// The live articles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Downloads {
    pub(super) articles: usize,
    /// When the last one was downloaded or checked, in ISO 8601.
    pub(super) last_checked: Option<String>,
}

/// The index of `csdown search`.
#[derive(Debug, Serialize)]
pub(super) struct SearchIndex {
    pub(super) exists: bool,
    /// The number of articles to index.
    pub(super) outdated: usize,
}

/// What the next run would do.
#[derive(Debug, Serialize)]
pub(super) struct Next {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) again: usize,
    pub(super) unchanged: usize,
    pub(super) unreadable: Vec<String>,
    pub(super) removed: Vec<Article>,
}

impl Status {
    /// Reads the status of the archive that `catalogue` belongs to.
    pub(super) fn read(catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let mut status = Self {
            schema: SCHEMA,
            csdown: env!("CARGO_PKG_VERSION"),
            catalogue_bytes: size(&catalogue.folder().join(CATALOGUE)),
            articles: articles(catalogue)?,
            incomplete: Vec::new(),
            failed: Vec::new(),
            lossy: Vec::new(),
            warnings: warnings(catalogue)?,
            missing_images: missing_images(catalogue)?,
            edited_files: Vec::new(),
            missing_files: Vec::new(),
            downloads: downloads(catalogue)?,
            search_index: SearchIndex {
                exists: catalogue.has_index()?,
                outdated: catalogue.count_unindexed()?,
            },
            next_run: next_run(catalogue)?,
        };
        catalogue.each_problem(&mut |problem| status.add_problem(problem))?;
        status.add_files(catalogue)?;
        Ok(status)
    }

    /// Lists a problem. An entry that cannot be read has no details.
    fn add_problem(&mut self, ProblemRow { input: path, output, outcome, entry, .. }: ProblemRow) {
        let details = Details::from_json(&entry).ok();
        let (done, error) = match &details {
            Some(Details::Done(done)) => (Some(done), None),
            Some(Details::Failed { error }) => (None, Some(error)),
            None => (None, None),
        };
        let code = error.map(|error| error.code.clone().into_owned()).unwrap_or_default();
        let message = error.map(|error| error.message.clone().into_owned()).unwrap_or_default();
        if outcome == Outcome::Failed.as_str() {
            self.failed.push(Failed { path, code, message });
            return;
        }
        if done.and_then(|done| done.verification.as_ref()).is_some_and(|v| v.verdict == Verdict::Lossy) {
            self.lossy.push(Article { path: path.clone(), output: output.clone() });
        }
        if outcome == Outcome::Incomplete.as_str() {
            let reason = done.map_or(code, |done| done.status.as_str().to_owned());
            let detail = done.map_or(message, |done| truncation(done));
            self.incomplete.push(Incomplete { path, output, reason, detail });
        }
    }

    fn add_files(&mut self, catalogue: &Catalogue) -> Result<(), CatalogueError> {
        let mut result = Ok(());
        catalogue.each_file(&mut |file| match FileState::of(catalogue, &file) {
            Ok(FileState::Edited) => self.edited_files.push(file.path),
            Ok(FileState::Missing) => self.missing_files.push(file.path),
            Ok(_) => {}
            Err(error) => result = Err(error),
        })?;
        result
    }
}

/// Returns what shows that an article is truncated; may be empty.
fn truncation(done: &DoneDetails<'_>) -> String {
    let mut signs = done.warnings.iter().filter(|warning| warning.code == WarningCode::Truncated);
    signs.next().map(|warning| warning.detail.clone()).unwrap_or_default()
}

/// Returns the size of the catalogue, with what SQLite has not moved into it yet.
fn size(path: &Path) -> u64 {
    let log = path.with_file_name(format!("{CATALOGUE}-wal"));
    [path, &log].iter().filter_map(|path| path.metadata().ok()).map(|found| found.len()).sum()
}

fn articles(catalogue: &Catalogue) -> Result<Articles, CatalogueError> {
    let counts = catalogue.article_counts()?;
    let of = |outcome: Outcome| {
        let found = counts.outcomes.iter().find(|(name, _)| name == outcome.as_str());
        found.map_or(0, |(_, count)| *count)
    };
    Ok(Articles {
        total: counts.outcomes.iter().map(|(_, count)| count).sum(),
        converted: of(Outcome::Converted),
        passed_through: of(Outcome::PassedThrough),
        incomplete: of(Outcome::Incomplete),
        failed: of(Outcome::Failed),
        with_warnings: counts.with_warnings,
        lossy: counts.lossy,
    })
}

fn warnings(catalogue: &Catalogue) -> Result<Vec<CodeCount>, CatalogueError> {
    let counts = catalogue.warning_counts()?.into_iter();
    let warnings = counts.map(|count| CodeCount {
        code: count.code,
        articles: count.articles,
        warnings: count.warnings,
    });
    Ok(warnings.collect())
}

/// Counts the missing images by error and host, the most frequent first.
fn missing_images(catalogue: &Catalogue) -> Result<Vec<MissingImages>, CatalogueError> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    catalogue.each_missing_image(&mut |url, code| {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        *counts.entry((code.to_owned(), host)).or_default() += 1;
    })?;
    let images = counts.into_iter().map(|((code, host), images)| MissingImages { code, host, images });
    let mut images: Vec<MissingImages> = images.collect();
    images.sort_by_key(|images| Reverse(images.images));
    Ok(images)
}

fn downloads(catalogue: &Catalogue) -> Result<Downloads, CatalogueError> {
    let counts = catalogue.download_counts()?;
    let time = counts.last_checked.and_then(|time| jiff::Timestamp::from_second(time).ok());
    Ok(Downloads { articles: counts.articles, last_checked: time.map(|time| time.to_string()) })
}

fn next_run(catalogue: &Catalogue) -> Result<Next, CatalogueError> {
    let NextRun { new, changed, again, unchanged, unreadable, removed, .. } = NextRun::of(catalogue)?;
    let removed = removed.into_iter().map(|input| Article { path: input.input, output: input.output });
    Ok(Next { new, changed, again, unchanged, unreadable, removed: removed.collect() })
}
