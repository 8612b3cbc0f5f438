//! Restores the links that an output had before those to other articles were rewritten.

use super::{Catalogue, CatalogueError, StoredLink};
use crate::internal_links::{restore, restore_edited};
use crate::store::digest;

impl Catalogue {
    /// Returns the contents of the output of an article with its original links; `None` if they were edited, or have no
    /// links to other articles.
    pub(crate) fn with_original_links(
        &self,
        article: i64,
        output: &str,
        contents: &str,
    ) -> Result<Option<String>, CatalogueError> {
        let links = self.internal_links(article)?;
        if links.is_empty() {
            return Ok(None);
        }
        let replacements = self.replacements_in(output, &links, &digest(contents.as_bytes()))?;
        Ok(replacements.and_then(|replacements| original(&links, &replacements, contents)))
    }

    /// Does the same for contents that may have been edited: restores the links that are still there.
    pub(crate) fn with_original_links_left(
        &self,
        article: i64,
        output: &str,
        contents: &str,
    ) -> Result<Option<String>, CatalogueError> {
        let restored = self.with_original_links(article, output, contents)?;
        if restored.is_some() {
            return Ok(restored);
        }
        let links = self.internal_links(article)?;
        let current = links.iter().map(|link| (&link.link, link.current.as_deref()));
        Ok((!links.is_empty()).then(|| restore_edited(contents, current)))
    }

    /// Returns what has replaced each link in the contents of an output; `None` if they were edited.
    pub(crate) fn replacements_in<'l>(
        &self,
        output: &str,
        links: &'l [StoredLink],
        digest: &str,
    ) -> Result<Option<Vec<Option<&'l str>>>, CatalogueError> {
        let is_current = self.file(output)?.is_some_and(|file| file.sha256.as_deref() == Some(digest));
        if is_current {
            return Ok(Some(links.iter().map(|link| link.current.as_deref()).collect()));
        }
        let is_next = is_pending(links) && self.recorded(output)?.has(digest);
        Ok(is_next.then(|| links.iter().map(StoredLink::next_replacement).collect()))
    }
}

/// Returns contents with the original links; `None` if the replacements are not where they should be.
pub(crate) fn original(
    links: &[StoredLink],
    replacements: &[Option<&str>],
    contents: &str,
) -> Option<String> {
    restore(contents, links.iter().map(|link| &link.link).zip(replacements.iter().copied()))
}

/// Whether a run was killed while it rewrote these links.
pub(crate) fn is_pending(links: &[StoredLink]) -> bool {
    links.iter().any(|link| link.next.is_some())
}
