//! Lists articles for readers.

use super::filter::{ArticleFilter, Conditions};
use super::{Catalogue, CatalogueError};

/// The order of a list of articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// The best matches of a query first.
    Best,
    /// The latest first; those without a date last.
    #[default]
    Newest,
    /// The oldest first; those without a date last.
    Oldest,
    /// By title.
    Title,
    /// By the path of the Markdown.
    Path,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Best | Self::Newest => "published DESC, output",
            Self::Oldest => "published IS NULL, published, output",
            Self::Title => "title IS NULL, title, output",
            Self::Path => "output",
        }
    }
}

/// An article as readers see it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedRow {
    /// The path of its Markdown below the folder, with `/`.
    pub(crate) output: String,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) updated: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) columns: Vec<String>,
}

/// What an article is counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FacetRow {
    pub(crate) article: i64,
    /// The year of publication.
    pub(crate) year: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) status: Option<String>,
}

/// Where an article came from and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredArticle {
    /// The input; see [`ArticleRow`](super::ArticleRow).
    pub(crate) input: String,
    /// The path of its Markdown.
    pub(crate) output: String,
    /// The dialect of the Markdown, if csdown converted it.
    pub(crate) dialect: Option<String>,
    /// Whether it is a live article that was downloaded.
    pub(crate) is_download: bool,
}

impl Catalogue {
    /// Returns the articles that match a filter, in this order.
    pub(crate) fn list_articles(
        &self,
        filter: &ArticleFilter,
        order: Order,
    ) -> Result<Vec<i64>, CatalogueError> {
        let conditions = Conditions::of(filter);
        let sql = format!(
            "SELECT article FROM articles WHERE output IS NOT NULL{} ORDER BY {}",
            conditions.sql(),
            order.sql()
        );
        let mut found = Vec::new();
        self.each_row(&sql, conditions.into_parameters(), |row| {
            found.push(row.get(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the articles that match a filter, in no order.
    pub(crate) fn matching_articles(&self, filter: &ArticleFilter) -> Result<Vec<i64>, CatalogueError> {
        let conditions = Conditions::of(filter);
        let sql = format!("SELECT article FROM articles WHERE output IS NOT NULL{}", conditions.sql());
        let mut found = Vec::new();
        self.each_row(&sql, conditions.into_parameters(), |row| {
            found.push(row.get(0)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns an article for a list; `None` if it has no Markdown.
    pub(crate) fn listed(&self, article: i64) -> Result<Option<ListedRow>, CatalogueError> {
        let sql = "SELECT output, title, author, user, published, updated, url, id, status FROM articles
            WHERE article = ?1 AND output IS NOT NULL";
        let row = self.first(sql, [article], |row| {
            Ok(ListedRow {
                output: row.get(0)?,
                title: row.get(1)?,
                author: row.get(2)?,
                user: row.get(3)?,
                published: row.get(4)?,
                updated: row.get(5)?,
                url: row.get(6)?,
                id: row.get(7)?,
                status: row.get(8)?,
                tags: Vec::new(),
                columns: Vec::new(),
            })
        })?;
        let Some(mut row) = row else { return Ok(None) };
        row.tags = self.texts("SELECT tag FROM tags WHERE article = ?1", article)?;
        row.columns = self.texts("SELECT name FROM columns WHERE article = ?1", article)?;
        Ok(Some(row))
    }

    fn texts(&self, sql: &str, article: i64) -> Result<Vec<String>, CatalogueError> {
        let mut texts = Vec::new();
        self.each_row(sql, [article], |row| {
            texts.push(row.get(0)?);
            Ok(())
        })?;
        Ok(texts)
    }

    /// Calls `each` with what every article with Markdown is counted by.
    pub(crate) fn each_facet_row(&self, mut each: impl FnMut(FacetRow)) -> Result<(), CatalogueError> {
        let sql =
            "SELECT article, substr(published, 1, 4), author, status FROM articles WHERE output IS NOT NULL";
        self.each_row(sql, [], |row| {
            each(FacetRow {
                article: row.get(0)?,
                year: row.get(1)?,
                author: row.get(2)?,
                status: row.get(3)?,
            });
            Ok(())
        })
    }

    /// Calls `each` with every article and each of its tags.
    pub(crate) fn each_tag(&self, each: impl FnMut(i64, &str)) -> Result<(), CatalogueError> {
        self.each_pair("SELECT article, tag FROM tags", each)
    }

    /// Calls `each` with every article and each of its columns.
    pub(crate) fn each_column(&self, each: impl FnMut(i64, &str)) -> Result<(), CatalogueError> {
        self.each_pair("SELECT article, name FROM columns", each)
    }

    fn each_pair(&self, sql: &str, mut each: impl FnMut(i64, &str)) -> Result<(), CatalogueError> {
        self.each_row(sql, [], |row| {
            each(row.get(0)?, row.get_ref(1)?.as_str()?);
            Ok(())
        })
    }

    /// Returns where an article with Markdown came from and where it is.
    pub(crate) fn stored_article(&self, article: i64) -> Result<Option<StoredArticle>, CatalogueError> {
        let sql = "SELECT input, articles.output, dialect,
                EXISTS (SELECT 1 FROM downloads WHERE downloads.output = articles.output)
            FROM articles LEFT JOIN files ON files.path = articles.output
            WHERE article = ?1 AND articles.output IS NOT NULL";
        self.first(sql, [article], |row| {
            Ok(StoredArticle {
                input: row.get(0)?,
                output: row.get(1)?,
                dialect: row.get(2)?,
                is_download: row.get(3)?,
            })
        })
    }

    /// Returns the digest of the page that an article was converted from, in hexadecimal.
    pub(crate) fn input_digest(&self, article: i64) -> Result<Option<String>, CatalogueError> {
        let sql =
            "SELECT lower(hex(input_sha256)) FROM articles WHERE article = ?1 AND input_sha256 IS NOT NULL";
        self.first(sql, [article], |row| row.get(0))
    }

    /// Returns a number that changes whenever another connection has changed the catalogue.
    pub(crate) fn version_of_data(&self) -> Result<i64, CatalogueError> {
        Ok(self.first("PRAGMA data_version", [], |row| row.get(0))?.unwrap_or_default())
    }
}
