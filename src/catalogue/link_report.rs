//! Where the links of an archive lead.

use super::{Catalogue, CatalogueError};
use crate::extract::{linked_article, without_query};
use crate::markdown::names_of_fragment;

/// An article of the site that links lead to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LinkedTo {
    /// The id of the article.
    pub id: String,
    /// Its title, if the archive has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its Markdown, or a URL if the archive does not have it.
    pub location: String,
    /// The number of links to it.
    pub links: i64,
    /// The number of articles with links to it.
    pub articles: i64,
}

/// A host that links lead to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LinkedHost {
    /// The host.
    pub host: String,
    /// The number of links to it.
    pub links: i64,
    /// The number of articles with links to it.
    pub articles: i64,
}

/// A link to an article of the archive whose fragment names nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct UnknownFragment {
    /// The Markdown with the link.
    pub output: String,
    /// The Markdown that it leads to.
    pub target: String,
    /// The fragment, without `#`.
    pub fragment: String,
}

impl Catalogue {
    /// Returns the articles of the site that links lead to and the archive does not have, at most `count` of them, those
    /// with most links first, and how many there are.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn missing_targets(&self, count: usize) -> Result<(Vec<LinkedTo>, i64), CatalogueError> {
        let missing = "target IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM articles WHERE id = links.target AND output IS NOT NULL)";
        let sql = format!(
            "SELECT target, NULL, min(url), sum(uses), count(DISTINCT article) FROM links WHERE {missing}
            GROUP BY target ORDER BY 4 DESC, length(target), target LIMIT ?1"
        );
        let total = format!("SELECT count(DISTINCT target) FROM links WHERE {missing}");
        let mut missing = self.linked_to(&sql, count)?;
        for to in &mut missing {
            to.location = bare(&to.location).to_owned();
        }
        Ok((missing, self.count(&total)?))
    }

    /// Returns the articles of the archive that links of others lead to, at most `count` of them, those with most links
    /// first, and how many there are.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn most_linked(&self, count: usize) -> Result<(Vec<LinkedTo>, i64), CatalogueError> {
        let found = "links JOIN articles AS source USING (article) JOIN
            (SELECT id, min(output) AS output, title FROM articles WHERE output IS NOT NULL GROUP BY id) AS target
            ON target.id = links.target WHERE source.id IS NOT target.id";
        let sql = format!(
            "SELECT target.id, target.title, target.output, sum(uses), count(DISTINCT article) FROM {found}
            GROUP BY target.id ORDER BY 4 DESC, length(target.id), target.id LIMIT ?1"
        );
        let total = format!("SELECT count(DISTINCT target.id) FROM {found}");
        Ok((self.linked_to(&sql, count)?, self.count(&total)?))
    }

    fn linked_to(&self, sql: &str, count: usize) -> Result<Vec<LinkedTo>, CatalogueError> {
        let mut found = Vec::new();
        self.each_row(sql, [limit(count)], |row| {
            let (id, title, location) = (row.get(0)?, row.get(1)?, row.get(2)?);
            found.push(LinkedTo { id, title, location, links: row.get(3)?, articles: row.get(4)? });
            Ok(())
        })?;
        Ok(found)
    }

    /// Returns the hosts that links lead to, except to articles of the site, at most `count` of them, those with most
    /// links first, and how many there are.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn linked_hosts(&self, count: usize) -> Result<(Vec<LinkedHost>, i64), CatalogueError> {
        let mut hosts = Vec::new();
        let sql =
            "SELECT host, sum(uses), count(DISTINCT article) FROM links WHERE target IS NULL AND host <> ''
            GROUP BY host ORDER BY 2 DESC, host LIMIT ?1";
        self.each_row(sql, [limit(count)], |row| {
            hosts.push(LinkedHost { host: row.get(0)?, links: row.get(1)?, articles: row.get(2)? });
            Ok(())
        })?;
        let total = "SELECT count(DISTINCT host) FROM links WHERE target IS NULL AND host <> ''";
        Ok((hosts, self.count(total)?))
    }

    /// Calls `each` with every link to an article of the archive whose fragment names nothing. Only articles whose links
    /// are rewritten have any.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn each_unknown_fragment(&self, mut each: impl FnMut(UnknownFragment)) -> Result<(), CatalogueError> {
        let sql = "SELECT source.output, target.output, link.fragment, target.article
            FROM internal_links AS link JOIN articles AS source USING (article) JOIN articles AS target
            ON target.article = (SELECT article FROM articles WHERE id = link.target AND output IS NOT NULL
                ORDER BY output, article LIMIT 1)
            WHERE link.fragment <> '' AND source.output IS NOT NULL ORDER BY source.output, link.position";
        let mut failed = Ok(());
        self.each_row(sql, [], |row| {
            let link = UnknownFragment { output: row.get(0)?, target: row.get(1)?, fragment: row.get(2)? };
            match self.heading(row.get(3)?, &names_of_fragment(&link.fragment)) {
                Ok(None) => each(link),
                Ok(Some(_)) => {}
                Err(error) => failed = Err(error),
            }
            Ok(())
        })?;
        failed
    }

    fn count(&self, sql: &str) -> Result<i64, CatalogueError> {
        Ok(self.first(sql, [], |row| row.get(0))?.unwrap_or_default())
    }
}

/// Returns the URL of an article without parameters that it does not need.
fn bare(url: &str) -> &str {
    let (without_fragment, bare) = (url.split('#').next().unwrap_or(url), without_query(url));
    if linked_article(bare).is_some() { bare } else { without_fragment }
}

// SQLite has signed numbers only.
fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
