//! Reads outputs with the links that they had before those to other articles were rewritten.

use crate::catalogue::{Catalogue, CatalogueError, StoredLink};
use crate::internal_links::restore;
use crate::store::digest;

/// Returns the contents of the output of an article with its original links; `None` if they were edited.
pub(super) fn restored(
    catalogue: &Catalogue,
    article: i64,
    output: &str,
    contents: &str,
) -> Result<Option<String>, CatalogueError> {
    let links = catalogue.internal_links(article)?;
    if links.is_empty() {
        return Ok(None);
    }
    let replacements = replacements_in(catalogue, output, &links, &digest(contents.as_bytes()))?;
    Ok(replacements.and_then(|replacements| original(&links, &replacements, contents)))
}

/// Returns what has replaced each link in the contents of an output; `None` if they were edited.
pub(super) fn replacements_in<'l>(
    catalogue: &Catalogue,
    output: &str,
    links: &'l [StoredLink],
    digest: &str,
) -> Result<Option<Vec<Option<&'l str>>>, CatalogueError> {
    let is_current = catalogue.file(output)?.is_some_and(|file| file.sha256.as_deref() == Some(digest));
    if is_current {
        return Ok(Some(links.iter().map(|link| link.current.as_deref()).collect()));
    }
    let is_next = is_pending(links) && catalogue.recorded(output)?.has(digest);
    Ok(is_next.then(|| links.iter().map(StoredLink::next_replacement).collect()))
}

/// Returns contents with the original links; `None` if the replacements are not where they should be.
pub(super) fn original(
    links: &[StoredLink],
    replacements: &[Option<&str>],
    contents: &str,
) -> Option<String> {
    restore(contents, links.iter().map(|link| &link.link).zip(replacements.iter().copied()))
}

/// Whether a run was killed while it rewrote these links.
pub(super) fn is_pending(links: &[StoredLink]) -> bool {
    links.iter().any(|link| link.next.is_some())
}
