//! Links between the articles of an archive.
//!
//! [`find`] finds the links to articles of the site in rendered Markdown. Each [`InternalLink`] can be replaced by one to
//! the Markdown of its article, in the form that the tool of the profile reads ([`Form`]), and restored: [`rewrite`] and
//! [`restore`] change nothing else, so that the text with all links restored is that of a conversion without them.
//!
//! This module does not know which articles an archive has; see `catalogue`.

mod find;
mod form;
mod path;
mod text;

pub use find::find;
pub use form::{Form, LinkTarget, Site};
#[cfg(feature = "batch")]
pub(crate) use text::restore_edited;
pub use text::{restore, rewrite};

/// A link, in rendered Markdown, to an article of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalLink {
    /// Where the link is: bytes from the beginning of the Markdown in which all links are original.
    pub position: usize,
    /// What is replaced: the whole link, or its destination.
    pub original: String,
    /// What precedes the destination in the replacement.
    pub before: String,
    /// What follows the destination in the replacement.
    pub after: String,
    /// How the destination is written.
    pub form: Form,
    /// The id of the article.
    pub target: String,
    /// The fragment of the URL, without `#`.
    pub fragment: String,
}

impl InternalLink {
    /// Returns what replaces the original in the article at `source`: a link to `target`. `None` if the tool cannot link
    /// to it.
    pub fn replacement(&self, source: &str, target: &LinkTarget<'_>, site: &Site) -> Option<String> {
        let destination = self.form.destination(source, target, site)?;
        Some([self.before.as_str(), &destination, &self.after].concat())
    }
}
