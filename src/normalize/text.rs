//! Strings as a Markdown parser can give them back.

use crate::chars::{is_blank, is_invisible};

/// `text` without what never shows.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter(|&c| is_blank(c) || !is_invisible(c)).collect()
}

/// The words of `text`, single blanks between them.
pub(super) fn words(text: &str) -> String {
    let text = visible(text);
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A title, or `None` when it says nothing.
pub(super) fn title(text: &str) -> Option<String> {
    Some(words(text)).filter(|title| !title.is_empty())
}

/// An address without blanks at its ends and the line breaks and controls that browsers leave out of one.
pub(super) fn address(url: &str) -> String {
    let url: String = url.chars().filter(|c| !c.is_control()).collect();
    url.trim_matches(is_blank).to_owned()
}

/// Code with `\n` alone between its lines and no blanks at their ends.
pub(super) fn code(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    lines.join("\n")
}
