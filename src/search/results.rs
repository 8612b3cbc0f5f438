//! Searches the index, and reads excerpts from the outputs.

use super::index::{Stamp, dialect, read, reindex};
use super::query::{Part, Query};
use super::snippet::{Snippet, matches};
use super::text::ArticleText;
use crate::catalogue::{ArticleFilter, Catalogue, CatalogueError, FoundRow, Order};

/// The articles that a search found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Found {
    /// The number of articles that match.
    pub total: usize,
    /// The first of them: the best ones, or the latest if the query is empty.
    pub hits: Vec<Hit>,
}

/// An article that was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Hit {
    /// The path of its Markdown below the folder, with `/`.
    pub output: String,
    /// Its title, or the name of its file.
    pub title: Snippet,
    /// The displayed name of its author.
    pub author: Option<String>,
    /// The login name of its author.
    pub user: Option<String>,
    /// When it was published, in ISO 8601.
    pub published: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// How much of the article the input contains.
    pub status: Option<String>,
    /// How well it matches: higher is better. `None` without a query.
    pub score: Option<f64>,
    /// What the excerpt is of.
    pub part: Part,
    /// The excerpt with most matches, or the beginning of the text.
    pub snippet: Snippet,
    /// Whether the output is no longer the one that was indexed.
    pub is_edited: bool,
    article: i64,
}

/// Searches the articles of `catalogue`, and returns up to `limit` of them. Only articles in the index are found; see
/// [`update`](super::update).
///
/// # Errors
///
/// If the catalogue cannot be read, or its index is damaged.
pub fn search(
    catalogue: &Catalogue,
    query: &Query,
    filter: &ArticleFilter,
    limit: usize,
) -> Result<Found, CatalogueError> {
    let found = match query.expression() {
        Some(_) if !catalogue.has_index()? => Vec::new(),
        Some(expression) => {
            let found = catalogue.search_index(&expression, filter)?;
            found.into_iter().map(|(article, score)| (article, Some(score))).collect()
        }
        None => catalogue
            .list_articles(filter, Order::Newest)?
            .into_iter()
            .map(|article| (article, None))
            .collect(),
    };
    let mut hits = Vec::new();
    for (article, score) in found.iter().take(limit) {
        if let Some(row) = catalogue.found(*article)? {
            hits.push(Hit::new(catalogue, query, row, *article, *score));
        }
    }
    Ok(Found { total: found.len(), hits })
}

/// Returns an article as a result of `query`, without a score; `None` if it has no output. It is read whether it matches or
/// not.
///
/// # Errors
///
/// If the catalogue cannot be read.
pub fn hit(catalogue: &Catalogue, query: &Query, article: i64) -> Result<Option<Hit>, CatalogueError> {
    let row = catalogue.found(article)?;
    Ok(row.map(|row| Hit::new(catalogue, query, row, article, None)))
}

/// Lists the hits whose outputs were edited, so that [`update`](super::update) reads them again.
///
/// # Errors
///
/// If the catalogue cannot be changed.
pub fn reindex_edited(catalogue: &Catalogue, found: &Found) -> Result<(), CatalogueError> {
    let edited = found.hits.iter().filter(|hit| hit.is_edited).map(|hit| hit.article);
    reindex(catalogue, &edited.collect::<Vec<_>>())
}

impl Hit {
    fn new(catalogue: &Catalogue, query: &Query, row: FoundRow, article: i64, score: Option<f64>) -> Self {
        let read: Option<(String, Stamp)> = read(catalogue, &row.output).ok();
        let is_edited = row.indexed.is_some() && row.indexed != read.as_ref().map(|(_, stamp)| *stamp);
        let markdown = read.map(|(markdown, _)| markdown).unwrap_or_default();
        let title = row.title.unwrap_or_default();
        let text = ArticleText::read(&markdown, dialect(row.dialect.as_deref()), &title);
        let in_part = |part, text: &str| if query.searches(part) { matches(text, query) } else { Vec::new() };
        let (in_title, in_text) = (in_part(Part::Title, &title), in_part(Part::Text, &text.text));
        let in_code = if in_text.is_empty() { in_part(Part::Code, &text.code) } else { Vec::new() };
        let (part, snippet) = if in_code.is_empty() {
            (Part::Text, Snippet::of(&text.text, &in_text))
        } else {
            (Part::Code, Snippet::of(&text.code, &in_code))
        };
        let title = if title.trim().is_empty() { file_name(&row.output).to_owned() } else { title };
        Self {
            title: Snippet::whole(&title, &in_title),
            output: row.output,
            author: row.author,
            user: row.user,
            published: row.published,
            id: row.id,
            url: row.url,
            status: row.status,
            score,
            part,
            snippet,
            is_edited,
            article,
        }
    }
}

/// Returns the name of a file without its extension.
fn file_name(output: &str) -> &str {
    let name = output.rsplit('/').next().unwrap_or(output);
    name.strip_suffix(".md").unwrap_or(name)
}
