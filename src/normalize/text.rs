//! Strings as a Markdown parser can give them back.

use crate::chars::{is_blank, is_invisible, plain_start};

/// `text` without what never shows.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter(|&c| is_blank(c) || !is_invisible(c)).collect()
}

/// Whether `text` is words with single blanks between them and nothing else, as [`words`] would leave it.
pub(super) fn is_settled(text: &str) -> bool {
    if text.is_empty() || text.starts_with(' ') || text.ends_with(' ') {
        return false;
    }
    let mut rest = text;
    loop {
        let mut characters = rest.get(plain_start(rest)..).unwrap_or_default().chars();
        let c = characters.next();
        rest = characters.as_str();
        match c {
            None => return true,
            Some(' ') if rest.starts_with(' ') => return false,
            Some(' ') => {}
            Some(c) if is_blank(c) || is_invisible(c) => return false,
            Some(_) => {}
        }
    }
}

/// The words of `text`, single blanks between them.
pub(super) fn words(text: &str) -> String {
    if is_settled(text) {
        return text.to_owned();
    }
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
    if url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return url.to_owned();
    }
    let url: String = url.chars().filter(|c| !c.is_control()).collect();
    url.trim_matches(is_blank).to_owned()
}

/// Code with `\n` alone between its lines and no blanks at their ends.
pub(super) fn code(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{is_settled, words};

    #[test]
    fn what_is_settled_stays_as_it_is() {
        for text in
            ["", " ", "a", "a b", " a", "a ", "a  b", "字\u{3000}字", "字\u{200b}", "a\nb", "，", "a\u{a0}"]
        {
            assert_eq!(is_settled(text), !text.is_empty() && words(text) == text && text != " ", "{text:?}");
        }
    }
}
