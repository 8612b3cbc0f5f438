//! Strings as a Markdown parser can give them back.

use crate::chars::{is_blank, is_invisible, is_simple};

/// `text` with single blanks between its words and one at each end that has any, without what never shows.
pub(super) fn spaced(text: String) -> String {
    if is_spaced(&text) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if is_blank(c) {
            blank = true;
        } else if !is_invisible(c) {
            if std::mem::take(&mut blank) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    if blank {
        out.push(' ');
    }
    out
}

/// Whether [`spaced`] would change nothing.
fn is_spaced(text: &str) -> bool {
    let stays = |c: char| c == ' ' || !(is_blank(c) || is_invisible(c));
    is_simple(text) || (!text.contains("  ") && text.chars().all(stays))
}

/// The words of `text`, single blanks between them.
pub(super) fn words(text: String) -> String {
    trimmed(spaced(text))
}

/// Spaced `text` without the blanks at its ends.
pub(super) fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end_matches(' ').len());
    if text.starts_with(' ') {
        text.remove(0);
    }
    text
}

/// A title, or `None` when it says nothing.
pub(super) fn title(text: String) -> Option<String> {
    Some(words(text)).filter(|title| !title.is_empty())
}

/// An address without blanks at its ends and the line breaks and controls that browsers leave out of one.
pub(super) fn address(mut url: String) -> String {
    if url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return url;
    }
    url.retain(|c| !c.is_control());
    url.trim_matches(is_blank).to_owned()
}

/// Code with `\n` alone between its lines and no blanks at their ends.
pub(super) fn code(text: String) -> String {
    let is_bare = |line: &str| !line.ends_with([' ', '\t']);
    if !text.contains('\r') && !text.contains('\0') && text.split('\n').all(is_bare) {
        return text;
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_single_and_nothing_is_invisible() {
        for (text, expected) in [
            ("", ""),
            (" ", " "),
            ("\u{200b}", ""),
            ("\u{3000}中\u{a0}\u{200b} 文\n", " 中 文 "),
            ("a\u{0}b  c", "ab c"),
            ("\u{85}", " "),
        ] {
            assert_eq!(spaced(text.to_owned()), expected, "{text:?}");
            assert_eq!(words(text.to_owned()), expected.trim(), "{text:?}");
        }
    }

    #[test]
    fn text_that_is_kept_is_what_would_be_written() {
        for c in '\0'..=char::MAX {
            let kept = is_spaced(c.encode_utf8(&mut [0; 4]));
            assert_eq!(kept, c == ' ' || !(is_blank(c) || is_invisible(c)), "{c:?}");
        }
        assert!(is_spaced(" a b ") && !is_spaced("a  b"));
    }

    #[test]
    fn lines_of_code_end_in_no_blank() {
        assert_eq!(code("a \r\n\tb\t\n\0c\r".to_owned()), "a\n\tb\nc\n");
        assert_eq!(code(" a\n\nb".to_owned()), " a\n\nb");
    }
}
