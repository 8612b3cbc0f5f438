//! The names of the options.

use serde_json::{Map, Value};

use super::{Action, Options};

/// The names of the options in files, and of the settings of those that are tables.
///
/// ```
/// let names = csdown::Options::names();
/// assert!(names.options.contains(&"hard-break".to_owned()));
/// assert!(names.limits.contains(&"bytes".to_owned()));
/// assert_eq!(names.rule, ["name", "selector", "action"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Names {
    /// The options.
    pub options: Vec<String>,
    /// The settings of `limits`.
    pub limits: Vec<String>,
    /// The settings of each `rule`.
    pub rule: Vec<String>,
}

impl Options {
    /// Returns the names of all options.
    pub fn names() -> Names {
        // Options without a value are not serialized.
        let options = Self { assets_url: Some(String::new()), ..Self::default() };
        let known = serde_json::to_value(options.with_rule("", "", Action::Drop)).unwrap_or_default();
        let keys = |table: Option<&Map<String, Value>>| {
            table.into_iter().flat_map(Map::keys).cloned().collect::<Vec<_>>()
        };
        Names {
            options: keys(known.as_object()),
            limits: keys(known.pointer("/limits").and_then(Value::as_object)),
            rule: keys(known.pointer("/rule/0").and_then(Value::as_object)),
        }
    }
}
