//! The links between the articles of an output folder.
//!
//! The file of an article has either the replacements that are recorded as current or, if a run was killed while it
//! rewrote the links, those that come next.

use rusqlite::Row;

use super::{Catalogue, CatalogueError};
use crate::internal_links::{Form, InternalLink};
use crate::report::HeadingAnchor;

/// A link to an article of the site in an output.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredLink {
    /// The link.
    pub link: InternalLink,
    /// What has replaced it; `None` if it is original.
    pub current: Option<String>,
    /// What replaces it in the file that is being written; `None` if none is.
    pub next: Option<String>,
}

impl StoredLink {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (position, form): (i64, String) = (row.get(0)?, row.get(4)?);
        let link = InternalLink {
            position: usize::try_from(position).unwrap_or_default(),
            original: row.get(1)?,
            before: row.get(2)?,
            after: row.get(3)?,
            form: Form::named(&form).unwrap_or(Form::Path),
            target: row.get(5)?,
            fragment: row.get(6)?,
        };
        Ok(Self { link, current: row.get(7)?, next: row.get(8)? })
    }

    /// Returns what replaces the link in the file that is being written; `None` if it is original there.
    pub fn next_replacement(&self) -> Option<&str> {
        self.next.as_deref().filter(|next| *next != self.link.original)
    }
}

impl Catalogue {
    /// Records the links of an article to others, with what has replaced each.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_internal_links<'l>(
        &self,
        article: i64,
        links: impl IntoIterator<Item = (&'l InternalLink, Option<&'l str>)>,
    ) -> Result<(), CatalogueError> {
        self.change("DELETE FROM internal_links WHERE article = ?1", [article])?;
        for (link, current) in links {
            let InternalLink { position, original, before, after, form, target, fragment } = link;
            let position = i64::try_from(*position).unwrap_or(i64::MAX);
            let sql =
                "INSERT OR REPLACE INTO internal_links VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL)";
            let form = form.name();
            self.change(sql, (article, position, original, before, after, form, target, fragment, current))?;
        }
        Ok(())
    }

    /// Returns the links of an article to others, in order.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn internal_links(&self, article: i64) -> Result<Vec<StoredLink>, CatalogueError> {
        let mut links = Vec::new();
        let sql = "SELECT position, original, before, after, form, target, fragment, current, next
            FROM internal_links WHERE article = ?1 ORDER BY position";
        self.each_row(sql, [article], |row| {
            links.push(StoredLink::of(row)?);
            Ok(())
        })?;
        Ok(links)
    }

    /// Records what replaces the link at `position` in the file that is about to be written.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn set_next_replacement(
        &self,
        article: i64,
        link: &InternalLink,
        replacement: Option<&str>,
    ) -> Result<(), CatalogueError> {
        let position = i64::try_from(link.position).unwrap_or(i64::MAX);
        self.change(
            "UPDATE internal_links SET next = coalesce(?3, original) WHERE article = ?1 AND position = ?2",
            (article, position, replacement),
        )?;
        Ok(())
    }

    /// Records that the file of an article has the next replacements by now.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn take_next_replacements(&self, article: i64) -> Result<(), CatalogueError> {
        let sql = "UPDATE internal_links SET current = nullif(next, original), next = NULL
            WHERE article = ?1 AND next IS NOT NULL";
        self.change(sql, [article])?;
        Ok(())
    }

    /// Records the headings that links to an article may name.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn put_anchors(&self, article: i64, anchors: &[HeadingAnchor]) -> Result<(), CatalogueError> {
        self.change("DELETE FROM anchors WHERE article = ?1", [article])?;
        for HeadingAnchor { fragment, slug, heading } in anchors {
            let sql = "INSERT OR IGNORE INTO anchors VALUES (?1, ?2, ?3, ?4)";
            self.change(sql, (article, fragment, slug, heading))?;
        }
        Ok(())
    }

    /// Returns the slug and the text of the heading that the first known one of `names` names.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn heading(
        &self,
        article: i64,
        names: &[String],
    ) -> Result<Option<(String, String)>, CatalogueError> {
        for name in names.iter().filter(|name| !name.is_empty()) {
            let sql = "SELECT slug, heading FROM anchors WHERE article = ?1 AND fragment = ?2";
            let found = self.first(sql, (article, name), |row| Ok((row.get(0)?, row.get(1)?)))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Returns the number and the output of the article with this id. Of several, the one whose output comes first.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn output_of_id(&self, id: &str) -> Result<Option<(i64, String)>, CatalogueError> {
        let sql = "SELECT article, output FROM articles WHERE id = ?1 AND output IS NOT NULL
            ORDER BY output, article LIMIT 1";
        self.first(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Records from now on which articles change, even if no links between articles are known yet.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn track_links(&self) -> Result<(), CatalogueError> {
        self.tracks_links.set(Some(true));
        // Links are looked up by id.
        self.create_indexes()
    }

    /// Whether it is recorded which articles change.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn tracks_links(&self) -> Result<bool, CatalogueError> {
        if let Some(tracks) = self.tracks_links.get() {
            return Ok(tracks);
        }
        let tracks = self.first("SELECT 1 FROM internal_links", [], |_| Ok(()))?.is_some();
        self.tracks_links.set(Some(tracks));
        Ok(tracks)
    }

    /// Records that the links to the article of an input may change, because it is about to change.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub(super) fn mark_target(
        &self,
        condition: &str,
        key: impl rusqlite::ToSql,
    ) -> Result<(), CatalogueError> {
        if !self.tracks_links()? {
            return Ok(());
        }
        let sql = format!(
            "INSERT OR IGNORE INTO changed_targets SELECT id FROM articles WHERE {condition} AND id IS NOT NULL"
        );
        self.change(&sql, [key])?;
        Ok(())
    }

    /// Returns the next `count` articles, in order of their numbers, with links that may have to change, each with its
    /// output.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn articles_to_link(&self, after: i64, count: usize) -> Result<Vec<(i64, String)>, CatalogueError> {
        let mut articles = Vec::new();
        let sql =
            "SELECT article, output FROM articles WHERE article > ?1 AND output IS NOT NULL AND article IN (
            SELECT article FROM internal_links WHERE target IN (SELECT id FROM changed_targets)
            UNION SELECT article FROM internal_links WHERE next IS NOT NULL) ORDER BY article LIMIT ?2";
        self.each_row(sql, (after, i64::try_from(count).unwrap_or(i64::MAX)), |row| {
            articles.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok(articles)
    }

    /// Records that all links to articles are as they should be.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be changed.
    pub fn clear_changed_targets(&self) -> Result<(), CatalogueError> {
        if self.first("SELECT 1 FROM changed_targets", [], |_| Ok(()))?.is_some() {
            self.change("DELETE FROM changed_targets", [])?;
        }
        Ok(())
    }

    /// Returns the number of the article at an output.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read.
    pub fn article_at(&self, output: &str) -> Result<Option<i64>, CatalogueError> {
        self.first("SELECT article FROM articles WHERE output = ?1", [output], |row| row.get(0))
    }
}
