//! The parsed page: a compact tree in one vector, with lightweight handles to its nodes.
//!
//! Parsing follows the HTML standard, as in a browser with scripting disabled (so `noscript` contains elements):
//! `tokenizer.rs` splits the text into tokens and `tree/` builds nodes from them. The number of nodes is limited during
//! parsing, their depth afterwards (`depth.rs`), and each node keeps its span in the page. `docs/html.md` lists the
//! deviations from the standard. This module knows nothing about CSDN.

mod arena;
mod assemble;
mod attributes;
mod character_references;
mod compare;
mod depth;
mod element;
mod ending;
pub mod html5ever;
mod name;
mod parse;
mod quirks;
#[cfg(feature = "scraper")]
mod scraper;
mod selector;
mod tag_cache;
mod text;
mod token;
mod tokenizer;
mod tree;
mod word;

pub use arena::{Dom, Namespace, NodeId};
pub(crate) use character_references::decode_entities;
pub use element::{Children, Descendants, Element, Node};
pub use ending::Unfinished;
pub use parse::parse;
pub use selector::Selector;
pub use token::Construct;

pub(crate) use element::TagKey;
pub(crate) use name::Name;
