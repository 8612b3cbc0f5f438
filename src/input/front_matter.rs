//! Splits the YAML block off a post and reads it.
//!
//! The values stay as they are written; what they mean is [`crate::extract::metadata`]'s business.

use serde_json::{Map, Value};

use super::{lenient, plain};

/// The keys and values of the YAML block before a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedFrontMatter {
    /// Keys and values in the order of the block.
    pub entries: Map<String, Value>,
    /// Entries and lines that could not be understood, as they stand.
    pub unread: Vec<String>,
    /// Whether the block is not valid YAML and was read entry by entry.
    pub lenient: bool,
}

pub(super) struct Split {
    pub(super) front_matter: ParsedFrontMatter,
    /// The byte after the closing line.
    pub(super) body_start: usize,
    /// The line after the closing line, from 1.
    pub(super) first_line: u32,
}

/// The block between a first line `---` and the next line `---`, and where the body begins.
///
/// `None` when there is no such block, or when nothing in it reads as `key: value`: then the `---` are rules of a
/// Markdown text.
pub(super) fn split(text: &str) -> Option<Split> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().filter(|line| is_delimiter(line))?;
    let mut end = opening.len();
    let mut number = 1_u32;
    for line in lines {
        number = number.saturating_add(1);
        if is_delimiter(line) {
            let front_matter = parse(text.get(opening.len()..end)?)?;
            return Some(Split {
                front_matter,
                body_start: end + line.len(),
                first_line: number.saturating_add(1),
            });
        }
        end += line.len();
    }
    None
}

fn is_delimiter(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty())
}

fn parse(block: &str) -> Option<ParsedFrontMatter> {
    match mapping(block) {
        Some(entries) => Some(ParsedFrontMatter { entries, ..ParsedFrontMatter::default() }),
        None => lenient::parse(block),
    }
}

/// How much of front matter may be repeated by aliases. No post has any.
const MAX_REPEATS: usize = 1000;

/// The mapping that valid YAML holds; an empty one for an empty text.
pub(super) fn mapping(yaml: &str) -> Option<Map<String, Value>> {
    if yaml.trim().is_empty() {
        return Some(Map::new());
    }
    let alias_limits = serde_saphyr::alias_limits! { max_total_replayed_events: MAX_REPEATS };
    let options = serde_saphyr::options! { alias_limits: alias_limits };
    plain::mapping(yaml).or_else(|| match serde_saphyr::from_str_with_options(yaml, options) {
        Ok(Value::Object(entries)) => Some(entries),
        Ok(_) | Err(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Map<String, Value> {
        split(text).unwrap().front_matter.entries
    }

    #[test]
    fn reads_both_generations_of_scraped_posts() {
        let quoted = entries("---\ntitle: \"题 one\"\nartid: \"123456\"\ntags: ['甲', '乙']\n---\n");
        assert_eq!((&quoted["title"], &quoted["artid"]), (&"题 one".into(), &"123456".into()));
        assert_eq!(quoted["tags"][1], "乙");
        let bare = entries("---\ntitle: 题 one\nartid: 123456\nimage:\n    path: https://a.b/c\n---\n");
        assert_eq!((&bare["artid"], &bare["image"]["path"]), (&123_456.into(), &"https://a.b/c".into()));
    }

    #[test]
    fn the_body_begins_after_the_closing_line() {
        let text = "---\na: 1\n---  \n</p>\n";
        let split = split(text).unwrap();
        assert_eq!((text.get(split.body_start..), split.first_line), (Some("</p>\n"), 4));
    }

    #[test]
    fn without_a_closing_line_there_is_no_front_matter() {
        assert!(split("---\ntitle: 题\n").is_none());
        assert!(split("----\ntitle: 题\n---\n").is_none());
    }

    #[test]
    fn rules_around_prose_are_not_front_matter() {
        assert!(split("---\n只是一段话。\n---\n").is_none());
    }

    #[test]
    fn empty_front_matter_is_front_matter() {
        assert!(entries("---\n---\n").is_empty());
    }
}
