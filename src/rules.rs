//! Custom rules: what to do with elements that the built-in rules do not know.
//!
//! A rule is data, a CSS selector and an [`Action`] in [`Options::rules`](crate::Options::rules), or code, a function
//! from [`Element`] to [`Disposition`] that
//! [`Converter::with_classifier`](crate::Converter::with_classifier) adds.

pub use crate::clean::{Disposition, Kind};
pub use crate::dom::{Element, Node};
pub use crate::options::{Action, UserRule};
