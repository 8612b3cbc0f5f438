//! The characters that count as text, and those that stand for something else.

use std::iter;

use crate::chars::{icon, plain_start, trim_ascii_start};

/// The placeholder of an image in the text.
pub(super) const IMAGE: char = '\u{fdd0}';
/// The placeholder of a code block in the text.
pub(super) const CODE: char = '\u{fdd1}';
/// The placeholder of a formula in the text.
pub(super) const MATHS: char = '\u{fdd2}';
/// The placeholder of a footnote reference in the text.
pub(super) const FOOTNOTE: char = '\u{fdd3}';

/// Whether `c` is a placeholder. Placeholders are Unicode noncharacters, which pages do not contain.
pub(super) const fn is_placeholder(c: char) -> bool {
    matches!(c, IMAGE | CODE | MATHS | FOOTNOTE)
}

/// Whether `c` counts as text: not whitespace, invisible or a placeholder.
pub(super) const fn is_visible(c: char) -> bool {
    matches!(c, '!'..='~' | '一'..='龥')
        || !(crate::chars::is_space(c)
            || crate::chars::is_invisible(c)
            || crate::chars::is_joiner(c)
            || is_placeholder(c))
}

/// Returns the visible characters of `text`. Icons are replaced by the text they show.
pub(super) fn visible_text(text: &str) -> String {
    let mut all = String::new();
    push_visible(&mut all, text);
    all
}

/// Adds the visible characters of `text` to `all`.
pub(super) fn push_visible(all: &mut String, text: &str) {
    for part in visible_parts(text) {
        if part.starts_with(|c| matches!(c, '\u{e000}'..='\u{f8ff}')) {
            all.extend(part.chars().filter_map(icon));
        } else {
            all.push_str(part);
        }
    }
}

/// Whether `text` has a visible character.
pub(super) fn has_visible(text: &str) -> bool {
    visible_parts(text).next().is_some()
}

/// Returns the visible characters of `text`: many common ones at once, others one by one.
pub(super) fn visible_parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            let length = plain_start(rest).max(first.len_utf8());
            let (part, after) = rest.split_at(length);
            if length > first.len_utf8() || is_visible(first) {
                rest = after;
                return Some(part);
            }
            rest = trim_ascii_start(after);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;

    #[test]
    fn parts_are_the_visible_characters() {
        arbtest::arbtest(|u| {
            let signs = [
                "a", "B", " ", "\n", "    ", "中", "，", "\u{3000}", "\u{200b}", "\u{200d}", "한", "😀",
                "\u{f0b7}", "\u{a0}", "\u{fdd0}",
            ];
            let text = arbitrary_text(u, &signs, 0..=12)?;
            let expected: String = text.chars().filter(|c| is_visible(*c)).collect();
            assert_eq!(visible_parts(&text).collect::<String>(), expected);
            assert_eq!(has_visible(&text), !expected.is_empty());
            Ok(())
        });
    }
}
