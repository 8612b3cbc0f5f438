//! Decides what each element of an article is: boilerplate to drop, a wrapper to replace with its content, or something
//! to lower.
//!
//! The decision is a pure function of the user rules and one table, [`rules::RULES`]; the tree never changes.
//! [`crate::lower`] decides what an element becomes.

mod alert;
mod classes;
mod classify;
mod code_box;
mod code_lines;
mod editor_words;
mod formula;
mod guards;
mod index;
mod kind;
mod line_box;
mod predicates;
pub mod rules;
mod tags;
mod toc;
mod typed_toc;
mod user;
mod words;

pub(crate) use alert::alert_kind;
pub use classify::{Classifier, built_in, by_name, rule_for};
pub(crate) use code_box::{HeaderWords, header_language};
pub(crate) use code_lines::is_loose_line;
pub use editor_words::is_editor_word;
pub(crate) use editor_words::may_be_editor_word;
pub(crate) use formula::tex_renderer;
pub(crate) use guards::{holds_fallback, is_shown_beside_code};
pub use kind::{Disposition, Kind, LineCode};
pub(crate) use tags::is_unknown_element;
pub use user::UserRules;
pub(crate) use words::FoundWords;
pub use words::RequiredWords;
