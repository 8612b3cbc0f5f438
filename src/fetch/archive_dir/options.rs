//! Options of an [`ArchiveDir`](super::ArchiveDir).

/// Options of an [`ArchiveDir`](super::ArchiveDir).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArchiveDirOptions {
    /// Downloads the user's own articles from the editor API; see
    /// [`Fetcher::own_article`](crate::fetch::Fetcher::own_article).
    pub own: bool,
    /// Saves the comments on each article as `NAME.comments.md`.
    pub comments: bool,
    /// Saves each page as received, as `NAME.warc.gz`.
    pub keep_html: bool,
    /// Downloads everything again, even if it is up to date.
    pub refresh: bool,
    /// Allows only [`ArchiveDir::plans`](super::ArchiveDir::plans). Writes nothing and takes no lock.
    pub dry_run: bool,
}
