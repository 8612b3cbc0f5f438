//! The characters that count as text, and those that stand for something else.

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
    for part in text.split(|c: char| !is_visible(c)).filter(|part| !part.is_empty()) {
        if part.contains(|c: char| matches!(c, '\u{e000}'..='\u{f8ff}')) {
            all.extend(part.chars().filter_map(crate::chars::icon));
        } else {
            all.push_str(part);
        }
    }
}
