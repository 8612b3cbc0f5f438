//! Decides what each element of an article is: furniture to drop, a wrapper to see through, or something to lower.
//!
//! A pure function over the user's rules and one table, [`rules::RULES`]; the tree is never changed. What an element becomes is the
//! business of [`crate::lower`].

mod classify;
mod index;
mod predicates;
pub mod rules;
mod toc;
mod user;

pub use classify::{Disposition, Kind, LineCode, built_in, by_name, rule_for};
pub(crate) use predicates::TEX_RENDERERS;
pub use user::{Classifier, UserRules};
