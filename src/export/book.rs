//! The book that a selection of articles makes.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::chapter::{Chapter, one_line};
use super::error::ExportError;
use super::headings::headings;
use crate::articles::{Article, Articles, ReadError};

/// Called before each article; stops the export with [`ControlFlow::Break`].
pub type Observer<'o> = &'o mut dyn FnMut() -> ControlFlow<()>;

/// Articles of an archive as one book. Holds their titles and headings, and reads each article again when it is written.
#[derive(Debug)]
pub struct Book<'a> {
    articles: &'a Articles,
    title: String,
    chapters: Vec<Chapter>,
    /// The index of the chapter of each article.
    indices: HashMap<i64, usize>,
    left_out: Vec<ReadError>,
}

/// What a book contains.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// The number of articles.
    pub articles: usize,
    /// The number of different images in the book.
    pub images: usize,
    /// The number of images that are not in the archive, so that the book links to them.
    pub linked_images: usize,
}

impl<'a> Book<'a> {
    /// Reads the articles with these numbers, in this order. Those that cannot be read are [left out](Self::left_out).
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read, or `observer` stops the export.
    pub fn read(
        articles: &'a Articles,
        numbers: &[i64],
        title: &str,
        observer: Observer<'_>,
    ) -> Result<Self, ExportError> {
        let mut book = Self {
            articles,
            title: one_line(title),
            chapters: Vec::with_capacity(numbers.len()),
            indices: HashMap::new(),
            left_out: Vec::new(),
        };
        for number in numbers {
            if observer().is_break() {
                return Err(ExportError::Stopped);
            }
            match articles.read(*number) {
                Ok(article) => book.add(&article),
                Err(ReadError::Catalogue(error)) => return Err(error.into()),
                Err(error) => book.left_out.push(error),
            }
        }
        Ok(book)
    }

    fn add(&mut self, article: &Article) {
        let chapter = Chapter::new(&article.summary, headings(&article.document));
        self.indices.insert(chapter.article, self.chapters.len());
        self.chapters.push(chapter);
    }

    /// Returns the title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the chapters in reading order.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// Returns why articles were left out.
    pub fn left_out(&self) -> &[ReadError] {
        &self.left_out
    }

    /// Returns the index and the chapter of an article, if the book has it.
    pub(super) fn chapter_of(&self, article: i64) -> Option<(usize, &Chapter)> {
        let index = *self.indices.get(&article)?;
        self.chapters.get(index).map(|chapter| (index, chapter))
    }

    /// Returns the archive.
    pub(super) const fn articles(&self) -> &'a Articles {
        self.articles
    }

    /// Reads each article again, in order, and calls `write` with its index, its chapter and what was read.
    pub(super) fn each_article(
        &self,
        observer: Observer<'_>,
        write: &mut dyn FnMut(usize, &Chapter, Article) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for (index, chapter) in self.chapters.iter().enumerate() {
            if observer().is_break() {
                return Err(ExportError::Stopped);
            }
            let article = self.articles.read(chapter.article).map_err(ExportError::Gone)?;
            if headings(&article.document) != chapter.headings {
                return Err(ExportError::Edited { output: chapter.output.clone() });
            }
            write(index, chapter, article)?;
        }
        Ok(())
    }
}

/// What the title page says besides the title.
#[derive(Debug)]
pub(super) struct About {
    /// The most frequent authors, at most [`About::MAX_AUTHORS`].
    pub(super) authors: Vec<String>,
    /// The number of authors beyond these.
    pub(super) more_authors: usize,
    /// The number of articles.
    pub(super) articles: usize,
    /// The first and the last day of publication.
    pub(super) days: Option<(String, String)>,
    /// The hosts of the articles' URLs.
    pub(super) hosts: Vec<String>,
    /// The latest date of an article, in UTC.
    pub(super) modified: String,
}

impl About {
    /// The number of authors that are named.
    const MAX_AUTHORS: usize = 10;

    /// The date of a book whose articles have none.
    const NO_DATE: &'static str = "2000-01-01T00:00:00Z";

    pub(super) fn of(chapters: &[Chapter]) -> Self {
        let mut authors = authors(chapters);
        let more_authors = authors.len().saturating_sub(Self::MAX_AUTHORS);
        authors.truncate(Self::MAX_AUTHORS);
        let days: BTreeSet<String> = chapters.iter().filter_map(Chapter::day).collect();
        let host = |url: &String| Some(url::Url::parse(url).ok()?.host_str()?.to_owned());
        let hosts: BTreeSet<String> =
            chapters.iter().filter_map(|chapter| chapter.url.as_ref()).filter_map(host).collect();
        let dates = chapters.iter().flat_map(|chapter| [chapter.published, chapter.updated]).flatten();
        let modified = dates.filter_map(|date| date.utc()).max();
        Self {
            authors,
            more_authors,
            articles: chapters.len(),
            days: days.first().cloned().zip(days.last().cloned()),
            hosts: hosts.into_iter().collect(),
            modified: modified.unwrap_or_else(|| Self::NO_DATE.to_owned()),
        }
    }

    /// Returns the authors on one line.
    pub(super) fn byline(&self) -> String {
        let names = self.authors.join(", ");
        match self.more_authors {
            0 => names,
            1 => format!("{names} and 1 other"),
            more => format!("{names} and {more} others"),
        }
    }

    /// Returns the number of articles and the span of their dates on one line.
    pub(super) fn extent(&self) -> String {
        let articles =
            if self.articles == 1 { "1 article".to_owned() } else { format!("{} articles", self.articles) };
        match &self.days {
            None => articles,
            Some((first, last)) if first == last => format!("{articles}, {first}"),
            Some((first, last)) => format!("{articles}, {first} to {last}"),
        }
    }
}

/// Returns the authors, the most frequent first.
fn authors(chapters: &[Chapter]) -> Vec<String> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for (index, author) in chapters.iter().filter_map(|chapter| chapter.author.as_deref()).enumerate() {
        counts.entry(author).or_insert((0, index)).0 += 1;
    }
    let mut authors: Vec<_> = counts.into_iter().collect();
    authors.sort_by_key(|(_, (count, first))| (std::cmp::Reverse(*count), *first));
    authors.into_iter().map(|(author, _)| author.to_owned()).collect()
}
