//! YAML as metadata.

use serde_json::{Map, Value};

use super::plain_yaml;

/// The keys and values of the YAML block before a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedFrontMatter {
    /// Keys and values in the order of the block.
    pub entries: Map<String, Value>,
    /// Entries and lines that could not be parsed, as written.
    pub unread: Vec<String>,
    /// Whether the block is invalid YAML and was read entry by entry.
    pub lenient: bool,
}

/// The maximum number of events that aliases may repeat. No known post has any.
const MAX_ALIAS_EVENTS: usize = 1000;

/// Parses a mapping. Returns an empty one for an empty text, and `None` for invalid YAML.
pub(super) fn parse_mapping(yaml: &str) -> Option<Map<String, Value>> {
    if yaml.trim().is_empty() {
        return Some(Map::new());
    }
    let alias_limits = serde_saphyr::alias_limits! { max_total_replayed_events: MAX_ALIAS_EVENTS };
    let options = serde_saphyr::options! { alias_limits: alias_limits };
    plain_yaml::parse_mapping(yaml).or_else(|| match serde_saphyr::from_str_with_options(yaml, options) {
        Ok(Value::Object(entries)) => Some(entries),
        Ok(_) | Err(_) => None,
    })
}
