//! Splits the YAML block off a post and parses it.
//!
//! Values are not interpreted here; [`crate::extract::metadata`] does that.

use memchr::{memchr_iter, memmem};

use super::lenient_yaml;
use super::yaml::{ParsedFrontMatter, parse_mapping};

pub(super) struct Split {
    pub(super) front_matter: ParsedFrontMatter,
    /// The byte offset after the closing line.
    pub(super) body_start: usize,
    /// The line number after the closing line, from 1.
    pub(super) first_line: u32,
}

/// Splits off and parses the block between a first line `---` and the next line `---`.
///
/// Returns `None` when there is no such block, or when it has no `key: value`: then the `---` are thematic breaks of
/// Markdown.
pub(super) fn split(text: &str) -> Option<Split> {
    let opening = delimiter(text)?;
    let breaks = memmem::find_iter(text.as_bytes(), b"\n---");
    let mut closings = breaks.filter_map(|at| Some((at + 1, delimiter(text.get(at + 1..)?)?)));
    let (end, closing) = closings.next()?;
    let (front_matter, body_start) = (parse(text.get(opening.len()..end)?)?, end + closing.len());
    let first_line = lines_in(text.get(..end)?).saturating_add(2);
    Some(Split { front_matter, body_start, first_line })
}

/// Returns the number of line ends in `text`.
pub(super) fn lines_in(text: &str) -> u32 {
    u32::try_from(memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

/// Returns the first line of `text` if it delimits a block.
fn delimiter(text: &str) -> Option<&str> {
    text.split_inclusive('\n').next().filter(|line| is_delimiter(line))
}

fn is_delimiter(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty())
}

fn parse(block: &str) -> Option<ParsedFrontMatter> {
    match parse_mapping(block) {
        Some(entries) => Some(ParsedFrontMatter { entries, ..ParsedFrontMatter::default() }),
        None => lenient_yaml::parse(block),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value};

    fn entries(text: &str) -> Map<String, Value> {
        split(text).unwrap().front_matter.entries
    }

    #[test]
    fn both_generations_of_scraped_posts_are_parsed() {
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
    fn thematic_breaks_around_prose_are_not_front_matter() {
        assert!(split("---\n只是一段话。\n---\n").is_none());
    }

    #[test]
    fn empty_front_matter_is_front_matter() {
        assert!(entries("---\n---\n").is_empty());
    }
}
