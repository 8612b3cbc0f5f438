//! Strings in a form that survives a Markdown parser.

use memchr::{memchr_iter, memchr2};

use crate::chars::{is_invisible, is_simple, is_space, with_line_feeds};

/// Collapses whitespace, keeping one space at each end that has any, and removes invisible characters.
pub(super) fn spaced(text: String) -> String {
    if is_spaced(&text) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut has_space = false;
    for c in text.chars() {
        if is_space(c) {
            has_space = true;
        } else if !is_invisible(c) {
            if std::mem::take(&mut has_space) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    if has_space {
        out.push(' ');
    }
    out
}

/// Whether [`spaced`] would change nothing.
pub(super) fn is_spaced(text: &str) -> bool {
    let stays = |c: char| c == ' ' || !(is_space(c) || is_invisible(c));
    is_simple(text) || (!text.contains("  ") && text.chars().all(stays))
}

/// Collapses whitespace and trims both ends.
pub(super) fn words(text: String) -> String {
    trimmed(spaced(text))
}

/// Trims text in which whitespace is already collapsed.
pub(super) fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end_matches(' ').len());
    if text.starts_with(' ') {
        text.remove(0);
    }
    text
}

/// Normalises a title. Returns `None` if it is empty.
pub(super) fn title(text: String) -> Option<String> {
    Some(words(text)).filter(|title| !title.is_empty())
}

/// Trims a URL and removes the line breaks and control characters that browsers ignore.
pub(super) fn url(mut url: String) -> String {
    if is_settled_url(&url) {
        return url;
    }
    url.retain(|c| !c.is_control());
    url.trim_matches(is_space).to_owned()
}

/// Whether [`url`] is certain to change nothing.
pub(super) fn is_settled_url(url: &str) -> bool {
    url.bytes().fold(true, |is_settled, byte| is_settled & byte.is_ascii_graphic())
}

/// Normalises line endings of code to `\n` and removes trailing whitespace.
pub(super) fn code(text: String) -> String {
    let bytes = text.as_bytes();
    let is_bare = |end: usize| !matches!(bytes.get(..end), Some([.., b' ' | b'\t']));
    let mut ends = memchr_iter(b'\n', bytes).chain([bytes.len()]);
    if memchr2(b'\r', b'\0', bytes).is_none() && ends.all(is_bare) {
        return text;
    }
    let text = with_line_feeds(text.into()).replace('\0', "");
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collapses_whitespace_and_drops_invisible_characters() {
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
    fn fast_path_matches_full_normalisation() {
        for c in '\0'..=char::MAX {
            let kept = is_spaced(c.encode_utf8(&mut [0; 4]));
            assert_eq!(kept, c == ' ' || !(is_space(c) || is_invisible(c)), "{c:?}");
        }
        assert!(is_spaced(" a b ") && !is_spaced("a  b"));
    }

    #[test]
    fn trims_trailing_whitespace_in_code() {
        assert_eq!(code("a \r\n\tb\t\n\0c\r".to_owned()), "a\n\tb\nc\n");
        for text in ["", "\n", " a\n\nb", "a\n b\n"] {
            assert_eq!(code(text.to_owned()), text);
        }
        for text in [" ", "a\t", "\n ", "a \nb", "\r", "\0"] {
            assert_ne!(code(text.to_owned()), text);
        }
    }
}
