//! Decides what each element of an article is: furniture to drop, a wrapper to see through, or something to lower.
//!
//! A pure function over one table, [`rules::RULES`]; the tree is never changed. What an element becomes is the
//! business of [`crate::lower`].

mod classify;
mod predicates;
pub mod rules;
mod toc;

pub use classify::{Disposition, Kind, LineCode, by_name, classify};
