//! Blocks that kramdown would read as others.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::{Block, Inline, Link, ListItem};

/// Whether the line of a paragraph would be read as a table although no pipe of its text is bare: each of its lines has
/// a formula with a `|`, which cannot be escaped there.
pub(crate) fn is_table(line: &[Inline]) -> bool {
    line.split(|inline| *inline == Inline::Break).all(|line| line.iter().any(has_bar))
}

fn has_bar(inline: &Inline) -> bool {
    match inline {
        Inline::Math(math) => math.tex.contains('|'),
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content)
        | Inline::Link(Link { content, .. }) => content.iter().any(has_bar),
        _ => false,
    }
}

/// Whether a list ends at a block of `item` unless its content is indented by four spaces: at a thematic break after a
/// blank line, also one in code.
pub(crate) fn needs_wide_markers(item: &ListItem) -> bool {
    item.blocks.iter().any(|block| match block {
        Block::Rule => true,
        Block::Code(code) => {
            let lines = code.text.lines();
            lines.clone().zip(lines.skip(1)).any(|(before, line)| before.is_empty() && is_rule(line))
        }
        _ => false,
    })
}

fn is_rule(line: &str) -> bool {
    let signs = || line.chars().filter(|c| !matches!(c, ' ' | '\t'));
    signs().next().is_some_and(|sign| matches!(sign, '*' | '-' | '_') && signs().all(|c| c == sign))
        && signs().count() >= 3
}

/// Whether `block`, the first of an item, is code with a line that would be read as an item of a nested list.
pub(crate) fn hides_list(block: &Block) -> bool {
    matches!(block, Block::Code(code) if code.text.lines().any(begins_item))
}

fn begins_item(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest =
        if digits.len() < line.len() { digits.strip_prefix('.') } else { line.strip_prefix(['-', '+', '*']) };
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '|']))
}

/// Returns `label` as kramdown accepts it: of ASCII letters, digits, `_` and `-`. Labels are in lower case, so that the
/// codes of other characters, in upper case, keep them distinct.
pub(crate) fn footnote_label(label: &str) -> Cow<'_, str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if label.starts_with(is_word) && label.chars().all(|c| is_word(c) || c == '-') {
        return label.into();
    }
    let mut out = String::new();
    for c in label.chars() {
        if is_word(c) {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "U{:X}", u32::from(c));
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_other_scripts_become_codes() {
        assert_eq!(footnote_label("a-1"), "a-1");
        assert_eq!(footnote_label("注.1"), "U6CE8U2E1");
        assert_eq!(footnote_label("-a"), "U2Da");
    }

    #[test]
    fn finds_items_and_rules_in_code() {
        assert!(begins_item("  - a") && begins_item("12. a") && begins_item("*|") && !begins_item("1) a"));
        assert!(is_rule(" - - -") && is_rule("***") && !is_rule("--") && !is_rule("-*-"));
    }
}
