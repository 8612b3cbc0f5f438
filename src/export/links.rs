//! Where the links of a chapter lead.

use std::collections::HashMap;

use url::Url;

use super::book::Book;
use super::error::ExportError;
use crate::articles::{Article, Target};

/// Where a link to an article leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// To a chapter of the book, and to a heading of it if the id is not empty.
    Chapter { index: usize, heading: String },
    /// To this URL, instead of to a file that is not in the book.
    Url(String),
}

/// The destinations of those links of a chapter that lead elsewhere than their URL says.
#[derive(Debug, Default)]
pub(super) struct Destinations(HashMap<String, Destination>);

impl Destinations {
    /// Finds the destinations of an article's links to articles of the archive.
    pub(super) fn of(article: &Article, book: &Book<'_>) -> Result<Self, ExportError> {
        let found = article.links.iter().filter_map(|(url, target)| {
            let destination = destination(url, target, book).transpose()?;
            Some(destination.map(|destination| (url.clone(), destination)))
        });
        Ok(Self(found.collect::<Result<_, _>>()?))
    }

    /// Returns where a link leads, if that is another destination than its URL.
    pub(super) fn get(&self, url: &str) -> Option<&Destination> {
        self.0.get(url)
    }
}

fn destination(url: &str, target: &Target, book: &Book<'_>) -> Result<Option<Destination>, ExportError> {
    if let Some((index, chapter)) = book.chapter_of(target.article) {
        let heading = Some(&target.fragment).filter(|id| chapter.has_heading(id));
        return Ok(Some(Destination::Chapter { index, heading: heading.cloned().unwrap_or_default() }));
    }
    if is_absolute(url) {
        return Ok(None);
    }
    let summary = book.articles().summary(target.article)?;
    Ok(summary.and_then(|summary| summary.url).filter(|url| is_absolute(url)).map(Destination::Url))
}

fn is_absolute(url: &str) -> bool {
    Url::parse(url).is_ok()
}
