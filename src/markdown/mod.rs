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
pub(crate) mod html_tags;
mod parse;
pub(crate) mod shortcodes;
mod slug;
mod source;
mod substitutes;
mod syntax;
pub(crate) mod target;

pub use parse::parse;
pub(crate) use parse::{html_source, read};
#[cfg(feature = "batch")]
pub(crate) use slug::names_of_fragment;
pub(crate) use slug::{Slugs, letters};
pub(crate) use source::Source;
pub(crate) use syntax::{EXTENSIONS, front_matter_end, has_templates};
