//! Shared facts about Markdown: CommonMark and GFM syntax, GitHub's heading slugs, and a parser into the document
//! model.

pub(crate) mod bare_url;
pub(crate) mod delimiter;
pub(crate) mod destination;
mod details;
mod edits;
pub(crate) mod flanking;
mod formulas;
mod html_block;
mod parse;
pub(crate) mod shortcodes;
mod slug;
mod source;
mod substitutes;
mod syntax;
pub(crate) mod target;

pub use parse::parse;
pub(crate) use parse::{html_source, read};
pub(crate) use slug::Slugs;
pub(crate) use source::Source;
pub(crate) use syntax::{EXTENSIONS, front_matter_end};
