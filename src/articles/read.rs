//! Reads the Markdown of an article.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::destinations::{Resolver, Target};
use super::{Articles, Summary, passed_through};
use crate::catalogue::{CatalogueError, StoredArticle};
use crate::model::Document;
use crate::options::Dialect;
use crate::search;

/// An article as its Markdown has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// What is known about it.
    pub summary: Summary,
    /// The article, without front matter and without the title at its beginning.
    pub document: Document,
    /// The readers' comments, if they were saved beside it.
    pub comments: Option<Document>,
    /// The destinations of links that are articles of the archive.
    pub links: HashMap<String, Target>,
    /// The URLs of images whose file is in the archive, with the absolute path of a regular file.
    pub images: HashMap<String, PathBuf>,
}

/// Why an article cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no article with this number, or it has no Markdown.
    #[error("there is no article {0}")]
    Unknown(i64),
    /// The file of its Markdown cannot be read.
    #[error("{output} cannot be read: {source}")]
    File {
        /// The path of the Markdown below the folder, with `/`.
        output: String,
        /// Why not.
        source: io::Error,
    },
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

impl Articles {
    /// Reads the Markdown of an article. Markdown that csdown passed through is read as the site would show it.
    ///
    /// # Errors
    ///
    /// If there is no such article, or its file or the catalogue cannot be read.
    pub fn read(&self, number: i64) -> Result<Article, ReadError> {
        let summary = self.summary(number)?.ok_or(ReadError::Unknown(number))?;
        let stored = self.catalogue.stored_article(number)?.ok_or(ReadError::Unknown(number))?;
        let markdown = self.markdown(number, &stored)?;
        let document = document(&markdown, stored.dialect.as_deref(), &summary.title);
        let comments = self.comments(&stored)?;
        let mut resolver = Resolver::new(self, number, &stored.output)?;
        resolver.resolve(&document)?;
        if let Some(comments) = &comments {
            resolver.resolve(comments)?;
        }
        let (links, images) = resolver.into_found();
        Ok(Article { summary, document, comments, links, images })
    }

    /// Returns the Markdown with the URLs that links had before those to other articles were rewritten.
    fn markdown(&self, number: i64, stored: &StoredArticle) -> Result<String, ReadError> {
        let output = &stored.output;
        let read = self.catalogue.read_output(output);
        let (markdown, _) = read.map_err(|source| ReadError::File { output: output.clone(), source })?;
        let original = self.catalogue.with_original_links_left(number, output, &markdown)?;
        Ok(original.unwrap_or(markdown))
    }

    /// Reads the comments beside an article.
    fn comments(&self, stored: &StoredArticle) -> Result<Option<Document>, CatalogueError> {
        let path = Path::new(&stored.output).with_extension("comments.md");
        let Some(path) = path.to_str() else { return Ok(None) };
        let Some(file) = self.catalogue.file(path)?.filter(|file| file.output == stored.output) else {
            return Ok(None);
        };
        let markdown = self.catalogue.read_output(path).ok();
        Ok(markdown.map(|(markdown, _)| document(&markdown, file.dialect.as_deref(), "")))
    }
}

/// Reads Markdown. Without a dialect, csdown passed it through.
fn document(markdown: &str, dialect: Option<&str>, title: &str) -> Document {
    match dialect {
        Some(dialect) => search::document(markdown, dialect.parse::<Dialect>().unwrap_or_default(), title),
        None => passed_through::document(markdown, title),
    }
}
