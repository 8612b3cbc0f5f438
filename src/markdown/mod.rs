//! Shared facts about Markdown: CommonMark and GFM syntax, GitHub's heading slugs, and a parser into the document
//! model.

pub(crate) mod bare_url;
pub(crate) mod delimiter;
pub(crate) mod destination;
mod details;
pub(crate) mod flanking;
mod parse;
pub(crate) mod shortcodes;
mod slug;
mod syntax;
pub(crate) mod target;

pub(crate) use parse::html_source;
pub use parse::parse;
pub(crate) use slug::Slugs;
pub(crate) use syntax::{EXTENSIONS, front_matter_end};
