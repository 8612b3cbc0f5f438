//! Decides what each element of an article is: furniture to drop, a wrapper to see through, or something to lower.
//!
//! A pure function over the user's rules and one table, [`rules::RULES`]; the tree is never changed. What an element becomes is the
//! business of [`crate::lower`].

mod classify;
mod index;
mod kind;
mod predicates;
pub mod rules;
mod tags;
mod toc;
mod user;

pub use classify::{Classifier, built_in, by_name, rule_for};
pub use kind::{Disposition, Kind, LineCode};
pub use user::UserRules;
